"""What 0001_initial to 0003_life_events come to, in one step: an empty database is ready sooner.

A node that has some of these goes on with them one by one.
"""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.constraints
import django.db.models.deletion
from django.db import migrations, models

from tongban.base.squashing import guards


class Migration(migrations.Migration):

    initial = True
    replaces = [
        ("items", "0001_initial"),
        ("items", "0002_guards"),
        ("items", "0003_life_events"),
    ]

    dependencies = [
        ('directory', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Item',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=64, unique=True)),
                ('implement_code', models.CharField(max_length=36)),
                ('basic_code', models.CharField(max_length=16)),
                ('name', models.CharField(max_length=200)),
                ('type_code', models.CharField(max_length=2)),
                ('kind', models.CharField(max_length=8)),
                ('state', models.PositiveSmallIntegerField(choices=[(1, '在用'), (2, '暂停'), (3, '取消')], default=1)),
                ('promised', models.CharField(max_length=40)),
                ('visits', models.PositiveSmallIntegerField()),
                ('audiences', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=8), size=None)),
                ('themes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=12), size=None)),
                ('place', models.PositiveIntegerField()),
                ('search', django.contrib.postgres.search.SearchVectorField()),
                ('search_digest', models.CharField(max_length=64)),
                ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.department')),
                ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.region')),
            ],
            options={
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['search'], name='item_search'), django.contrib.postgres.indexes.GinIndex(fields=['themes'], name='item_themes'), models.Index(fields=['place', 'id'], name='item_place'), models.Index(fields=['department', 'place', 'id'], name='item_department_place'), models.Index(fields=['region', 'place', 'id'], name='item_region_place')],
                'constraints': [models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('implement_code',), name='item_implement_code_once'), models.CheckConstraint(condition=models.Q(('state__in', [1, 2, 3])), name='item_state_known')],
            },
        ),
        migrations.CreateModel(
            name='ItemVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField()),
                ('content', models.JSONField()),
                ('published_at', models.DateTimeField()),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='items.item')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('item', 'version'), name='itemversion_once')],
            },
        ),
        migrations.AddField(
            model_name='item',
            name='current',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='items.itemversion'),
        ),
        migrations.CreateModel(
            name='LifeEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=64, unique=True)),
                ('name', models.CharField(max_length=200)),
                ('version', models.PositiveIntegerField()),
                ('content', models.JSONField()),
                ('is_listed', models.BooleanField(default=True)),
                ('place', models.PositiveIntegerField()),
                ('published_at', models.DateTimeField()),
                ('search', django.contrib.postgres.search.SearchVectorField()),
                ('search_digest', models.CharField(max_length=64)),
            ],
            options={
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['search'], name='lifeevent_search')],
            },
        ),
        migrations.CreateModel(
            name='LifeEventVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField()),
                ('content', models.JSONField()),
                ('published_at', models.DateTimeField()),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='items.lifeevent')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('event', 'version'), name='lifeeventversion_once')],
            },
        ),
        migrations.CreateModel(
            name='Summary',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('content', models.JSONField(default=dict)),
                ('published_at', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='summary_is_single')],
            },
        ),
        *guards(replaces),
    ]
