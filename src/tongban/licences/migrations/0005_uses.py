import django.db.models.deletion
import tongban.base.fields
import uuid
from django.conf import settings
from django.db import migrations, models

GUARD = """
CREATE TRIGGER use_append_only BEFORE UPDATE OR DELETE ON licences_licenceuse
    FOR EACH ROW EXECUTE FUNCTION base_refuse_change();
"""
UNGUARD = "DROP TRIGGER use_append_only ON licences_licenceuse;"


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0002_consents'),
        ('base', '0002_guards'),
        ('identity', '0001_initial'),
        ('licences', '0004_life'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='LicenceUse',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('unit', models.CharField(blank=True, max_length=64)),
                ('user_name', tongban.base.fields.EncryptedTextField(max_length=200)),
                ('actor_name', tongban.base.fields.EncryptedTextField(blank=True, max_length=100)),
                ('purpose', models.CharField(max_length=200)),
                ('case_number', models.CharField(blank=True, max_length=50)),
                ('basis_kind', models.CharField(max_length=10)),
                ('basis', models.CharField(blank=True, max_length=200)),
                ('mode', models.CharField(default='copy', max_length=4)),
                ('fields', models.JSONField(default=list)),
                ('digest', models.CharField(max_length=64)),
                ('expires_at', models.DateTimeField()),
                ('at', models.DateTimeField()),
                ('dedupe', models.CharField(max_length=128, null=True, unique=True)),
                ('account', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('consent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='uses', to='access.consent')),
                ('holder', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.subject')),
                ('licence', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='licences.licence')),
                ('user', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.subject')),
            ],
        ),
        migrations.CreateModel(
            name='PresentCode',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('token_digest', models.BinaryField(max_length=32, unique=True)),
                ('fields', models.JSONField(default=list)),
                ('shown_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('redeemed_at', models.DateTimeField(null=True)),
                ('account', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('holder', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.subject')),
                ('licence', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='licences.licence')),
                ('use', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='code', to='licences.licenceuse')),
            ],
        ),
        migrations.AddIndex(
            model_name='licenceuse',
            index=models.Index(fields=['licence', '-at', 'id'], name='use_by_licence'),
        ),
        migrations.AddIndex(
            model_name='licenceuse',
            index=models.Index(condition=models.Q(('user__isnull', False)), fields=['user', '-at', 'id'], name='use_by_user'),
        ),
        migrations.AddIndex(
            model_name='licenceuse',
            index=models.Index(condition=models.Q(('unit', ''), _negated=True), fields=['unit', '-at', 'id'], name='use_by_unit'),
        ),
        migrations.AddConstraint(
            model_name='licenceuse',
            constraint=models.CheckConstraint(condition=models.Q(('basis_kind__in', ['consent', 'presented', 'law', 'own'])), name='use_basis_known'),
        ),
        migrations.AddConstraint(
            model_name='licenceuse',
            constraint=models.CheckConstraint(condition=models.Q(('mode__in', ['view', 'copy'])), name='use_mode_known'),
        ),
        migrations.AddConstraint(
            model_name='licenceuse',
            constraint=models.CheckConstraint(condition=models.Q(('purpose', ''), _negated=True), name='use_purpose_stated'),
        ),
        migrations.AddConstraint(
            model_name='licenceuse',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('unit', ''), ('user__isnull', False)), models.Q(('user', None), models.Q(('unit', ''), _negated=True)), _connector='OR'), name='use_of_one_user'),
        ),
        migrations.AddConstraint(
            model_name='licenceuse',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('basis_kind', 'consent'), ('consent__isnull', False)), models.Q(models.Q(('basis_kind', 'consent'), _negated=True), ('consent', None)), _connector='OR'), name='use_consent_named'),
        ),
        migrations.AddConstraint(
            model_name='licenceuse',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('basis_kind', 'law'), _negated=True), models.Q(('case_number', ''), _negated=True), models.Q(('basis', ''), _negated=True), _connector='OR'), name='use_law_named'),
        ),
        migrations.AddIndex(
            model_name='presentcode',
            index=models.Index(fields=['holder', 'licence'], name='code_of_holder'),
        ),
        migrations.AddConstraint(
            model_name='presentcode',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('redeemed_at', None), ('use', None)), models.Q(('redeemed_at__isnull', False), ('use__isnull', False)), _connector='OR'), name='code_redeemed_for_a_use'),
        ),
        migrations.RunSQL(GUARD, UNGUARD),
    ]
