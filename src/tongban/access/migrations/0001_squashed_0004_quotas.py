"""What 0001_initial to 0004_quotas come to, in one step: an empty database is ready sooner.

A node that has some of these goes on with them one by one.
"""

import django.db.models.deletion
import tongban.access.rules.consents
import tongban.access.rules.looks
import tongban.access.rules.objections
import tongban.base.fields
import uuid
from django.conf import settings
from django.db import migrations, models

from tongban.base.squashing import guards


class Migration(migrations.Migration):

    initial = True
    replaces = [
        ("access", "0001_initial"),
        ("access", "0002_consents"),
        ("access", "0003_clients"),
        ("access", "0004_quotas"),
    ]

    dependencies = [
        ('directory', '0001_initial'),
        ('identity', '0001_initial'),
        ('identity', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Client',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=40, unique=True)),
                ('name', models.CharField(max_length=100)),
                ('secret_digest', models.CharField(max_length=64)),
                ('scopes', models.JSONField(default=list)),
                ('per_minute', models.PositiveIntegerField()),
                ('per_day', models.PositiveIntegerField(null=True)),
                ('registered_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(null=True)),
                ('department', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='directory.department')),
                ('subject', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='identity.subject')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('department', None), ('subject__isnull', False)), models.Q(('department__isnull', False), ('subject', None)), _connector='OR'), name='client_of_one'), models.CheckConstraint(condition=models.Q(('per_minute__gte', 1)), name='client_may_call'), models.CheckConstraint(condition=models.Q(('per_day', None), ('per_day__gte', 1), _connector='OR'), name='client_may_call_daily')],
            },
        ),
        migrations.CreateModel(
            name='ClientCalls',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('minute', models.DateTimeField()),
                ('calls', models.PositiveIntegerField()),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.client')),
            ],
            options={
                'indexes': [models.Index(fields=['minute'], name='client_calls_over')],
                'constraints': [models.UniqueConstraint(fields=('client', 'minute'), name='client_minute')],
            },
        ),
        migrations.CreateModel(
            name='ClientDays',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('calls', models.PositiveBigIntegerField()),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.client')),
            ],
            options={
                'indexes': [models.Index(fields=['day'], name='client_days_over')],
                'constraints': [models.UniqueConstraint(fields=('client', 'day'), name='client_day')],
            },
        ),
        migrations.CreateModel(
            name='ClientToken',
            fields=[
                ('digest', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('expires_at', models.DateTimeField()),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tokens', to='access.client')),
            ],
            options={
                'indexes': [models.Index(fields=['expires_at'], name='client_token_over')],
            },
        ),
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('resource', models.CharField(max_length=200)),
                ('resource_name', models.CharField(max_length=200)),
                ('purpose_code', models.CharField(max_length=16)),
                ('purpose', models.CharField(max_length=200)),
                ('items', models.JSONField(default=list)),
                ('mode', models.CharField(max_length=4)),
                ('since_on', models.DateField()),
                ('until_on', models.DateField()),
                ('uses_allowed', models.PositiveSmallIntegerField()),
                ('uses_made', models.PositiveSmallIntegerField(default=0)),
                ('artefact', tongban.base.fields.EncryptedTextField()),
                ('key_id', models.CharField(max_length=64)),
                ('signature', models.BinaryField(max_length=64)),
                ('given_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(null=True)),
                ('account', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('giver', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='consents_given', to='identity.subject')),
                ('receiver', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='consents_received', to='identity.subject')),
            ],
            options={
                'indexes': [models.Index(fields=['giver', '-given_at', 'id'], name='consent_by_giver'), models.Index(fields=['receiver', '-given_at', 'id'], name='consent_by_receiver')],
                'constraints': [models.CheckConstraint(condition=models.Q(('giver', models.F('receiver')), _negated=True), name='consent_for_another'), models.CheckConstraint(condition=models.Q(('until_on__gte', models.F('since_on'))), name='consent_span'), models.CheckConstraint(condition=models.Q(('uses_allowed__gte', 1), ('uses_allowed__lte', 1000), ('uses_made__lte', models.F('uses_allowed'))), name='consent_uses_bounds'), models.CheckConstraint(condition=models.Q(('mode__in', [tongban.access.rules.consents.Mode['VIEW'], tongban.access.rules.consents.Mode['COPY']])), name='consent_mode_known'), models.CheckConstraint(condition=models.Q(('purpose_code__in', [tongban.access.rules.consents.PurposeCode['LOAN'], tongban.access.rules.consents.PurposeCode['ACCOUNT'], tongban.access.rules.consents.PurposeCode['EMPLOYMENT'], tongban.access.rules.consents.PurposeCode['LEASE'], tongban.access.rules.consents.PurposeCode['TENDER'], tongban.access.rules.consents.PurposeCode['TRADE'], tongban.access.rules.consents.PurposeCode['INSURANCE'], tongban.access.rules.consents.PurposeCode['OTHER']]), models.Q(('purpose', ''), _negated=True)), name='consent_purpose_known')],
            },
        ),
        migrations.CreateModel(
            name='DataAccess',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('post', models.CharField(blank=True, max_length=96)),
                ('actor_name', models.CharField(max_length=100)),
                ('unit', models.CharField(blank=True, max_length=64)),
                ('purpose', models.CharField(max_length=200)),
                ('basis_kind', models.CharField(default=tongban.access.rules.looks.BasisKind['LAW'], max_length=10)),
                ('basis', models.CharField(blank=True, max_length=200)),
                ('use', models.UUIDField(null=True)),
                ('what', models.JSONField(default=list)),
                ('case_number', models.CharField(blank=True, max_length=50)),
                ('at', models.DateTimeField()),
                ('account', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='looks', to=settings.AUTH_USER_MODEL)),
                ('consent', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.consent')),
                ('reader', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.subject')),
                ('subject', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='looks', to='identity.subject')),
            ],
            options={
                'indexes': [models.Index(fields=['subject', '-id'], name='access_by_subject')],
                'constraints': [models.CheckConstraint(condition=models.Q(('basis_kind__in', [tongban.access.rules.looks.BasisKind['LAW'], tongban.access.rules.looks.BasisKind['CONSENT'], tongban.access.rules.looks.BasisKind['PRESENTED'], tongban.access.rules.looks.BasisKind['OWN']])), name='access_basis_known'), models.CheckConstraint(condition=models.Q(models.Q(('basis_kind', tongban.access.rules.looks.BasisKind['CONSENT']), _negated=True), ('consent__isnull', False), _connector='OR'), name='access_consent_named')],
            },
        ),
        migrations.CreateModel(
            name='Empowerment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope', models.CharField(max_length=64)),
                ('since_on', models.DateField()),
                ('until_on', models.DateField(null=True)),
                ('revoked_at', models.DateTimeField(null=True)),
                ('agent', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='empowerments_received', to='identity.subject')),
                ('principal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='empowerments_given', to='identity.subject')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('revoked_at', None)), fields=('agent', 'principal', 'scope'), name='empowerment_once'), models.CheckConstraint(condition=models.Q(('agent', models.F('principal')), _negated=True), name='empowerment_of_another'), models.CheckConstraint(condition=models.Q(('until_on', None), ('until_on__gte', models.F('since_on')), _connector='OR'), name='empowerment_span')],
            },
        ),
        migrations.CreateModel(
            name='Objection',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('unit', models.CharField(max_length=64)),
                ('words', tongban.base.fields.EncryptedTextField(max_length=500)),
                ('made_at', models.DateTimeField()),
                ('due_on', models.DateField()),
                ('verdict', models.CharField(blank=True, max_length=8)),
                ('answer', tongban.base.fields.EncryptedTextField(blank=True, max_length=500)),
                ('answered_at', models.DateTimeField(null=True)),
                ('account', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('answered_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('look', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='objection', to='access.dataaccess')),
                ('subject', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.subject')),
            ],
            options={
                'indexes': [models.Index(fields=['subject', '-made_at', 'id'], name='objection_by_subject'), models.Index(condition=models.Q(('answered_at', None)), fields=['unit', 'due_on', 'id'], name='objection_open'), models.Index(condition=models.Q(('answered_at__isnull', False)), fields=['unit', '-answered_at', 'id'], name='objection_answered')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('answered_at', None), ('verdict', '')), models.Q(('answered_at__isnull', False), ('verdict__in', [tongban.access.rules.objections.Verdict['UPHELD'], tongban.access.rules.objections.Verdict['REJECTED']])), _connector='OR'), name='objection_answer_complete')],
            },
        ),
        migrations.CreateModel(
            name='PostHolding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since_on', models.DateField()),
                ('until_on', models.DateField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holdings', to=settings.AUTH_USER_MODEL)),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holdings', to='directory.post')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('account', 'post'), name='holding_once'), models.CheckConstraint(condition=models.Q(('until_on', None), ('until_on__gte', models.F('since_on')), _connector='OR'), name='holding_span')],
            },
        ),
        *guards(replaces),
    ]
