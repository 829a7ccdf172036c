"""A published version never changes and never goes: cases point to it."""

from django.db import migrations

GUARD = """
CREATE FUNCTION items_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a published item version is never changed or deleted';
END $$;
CREATE TRIGGER itemversion_immutable BEFORE UPDATE OR DELETE ON items_itemversion
    FOR EACH ROW EXECUTE FUNCTION items_refuse_change();
"""
UNGUARD = """
DROP TRIGGER itemversion_immutable ON items_itemversion;
DROP FUNCTION items_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("items", "0001_initial")]
    operations = [migrations.RunSQL(GUARD, UNGUARD)]
