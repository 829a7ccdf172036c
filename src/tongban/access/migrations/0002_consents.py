import django.db.models.deletion
import tongban.base.fields
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0001_initial'),
        ('identity', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
            ],
        ),
        migrations.AddField(
            model_name='dataaccess',
            name='basis_kind',
            field=models.CharField(default='law', max_length=10),
        ),
        migrations.AddField(
            model_name='dataaccess',
            name='reader',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.subject'),
        ),
        migrations.AddField(
            model_name='dataaccess',
            name='unit',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name='dataaccess',
            name='use',
            field=models.UUIDField(null=True),
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
        ),
        migrations.AddField(
            model_name='dataaccess',
            name='consent',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.consent'),
        ),
        migrations.AddConstraint(
            model_name='dataaccess',
            constraint=models.CheckConstraint(condition=models.Q(('basis_kind__in', ['law', 'consent', 'presented', 'own'])), name='access_basis_known'),
        ),
        migrations.AddConstraint(
            model_name='dataaccess',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('basis_kind', 'consent'), _negated=True), ('consent__isnull', False), _connector='OR'), name='access_consent_named'),
        ),
        migrations.AddField(
            model_name='objection',
            name='account',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='objection',
            name='answered_by',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='objection',
            name='look',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='objection', to='access.dataaccess'),
        ),
        migrations.AddField(
            model_name='objection',
            name='subject',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.subject'),
        ),
        migrations.AddIndex(
            model_name='consent',
            index=models.Index(fields=['giver', '-given_at', 'id'], name='consent_by_giver'),
        ),
        migrations.AddIndex(
            model_name='consent',
            index=models.Index(fields=['receiver', '-given_at', 'id'], name='consent_by_receiver'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.CheckConstraint(condition=models.Q(('giver', models.F('receiver')), _negated=True), name='consent_for_another'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.CheckConstraint(condition=models.Q(('until_on__gte', models.F('since_on'))), name='consent_span'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.CheckConstraint(condition=models.Q(('uses_allowed__gte', 1), ('uses_allowed__lte', 1000), ('uses_made__lte', models.F('uses_allowed'))), name='consent_uses_bounds'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.CheckConstraint(condition=models.Q(('mode__in', ['view', 'copy'])), name='consent_mode_known'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.CheckConstraint(condition=models.Q(('purpose_code__in', ['loan', 'account', 'employment', 'lease', 'tender', 'trade', 'insurance', 'other']), models.Q(('purpose', ''), _negated=True)), name='consent_purpose_known'),
        ),
        migrations.AddIndex(
            model_name='objection',
            index=models.Index(fields=['subject', '-made_at', 'id'], name='objection_by_subject'),
        ),
        migrations.AddIndex(
            model_name='objection',
            index=models.Index(condition=models.Q(('answered_at', None)), fields=['unit', 'due_on', 'id'], name='objection_open'),
        ),
        migrations.AddIndex(
            model_name='objection',
            index=models.Index(condition=models.Q(('answered_at__isnull', False)), fields=['unit', '-answered_at', 'id'], name='objection_answered'),
        ),
        migrations.AddConstraint(
            model_name='objection',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answered_at', None), ('verdict', '')), models.Q(('answered_at__isnull', False), ('verdict__in', ['upheld', 'rejected'])), _connector='OR'), name='objection_answer_complete'),
        ),
    ]
