"""What was signed cannot be rewritten, and no licence disappears."""

from django.db import migrations

GUARD = """
CREATE FUNCTION licences_keep_signed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a licence is ended, never deleted' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF (NEW.id, NEW.holder_id, NEW.type_id, NEW.issuer_id, NEW.region_id, NEW.identifier,
        NEW.serial, NEW.version, NEW.issued_on, NEW.valid_from, NEW.metadata, NEW.document_digest,
        NEW.key_id, NEW.signature, NEW.qr_text, NEW.created_at)
       IS DISTINCT FROM
       (OLD.id, OLD.holder_id, OLD.type_id, OLD.issuer_id, OLD.region_id, OLD.identifier,
        OLD.serial, OLD.version, OLD.issued_on, OLD.valid_from, OLD.metadata, OLD.document_digest,
        OLD.key_id, OLD.signature, OLD.qr_text, OLD.created_at)
       OR NEW.valid_until IS DISTINCT FROM OLD.valid_until THEN
        RAISE EXCEPTION 'what was signed cannot change' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF OLD.state = 'ended' AND NEW.state <> 'ended' THEN
        RAISE EXCEPTION 'an ended licence stays ended' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER licence_keep_signed BEFORE UPDATE OR DELETE ON licences_licence
    FOR EACH ROW EXECUTE FUNCTION licences_keep_signed();
"""
UNGUARD = """
DROP TRIGGER licence_keep_signed ON licences_licence;
DROP FUNCTION licences_keep_signed();
"""


class Migration(migrations.Migration):
    dependencies = [("licences", "0001_initial")]
    operations = [migrations.RunSQL(GUARD, UNGUARD)]
