"""One case of several for a life event (一件事)."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import tongban.base.fields


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0005_parallel"),
        ("identity", "0001_initial"),
        ("items", "0003_life_events"),
    ]
    operations = [
        migrations.CreateModel(
            name="Bundle",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=32, null=True, unique=True)),
                ("event_key", models.CharField(max_length=64)),
                ("event_name", models.CharField(max_length=200)),
                ("item_versions", models.JSONField()),
                ("region", models.CharField(max_length=12)),
                ("unit", models.CharField(max_length=64)),
                ("place", models.CharField(blank=True, max_length=64)),
                ("opened_by", models.BigIntegerField(null=True)),
                ("channel", models.CharField(max_length=16)),
                (
                    "state",
                    models.CharField(
                        default=tongban.cases.rules.bundles.BundleState["DRAFT"], max_length=16
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("answers", models.JSONField(default=dict)),
                ("form", tongban.base.fields.EncryptedJSONField(default=dict)),
                ("prefilled", models.JSONField(default=dict)),
                ("created_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                ("submitted_at", models.DateTimeField(null=True)),
                ("gap_promised_at", models.DateTimeField(null=True)),
                ("noticed_at", models.DateTimeField(null=True)),
                ("accepted_at", models.DateTimeField(null=True)),
                ("promised_on", models.DateField(null=True)),
                ("derivation", models.JSONField(default=list)),
                ("concluded_at", models.DateTimeField(null=True)),
                ("end_reason", models.TextField(blank=True)),
            ],
        ),
        migrations.CreateModel(
            name="BundleFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(max_length=64)),
                ("name", models.CharField(max_length=200)),
                ("media_type", models.CharField(max_length=100)),
                ("size", models.BigIntegerField()),
                ("added_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="BundleMaterial",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=64)),
                ("seq", models.PositiveSmallIntegerField()),
                ("name", models.CharField(max_length=300)),
                ("need", models.CharField(max_length=8)),
                ("obtain", models.CharField(max_length=16)),
                ("used_by", models.JSONField()),
                ("fed_by", models.CharField(blank=True, max_length=64)),
                ("source", models.CharField(blank=True, max_length=16)),
                ("trust", models.CharField(blank=True, max_length=1)),
                ("licence", models.CharField(blank=True, max_length=200)),
                ("licence_title", models.CharField(blank=True, max_length=200)),
                ("licence_issuer", models.CharField(blank=True, max_length=200)),
                ("brought_on", models.DateField(null=True)),
                ("verdict", models.CharField(blank=True, max_length=8)),
                ("remark", models.CharField(blank=True, max_length=500)),
                ("asked", models.CharField(blank=True, max_length=500)),
            ],
        ),
        migrations.CreateModel(
            name="BundleMember",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=64)),
                ("seq", models.PositiveSmallIntegerField()),
                ("name", models.CharField(max_length=200)),
                ("unit", models.CharField(max_length=64)),
                ("waits_for", models.JSONField(default=list)),
                ("by_itself", models.BooleanField(default=False)),
                (
                    "state",
                    models.CharField(
                        default=tongban.cases.rules.bundles.MemberState["PLANNED"], max_length=16
                    ),
                ),
                ("started_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("finding", models.TextField(blank=True)),
                ("reason", models.TextField(blank=True)),
                ("hindrance", models.TextField(blank=True)),
            ],
        ),
        migrations.CreateModel(
            name="BundlePaper",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=16)),
                ("title", models.CharField(max_length=64)),
                ("code", models.CharField(max_length=24, unique=True)),
                ("facts", tongban.base.fields.EncryptedJSONField()),
                ("template", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField()),
                ("digest", models.CharField(blank=True, max_length=64)),
            ],
        ),
        migrations.AddField(
            model_name="case",
            name="agreed_limit",
            field=models.JSONField(null=True),
        ),
        migrations.AddField(
            model_name="case",
            name="member",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name="bundle",
            name="agent",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="identity.subject",
            ),
        ),
        migrations.AddField(
            model_name="bundle",
            name="applicant",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="identity.subject"
            ),
        ),
        migrations.AddField(
            model_name="bundle",
            name="made",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="identity.subject",
            ),
        ),
        migrations.AddField(
            model_name="bundle",
            name="event_version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="items.lifeeventversion",
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="bundle",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="cases",
                to="cases.bundle",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.UniqueConstraint(
                condition=models.Q(("bundle__isnull", False)),
                fields=("bundle", "member"),
                name="case_member_once",
            ),
        ),
        migrations.AddField(
            model_name="bundlematerial",
            name="bundle",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="materials",
                to="cases.bundle",
            ),
        ),
        migrations.AddField(
            model_name="bundlefile",
            name="material",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="files",
                to="cases.bundlematerial",
            ),
        ),
        migrations.AddField(
            model_name="bundlemember",
            name="bundle",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="members",
                to="cases.bundle",
            ),
        ),
        migrations.AddField(
            model_name="bundlepaper",
            name="bundle",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="papers",
                to="cases.bundle",
            ),
        ),
        migrations.AddIndex(
            model_name="bundle",
            index=models.Index(fields=["applicant", "-changed_at", "id"], name="bundle_applicant"),
        ),
        migrations.AddIndex(
            model_name="bundle",
            index=models.Index(
                condition=models.Q(("made__isnull", False)), fields=["made"], name="bundle_made"
            ),
        ),
        migrations.AddIndex(
            model_name="bundle",
            index=models.Index(
                condition=models.Q(("state", tongban.cases.rules.bundles.BundleState["RUNNING"])),
                fields=["place", "-submitted_at", "id"],
                name="bundle_place",
            ),
        ),
        migrations.AddConstraint(
            model_name="bundle",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            tongban.cases.rules.bundles.BundleState["DRAFT"],
                            tongban.cases.rules.bundles.BundleState["RUNNING"],
                            tongban.cases.rules.bundles.BundleState["DONE"],
                            tongban.cases.rules.bundles.BundleState["PARTLY"],
                            tongban.cases.rules.bundles.BundleState["FAILED"],
                            tongban.cases.rules.bundles.BundleState["WITHDRAWN"],
                        ],
                    )
                ),
                name="bundle_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="bundle",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("number", None),
                        ("state", tongban.cases.rules.bundles.BundleState["DRAFT"]),
                        ("submitted_at", None),
                    ),
                    models.Q(
                        models.Q(
                            ("state", tongban.cases.rules.bundles.BundleState["DRAFT"]),
                            _negated=True,
                        ),
                        ("number__isnull", False),
                        ("submitted_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="bundle_numbered_once_submitted",
            ),
        ),
        migrations.AddConstraint(
            model_name="bundle",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("accepted_at", None), ("promised_on__isnull", False), _connector="OR"
                ),
                name="bundle_accepted_has_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="bundlematerial",
            constraint=models.UniqueConstraint(
                fields=("bundle", "key"), name="bundlematerial_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="bundlefile",
            constraint=models.UniqueConstraint(
                fields=("material", "digest"), name="bundlefile_once"
            ),
        ),
        migrations.AddIndex(
            model_name="bundlemember",
            index=models.Index(
                condition=models.Q(
                    ("state", tongban.cases.rules.bundles.MemberState["PLANNED"]),
                    models.Q(("hindrance", ""), _negated=True),
                ),
                fields=["id"],
                name="bundlemember_hindered",
            ),
        ),
        migrations.AddConstraint(
            model_name="bundlemember",
            constraint=models.UniqueConstraint(fields=("bundle", "key"), name="bundlemember_once"),
        ),
        migrations.AddConstraint(
            model_name="bundlemember",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            tongban.cases.rules.bundles.MemberState["PLANNED"],
                            tongban.cases.rules.bundles.MemberState["OPEN"],
                            tongban.cases.rules.bundles.MemberState["DONE"],
                            tongban.cases.rules.bundles.MemberState["FAILED"],
                            tongban.cases.rules.bundles.MemberState["WITHDRAWN"],
                            tongban.cases.rules.bundles.MemberState["CANCELLED"],
                        ],
                    )
                ),
                name="bundlemember_state_known",
            ),
        ),
    ]
