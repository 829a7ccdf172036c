"""Types get dated versions; what is published never changes."""

import django.db.models.deletion
from django.db import migrations, models
from django.utils import timezone

import tongban.licences.rules.types.versions

BEGINNING = tongban.licences.rules.types.versions.BEGINNING
GUARD = """
CREATE FUNCTION licences_keep_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'draft' THEN
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a published version is retired, never deleted'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF OLD.state = 'retired' OR NEW.state = 'draft'
       OR (NEW.id, NEW.type_id, NEW.number, NEW.definition, NEW.note, NEW.source, NEW.starts_on,
           NEW.drafted_by_name, NEW.drafted_at, NEW.published_by_name, NEW.published_at)
       IS DISTINCT FROM
          (OLD.id, OLD.type_id, OLD.number, OLD.definition, OLD.note, OLD.source, OLD.starts_on,
           OLD.drafted_by_name, OLD.drafted_at, OLD.published_by_name, OLD.published_at) THEN
        RAISE EXCEPTION 'a published version does not change'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER type_version_keep BEFORE UPDATE OR DELETE ON licences_licencetypeversion
    FOR EACH ROW EXECUTE FUNCTION licences_keep_version();
"""
UNGUARD = """
DROP TRIGGER type_version_keep ON licences_licencetypeversion;
DROP FUNCTION licences_keep_version();
"""
COPIED = (
    "name", "category", "type_code", "defining_authority", "issuing_authority", "holder_category",
    "holder_code_types", "validity", "fields", "number_rule", "number_pattern", "share_type",
    "paper_counterpart",
)


def give_versions(apps, _schema_editor):
    """What was loaded before there were versions becomes version 1 of each type."""
    kinds = apps.get_model("licences", "LicenceType").objects.filter(versions__isnull=True)
    version = apps.get_model("licences", "LicenceTypeVersion")
    now = timezone.now()
    for kind in kinds.filter(version__gt=0).order_by("pk"):
        definition = {name: getattr(kind, name) for name in COPIED}
        definition["defining_authority_code"] = kind.defining_authority_code or None
        definition["periodic_months"] = kind.periodic_months or (12 if kind.periodic_check else 0)
        definition["layout"] = kind.layout
        version.objects.create(
            type_id=kind.pk, number=1, state="published", definition=definition, source="file",
            starts_on=BEGINNING, drafted_at=now, published_at=now,
        )


def keep_versions(_apps, _schema_editor):
    """Going back loses the versions with their table; the types stay."""


class Migration(migrations.Migration):
    dependencies = [("licences", "0002_guards")]
    operations = [
        migrations.AddField("licencetype", "defining_level", models.CharField(default="国家级", max_length=8)),
        migrations.AddField("licencetype", "issuing_bodies", models.JSONField(default=list)),
        migrations.AddField("licencetype", "related_items", models.JSONField(default=list)),
        migrations.AddField("licencetype", "periodic_months", models.PositiveSmallIntegerField(default=0)),
        migrations.AddField("licencetype", "layout", models.JSONField(default=dict)),
        migrations.AddField("licencetype", "version", models.PositiveSmallIntegerField(default=1)),
        migrations.AddField("licencetype", "starts_on", models.DateField(default=BEGINNING)),
        migrations.AddField("licencetype", "ends_on", models.DateField(null=True)),
        migrations.AddField("licencetype", "changes_on", models.DateField(null=True)),
        migrations.AddIndex(
            "licencetype",
            models.Index(condition=models.Q(("changes_on__isnull", False)), fields=["changes_on"], name="type_change_due"),
        ),
        migrations.AddIndex("licencetype", models.Index(fields=["position", "key"], name="type_in_order")),
        migrations.CreateModel(
            name="LicenceTypeVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("state", models.CharField(default=tongban.licences.rules.types.versions.VersionState["DRAFT"], max_length=16)),
                ("definition", models.JSONField()),
                ("note", models.CharField(blank=True, max_length=500)),
                ("source", models.CharField(default="desk", max_length=8)),
                ("revision", models.PositiveIntegerField(default=1)),
                ("starts_on", models.DateField(null=True)),
                ("ends_on", models.DateField(null=True)),
                ("ended_reason", models.CharField(blank=True, max_length=500)),
                ("drafted_by", models.BigIntegerField(null=True)),
                ("drafted_by_name", models.CharField(blank=True, max_length=100)),
                ("drafted_at", models.DateTimeField()),
                ("published_by_name", models.CharField(blank=True, max_length=100)),
                ("published_at", models.DateTimeField(null=True)),
                ("ended_by_name", models.CharField(blank=True, max_length=100)),
                ("type", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="licences.licencetype")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("type", "number"), name="type_version_once"),
                    models.UniqueConstraint(condition=models.Q(("state", "draft")), fields=("type",), name="type_one_draft"),
                    models.CheckConstraint(condition=models.Q(("state__in", ["draft", "published", "retired"])), name="type_version_state_known"),
                    models.CheckConstraint(
                        condition=models.Q(("state", "draft"), models.Q(("published_at__isnull", False), ("starts_on__isnull", False)), _connector="OR"),
                        name="type_version_published_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "retired"), _negated=True),
                            models.Q(("ends_on__gt", models.F("starts_on")), models.Q(("ended_reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="type_version_retired_whole",
                    ),
                ],
            },
        ),
        migrations.RunSQL(GUARD, UNGUARD),
        migrations.RunPython(give_versions, keep_versions),
    ]
