"""Rules as data, orders to act, figures."""

import datetime
import django.contrib.postgres.fields
import django.db.models.deletion
import uuid
from django.db import migrations, models

COUNTERS = """
    received received_online accepted corrected corrected_again ended finished finished_online
    no_visit on_time early late same_day promised_days actual_days returned voided refused
    withdrawn lists_licence used_licence materials materials_free stopped rated satisfied
    cards_blue cards_yellow cards_red open blue yellow red held in_submitted in_prechecked
    in_correction in_accepted in_examining in_suspended in_granted in_denied in_making
    in_delivering
""".split()


def number_cards(apps, schema_editor):
    """Give the warnings there were numbers of their own and what they were about."""
    warnings = apps.get_model("supervision", "CaseWarning")
    words = {"L2": "承诺期限", "E1": "差评"}
    for row in warnings.objects.order_by("id").iterator(chunk_size=1000):
        row.serial = f"JC0-{row.pk}"
        row.title = row.words = words.get(row.rule, row.rule)
        row.arose_on = row.raised_at.date()
        row.save(update_fields=["serial", "title", "words", "arose_on"])


class Migration(migrations.Migration):

    dependencies = [
        ('supervision', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='CaseTouch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=32)),
            ],
        ),
        migrations.CreateModel(
            name='CaseWatch',
            fields=[
                ('number', models.CharField(max_length=32, primary_key=True, serialize=False)),
                ('unit', models.CharField(blank=True, max_length=64)),
                ('item', models.CharField(blank=True, max_length=64)),
                ('state', models.CharField(blank=True, max_length=16)),
                ('light', models.CharField(blank=True, max_length=8)),
                ('is_open', models.BooleanField(default=False)),
                ('submitted_at', models.DateTimeField(null=True)),
                ('look_on', models.DateField(null=True)),
                ('version', models.PositiveIntegerField(default=0)),
                ('next_due_on', models.DateField(null=True)),
                ('counted', models.JSONField(default=dict)),
            ],
        ),
        migrations.CreateModel(
            name='OrderEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('step', models.CharField(max_length=16)),
                ('at', models.DateTimeField()),
                ('actor_name', models.CharField(max_length=64)),
                ('reason', models.CharField(blank=True, max_length=1000)),
                ('measure', models.CharField(blank=True, max_length=1000)),
                ('due_on', models.DateField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='OrderLetter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=16)),
                ('number', models.CharField(max_length=64)),
                ('facts', models.JSONField()),
                ('made_at', models.DateTimeField()),
                ('digest', models.CharField(blank=True, max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name='RuleVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=8)),
                ('light', models.CharField(max_length=8)),
                ('version', models.PositiveIntegerField()),
                ('title', models.CharField(max_length=60)),
                ('check_kind', models.CharField(max_length=24)),
                ('basis', models.CharField(blank=True, max_length=16)),
                ('measure', models.CharField(blank=True, max_length=16)),
                ('amount', models.PositiveIntegerField(default=0)),
                ('told', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=16), size=None)),
                ('answer_days', models.PositiveSmallIntegerField(default=0)),
                ('ended', models.BooleanField(default=False)),
                ('starts_on', models.DateField()),
                ('drafted_at', models.DateTimeField()),
                ('drafted_by', models.BigIntegerField(null=True)),
                ('drafted_name', models.CharField(max_length=64)),
                ('published_at', models.DateTimeField(null=True)),
                ('published_name', models.CharField(blank=True, max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name='SupervisionOrder',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.CharField(max_length=20, unique=True)),
                ('case_number', models.CharField(max_length=32)),
                ('unit', models.CharField(max_length=64)),
                ('unit_name', models.CharField(max_length=100)),
                ('item_name', models.CharField(blank=True, max_length=200)),
                ('item_type', models.CharField(blank=True, max_length=2)),
                ('content', models.CharField(max_length=1000)),
                ('state', models.CharField(default='issued', max_length=16)),
                ('level', models.PositiveSmallIntegerField(default=0)),
                ('version', models.PositiveIntegerField(default=1)),
                ('issued_at', models.DateTimeField()),
                ('issued_by', models.CharField(max_length=64)),
                ('issuer', models.CharField(max_length=100)),
                ('answer_due_on', models.DateField()),
                ('closed_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Tally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('span', models.CharField(max_length=8)),
                ('starts_on', models.DateField()),
                ('scope', models.CharField(max_length=8)),
                ('key', models.CharField(max_length=64)),
                ('item', models.CharField(blank=True, max_length=64)),
                ('region', models.CharField(blank=True, max_length=12)),
                *((name, models.BigIntegerField(default=0)) for name in COUNTERS),
            ],
        ),
        migrations.AddField(
            model_name='casewarning',
            name='answer_due_on',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='casewarning',
            name='arose_on',
            field=models.DateField(default=datetime.date(1970, 1, 1)),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='casewarning',
            name='item_key',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name='casewarning',
            name='item_name',
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name='casewarning',
            name='item_type',
            field=models.CharField(blank=True, max_length=2),
        ),
        migrations.AddField(
            model_name='casewarning',
            name='lapsed_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='casewarning',
            name='measure',
            field=models.CharField(blank=True, max_length=1000),
        ),
        migrations.AddField(
            model_name='casewarning',
            name='place',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name='casewarning',
            name='region',
            field=models.CharField(blank=True, max_length=12),
        ),
        migrations.AddField(
            model_name='casewarning',
            name='replied_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='casewarning',
            name='replied_by',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name='casewarning',
            name='reply',
            field=models.CharField(blank=True, max_length=1000),
        ),
        migrations.AddField(
            model_name='casewarning',
            name='review',
            field=models.CharField(blank=True, max_length=1000),
        ),
        migrations.AddField(
            model_name='casewarning',
            name='reviewed_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='casewarning',
            name='reviewed_by',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name='casewarning',
            name='rule_version',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='casewarning',
            name='serial',
            field=models.CharField(max_length=20, null=True),
        ),
        migrations.AddField(
            model_name='casewarning',
            name='state',
            field=models.CharField(default='informing', max_length=16),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='casewarning',
            name='title',
            field=models.CharField(default='', max_length=60),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='casewarning',
            name='told',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=16), default=['head'], size=None),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='casewarning',
            name='words',
            field=models.CharField(default='', max_length=1000),
            preserve_default=False,
        ),
        migrations.RunPython(number_cards, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='casewarning',
            name='serial',
            field=models.CharField(max_length=20, unique=True),
        ),
        migrations.AddIndex(
            model_name='casewarning',
            index=models.Index(fields=['place', '-raised_at', 'id'], name='warning_place'),
        ),
        migrations.AddIndex(
            model_name='casewarning',
            index=models.Index(fields=['state', '-raised_at', 'id'], name='warning_state'),
        ),
        migrations.AddIndex(
            model_name='casewarning',
            index=models.Index(condition=models.Q(('lapsed_at', None), ('state', 'open')), fields=['answer_due_on', 'id'], name='warning_unanswered'),
        ),
        migrations.AddConstraint(
            model_name='casewarning',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['informing', 'open', 'answered', 'confirmed', 'written_off'])), name='warning_state_known'),
        ),
        migrations.AddConstraint(
            model_name='casewarning',
            constraint=models.CheckConstraint(condition=models.Q(('light__in', ['blue', 'yellow', 'red'])), name='warning_light_known'),
        ),
        migrations.AddIndex(
            model_name='casetouch',
            index=models.Index(fields=['number', 'id'], name='casetouch_number'),
        ),
        migrations.AddIndex(
            model_name='casewatch',
            index=models.Index(condition=models.Q(('look_on__isnull', False)), fields=['look_on', 'number'], name='casewatch_look'),
        ),
        migrations.AddIndex(
            model_name='casewatch',
            index=models.Index(fields=['state', '-submitted_at', 'number'], name='casewatch_state'),
        ),
        migrations.AddIndex(
            model_name='casewatch',
            index=models.Index(condition=models.Q(('is_open', True)), fields=['-submitted_at', 'number'], name='casewatch_open'),
        ),
        migrations.AddIndex(
            model_name='casewatch',
            index=models.Index(condition=models.Q(('is_open', True), models.Q(('light', 'green'), _negated=True)), fields=['light', '-submitted_at', 'number'], name='casewatch_light'),
        ),
        migrations.AddIndex(
            model_name='casewatch',
            index=models.Index(condition=models.Q(('is_open', True)), fields=['unit', '-submitted_at', 'number'], name='casewatch_unit'),
        ),
        migrations.AddIndex(
            model_name='casewatch',
            index=models.Index(condition=models.Q(('is_open', True)), fields=['unit', 'item', '-submitted_at', 'number'], name='casewatch_item'),
        ),
        migrations.AddIndex(
            model_name='casewatch',
            index=models.Index(condition=models.Q(('is_open', True), models.Q(('light', 'green'), _negated=True)), fields=['unit', 'light', '-submitted_at', 'number'], name='casewatch_unit_light'),
        ),
        migrations.AddConstraint(
            model_name='ruleversion',
            constraint=models.UniqueConstraint(fields=('code', 'light', 'version'), name='rule_version_once'),
        ),
        migrations.AddConstraint(
            model_name='ruleversion',
            constraint=models.UniqueConstraint(condition=models.Q(('published_at', None)), fields=('code', 'light'), name='rule_one_draft'),
        ),
        migrations.AddField(
            model_name='supervisionorder',
            name='card',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='order', to='supervision.casewarning'),
        ),
        migrations.AddField(
            model_name='orderletter',
            name='order',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='supervision.supervisionorder'),
        ),
        migrations.AddField(
            model_name='orderentry',
            name='order',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='supervision.supervisionorder'),
        ),
        migrations.AddIndex(
            model_name='tally',
            index=models.Index(fields=['scope', 'region', 'span', 'starts_on'], name='tally_region'),
        ),
        migrations.AddIndex(
            model_name='tally',
            index=models.Index(condition=models.Q(('scope', 'unit'), ('span', 'now')), fields=['-red', '-yellow', '-open', 'key'], name='tally_worst'),
        ),
        migrations.AddConstraint(
            model_name='tally',
            constraint=models.UniqueConstraint(fields=('scope', 'key', 'span', 'starts_on', 'item'), name='tally_once'),
        ),
        migrations.AddIndex(
            model_name='supervisionorder',
            index=models.Index(fields=['-issued_at', 'id'], name='supervisionorder_latest'),
        ),
        migrations.AddIndex(
            model_name='supervisionorder',
            index=models.Index(fields=['unit', '-issued_at', 'id'], name='supervisionorder_unit'),
        ),
        migrations.AddIndex(
            model_name='supervisionorder',
            index=models.Index(condition=models.Q(('state', 'issued')), fields=['answer_due_on', 'id'], name='supervisionorder_unanswered'),
        ),
        migrations.AddIndex(
            model_name='supervisionorder',
            index=models.Index(fields=['case_number', 'id'], name='supervisionorder_case'),
        ),
        migrations.AddConstraint(
            model_name='supervisionorder',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['issued', 'replied', 'closed'])), name='supervisionorder_state_known'),
        ),
        migrations.AddConstraint(
            model_name='orderletter',
            constraint=models.UniqueConstraint(fields=('order', 'kind'), name='orderletter_once'),
        ),
        migrations.AddIndex(
            model_name='orderentry',
            index=models.Index(fields=['order', 'id'], name='orderentry_order'),
        ),
    ]

