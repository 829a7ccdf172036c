"""What 0001_initial to 0006_ofd come to, in one step: an empty database is ready sooner.

A node that has some of these goes on with them one by one.
"""

import datetime
import django.db.models.deletion
import tongban.access.rules.consents
import tongban.base.fields
import tongban.licences.rules.acts
import tongban.licences.rules.objections
import tongban.licences.rules.paper
import tongban.licences.rules.states
import tongban.licences.rules.types.versions
import tongban.licences.rules.uses
import uuid
from django.conf import settings
from django.db import migrations, models

from tongban.base.squashing import guards


class Migration(migrations.Migration):

    initial = True
    replaces = [
        ("licences", "0001_initial"),
        ("licences", "0002_guards"),
        ("licences", "0003_types"),
        ("licences", "0004_life"),
        ("licences", "0005_uses"),
        ("licences", "0006_ofd"),
    ]

    dependencies = [
        ('access', '0001_initial'),
        ('directory', '0001_initial'),
        ('identity', '0001_initial'),
        ('identity', '__first__'),
    ]

    *triggers, sequence = guards(replaces)
    operations = [
        sequence,
        migrations.CreateModel(
            name='StatusList',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(unique=True)),
                ('content', models.TextField()),
                ('digest', models.CharField(max_length=64)),
                ('published_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Licence',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('identifier', models.CharField(max_length=160, unique=True)),
                ('serial', models.CharField(max_length=64)),
                ('version', models.PositiveSmallIntegerField(default=1)),
                ('number_index', models.BinaryField(max_length=32)),
                ('issued_on', models.DateField()),
                ('valid_from', models.DateField()),
                ('valid_until', models.DateField(null=True)),
                ('state', models.CharField(default=tongban.licences.rules.states.State['VALID'], max_length=12)),
                ('suspended_on', models.DateField(null=True)),
                ('trust_grade', models.CharField(default=tongban.licences.rules.states.TrustGrade['ISSUED'], max_length=1)),
                ('metadata', models.JSONField()),
                ('personal', tongban.base.fields.EncryptedJSONField()),
                ('origin', models.CharField(default=tongban.licences.rules.states.Origin['ISSUED'], max_length=10)),
                ('source', models.CharField(blank=True, max_length=64)),
                ('document_digest', models.CharField(blank=True, max_length=64)),
                ('file_digest', models.CharField(blank=True, max_length=64)),
                ('impression', models.CharField(blank=True, max_length=36)),
                ('key_id', models.CharField(max_length=64)),
                ('signature', models.BinaryField(max_length=64)),
                ('qr_text', models.CharField(blank=True, max_length=400)),
                ('case_number', models.CharField(blank=True, max_length=50)),
                ('dedupe', models.CharField(max_length=128, null=True, unique=True)),
                ('ended_on', models.DateField(null=True)),
                ('ended_kind', models.CharField(blank=True, max_length=8)),
                ('ended_reason', models.CharField(blank=True, max_length=500)),
                ('legal_ground', models.CharField(blank=True, max_length=500)),
                ('replaced_by', models.CharField(blank=True, max_length=160)),
                ('check_due_on', models.DateField(null=True)),
                ('expiry_told_on', models.DateField(null=True)),
                ('status_place', models.BigIntegerField(db_default=models.Func(models.Value('licences_status_place'), function='nextval', output_field=models.BigIntegerField()), unique=True)),
                ('created_at', models.DateTimeField()),
                ('holder', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.subject')),
                ('issuer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.department')),
                ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.region')),
            ],
            options={
                'indexes': [models.Index(fields=['number_index'], name='licence_by_number'), models.Index(condition=models.Q(('case_number', ''), _negated=True), fields=['case_number'], name='licence_by_case'), models.Index(condition=models.Q(('expiry_told_on', None), ('state__in', [tongban.licences.rules.states.State['VALID'], tongban.licences.rules.states.State['SUSPENDED']]), ('valid_until__isnull', False)), fields=['valid_until', 'id'], name='licence_expiry_untold'), models.Index(condition=models.Q(('state', tongban.licences.rules.states.State['VALID']), _negated=True), fields=['status_place'], name='licence_not_in_force'), models.Index(condition=models.Q(('impression', ''), _negated=True), fields=['impression'], name='licence_by_impression')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', [tongban.licences.rules.states.State['VALID'], tongban.licences.rules.states.State['SUSPENDED'], tongban.licences.rules.states.State['ENDED']])), name='licence_state_known'), models.CheckConstraint(condition=models.Q(('trust_grade__in', [tongban.licences.rules.states.TrustGrade['ISSUED'], tongban.licences.rules.states.TrustGrade['CONVERTED'], tongban.licences.rules.states.TrustGrade['COMPARED'], tongban.licences.rules.states.TrustGrade['UPLOADED']])), name='licence_grade_known'), models.CheckConstraint(condition=models.Q(('version__gte', 1), ('version__lte', 999)), name='licence_version_bounds'), models.CheckConstraint(condition=models.Q(('valid_until__isnull', True), ('valid_until__gte', models.F('valid_from')), _connector='OR'), name='licence_days_in_order'), models.CheckConstraint(condition=models.Q(('origin__in', [tongban.licences.rules.states.Origin['ISSUED'], tongban.licences.rules.states.Origin['COLLECTED'], tongban.licences.rules.states.Origin['CONVERTED'], tongban.licences.rules.states.Origin['COMPARED']])), name='licence_origin_known'), models.CheckConstraint(condition=models.Q(models.Q(('origin', tongban.licences.rules.states.Origin['ISSUED']), _negated=True), models.Q(models.Q(('document_digest', ''), _negated=True), models.Q(('file_digest', ''), _negated=True), models.Q(('qr_text', ''), _negated=True)), _connector='OR'), name='licence_issued_has_document'), models.CheckConstraint(condition=models.Q(models.Q(('state', tongban.licences.rules.states.State['SUSPENDED']), _negated=True), ('suspended_on__isnull', False), _connector='OR'), name='licence_suspended_since'), models.CheckConstraint(condition=models.Q(models.Q(('ended_kind', ''), ('ended_on__isnull', True), ('ended_reason', ''), ('replaced_by', ''), ('state__in', [tongban.licences.rules.states.State['VALID'], tongban.licences.rules.states.State['SUSPENDED']])), models.Q(('ended_kind__in', [tongban.licences.rules.states.Ending['ANNULLED'], tongban.licences.rules.states.Ending['WITHDRAWN'], tongban.licences.rules.states.Ending['FORFEITED'], tongban.licences.rules.states.Ending['CANCELLED'], tongban.licences.rules.states.Ending['LAPSED']]), ('ended_on__isnull', False), ('state', tongban.licences.rules.states.State['ENDED']), models.Q(('ended_reason', ''), _negated=True), models.Q(('legal_ground', ''), _negated=True)), _connector='OR'), name='licence_end_complete')],
            },
        ),
        migrations.CreateModel(
            name='LicenceAct',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveSmallIntegerField()),
                ('step', models.CharField(max_length=8)),
                ('reason', models.CharField(max_length=500)),
                ('legal_ground', models.CharField(max_length=500)),
                ('document_number', models.CharField(blank=True, max_length=100)),
                ('document_name', models.CharField(blank=True, max_length=200)),
                ('document_digest', models.CharField(blank=True, max_length=64)),
                ('case_number', models.CharField(blank=True, max_length=50)),
                ('effective_on', models.DateField()),
                ('details', models.JSONField(default=dict)),
                ('actor_kind', models.CharField(max_length=12)),
                ('actor_account', models.BigIntegerField(null=True)),
                ('actor_name', models.CharField(blank=True, max_length=100)),
                ('actor_post', models.CharField(blank=True, max_length=100)),
                ('decided_at', models.DateTimeField()),
                ('holder', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.subject')),
                ('licence', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='acts', to='licences.licence')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('licence', 'place'), name='licence_act_place'), models.CheckConstraint(condition=models.Q(('step__in', [tongban.licences.rules.acts.Step['CHANGE'], tongban.licences.rules.acts.Step['REPLACE'], tongban.licences.rules.acts.Step['RENEW'], tongban.licences.rules.acts.Step['CORRECT'], tongban.licences.rules.acts.Step['INSPECT'], tongban.licences.rules.acts.Step['REVIEW'], tongban.licences.rules.acts.Step['ENDORSE'], tongban.licences.rules.acts.Step['SUSPEND'], tongban.licences.rules.acts.Step['RESUME'], tongban.licences.rules.acts.Step['ANNUL'], tongban.licences.rules.acts.Step['WITHDRAW'], tongban.licences.rules.acts.Step['FORFEIT'], tongban.licences.rules.acts.Step['CANCEL'], tongban.licences.rules.acts.Step['LAPSE'], tongban.licences.rules.acts.Step['RAISE']])), name='licence_act_step_known'), models.CheckConstraint(condition=models.Q(models.Q(('reason', ''), _negated=True), models.Q(('legal_ground', ''), _negated=True)), name='licence_act_grounded')],
            },
        ),
        migrations.CreateModel(
            name='LicenceBatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(max_length=64)),
                ('number', models.CharField(max_length=64)),
                ('content_digest', models.CharField(max_length=64)),
                ('accepted', models.BooleanField()),
                ('rows', models.PositiveIntegerField()),
                ('created', models.PositiveIntegerField(default=0)),
                ('updated', models.PositiveIntegerField(default=0)),
                ('unchanged', models.PositiveIntegerField(default=0)),
                ('errors', models.PositiveIntegerField(default=0)),
                ('warnings', models.PositiveIntegerField(default=0)),
                ('findings', models.JSONField(default=list)),
                ('received_at', models.DateTimeField()),
                ('actor_kind', models.CharField(max_length=12)),
                ('actor_account', models.BigIntegerField(null=True)),
                ('actor_name', models.CharField(blank=True, max_length=100)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.department')),
            ],
            options={
                'indexes': [models.Index(fields=['unit', '-received_at', '-id'], name='licence_batch_recent')],
                'constraints': [models.UniqueConstraint(fields=('source', 'number'), name='licence_batch_once'), models.CheckConstraint(condition=models.Q(models.Q(('accepted', True), ('errors', 0)), models.Q(('accepted', False), ('created', 0), ('errors__gt', 0), ('unchanged', 0), ('updated', 0)), _connector='OR'), name='licence_batch_all_or_nothing')],
            },
        ),
        migrations.CreateModel(
            name='LicenceHolder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveSmallIntegerField()),
                ('licence', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holders', to='licences.licence')),
                ('subject', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.subject')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('subject', 'licence'), name='licence_holder_once'), models.UniqueConstraint(fields=('licence', 'place'), name='licence_holder_place')],
            },
        ),
        migrations.CreateModel(
            name='LicenceType',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=40, unique=True)),
                ('name', models.CharField(max_length=200)),
                ('category', models.CharField(max_length=16)),
                ('type_code', models.CharField(max_length=21, null=True, unique=True)),
                ('defining_authority', models.CharField(max_length=200)),
                ('defining_authority_code', models.CharField(blank=True, max_length=18)),
                ('defining_level', models.CharField(default='国家级', max_length=8)),
                ('issuing_authority', models.CharField(max_length=200)),
                ('issuing_bodies', models.JSONField(default=list)),
                ('related_items', models.JSONField(default=list)),
                ('holder_category', models.CharField(max_length=32)),
                ('holder_code_types', models.JSONField()),
                ('validity', models.JSONField()),
                ('fields', models.JSONField()),
                ('number_rule', models.CharField(blank=True, max_length=300)),
                ('number_pattern', models.CharField(max_length=300)),
                ('share_type', models.CharField(max_length=16)),
                ('periodic_check', models.BooleanField()),
                ('periodic_months', models.PositiveSmallIntegerField(default=0)),
                ('paper_counterpart', models.BooleanField()),
                ('layout', models.JSONField(default=dict)),
                ('position', models.PositiveIntegerField()),
                ('version', models.PositiveSmallIntegerField(default=1)),
                ('starts_on', models.DateField(default=datetime.date(1900, 1, 1))),
                ('ends_on', models.DateField(null=True)),
                ('changes_on', models.DateField(null=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('changes_on__isnull', False)), fields=['changes_on'], name='type_change_due'), models.Index(fields=['position', 'key'], name='type_in_order')],
            },
        ),
        migrations.AddField(
            model_name='licence',
            name='type',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='licences.licencetype'),
        ),
        migrations.CreateModel(
            name='LicenceTypeVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('state', models.CharField(default=tongban.licences.rules.types.versions.VersionState['DRAFT'], max_length=16)),
                ('definition', models.JSONField()),
                ('note', models.CharField(blank=True, max_length=500)),
                ('source', models.CharField(default='desk', max_length=8)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('starts_on', models.DateField(null=True)),
                ('ends_on', models.DateField(null=True)),
                ('ended_reason', models.CharField(blank=True, max_length=500)),
                ('drafted_by', models.BigIntegerField(null=True)),
                ('drafted_by_name', models.CharField(blank=True, max_length=100)),
                ('drafted_at', models.DateTimeField()),
                ('published_by_name', models.CharField(blank=True, max_length=100)),
                ('published_at', models.DateTimeField(null=True)),
                ('ended_by_name', models.CharField(blank=True, max_length=100)),
                ('type', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='licences.licencetype')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('type', 'number'), name='type_version_once'), models.UniqueConstraint(condition=models.Q(('state', tongban.licences.rules.types.versions.VersionState['DRAFT'])), fields=('type',), name='type_one_draft'), models.CheckConstraint(condition=models.Q(('state__in', [tongban.licences.rules.types.versions.VersionState['DRAFT'], tongban.licences.rules.types.versions.VersionState['PUBLISHED'], tongban.licences.rules.types.versions.VersionState['RETIRED']])), name='type_version_state_known'), models.CheckConstraint(condition=models.Q(('state', tongban.licences.rules.types.versions.VersionState['DRAFT']), models.Q(('published_at__isnull', False), ('starts_on__isnull', False)), _connector='OR'), name='type_version_published_whole'), models.CheckConstraint(condition=models.Q(models.Q(('state', tongban.licences.rules.types.versions.VersionState['RETIRED']), _negated=True), models.Q(('ends_on__gt', models.F('starts_on')), models.Q(('ended_reason', ''), _negated=True)), _connector='OR'), name='type_version_retired_whole')],
            },
        ),
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
                ('mode', models.CharField(default=tongban.access.rules.consents.Mode['COPY'], max_length=4)),
                ('fields', models.JSONField(default=list)),
                ('digest', models.CharField(max_length=64)),
                ('file_digest', models.CharField(blank=True, max_length=64)),
                ('expires_at', models.DateTimeField()),
                ('at', models.DateTimeField()),
                ('dedupe', models.CharField(max_length=128, null=True, unique=True)),
                ('account', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('consent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='uses', to='access.consent')),
                ('holder', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.subject')),
                ('licence', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='licences.licence')),
                ('user', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.subject')),
            ],
            options={
                'indexes': [models.Index(fields=['licence', '-at', 'id'], name='use_by_licence'), models.Index(condition=models.Q(('user__isnull', False)), fields=['user', '-at', 'id'], name='use_by_user'), models.Index(condition=models.Q(('unit', ''), _negated=True), fields=['unit', '-at', 'id'], name='use_by_unit'), models.Index(condition=models.Q(('file_digest', ''), _negated=True), fields=['expires_at', 'id'], name='use_copy_over')],
                'constraints': [models.CheckConstraint(condition=models.Q(('basis_kind__in', [tongban.licences.rules.uses.Basis['CONSENT'], tongban.licences.rules.uses.Basis['PRESENTED'], tongban.licences.rules.uses.Basis['LAW'], tongban.licences.rules.uses.Basis['OWN']])), name='use_basis_known'), models.CheckConstraint(condition=models.Q(('mode__in', [tongban.access.rules.consents.Mode['VIEW'], tongban.access.rules.consents.Mode['COPY']])), name='use_mode_known'), models.CheckConstraint(condition=models.Q(('purpose', ''), _negated=True), name='use_purpose_stated'), models.CheckConstraint(condition=models.Q(models.Q(('unit', ''), ('user__isnull', False)), models.Q(('user', None), models.Q(('unit', ''), _negated=True)), _connector='OR'), name='use_of_one_user'), models.CheckConstraint(condition=models.Q(models.Q(('basis_kind', tongban.licences.rules.uses.Basis['CONSENT']), ('consent__isnull', False)), models.Q(models.Q(('basis_kind', tongban.licences.rules.uses.Basis['CONSENT']), _negated=True), ('consent', None)), _connector='OR'), name='use_consent_named'), models.CheckConstraint(condition=models.Q(models.Q(('basis_kind', tongban.licences.rules.uses.Basis['LAW']), _negated=True), models.Q(('case_number', ''), _negated=True), models.Q(('basis', ''), _negated=True), _connector='OR'), name='use_law_named')],
            },
        ),
        migrations.CreateModel(
            name='Objection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', tongban.base.fields.EncryptedTextField(max_length=1000)),
                ('made_at', models.DateTimeField()),
                ('outcome', models.CharField(default=tongban.licences.rules.objections.Outcome['OPEN'], max_length=10)),
                ('answer', tongban.base.fields.EncryptedTextField(blank=True, max_length=1000)),
                ('answered_at', models.DateTimeField(null=True)),
                ('answered_by', models.BigIntegerField(null=True)),
                ('successor', models.CharField(blank=True, max_length=160)),
                ('issuer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.department')),
                ('licence', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='objections', to='licences.licence')),
                ('subject', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.subject')),
            ],
            options={
                'indexes': [models.Index(fields=['issuer', 'outcome', 'made_at', 'id'], name='licence_objections')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('outcome', tongban.licences.rules.objections.Outcome['OPEN'])), fields=('licence', 'subject'), name='licence_objection_one_open'), models.CheckConstraint(condition=models.Q(('outcome__in', [tongban.licences.rules.objections.Outcome['OPEN'], tongban.licences.rules.objections.Outcome['CORRECTED'], tongban.licences.rules.objections.Outcome['REFUSED']])), name='licence_objection_outcome_known'), models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', True), ('outcome', tongban.licences.rules.objections.Outcome['OPEN'])), models.Q(models.Q(('outcome', tongban.licences.rules.objections.Outcome['OPEN']), _negated=True), ('answered_at__isnull', False)), _connector='OR'), name='licence_objection_answered')],
            },
        ),
        migrations.CreateModel(
            name='PaperMovement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('move', models.CharField(max_length=8)),
                ('first', models.CharField(blank=True, max_length=32)),
                ('last', models.CharField(blank=True, max_length=32)),
                ('count', models.PositiveIntegerField()),
                ('place', models.CharField(blank=True, max_length=60)),
                ('reason', models.CharField(blank=True, max_length=500)),
                ('expected', models.PositiveIntegerField(null=True)),
                ('found', models.PositiveIntegerField(null=True)),
                ('missing', models.JSONField(default=list)),
                ('actor_account', models.BigIntegerField(null=True)),
                ('actor_name', models.CharField(blank=True, max_length=100)),
                ('at', models.DateTimeField()),
                ('licence', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='paper_movements', to='licences.licence')),
                ('type', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='licences.licencetype')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.department')),
            ],
            options={
                'indexes': [models.Index(fields=['unit', '-at', '-id'], name='licence_paper_recent'), models.Index(fields=['type', 'first', 'last'], name='licence_paper_range')],
                'constraints': [models.CheckConstraint(condition=models.Q(('move__in', [tongban.licences.rules.paper.Move['RECEIVE'], tongban.licences.rules.paper.Move['HAND_OUT'], tongban.licences.rules.paper.Move['RETURN'], tongban.licences.rules.paper.Move['USE'], tongban.licences.rules.paper.Move['REPRINT'], tongban.licences.rules.paper.Move['VOID'], tongban.licences.rules.paper.Move['COUNT']])), name='licence_paper_move_known')],
            },
        ),
        migrations.CreateModel(
            name='PaperSheet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('serial', models.CharField(max_length=32)),
                ('place', models.CharField(blank=True, max_length=60)),
                ('state', models.CharField(default=tongban.licences.rules.paper.SheetState['BLANK'], max_length=8)),
                ('used_at', models.DateTimeField(null=True)),
                ('licence', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sheets', to='licences.licence')),
                ('type', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='licences.licencetype')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.department')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', tongban.licences.rules.paper.SheetState['BLANK'])), fields=['unit', 'type', 'place', 'serial'], name='licence_sheet_blank')],
                'constraints': [models.UniqueConstraint(fields=('type', 'serial'), name='licence_sheet_once'), models.CheckConstraint(condition=models.Q(('state__in', [tongban.licences.rules.paper.SheetState['BLANK'], tongban.licences.rules.paper.SheetState['USED'], tongban.licences.rules.paper.SheetState['VOID']])), name='licence_sheet_state_known'), models.CheckConstraint(condition=models.Q(models.Q(('state', tongban.licences.rules.paper.SheetState['BLANK']), _negated=True), models.Q(('licence__isnull', True), ('used_at__isnull', True)), _connector='OR'), name='licence_sheet_blank_is_unused'), models.CheckConstraint(condition=models.Q(models.Q(('state', tongban.licences.rules.paper.SheetState['USED']), _negated=True), models.Q(('licence__isnull', False), ('used_at__isnull', False)), _connector='OR'), name='licence_sheet_used_for_one')],
            },
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
            options={
                'indexes': [models.Index(fields=['holder', 'licence'], name='code_of_holder')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('redeemed_at', None), ('use', None)), models.Q(('redeemed_at__isnull', False), ('use__isnull', False)), _connector='OR'), name='code_redeemed_for_a_use')],
            },
        ),
        migrations.CreateModel(
            name='WaitingAct',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('due_on', models.DateField()),
                ('wish', tongban.base.fields.EncryptedJSONField(null=True)),
                ('done_at', models.DateTimeField(null=True)),
                ('dropped_because', models.CharField(blank=True, max_length=500)),
                ('act', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='waiting', to='licences.licenceact')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('done_at', None)), fields=['due_on', 'id'], name='licence_waiting_due')],
                'constraints': [models.CheckConstraint(condition=models.Q(('dropped_because', ''), ('done_at__isnull', False), _connector='OR'), name='licence_waiting_dropped_is_done')],
            },
        ),
        migrations.AddIndex(
            model_name='licence',
            index=models.Index(fields=['holder', 'type', '-issued_on'], name='licence_by_holder'),
        ),
        migrations.AddIndex(
            model_name='licence',
            index=models.Index(fields=['type', 'issuer', 'serial', 'version'], name='licence_by_serial'),
        ),
        migrations.AddConstraint(
            model_name='licence',
            constraint=models.UniqueConstraint(fields=('type', 'issuer', 'number_index', 'version'), name='licence_number_once'),
        ),
        migrations.AddConstraint(
            model_name='licence',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', [tongban.licences.rules.states.State['VALID'], tongban.licences.rules.states.State['SUSPENDED']])), fields=('type', 'issuer', 'number_index'), name='licence_one_in_force'),
        ),
        *triggers,
    ]
