"""What 0001_initial to 0003_limits come to, in one step: an empty database is ready sooner.

A node that has some of these goes on with them one by one.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True
    replaces = [
        ("processes", "0001_initial"),
        ("processes", "0002_depth"),
        ("processes", "0003_limits"),
    ]

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Definition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('notation', models.CharField(default='bpmn', max_length=4)),
                ('kind', models.CharField(max_length=32)),
                ('item', models.CharField(blank=True, default='', max_length=64)),
                ('version', models.PositiveIntegerField()),
                ('title', models.CharField(max_length=128)),
                ('xml', models.TextField()),
                ('digest', models.CharField(max_length=64)),
                ('packaged', models.BooleanField()),
                ('days', models.PositiveIntegerField(null=True)),
                ('drafted_by', models.CharField(blank=True, default='', max_length=64)),
                ('published_at', models.DateTimeField(null=True)),
                ('from_on', models.DateField(null=True)),
                ('retired_on', models.DateField(null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('notation', 'kind', 'item', 'version'), name='definition_version_once'), models.CheckConstraint(condition=models.Q(('notation__in', ['bpmn', 'dmn'])), name='definition_notation_known'), models.CheckConstraint(condition=models.Q(('retired_on', None), ('published_at__isnull', False), _connector='OR'), name='definition_retired_was_published')],
            },
        ),
        migrations.CreateModel(
            name='LegalLimit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=32)),
                ('item', models.CharField(max_length=64)),
                ('days', models.PositiveIntegerField()),
                ('name', models.CharField(blank=True, default='', max_length=200)),
            ],
            options={
                'indexes': [models.Index(fields=['kind', 'days'], name='legallimit_strictest')],
                'constraints': [models.UniqueConstraint(fields=('item',), name='legallimit_of_item')],
            },
        ),
        migrations.CreateModel(
            name='Move',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('moved_at', models.DateTimeField()),
                ('actor_name', models.CharField(max_length=64)),
                ('undone_at', models.DateTimeField(null=True)),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='processes.definition')),
                ('target', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='processes.definition')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('source', models.F('target')), _negated=True), name='move_goes_elsewhere')],
            },
        ),
        migrations.CreateModel(
            name='Run',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=64, unique=True)),
                ('state', models.JSONField()),
                ('waiting', models.JSONField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('started_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(null=True)),
                ('outcome', models.CharField(blank=True, max_length=16)),
                ('definition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='runs', to='processes.definition')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('finished_at', None)), fields=['definition', 'id'], name='run_walking')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('finished_at__isnull', True), ('outcome', '')), models.Q(('finished_at__isnull', False), ('outcome__in', ['deny', 'grant', 'cancelled']), ('waiting', [])), _connector='OR'), name='run_finished_has_outcome')],
            },
        ),
        migrations.CreateModel(
            name='MovedRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('refused', models.CharField(blank=True, max_length=200)),
                ('state', models.JSONField(default=dict)),
                ('waiting', models.JSONField(default=list)),
                ('version', models.PositiveIntegerField()),
                ('undone', models.CharField(blank=True, max_length=200)),
                ('move', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='runs', to='processes.move')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='processes.run')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('move', 'run'), name='movedrun_once')],
            },
        ),
        migrations.CreateModel(
            name='RunStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seq', models.PositiveIntegerField()),
                ('task_key', models.CharField(max_length=64)),
                ('title', models.CharField(max_length=128)),
                ('outcome', models.CharField(max_length=16)),
                ('unit', models.CharField(blank=True, default='', max_length=64)),
                ('actor_name', models.CharField(max_length=64)),
                ('post', models.BigIntegerField(null=True)),
                ('at', models.DateTimeField()),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='processes.run')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('run', 'seq'), name='runstep_seq_once'), models.CheckConstraint(condition=models.Q(('outcome__in', ['agree', 'back', 'deny', 'forward', 'grant', 'object'])), name='runstep_outcome_known')],
            },
        ),
    ]
