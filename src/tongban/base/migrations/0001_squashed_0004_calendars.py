"""What 0001_initial to 0004_calendars come to, in one step: an empty database is ready sooner.

A node that has some of these goes on with them one by one.
"""

from django.db import migrations, models

from tongban.base.squashing import guards


class Migration(migrations.Migration):

    initial = True
    replaces = [
        ("base", "0001_initial"),
        ("base", "0002_guards"),
        ("base", "0003_ledger"),
        ("base", "0004_calendars"),
    ]

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='CalendarChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=16)),
                ('region', models.CharField(max_length=12)),
                ('title', models.CharField(max_length=100)),
                ('source', models.CharField(blank=True, max_length=200)),
                ('at', models.DateTimeField()),
                ('account', models.BigIntegerField(null=True)),
                ('first', models.DateField()),
                ('last', models.DateField()),
                ('days', models.JSONField()),
            ],
        ),
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
            name='StoredFile',
            fields=[
                ('digest', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('size', models.BigIntegerField()),
                ('media_type', models.CharField(max_length=100)),
                ('stored_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='AuditEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('event', models.CharField(max_length=64)),
                ('subject', models.CharField(max_length=128)),
                ('actor_kind', models.CharField(max_length=16)),
                ('actor_account', models.BigIntegerField(null=True)),
                ('actor_name', models.CharField(blank=True, max_length=64)),
                ('actor_post', models.CharField(blank=True, max_length=96)),
                ('principal', models.UUIDField(null=True)),
                ('channel', models.CharField(max_length=16)),
                ('request_id', models.CharField(blank=True, max_length=64)),
                ('purpose', models.CharField(blank=True, max_length=200)),
                ('facts', models.JSONField(default=dict)),
            ],
            options={
                'indexes': [models.Index(fields=['subject', 'id'], name='audit_subject')],
            },
        ),
        migrations.CreateModel(
            name='CalendarDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('region', models.CharField(max_length=12)),
                ('day', models.DateField()),
                ('is_off', models.BooleanField()),
                ('label', models.CharField(blank=True, max_length=64)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('region', 'day'), name='calendarday_once')],
            },
        ),
        migrations.CreateModel(
            name='IdempotencyKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('owner', models.CharField(max_length=64)),
                ('key', models.CharField(max_length=128)),
                ('body_digest', models.CharField(max_length=64)),
                ('status', models.PositiveSmallIntegerField(null=True)),
                ('answer', models.BinaryField(null=True)),
                ('media_type', models.CharField(blank=True, max_length=100)),
                ('started_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('owner', 'key'), name='idempotency_once')],
            },
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
        migrations.CreateModel(
            name='NumberSeries',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('series', models.CharField(max_length=96)),
                ('period', models.CharField(blank=True, max_length=16)),
                ('last', models.BigIntegerField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('series', 'period'), name='numberseries_once')],
            },
        ),
        migrations.CreateModel(
            name='OutboxEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=64)),
                ('payload', models.JSONField()),
                ('at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['name', 'id'], name='outbox_name')],
            },
        ),
        *guards(replaces),
    ]
