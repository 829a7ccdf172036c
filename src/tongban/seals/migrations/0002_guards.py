"""Impressions and histories cannot be rewritten; what was signed stays as it is."""

from django.db import migrations

APPEND_ONLY = """
CREATE TRIGGER seal_history_append_only BEFORE UPDATE OR DELETE ON seals_sealhistory
    FOR EACH ROW EXECUTE FUNCTION base_refuse_change();
CREATE TRIGGER seal_impression_append_only BEFORE UPDATE OR DELETE ON seals_impression
    FOR EACH ROW EXECUTE FUNCTION base_refuse_change();
CREATE TRIGGER seal_stamp_append_only BEFORE UPDATE OR DELETE ON seals_impressionstamp
    FOR EACH ROW EXECUTE FUNCTION base_refuse_change();
"""
NOT_APPEND_ONLY = """
DROP TRIGGER seal_stamp_append_only ON seals_impressionstamp;
DROP TRIGGER seal_impression_append_only ON seals_impression;
DROP TRIGGER seal_history_append_only ON seals_sealhistory;
"""
SEAL = """
CREATE FUNCTION seals_keep_seal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a seal is cancelled, never deleted' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF (NEW.id, NEW.code, NEW.unit_id, NEW.name, NEW.line, NEW.kind, NEW.shape, NEW.picture,
        NEW.width_mm, NEW.height_mm, NEW.applied_by, NEW.applied_at)
       IS DISTINCT FROM
       (OLD.id, OLD.code, OLD.unit_id, OLD.name, OLD.line, OLD.kind, OLD.shape, OLD.picture,
        OLD.width_mm, OLD.height_mm, OLD.applied_by, OLD.applied_at) THEN
        RAISE EXCEPTION 'what was applied for cannot change' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF OLD.state IN ('cancelled', 'declined') AND NEW.state <> OLD.state THEN
        RAISE EXCEPTION 'a seal that ended stays ended' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER seal_keep BEFORE UPDATE OR DELETE ON seals_seal
    FOR EACH ROW EXECUTE FUNCTION seals_keep_seal();
"""
NO_SEAL = """
DROP TRIGGER seal_keep ON seals_seal;
DROP FUNCTION seals_keep_seal();
"""
VERSION = """
CREATE FUNCTION seals_keep_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.made_at IS NOT NULL THEN
        RAISE EXCEPTION 'a version of a seal stays as it was made'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF (NEW.id, NEW.seal_id, NEW.number, NEW.key_id, NEW.pages_key_id)
       IS DISTINCT FROM
       (OLD.id, OLD.seal_id, OLD.number, OLD.key_id, OLD.pages_key_id) THEN
        RAISE EXCEPTION 'a version keeps its keys' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER seal_version_keep BEFORE UPDATE OR DELETE ON seals_sealversion
    FOR EACH ROW EXECUTE FUNCTION seals_keep_version();
"""
NO_VERSION = """
DROP TRIGGER seal_version_keep ON seals_sealversion;
DROP FUNCTION seals_keep_version();
"""
ORDER = """
CREATE FUNCTION seals_keep_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.state <> 'waiting' OR
       (NEW.id, NEW.seal_id, NEW.digest, NEW.file_digest, NEW.face_digest, NEW.document_kind,
        NEW.title, NEW.case_number, NEW.decision, NEW.spots, NEW.ordered_by, NEW.ordered_at)
       IS DISTINCT FROM
       (OLD.id, OLD.seal_id, OLD.digest, OLD.file_digest, OLD.face_digest, OLD.document_kind,
        OLD.title, OLD.case_number, OLD.decision, OLD.spots, OLD.ordered_by, OLD.ordered_at) THEN
        RAISE EXCEPTION 'an order is used once and never changes'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER seal_order_keep BEFORE UPDATE OR DELETE ON seals_order
    FOR EACH ROW EXECUTE FUNCTION seals_keep_order();
"""
NO_ORDER = """
DROP TRIGGER seal_order_keep ON seals_order;
DROP FUNCTION seals_keep_order();
"""
COUNTER = """
CREATE FUNCTION seals_keep_count() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR NEW.seal_id <> OLD.seal_id OR NEW.at < OLD.at
       OR NEW.last NOT IN (OLD.last, OLD.last + 1) THEN
        RAISE EXCEPTION 'impressions are counted one by one' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER seal_count_keep BEFORE UPDATE OR DELETE ON seals_sealcounter
    FOR EACH ROW EXECUTE FUNCTION seals_keep_count();
"""
NO_COUNTER = """
DROP TRIGGER seal_count_keep ON seals_sealcounter;
DROP FUNCTION seals_keep_count();
"""
AUTHORISATION = """
CREATE FUNCTION seals_keep_authorisation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.withdrawn_at IS NOT NULL OR
       (NEW.id, NEW.seal_id, NEW.account_id, NEW.job, NEW.document_kinds, NEW.since_at,
        NEW.until_at, NEW.given_by, NEW.given_at)
       IS DISTINCT FROM
       (OLD.id, OLD.seal_id, OLD.account_id, OLD.job, OLD.document_kinds, OLD.since_at,
        OLD.until_at, OLD.given_by, OLD.given_at) THEN
        RAISE EXCEPTION 'an authorisation is withdrawn once, and never changed'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER seal_authorisation_keep BEFORE UPDATE OR DELETE ON seals_authorisation
    FOR EACH ROW EXECUTE FUNCTION seals_keep_authorisation();
"""
NO_AUTHORISATION = """
DROP TRIGGER seal_authorisation_keep ON seals_authorisation;
DROP FUNCTION seals_keep_authorisation();
"""


class Migration(migrations.Migration):
    dependencies = [("seals", "0001_initial"), ("base", "0002_guards")]
    operations = [
        migrations.RunSQL(APPEND_ONLY, NOT_APPEND_ONLY),
        migrations.RunSQL(SEAL, NO_SEAL),
        migrations.RunSQL(VERSION, NO_VERSION),
        migrations.RunSQL(ORDER, NO_ORDER),
        migrations.RunSQL(COUNTER, NO_COUNTER),
        migrations.RunSQL(AUTHORISATION, NO_AUTHORISATION),
    ]
