"""All the forms in which a case is taken in."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import tongban.base.fields


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0003_clock"),
        ("identity", "0001_initial"),
    ]
    operations = [
        migrations.CreateModel(
            name="AgentConsent",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("worker", models.BigIntegerField()),
                ("worker_name", models.CharField(max_length=64)),
                ("unit", models.CharField(max_length=64)),
                ("scope", models.CharField(max_length=64)),
                ("until_on", models.DateField()),
                ("way", models.CharField(max_length=8)),
                ("digest", models.CharField(blank=True, max_length=64)),
                ("code_digest", models.CharField(blank=True, max_length=64)),
                ("code_until", models.DateTimeField(null=True)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("asked_at", models.DateTimeField()),
                ("given_at", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="BrokenPromise",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=8)),
                ("reason", models.CharField(max_length=1000)),
                ("entered_at", models.DateTimeField()),
                ("repaired_at", models.DateTimeField(null=True)),
                ("repaired_by_name", models.CharField(blank=True, max_length=64)),
                ("repair", models.CharField(blank=True, max_length=1000)),
            ],
        ),
        migrations.CreateModel(
            name="CasePromise",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=8)),
                ("terms", tongban.base.fields.EncryptedJSONField()),
                ("way", models.CharField(max_length=8)),
                ("signed_by", models.BigIntegerField(null=True)),
                ("signed_by_name", models.CharField(blank=True, max_length=64)),
                ("signed_at", models.DateTimeField()),
                ("taken_back_at", models.DateTimeField(null=True)),
                ("unit", models.CharField(max_length=64)),
                ("due_on", models.DateField(null=True)),
                ("correct_by", models.DateField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("outcome", models.CharField(blank=True, max_length=8)),
                ("findings", models.TextField(blank=True)),
                ("checked_by_name", models.CharField(blank=True, max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="FirstContact",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("account", models.BigIntegerField(null=True)),
                ("name", models.CharField(blank=True, max_length=64)),
                ("unit", models.CharField(blank=True, max_length=64)),
                ("place", models.CharField(blank=True, max_length=64)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="HandOver",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("from_account", models.BigIntegerField(null=True)),
                ("from_name", models.CharField(blank=True, max_length=64)),
                ("from_place", models.CharField(max_length=64)),
                ("to_place", models.CharField(max_length=64)),
                ("reason", models.CharField(max_length=500)),
                ("offered_at", models.DateTimeField()),
                ("accepted_by", models.BigIntegerField(null=True)),
                ("accepted_name", models.CharField(blank=True, max_length=64)),
                ("closed_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="SecondNotice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.CharField(max_length=1000)),
                ("permitted_by", models.BigIntegerField(null=True)),
                ("permitted_by_name", models.CharField(blank=True, max_length=64)),
                ("permitted_at", models.DateTimeField()),
                ("used_by_name", models.CharField(blank=True, max_length=64)),
                ("used_at", models.DateTimeField(null=True)),
                ("keys", models.JSONField(default=list)),
            ],
        ),
        migrations.AddField(
            model_name="case",
            name="accept_form",
            field=models.CharField(
                default=tongban.cases.rules.acceptance.AcceptForm["NORMAL"], max_length=8
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="continues",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="continued_by",
                to="cases.case",
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="gap_due_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="agentconsent",
            name="subject",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="identity.subject"
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="consent",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="cases",
                to="cases.agentconsent",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            tongban.cases.rules.states.State["ACCEPTED"],
                            tongban.cases.rules.states.State["CORRECTION"],
                            tongban.cases.rules.states.State["DELIVERING"],
                            tongban.cases.rules.states.State["DENIED"],
                            tongban.cases.rules.states.State["EXAMINING"],
                            tongban.cases.rules.states.State["GRANTED"],
                            tongban.cases.rules.states.State["MAKING"],
                            tongban.cases.rules.states.State["PRECHECKED"],
                            tongban.cases.rules.states.State["SUBMITTED"],
                            tongban.cases.rules.states.State["SUSPENDED"],
                        ],
                    ),
                    ("gap_due_on__isnull", False),
                ),
                fields=["gap_due_on", "id"],
                name="case_gap",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("channel", "agent")),
                fields=["opened_by", "-changed_at", "id"],
                name="case_agent",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("continues__isnull", False)),
                fields=["continues"],
                name="case_continues",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "accept_form__in",
                        [
                            tongban.cases.rules.acceptance.AcceptForm["NORMAL"],
                            tongban.cases.rules.acceptance.AcceptForm["GAP"],
                            tongban.cases.rules.acceptance.AcceptForm["PROMISE"],
                        ],
                    )
                ),
                name="case_accept_form_known",
            ),
        ),
        migrations.AddField(
            model_name="brokenpromise",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="broken_promises",
                to="cases.case",
            ),
        ),
        migrations.AddField(
            model_name="brokenpromise",
            name="subject",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="identity.subject",
            ),
        ),
        migrations.AddField(
            model_name="casepromise",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="promises",
                to="cases.case",
            ),
        ),
        migrations.AddField(
            model_name="firstcontact",
            name="case",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="first_contact",
                to="cases.case",
            ),
        ),
        migrations.AddField(
            model_name="handover",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="hand_overs",
                to="cases.case",
            ),
        ),
        migrations.AddField(
            model_name="secondnotice",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="second_notices",
                to="cases.case",
            ),
        ),
        migrations.AddIndex(
            model_name="agentconsent",
            index=models.Index(fields=["worker", "-asked_at", "id"], name="agentconsent_mine"),
        ),
        migrations.AddConstraint(
            model_name="agentconsent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("way", "paper"), _negated=True),
                    models.Q(("digest", ""), _negated=True),
                    _connector="OR",
                ),
                name="agentconsent_paper_has_scan",
            ),
        ),
        migrations.AddIndex(
            model_name="brokenpromise",
            index=models.Index(
                condition=models.Q(("repaired_at", None)),
                fields=["subject"],
                name="brokenpromise_bars",
            ),
        ),
        migrations.AddConstraint(
            model_name="brokenpromise",
            constraint=models.UniqueConstraint(fields=("case", "kind"), name="brokenpromise_once"),
        ),
        migrations.AddIndex(
            model_name="casepromise",
            index=models.Index(
                condition=models.Q(
                    ("closed_at", None), ("due_on__isnull", False), ("kind", "promise")
                ),
                fields=["unit", "due_on", "id"],
                name="casepromise_check",
            ),
        ),
        migrations.AddConstraint(
            model_name="casepromise",
            constraint=models.UniqueConstraint(
                condition=models.Q(("taken_back_at", None)),
                fields=("case", "kind"),
                name="casepromise_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="casepromise",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["gap", "promise"])), name="casepromise_kind_known"
            ),
        ),
        migrations.AddIndex(
            model_name="handover",
            index=models.Index(
                condition=models.Q(("closed_at", None)),
                fields=["to_place", "id"],
                name="handover_offered",
            ),
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at", None)), fields=("case",), name="handover_one_open"
            ),
        ),
        migrations.AddIndex(
            model_name="secondnotice",
            index=models.Index(fields=["-permitted_at", "id"], name="secondnotice_latest"),
        ),
        migrations.AddConstraint(
            model_name="secondnotice",
            constraint=models.UniqueConstraint(
                condition=models.Q(("used_at", None)),
                fields=("case",),
                name="secondnotice_one_open",
            ),
        ),
    ]
