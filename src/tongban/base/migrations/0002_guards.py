"""The audit trail cannot be rewritten, and there is a table for the cache."""

from django.db import migrations

GUARD = """
CREATE FUNCTION base_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON base_auditentry
    FOR EACH ROW EXECUTE FUNCTION base_refuse_change();
"""
NO_TRUNCATE = """
CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON base_auditentry
    FOR EACH STATEMENT EXECUTE FUNCTION base_refuse_change();
"""
UNGUARD = """
DROP TRIGGER audit_no_truncate ON base_auditentry;
DROP TRIGGER audit_append_only ON base_auditentry;
DROP FUNCTION base_refuse_change();
"""
CACHE = """
CREATE UNLOGGED TABLE base_cache (
    cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL
);
CREATE INDEX base_cache_expires ON base_cache (expires);
"""


class Migration(migrations.Migration):
    dependencies = [("base", "0001_initial")]
    operations = [
        migrations.RunSQL(GUARD + NO_TRUNCATE, UNGUARD),
        migrations.RunSQL(CACHE, "DROP TABLE base_cache"),
    ]
