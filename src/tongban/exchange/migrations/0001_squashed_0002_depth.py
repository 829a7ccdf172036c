"""What 0001_initial to 0002_depth come to, in one step: an empty database is ready sooner.

A node that has some of these goes on with them one by one.
"""

import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True
    replaces = [
        ("exchange", "0001_initial"),
        ("exchange", "0002_depth"),
    ]

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='FeedHead',
            fields=[
                ('unit', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('last', models.BigIntegerField()),
                ('gone', models.BigIntegerField(db_default=0)),
            ],
        ),
        migrations.CreateModel(
            name='FeedEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('unit', models.CharField(max_length=64)),
                ('seq', models.BigIntegerField(null=True)),
                ('number', models.CharField(max_length=32)),
                ('kind', models.CharField(max_length=64)),
                ('facts', models.JSONField(default=dict)),
                ('at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('seq', None)), fields=['id'], name='feedentry_waiting')],
                'constraints': [models.UniqueConstraint(fields=('unit', 'seq'), name='feedentry_order')],
            },
        ),
        migrations.CreateModel(
            name='Webhook',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('client', models.CharField(max_length=40)),
                ('unit', models.CharField(max_length=64)),
                ('url', models.CharField(max_length=500)),
                ('kinds', models.JSONField(default=list)),
                ('position', models.BigIntegerField(default=0)),
                ('failures', models.PositiveIntegerField(default=0)),
                ('failing_since', models.DateTimeField(null=True)),
                ('last_error', models.CharField(blank=True, max_length=200)),
                ('delivered_at', models.DateTimeField(null=True)),
                ('due_at', models.DateTimeField()),
                ('busy_until', models.DateTimeField(null=True)),
                ('paused_at', models.DateTimeField(null=True)),
                ('dead_seq', models.BigIntegerField(null=True)),
                ('created_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('closed_at', None), ('paused_at', None)), fields=['due_at', 'id'], name='webhook_due'), models.Index(condition=models.Q(('closed_at', None), ('paused_at', None)), fields=['unit', 'id'], name='webhook_unit'), models.Index(fields=['client', 'created_at', 'id'], name='webhook_client')],
            },
        ),
        migrations.CreateModel(
            name='Attempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seq', models.BigIntegerField()),
                ('number', models.CharField(max_length=32)),
                ('kind', models.CharField(max_length=64)),
                ('at', models.DateTimeField()),
                ('status', models.PositiveSmallIntegerField(null=True)),
                ('error', models.CharField(blank=True, max_length=200)),
                ('took_ms', models.PositiveIntegerField()),
                ('delivered', models.BooleanField()),
                ('by_hand', models.BooleanField(default=False)),
                ('webhook', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attempts', to='exchange.webhook')),
            ],
            options={
                'indexes': [models.Index(fields=['webhook', '-id'], name='attempt_webhook'), models.Index(fields=['at'], name='attempt_old')],
            },
        ),
    ]
