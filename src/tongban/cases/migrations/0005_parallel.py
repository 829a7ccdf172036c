"""Several posts at once, and questions to other departments."""

import django.db.models.deletion
from django.db import migrations, models

_OPEN = models.Q(closed_at=None)


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_acceptance")]
    operations = [
        migrations.AddField("casetask", "turn", models.PositiveIntegerField(default=0)),
        migrations.AddField("casetask", "joint", models.BooleanField(default=False)),
        migrations.AddField("casetask", "since_version", models.PositiveIntegerField(default=0)),
        migrations.AddField("casetask", "days", models.PositiveSmallIntegerField(null=True)),
        migrations.AddField(
            "casetask", "silence", models.CharField(max_length=16, blank=True, default="")
        ),
        migrations.AddField("casetask", "silenced_at", models.DateTimeField(null=True)),
        migrations.AddIndex(
            "casetask",
            models.Index(
                fields=["step_due_on", "id"],
                name="casetask_unanswered",
                condition=_OPEN & models.Q(silenced_at=None) & ~models.Q(silence=""),
            ),
        ),
        migrations.CreateModel(
            name="CaseAdvice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        primary_key=True, serialize=False, auto_created=True, verbose_name="ID"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="advices",
                        to="cases.case",
                    ),
                ),
                (
                    "task",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="advice",
                        to="cases.casetask",
                    ),
                ),
                ("unit", models.CharField(max_length=64)),
                ("question", models.TextField()),
                ("asked_by", models.CharField(max_length=64)),
                ("asked_post", models.CharField(max_length=96)),
                ("asked_at", models.DateTimeField()),
                ("due_on", models.DateField()),
                ("answer", models.TextField(blank=True)),
                ("answered_by", models.CharField(blank=True, max_length=64)),
                ("answered_at", models.DateTimeField(null=True)),
                ("outcome", models.CharField(blank=True, max_length=16)),
            ],
            options={
                "indexes": [models.Index(fields=["case", "id"], name="caseadvice_case")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(outcome="", answered_at=None)
                        | models.Q(
                            outcome__in=["given", "silent", "recalled"], answered_at__isnull=False
                        ),
                        name="caseadvice_outcome_known",
                    ),
                    models.UniqueConstraint(
                        fields=["case", "unit"],
                        name="caseadvice_open_once",
                        condition=models.Q(outcome=""),
                    ),
                ],
            },
        ),
    ]
