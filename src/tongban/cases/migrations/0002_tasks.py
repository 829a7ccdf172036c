"""Who has to act: a row for each post, so that a case may wait for several at once."""

import django.db.models.deletion
from django.db import migrations, models


# Open cases that wait for somebody get the row that the next step would have opened.
OPEN_ONES = """
    INSERT INTO cases_casetask
        (case_id, key, branch, title, role, unit, place, opened_at, due_on, holder_name, outcome)
    SELECT id, waiting_key, '', waiting_title, waiting_role,
           CASE waiting_role WHEN 'clerk' THEN '' ELSE unit END,
           CASE waiting_role WHEN 'clerk' THEN place ELSE '' END,
           changed_at, next_due_on, '', ''
      FROM cases_case
     WHERE waiting_role <> '' AND next_due_on IS NOT NULL
"""


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='CaseTask',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(blank=True, max_length=64)),
                ('branch', models.CharField(blank=True, max_length=64)),
                ('title', models.CharField(max_length=128)),
                ('role', models.CharField(max_length=32)),
                ('unit', models.CharField(blank=True, max_length=64)),
                ('place', models.CharField(blank=True, max_length=64)),
                ('opened_at', models.DateTimeField()),
                ('due_on', models.DateField(null=True)),
                ('step_due_on', models.DateField(null=True)),
                ('holder', models.BigIntegerField(null=True)),
                ('holder_name', models.CharField(blank=True, max_length=64)),
                ('held_since', models.DateTimeField(null=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('outcome', models.CharField(blank=True, max_length=16)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tasks', to='cases.case')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('closed_at', None)), fields=['unit', 'role', 'due_on', 'id'], name='casetask_unit'), models.Index(condition=models.Q(('closed_at', None)), fields=['place', 'role', 'due_on', 'id'], name='casetask_place'), models.Index(condition=models.Q(('closed_at', None), ('holder__isnull', False)), fields=['holder', 'due_on', 'id'], name='casetask_holder'), models.Index(fields=['case', 'id'], name='casetask_case')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('closed_at', None)), fields=('case', 'key', 'unit', 'branch'), name='casetask_open_once'), models.CheckConstraint(condition=models.Q(models.Q(('held_since', None), ('holder', None)), models.Q(('held_since__isnull', False), ('holder__isnull', False)), _connector='OR'), name='casetask_held_since')],
            },
        ),
        migrations.RunSQL(OPEN_ONES, migrations.RunSQL.noop),
    ]
