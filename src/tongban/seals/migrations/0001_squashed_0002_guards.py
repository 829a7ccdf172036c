"""What 0001_initial to 0002_guards come to, in one step: an empty database is ready sooner.

A node that has some of these goes on with them one by one.
"""

import django.db.models.deletion
import tongban.seals.rules.pictures
import tongban.seals.rules.states
import tongban.seals.rules.uses
import uuid
from django.conf import settings
from django.db import migrations, models

from tongban.base.squashing import guards


class Migration(migrations.Migration):

    initial = True
    replaces = [
        ("seals", "0001_initial"),
        ("seals", "0002_guards"),
    ]

    dependencies = [
        ('directory', '0001_initial'),
        ('identity', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Impression',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveBigIntegerField()),
                ('document_kind', models.CharField(max_length=64)),
                ('digest', models.CharField(max_length=64)),
                ('signed_digest', models.CharField(max_length=64)),
                ('value_digest', models.CharField(max_length=64)),
                ('file_digest', models.CharField(max_length=64)),
                ('signature_id', models.CharField(max_length=32)),
                ('case_number', models.CharField(blank=True, max_length=50)),
                ('decision', models.CharField(max_length=200)),
                ('ordered_by', models.BigIntegerField(null=True)),
                ('account', models.BigIntegerField(null=True)),
                ('actor_name', models.CharField(blank=True, max_length=64)),
                ('job', models.CharField(blank=True, max_length=64)),
                ('channel', models.CharField(max_length=16)),
                ('place', models.CharField(blank=True, max_length=64)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Order',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('state', models.CharField(default=tongban.seals.rules.uses.OrderState['WAITING'], max_length=10)),
                ('digest', models.CharField(max_length=64)),
                ('file_digest', models.CharField(blank=True, max_length=64)),
                ('face_digest', models.CharField(blank=True, max_length=64)),
                ('document_kind', models.CharField(max_length=64)),
                ('title', models.CharField(max_length=200)),
                ('case_number', models.CharField(blank=True, max_length=50)),
                ('decision', models.CharField(max_length=200)),
                ('spots', models.JSONField(default=list)),
                ('ordered_by', models.BigIntegerField(null=True)),
                ('ordered_name', models.CharField(blank=True, max_length=64)),
                ('ordered_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Seal',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=13, unique=True)),
                ('name', models.CharField(max_length=50)),
                ('line', models.CharField(blank=True, max_length=14)),
                ('kind', models.CharField(max_length=8)),
                ('shape', models.CharField(blank=True, max_length=8)),
                ('picture', models.BinaryField()),
                ('width_mm', models.PositiveSmallIntegerField()),
                ('height_mm', models.PositiveSmallIntegerField()),
                ('state', models.CharField(default=tongban.seals.rules.states.State['APPLIED'], max_length=12)),
                ('two_person', models.BooleanField(default=True)),
                ('hourly_limit', models.PositiveIntegerField(null=True)),
                ('applied_by', models.BigIntegerField(null=True)),
                ('applied_at', models.DateTimeField()),
                ('contact', models.CharField(max_length=50)),
                ('filing_number', models.CharField(max_length=32, null=True, unique=True)),
                ('filing_authority', models.CharField(blank=True, max_length=100)),
                ('filed_on', models.DateField(null=True)),
                ('filing_cancelled_on', models.DateField(null=True)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.department')),
            ],
            options={
                'indexes': [models.Index(fields=['unit', 'code'], name='seal_by_unit')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', [tongban.seals.rules.states.State['APPLIED'], tongban.seals.rules.states.State['EXAMINED'], tongban.seals.rules.states.State['DECLINED'], tongban.seals.rules.states.State['MADE'], tongban.seals.rules.states.State['FILED'], tongban.seals.rules.states.State['ACTIVE'], tongban.seals.rules.states.State['SUSPENDED'], tongban.seals.rules.states.State['CANCELLED']])), name='seal_state_known'), models.CheckConstraint(condition=models.Q(('kind__in', [tongban.seals.rules.pictures.Kind['OFFICIAL'], tongban.seals.rules.pictures.Kind['INNER'], tongban.seals.rules.pictures.Kind['SPECIAL'], tongban.seals.rules.pictures.Kind['PERSONAL']])), name='seal_kind_known'), models.CheckConstraint(condition=models.Q(('shape__in', [tongban.seals.rules.pictures.Shape['ROUND'], tongban.seals.rules.pictures.Shape['PLAIN'], tongban.seals.rules.pictures.Shape['OVAL'], ''])), name='seal_shape_known'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', [tongban.seals.rules.states.State['FILED'], tongban.seals.rules.states.State['ACTIVE'], tongban.seals.rules.states.State['SUSPENDED']]), _negated=True), models.Q(('filed_on__isnull', False), ('filing_number__isnull', False)), _connector='OR'), name='seal_in_use_is_filed'), models.CheckConstraint(condition=models.Q(('hourly_limit__isnull', True), ('hourly_limit__gte', 1), _connector='OR'), name='seal_limit_positive')],
            },
        ),
        migrations.CreateModel(
            name='ImpressionStamp',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.BinaryField()),
                ('at', models.DateTimeField()),
                ('file_digest', models.CharField(blank=True, max_length=64)),
                ('fetched_at', models.DateTimeField()),
                ('impression', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='stamp', to='seals.impression')),
            ],
        ),
        migrations.AddField(
            model_name='impression',
            name='order',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='impression', to='seals.order'),
        ),
        migrations.CreateModel(
            name='SealCounter',
            fields=[
                ('seal', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='seals.seal')),
                ('last', models.PositiveBigIntegerField(default=0)),
                ('at', models.DateTimeField()),
                ('hour', models.DateTimeField()),
                ('used', models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.AddField(
            model_name='order',
            name='seal',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='orders', to='seals.seal'),
        ),
        migrations.AddField(
            model_name='impression',
            name='seal',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='impressions', to='seals.seal'),
        ),
        migrations.CreateModel(
            name='Authorisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('job', models.CharField(blank=True, max_length=64)),
                ('document_kinds', models.JSONField()),
                ('since_at', models.DateTimeField()),
                ('until_at', models.DateTimeField(null=True)),
                ('given_by', models.BigIntegerField(null=True)),
                ('given_at', models.DateTimeField()),
                ('withdrawn_by', models.BigIntegerField(null=True)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('account', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('seal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='authorisations', to='seals.seal')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('withdrawn_at__isnull', True)), fields=['job', 'seal'], name='seal_by_job')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('account__isnull', False), ('job', '')), models.Q(('account__isnull', True), models.Q(('job', ''), _negated=True)), _connector='OR'), name='seal_authorised_somebody'), models.CheckConstraint(condition=models.Q(('until_at__isnull', True), ('until_at__gt', models.F('since_at')), _connector='OR'), name='seal_authorised_span')],
            },
        ),
        migrations.CreateModel(
            name='SealHistory',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('step', models.CharField(max_length=12)),
                ('before', models.CharField(blank=True, max_length=12)),
                ('after', models.CharField(max_length=12)),
                ('version', models.PositiveSmallIntegerField(null=True)),
                ('valid_until', models.DateTimeField(null=True)),
                ('ground', models.CharField(blank=True, max_length=500)),
                ('document', models.CharField(blank=True, max_length=100)),
                ('account', models.BigIntegerField(null=True)),
                ('actor_name', models.CharField(blank=True, max_length=64)),
                ('at', models.DateTimeField()),
                ('seal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='history', to='seals.seal')),
            ],
            options={
                'indexes': [models.Index(fields=['seal', 'id'], name='seal_history_order')],
                'constraints': [models.CheckConstraint(condition=models.Q(('step__in', [tongban.seals.rules.states.Step['APPLY'], tongban.seals.rules.states.Step['PASS'], tongban.seals.rules.states.Step['DECLINE'], tongban.seals.rules.states.Step['PREPARE'], tongban.seals.rules.states.Step['MAKE'], tongban.seals.rules.states.Step['FILE'], tongban.seals.rules.states.Step['ACTIVATE'], tongban.seals.rules.states.Step['AUTHORISE'], tongban.seals.rules.states.Step['WITHDRAW'], tongban.seals.rules.states.Step['LIMIT'], tongban.seals.rules.states.Step['USE'], tongban.seals.rules.states.Step['SUSPEND'], tongban.seals.rules.states.Step['RESUME'], tongban.seals.rules.states.Step['RENEW'], tongban.seals.rules.states.Step['CANCEL']])), name='seal_step_known'), models.CheckConstraint(condition=models.Q(('after__in', [tongban.seals.rules.states.State['APPLIED'], tongban.seals.rules.states.State['EXAMINED'], tongban.seals.rules.states.State['DECLINED'], tongban.seals.rules.states.State['MADE'], tongban.seals.rules.states.State['FILED'], tongban.seals.rules.states.State['ACTIVE'], tongban.seals.rules.states.State['SUSPENDED'], tongban.seals.rules.states.State['CANCELLED']])), name='seal_after_known')],
            },
        ),
        migrations.CreateModel(
            name='SealVersion',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField()),
                ('key_id', models.CharField(max_length=64, unique=True)),
                ('pages_key_id', models.CharField(max_length=64, unique=True)),
                ('picture', models.BinaryField()),
                ('width_mm', models.PositiveSmallIntegerField()),
                ('height_mm', models.PositiveSmallIntegerField()),
                ('certificate', models.BinaryField(null=True)),
                ('pages_certificates', models.TextField(blank=True)),
                ('maker_certificate', models.BinaryField(null=True)),
                ('structure', models.BinaryField(null=True)),
                ('valid_from', models.DateTimeField(null=True)),
                ('valid_until', models.DateTimeField(null=True)),
                ('prepared_at', models.DateTimeField()),
                ('made_at', models.DateTimeField(null=True)),
                ('seal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='seals.seal')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('seal', 'number'), name='seal_version_once'), models.CheckConstraint(condition=models.Q(models.Q(('made_at__isnull', True), ('structure__isnull', True)), models.Q(('certificate__isnull', False), ('made_at__isnull', False), ('maker_certificate__isnull', False), ('structure__isnull', False), ('valid_from__isnull', False), ('valid_until__gt', models.F('valid_from'))), _connector='OR'), name='seal_version_complete')],
            },
        ),
        migrations.AddField(
            model_name='seal',
            name='version',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='seals.sealversion'),
        ),
        migrations.AddField(
            model_name='impression',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='seals.sealversion'),
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(condition=models.Q(('state', tongban.seals.rules.uses.OrderState['WAITING'])), fields=['seal', 'ordered_at', 'id'], name='seal_order_waiting'),
        ),
        migrations.AddConstraint(
            model_name='order',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', [tongban.seals.rules.uses.OrderState['WAITING'], tongban.seals.rules.uses.OrderState['USED'], tongban.seals.rules.uses.OrderState['WITHDRAWN']])), name='seal_order_state_known'),
        ),
        migrations.AddConstraint(
            model_name='order',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('state', tongban.seals.rules.uses.OrderState['WAITING'])), models.Q(models.Q(('state', tongban.seals.rules.uses.OrderState['WAITING']), _negated=True), ('closed_at__isnull', False)), _connector='OR'), name='seal_order_closed'),
        ),
        migrations.AddConstraint(
            model_name='seal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', [tongban.seals.rules.states.State['MADE'], tongban.seals.rules.states.State['FILED'], tongban.seals.rules.states.State['ACTIVE'], tongban.seals.rules.states.State['SUSPENDED']]), _negated=True), ('version__isnull', False), _connector='OR'), name='seal_made_has_version'),
        ),
        migrations.AddIndex(
            model_name='impression',
            index=models.Index(fields=['seal', 'at', 'number'], name='seal_impression_by_time'),
        ),
        migrations.AddConstraint(
            model_name='impression',
            constraint=models.UniqueConstraint(fields=('seal', 'number'), name='seal_impression_number_once'),
        ),
        *guards(replaces),
    ]
