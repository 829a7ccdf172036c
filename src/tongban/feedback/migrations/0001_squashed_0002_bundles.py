"""What 0001_initial to 0002_bundles come to, in one step: an empty database is ready sooner.

A node that has some of these goes on with them one by one.
"""

import django.db.models.deletion
import tongban.base.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True
    replaces = [
        ("feedback", "0001_initial"),
        ("feedback", "0002_bundles"),
    ]

    dependencies = [
        ('cases', '0001_initial'),
        ('identity', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Rating',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=32, unique=True)),
                ('unit', models.CharField(max_length=64)),
                ('item_key', models.CharField(max_length=64)),
                ('grade', models.PositiveSmallIntegerField()),
                ('options', models.JSONField(default=list)),
                ('text', tongban.base.fields.EncryptedTextField(default='')),
                ('channel', models.CharField(max_length=16)),
                ('rated_at', models.DateTimeField()),
                ('applicant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.subject')),
                ('bundle', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.bundle')),
                ('case', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
            ],
            options={
                'indexes': [models.Index(fields=['applicant', '-rated_at', 'id'], name='rating_applicant'), models.Index(fields=['unit', '-rated_at', 'id'], name='rating_unit'), models.Index(fields=['-rated_at', 'id'], name='rating_latest')],
                'constraints': [models.CheckConstraint(condition=models.Q(('grade__gte', 1), ('grade__lte', 5)), name='rating_grade_known'), models.CheckConstraint(condition=models.Q(models.Q(('bundle__isnull', False), ('case__isnull', True)), models.Q(('bundle__isnull', True), ('case__isnull', False)), _connector='OR'), name='rating_of_one_thing')],
            },
        ),
    ]
