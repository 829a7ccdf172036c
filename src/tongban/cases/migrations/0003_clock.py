"""Deadlines, consequences and calendars that change."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

OPEN = Q(state__in=[
    "accepted", "correction", "delivering", "denied", "examining", "granted", "making",
    "prechecked", "submitted", "suspended",
])
GUARD = """
CREATE TRIGGER clockchange_append_only BEFORE UPDATE OR DELETE ON cases_clockchange
    FOR EACH ROW EXECUTE FUNCTION base_refuse_change();
"""
KEY = models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


def of_case(name):
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name=name, to="cases.case"
    )


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_tasks"), ("base", "0004_calendars")]
    operations = [
        migrations.RemoveConstraint("case", "case_light_known"),
        migrations.AddConstraint(
            "case",
            models.CheckConstraint(
                condition=Q(light__in=["green", "blue", "yellow", "red"]), name="case_light_known"
            ),
        ),
        migrations.AddField("case", "acts_on", models.DateField(null=True)),
        migrations.AddIndex(
            "case", models.Index(fields=["acts_on", "id"], name="case_acts_on", condition=OPEN)
        ),
        migrations.AddField("clockstop", "ends_by", models.DateField(null=True)),
        migrations.AddField("clockstop", "capped_on", models.DateField(null=True)),
        migrations.AddField("clockstop", "finding", models.TextField(blank=True, default=""), preserve_default=False),
        migrations.AddField("clockstop", "evidence", models.CharField(blank=True, default="", max_length=64), preserve_default=False),
        migrations.AddField("clockstop", "evidence_name", models.CharField(blank=True, default="", max_length=200), preserve_default=False),
        migrations.CreateModel(
            "CaseExtension",
            [
                ("id", KEY),
                ("days", models.PositiveSmallIntegerField()),
                ("reason", models.TextField()),
                ("asked_by", models.BigIntegerField(null=True)),
                ("asked_name", models.CharField(blank=True, max_length=64)),
                ("asked_at", models.DateTimeField()),
                ("decided_by", models.BigIntegerField(null=True)),
                ("decided_name", models.CharField(blank=True, max_length=64)),
                ("decided_at", models.DateTimeField(null=True)),
                ("approved", models.BooleanField(null=True)),
                ("approval", models.CharField(blank=True, max_length=64)),
                ("words", models.TextField(blank=True)),
                ("case", of_case("extensions")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["case"], name="caseextension_once",
                        condition=Q(approved=True) | Q(decided_at=None),
                    ),
                    models.CheckConstraint(
                        condition=Q(approved=None, decided_at=None)
                        | Q(approved__isnull=False, decided_at__isnull=False),
                        name="caseextension_decided",
                    ),
                    models.CheckConstraint(
                        condition=~Q(approved=True) | Q(asked_by=None)
                        | ~Q(asked_by=models.F("decided_by")),
                        name="caseextension_two_persons",
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            "Consequence",
            [
                ("id", KEY),
                ("kind", models.CharField(max_length=96)),
                ("due_on", models.DateField()),
                ("at", models.DateTimeField()),
                ("moved_to", models.DateField(null=True)),
                ("reviewed_at", models.DateTimeField(null=True)),
                ("reviewed_by", models.BigIntegerField(null=True)),
                ("verdict", models.TextField(blank=True)),
                ("case", of_case("consequences")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["case", "kind", "due_on"], name="consequence_once"
                    )
                ],
                "indexes": [
                    models.Index(
                        fields=["id"], name="consequence_to_review",
                        condition=Q(moved_to__isnull=False, reviewed_at=None),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            "ClockChange",
            [
                ("id", KEY),
                ("at", models.DateTimeField()),
                ("cause", models.CharField(max_length=32)),
                ("calendar_change", models.BigIntegerField(null=True)),
                ("unit", models.CharField(max_length=64)),
                ("moved", models.BooleanField()),
                ("before", models.JSONField()),
                ("after", models.JSONField()),
                ("case", of_case("clock_changes")),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["calendar_change", "unit", "id"], name="clockchange_by_calendar",
                        condition=Q(calendar_change__isnull=False),
                    )
                ]
            },
        ),
        migrations.CreateModel(
            "Recount",
            [
                ("id", KEY),
                ("calendar_change", models.BigIntegerField(unique=True)),
                ("started_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
                ("reached", models.PositiveIntegerField(default=0)),
                ("moved", models.PositiveIntegerField(default=0)),
                ("to_review", models.PositiveIntegerField(default=0)),
                ("told_upto", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.RunSQL(GUARD, "DROP TRIGGER clockchange_append_only ON cases_clockchange"),
    ]
