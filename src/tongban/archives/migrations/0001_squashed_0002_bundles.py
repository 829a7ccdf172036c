"""What 0001_initial to 0002_bundles come to, in one step: an empty database is ready sooner.

A node that has some of these goes on with them one by one.
"""

import django.db.models.deletion
import tongban.archives.rules.words
import tongban.base.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True
    replaces = [
        ("archives", "0001_initial"),
        ("archives", "0002_bundles"),
    ]

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='RestoredCase',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('case_number', models.CharField(max_length=32, unique=True)),
                ('unit', models.CharField(max_length=64)),
                ('item_name', models.CharField(max_length=200)),
                ('facts', tongban.base.fields.EncryptedJSONField()),
                ('papers', models.JSONField()),
                ('package_digest', models.CharField(max_length=64)),
                ('restored_at', models.DateTimeField()),
                ('restored_by_name', models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name='Archive',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=64, unique=True)),
                ('case_number', models.CharField(max_length=32, unique=True)),
                ('unit', models.CharField(max_length=64)),
                ('region', models.CharField(max_length=12)),
                ('item_key', models.CharField(max_length=64)),
                ('item_name', models.CharField(max_length=200)),
                ('year', models.PositiveSmallIntegerField()),
                ('ended_on', models.DateField()),
                ('finish_kind', models.CharField(max_length=2)),
                ('period', models.CharField(max_length=8)),
                ('keep_until', models.DateField(null=True)),
                ('digest', models.CharField(max_length=64)),
                ('size', models.BigIntegerField()),
                ('files', models.PositiveIntegerField()),
                ('made_at', models.DateTimeField()),
                ('kept', models.CharField(default=tongban.archives.rules.words.Kept['HELD'], max_length=12)),
                ('receipt', models.CharField(blank=True, max_length=64)),
                ('within', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='inner', to='archives.archive')),
            ],
            options={
                'indexes': [models.Index(fields=['unit', '-made_at', 'id'], name='archive_unit'), models.Index(fields=['-made_at', 'id'], name='archive_newest'), models.Index(condition=models.Q(('kept', tongban.archives.rules.words.Kept['HELD']), ('keep_until__isnull', False)), fields=['unit', 'keep_until', 'id'], name='archive_over')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kept__in', [tongban.archives.rules.words.Kept['HELD'], tongban.archives.rules.words.Kept['TRANSFERRED'], tongban.archives.rules.words.Kept['DESTROYED']])), name='archive_kept_known'), models.CheckConstraint(condition=models.Q(('period__in', [tongban.archives.rules.words.Period['PERMANENT'], tongban.archives.rules.words.Period['THIRTY'], tongban.archives.rules.words.Period['TEN']])), name='archive_period_known')],
            },
        ),
        migrations.CreateModel(
            name='ArchiveList',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=32, unique=True)),
                ('kind', models.CharField(max_length=12)),
                ('unit', models.CharField(max_length=64)),
                ('state', models.CharField(default=tongban.archives.rules.words.ListState['PROPOSED'], max_length=12)),
                ('reason', models.CharField(max_length=500)),
                ('proposed_by', models.BigIntegerField()),
                ('proposed_by_name', models.CharField(max_length=64)),
                ('proposed_at', models.DateTimeField()),
                ('decided_by_name', models.CharField(blank=True, max_length=64)),
                ('decided_at', models.DateTimeField(null=True)),
                ('words', models.CharField(blank=True, max_length=500)),
                ('receipt', models.CharField(blank=True, max_length=64)),
                ('archives', models.ManyToManyField(related_name='lists', to='archives.archive')),
            ],
            options={
                'indexes': [models.Index(fields=['unit', '-proposed_at', 'id'], name='archivelist_unit')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', [tongban.archives.rules.words.ListKind['TRANSFER'], tongban.archives.rules.words.ListKind['DESTROY']])), name='list_kind_known'), models.CheckConstraint(condition=models.Q(('state__in', [tongban.archives.rules.words.ListState['PROPOSED'], tongban.archives.rules.words.ListState['APPROVED'], tongban.archives.rules.words.ListState['DECLINED']])), name='list_state_known')],
            },
        ),
        migrations.CreateModel(
            name='Check',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stage', models.CharField(max_length=8)),
                ('at', models.DateTimeField()),
                ('by_name', models.CharField(max_length=64)),
                ('ok', models.BooleanField()),
                ('findings', models.JSONField()),
                ('archive', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='checks', to='archives.archive')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('stage__in', [tongban.archives.rules.words.Stage['FILING'], tongban.archives.rules.words.Stage['TRANSFER'], tongban.archives.rules.words.Stage['KEEPING']])), name='check_stage_known')],
            },
        ),
        migrations.CreateModel(
            name='Wish',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('case_number', models.CharField(max_length=32, unique=True)),
                ('wanted_at', models.DateTimeField()),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('next_try_at', models.DateTimeField()),
                ('last_error', models.CharField(blank=True, max_length=200)),
                ('built_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('built_at', None)), fields=['next_try_at', 'id'], name='wish_due')],
            },
        ),
    ]
