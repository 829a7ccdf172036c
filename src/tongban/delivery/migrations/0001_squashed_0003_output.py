"""What 0001_initial to 0003_output come to, in one step: an empty database is ready sooner.

A node that has some of these goes on with them one by one.
"""

import django.db.models.deletion
import tongban.base.fields
import tongban.delivery.rules.words
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True
    replaces = [
        ("delivery", "0001_initial"),
        ("delivery", "0002_bundles"),
        ("delivery", "0003_output"),
    ]

    dependencies = [
        ('identity', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Choice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('case_number', models.CharField(max_length=32, unique=True)),
                ('way', models.CharField(max_length=12)),
                ('hall', models.CharField(blank=True, max_length=64)),
                ('address', tongban.base.fields.EncryptedJSONField(default=dict)),
                ('chosen_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('way__in', [tongban.delivery.rules.words.Way['ELECTRONIC'], tongban.delivery.rules.words.Way['PICKUP'], tongban.delivery.rules.words.Way['COURIER'], tongban.delivery.rules.words.Way['LOCKER']])), name='choice_way_known')],
            },
        ),
        migrations.CreateModel(
            name='Consignment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=32, unique=True)),
                ('way', models.CharField(max_length=12)),
                ('hall', models.CharField(max_length=64)),
                ('bundle', models.CharField(blank=True, max_length=64)),
                ('asked_early_at', models.DateTimeField(null=True)),
                ('state', models.CharField(default=tongban.delivery.rules.words.State['PREPARING'], max_length=12)),
                ('version', models.PositiveIntegerField(default=1)),
                ('address', tongban.base.fields.EncryptedJSONField(default=dict)),
                ('address_digest', models.CharField(blank=True, max_length=64)),
                ('due_on', models.DateField()),
                ('made_at', models.DateTimeField()),
                ('ready_on', models.DateField(null=True)),
                ('keep_until', models.DateField(null=True)),
                ('turns', models.PositiveSmallIntegerField(default=0)),
                ('reminders', models.PositiveSmallIntegerField(default=0)),
                ('remind_on', models.DateField(null=True)),
                ('delivered_at', models.DateTimeField(null=True)),
                ('returned_because', models.CharField(blank=True, max_length=200)),
                ('code_digest', models.CharField(blank=True, max_length=64)),
                ('code_expires_at', models.DateTimeField(null=True)),
                ('code_tries', models.PositiveSmallIntegerField(default=0)),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('applicant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.subject')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state__in', [tongban.delivery.rules.words.State['BOXED'], tongban.delivery.rules.words.State['POSTED'], tongban.delivery.rules.words.State['PREPARING'], tongban.delivery.rules.words.State['READY'], tongban.delivery.rules.words.State['RETURNED']])), fields=['hall', 'state', 'due_on', 'id'], name='consignment_hall'), models.Index(fields=['applicant', '-made_at', 'id'], name='consignment_applicant'), models.Index(condition=models.Q(('state', tongban.delivery.rules.words.State['DELIVERED'])), fields=['hall', '-delivered_at', 'id'], name='consignment_done'), models.Index(condition=models.Q(('bundle', ''), _negated=True), fields=['bundle'], name='consignment_bundle'), models.Index(condition=models.Q(('state__in', [tongban.delivery.rules.words.State['READY'], tongban.delivery.rules.words.State['BOXED']])), fields=['keep_until', 'id'], name='consignment_kept'), models.Index(condition=models.Q(('state__in', [tongban.delivery.rules.words.State['READY'], tongban.delivery.rules.words.State['BOXED']])), fields=['remind_on', 'id'], name='consignment_remind')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', [tongban.delivery.rules.words.State['PREPARING'], tongban.delivery.rules.words.State['READY'], tongban.delivery.rules.words.State['POSTED'], tongban.delivery.rules.words.State['BOXED'], tongban.delivery.rules.words.State['RETURNED'], tongban.delivery.rules.words.State['DELIVERED']])), name='consignment_state_known'), models.CheckConstraint(condition=models.Q(models.Q(('delivered_at__isnull', False), ('state', tongban.delivery.rules.words.State['DELIVERED'])), models.Q(models.Q(('state', tongban.delivery.rules.words.State['DELIVERED']), _negated=True), ('delivered_at', None)), _connector='OR'), name='consignment_delivered_at')],
            },
        ),
        migrations.CreateModel(
            name='LockerBox',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('hall', models.CharField(max_length=64)),
                ('box', models.PositiveSmallIntegerField()),
                ('put_in_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('emptied_at', models.DateTimeField(null=True)),
                ('consignment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='boxes', to='delivery.consignment')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('emptied_at', None)), fields=['expires_at', 'id'], name='lockerbox_over')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('emptied_at', None)), fields=('hall', 'box'), name='lockerbox_holds_one')],
            },
        ),
        migrations.CreateModel(
            name='Parcel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('carrier', models.CharField(max_length=32)),
                ('reference', models.CharField(max_length=64, unique=True)),
                ('number', models.CharField(blank=True, max_length=50)),
                ('state', models.CharField(default=tongban.delivery.rules.words.ParcelState['WANTED'], max_length=12)),
                ('wanted_at', models.DateTimeField()),
                ('sent_by', models.CharField(max_length=100)),
                ('signed_at', models.DateTimeField(null=True)),
                ('signed_by', models.CharField(blank=True, max_length=50)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('next_try_at', models.DateTimeField(null=True)),
                ('last_error', models.CharField(blank=True, max_length=200)),
                ('unknown', models.CharField(blank=True, max_length=64)),
                ('consignment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parcels', to='delivery.consignment')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state__in', [tongban.delivery.rules.words.ParcelState['BOOKED'], tongban.delivery.rules.words.ParcelState['COLLECTED'], tongban.delivery.rules.words.ParcelState['MOVING'], tongban.delivery.rules.words.ParcelState['OUT'], tongban.delivery.rules.words.ParcelState['REFUSED'], tongban.delivery.rules.words.ParcelState['WANTED']])), fields=['next_try_at', 'id'], name='parcel_asked')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', [tongban.delivery.rules.words.ParcelState['WANTED'], tongban.delivery.rules.words.ParcelState['BOOKED'], tongban.delivery.rules.words.ParcelState['COLLECTED'], tongban.delivery.rules.words.ParcelState['MOVING'], tongban.delivery.rules.words.ParcelState['OUT'], tongban.delivery.rules.words.ParcelState['SIGNED'], tongban.delivery.rules.words.ParcelState['REFUSED'], tongban.delivery.rules.words.ParcelState['RETURNED'], tongban.delivery.rules.words.ParcelState['LOST']])), name='parcel_state_known'), models.UniqueConstraint(condition=models.Q(('number', ''), _negated=True), fields=('carrier', 'number'), name='parcel_number_once'), models.UniqueConstraint(condition=models.Q(('state__in', [tongban.delivery.rules.words.ParcelState['BOOKED'], tongban.delivery.rules.words.ParcelState['COLLECTED'], tongban.delivery.rules.words.ParcelState['MOVING'], tongban.delivery.rules.words.ParcelState['OUT'], tongban.delivery.rules.words.ParcelState['REFUSED'], tongban.delivery.rules.words.ParcelState['WANTED']])), fields=('consignment',), name='parcel_under_way_once')],
            },
        ),
        migrations.CreateModel(
            name='ParcelTrace',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('word', models.CharField(max_length=64)),
                ('place', models.CharField(blank=True, max_length=100)),
                ('parcel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='traces', to='delivery.parcel')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('parcel', 'at', 'word'), name='parceltrace_once')],
            },
        ),
        migrations.CreateModel(
            name='Proxy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('case_number', models.CharField(max_length=32)),
                ('name', tongban.base.fields.EncryptedTextField(max_length=50)),
                ('number_type', models.CharField(max_length=8)),
                ('number', tongban.base.fields.EncryptedTextField(max_length=40)),
                ('on_paper', models.BooleanField()),
                ('paper', models.CharField(blank=True, max_length=64)),
                ('authorised_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('revoked_at', None)), fields=['case_number'], name='proxy_standing')],
                'constraints': [models.CheckConstraint(condition=models.Q(('on_paper', False), models.Q(('paper', ''), _negated=True), _connector='OR'), name='proxy_paper_kept')],
            },
        ),
        migrations.CreateModel(
            name='HandOver',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('way', models.CharField(max_length=32)),
                ('hall', models.CharField(blank=True, max_length=64)),
                ('checked_by', models.CharField(blank=True, max_length=12)),
                ('received_by', models.CharField(max_length=100)),
                ('relation', models.CharField(blank=True, max_length=32)),
                ('clerk_name', models.CharField(blank=True, max_length=64)),
                ('remark', models.CharField(blank=True, max_length=200)),
                ('consignment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hand_overs', to='delivery.consignment')),
                ('proxy', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='hand_overs', to='delivery.proxy')),
            ],
        ),
        migrations.CreateModel(
            name='Thing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('case_number', models.CharField(max_length=32)),
                ('item_name', models.CharField(max_length=200)),
                ('kind', models.CharField(max_length=12)),
                ('name', models.CharField(max_length=200)),
                ('number', models.CharField(blank=True, max_length=64)),
                ('copies', models.PositiveSmallIntegerField(default=1)),
                ('consignment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='things', to='delivery.consignment')),
                ('handed', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='things', to='delivery.handover')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('case_number', 'kind', 'name', 'number'), name='thing_once'), models.CheckConstraint(condition=models.Q(('kind__in', [tongban.delivery.rules.words.Kind['DECISION'], tongban.delivery.rules.words.Kind['LICENCE'], tongban.delivery.rules.words.Kind['COPY'], tongban.delivery.rules.words.Kind['ORIGINAL']])), name='thing_kind_known')],
            },
        ),
    ]
