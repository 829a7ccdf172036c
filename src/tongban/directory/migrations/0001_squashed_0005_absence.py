"""What 0001_initial to 0005_absence come to, in one step: an empty database is ready sooner.

A node that has some of these goes on with them one by one.
"""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True
    replaces = [
        ("directory", "0001_initial"),
        ("directory", "0002_sealing_role"),
        ("directory", "0003_succession"),
        ("directory", "0004_hall_head"),
        ("directory", "0005_absence"),
    ]

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Hall',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=32, unique=True)),
                ('name', models.CharField(max_length=100)),
                ('address', models.CharField(max_length=200)),
                ('hours', models.CharField(max_length=200)),
                ('phone', models.CharField(blank=True, max_length=32)),
            ],
        ),
        migrations.CreateModel(
            name='Department',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=32, unique=True)),
                ('name', models.CharField(max_length=100)),
                ('uscc', models.CharField(max_length=18)),
                ('guide_code', models.CharField(max_length=4)),
                ('level', models.PositiveSmallIntegerField()),
                ('nature', models.CharField(max_length=16)),
                ('closed_on', models.DateField(null=True)),
                ('stands_for', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=32), default=list, size=None)),
                ('successor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='predecessors', to='directory.department')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('closed_on', None), ('successor', None)), models.Q(('closed_on__isnull', False), ('successor__isnull', False), models.Q(('successor', models.F('id')), _negated=True)), _connector='OR'), name='department_closed_has_successor'), models.CheckConstraint(condition=models.Q(('level__in', [1, 2, 3, 4, 5, 6])), name='department_level_known'), models.CheckConstraint(condition=models.Q(('nature__in', ['法定机关', '授权组织', '受委托组织', '其他'])), name='department_nature_known')],
            },
        ),
        migrations.CreateModel(
            name='FormerName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100)),
                ('until_on', models.DateField()),
                ('reason', models.CharField(max_length=200)),
                ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='former_names', to='directory.department')),
            ],
        ),
        migrations.CreateModel(
            name='Post',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=100)),
                ('role', models.CharField(max_length=32)),
                ('active', models.BooleanField(default=True)),
                ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='directory.department')),
                ('hall', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='directory.hall')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('department', 'role', 'title', 'hall'), name='post_once', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('role__in', ['clerk', 'handler', 'reviewer', 'approver', 'supervisor', 'catalogue', 'licensing', 'sealing', 'operator', 'agent_worker', 'hall_head'])), name='post_role_known')],
            },
        ),
        migrations.CreateModel(
            name='Region',
            fields=[
                ('code', models.CharField(max_length=12, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=100)),
                ('level', models.PositiveSmallIntegerField()),
                ('code12', models.CharField(max_length=12, unique=True)),
                ('parent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='directory.region')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('level__in', [1, 2, 3, 4, 5, 6])), name='region_level_known'), models.CheckConstraint(condition=models.Q(('parent__isnull', False), ('level', 1), _connector='OR'), name='region_has_parent')],
            },
        ),
        migrations.AddField(
            model_name='hall',
            name='region',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='halls', to='directory.region'),
        ),
        migrations.AddField(
            model_name='department',
            name='region',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='departments', to='directory.region'),
        ),
        migrations.CreateModel(
            name='Substitution',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('absent', models.BigIntegerField()),
                ('absent_name', models.CharField(max_length=64)),
                ('account', models.BigIntegerField()),
                ('since_on', models.DateField()),
                ('until_on', models.DateField()),
                ('items', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=64), default=list, size=None)),
                ('reason', models.CharField(max_length=200)),
                ('made_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='substitutions', to='directory.post')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('ended_at', None)), fields=['account', 'until_on'], name='substitution_standing')],
                'constraints': [models.CheckConstraint(condition=models.Q(('until_on__gte', models.F('since_on'))), name='substitution_ends_after_start'), models.CheckConstraint(condition=models.Q(('account', models.F('absent')), _negated=True), name='substitution_by_another')],
            },
        ),
        migrations.CreateModel(
            name='PlannedName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100)),
                ('reason', models.CharField(max_length=200)),
                ('from_on', models.DateField()),
                ('planned_by', models.CharField(max_length=64)),
                ('done_at', models.DateTimeField(null=True)),
                ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='planned_names', to='directory.department')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('done_at', None)), fields=('department',), name='plannedname_once')],
            },
        ),
    ]
