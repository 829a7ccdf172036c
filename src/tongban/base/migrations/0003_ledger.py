"""The ledger: leaves, tiles and heads, each guarded against being rewritten."""

from django.db import migrations, models

GUARDS = """
ALTER TABLE base_ledgerleaf ADD CONSTRAINT ledgerleaf_sizes CHECK (
    octet_length(digest) = 32 AND octet_length(salt) = 16
);
ALTER TABLE base_ledgertile ADD CONSTRAINT ledgertile_sizes CHECK (
    octet_length(hashes) BETWEEN 32 AND 8192 AND octet_length(hashes) % 32 = 0
);
ALTER TABLE base_ledgertile ALTER COLUMN hashes SET STORAGE EXTERNAL;

-- A leaf gets its index once, and its salt may be erased; nothing else ever changes.
CREATE TRIGGER ledgerleaf_kept BEFORE UPDATE ON base_ledgerleaf FOR EACH ROW WHEN (
    (OLD.id, OLD.kind, OLD.reference, OLD.digest) IS DISTINCT FROM
    (NEW.id, NEW.kind, NEW.reference, NEW.digest)
    OR (OLD.index IS NOT NULL AND NEW.index IS DISTINCT FROM OLD.index)
    OR (NEW.salt IS NOT NULL AND NEW.salt IS DISTINCT FROM OLD.salt)
) EXECUTE FUNCTION base_refuse_change();
CREATE TRIGGER ledgerleaf_not_removed BEFORE DELETE ON base_ledgerleaf
    FOR EACH ROW EXECUTE FUNCTION base_refuse_change();

-- A tile only grows at its end.
CREATE TRIGGER ledgertile_kept BEFORE UPDATE ON base_ledgertile FOR EACH ROW WHEN (
    (OLD.id, OLD.level, OLD.position) IS DISTINCT FROM (NEW.id, NEW.level, NEW.position)
    OR substring(NEW.hashes, 1, octet_length(OLD.hashes)) <> OLD.hashes
) EXECUTE FUNCTION base_refuse_change();
CREATE TRIGGER ledgertile_not_removed BEFORE DELETE ON base_ledgertile
    FOR EACH ROW EXECUTE FUNCTION base_refuse_change();

CREATE TRIGGER ledgerhead_kept BEFORE UPDATE OR DELETE ON base_ledgerhead
    FOR EACH ROW EXECUTE FUNCTION base_refuse_change();
"""
UNGUARD = """
DROP TRIGGER ledgerhead_kept ON base_ledgerhead;
DROP TRIGGER ledgertile_not_removed ON base_ledgertile;
DROP TRIGGER ledgertile_kept ON base_ledgertile;
DROP TRIGGER ledgerleaf_not_removed ON base_ledgerleaf;
DROP TRIGGER ledgerleaf_kept ON base_ledgerleaf;
"""
NO_TRUNCATE = """
CREATE TRIGGER ledgerleaf_no_truncate BEFORE TRUNCATE ON base_ledgerleaf
    FOR EACH STATEMENT EXECUTE FUNCTION base_refuse_change();
CREATE TRIGGER ledgertile_no_truncate BEFORE TRUNCATE ON base_ledgertile
    FOR EACH STATEMENT EXECUTE FUNCTION base_refuse_change();
CREATE TRIGGER ledgerhead_no_truncate BEFORE TRUNCATE ON base_ledgerhead
    FOR EACH STATEMENT EXECUTE FUNCTION base_refuse_change();
"""
TRUNCATE = """
DROP TRIGGER ledgerhead_no_truncate ON base_ledgerhead;
DROP TRIGGER ledgertile_no_truncate ON base_ledgertile;
DROP TRIGGER ledgerleaf_no_truncate ON base_ledgerleaf;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('base', '0002_guards'),
    ]

    operations = [
        migrations.CreateModel(
            name='LedgerHead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('size', models.BigIntegerField()),
                ('root', models.BinaryField()),
                ('at', models.DateTimeField()),
                ('key_id', models.CharField(max_length=64)),
                ('note', models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name='LedgerLeaf',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('index', models.BigIntegerField(null=True)),
                ('kind', models.CharField(max_length=32)),
                ('reference', models.CharField(max_length=200)),
                ('digest', models.BinaryField()),
                ('salt', models.BinaryField(null=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('index', None)), fields=['id'], name='ledgerleaf_waiting')],
                'constraints': [models.UniqueConstraint(fields=('kind', 'reference'), name='ledgerleaf_once'), models.UniqueConstraint(condition=models.Q(('index__isnull', False)), fields=('index',), name='ledgerleaf_place'), models.CheckConstraint(condition=models.Q(models.Q(('kind', ''), _negated=True), models.Q(('reference', ''), _negated=True)), name='ledgerleaf_named')],
            },
        ),
        migrations.CreateModel(
            name='LedgerTile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.PositiveSmallIntegerField()),
                ('position', models.BigIntegerField()),
                ('hashes', models.BinaryField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('level', 'position'), name='ledgertile_once')],
            },
        ),
        migrations.RunSQL(GUARDS, UNGUARD),
        migrations.RunSQL(NO_TRUNCATE, TRUNCATE),
    ]
