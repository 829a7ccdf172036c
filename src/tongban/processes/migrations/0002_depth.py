"""Tables of decisions, dated versions, migrations of runs."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("processes", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name="LegalLimit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=32)),
                ("item", models.CharField(max_length=64)),
                ("days", models.PositiveIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Move",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("moved_at", models.DateTimeField()),
                ("actor_name", models.CharField(max_length=64)),
                ("undone_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="MovedRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("refused", models.CharField(blank=True, max_length=200)),
                ("state", models.JSONField(default=dict)),
                ("waiting", models.JSONField(default=list)),
                ("version", models.PositiveIntegerField()),
                ("undone", models.CharField(blank=True, max_length=200)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="definition",
            name="definition_version_once",
        ),
        migrations.RemoveConstraint(
            model_name="runstep",
            name="runstep_outcome_known",
        ),
        migrations.AddField(
            model_name="definition",
            name="days",
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="definition",
            name="drafted_by",
            field=models.CharField(blank=True, default="", max_length=64),
        ),
        migrations.AddField(
            model_name="definition",
            name="from_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="definition",
            name="item",
            field=models.CharField(blank=True, default="", max_length=64),
        ),
        migrations.AddField(
            model_name="definition",
            name="notation",
            field=models.CharField(default="bpmn", max_length=4),
        ),
        migrations.AddField(
            model_name="definition",
            name="retired_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="runstep",
            name="unit",
            field=models.CharField(blank=True, default="", max_length=64),
        ),
        migrations.AlterField(
            model_name="definition",
            name="published_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name="run",
            index=models.Index(
                condition=models.Q(("finished_at", None)),
                fields=["definition", "id"],
                name="run_walking",
            ),
        ),
        migrations.AddConstraint(
            model_name="definition",
            constraint=models.UniqueConstraint(
                fields=("notation", "kind", "item", "version"), name="definition_version_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="definition",
            constraint=models.CheckConstraint(
                condition=models.Q(("notation__in", ["bpmn", "dmn"])),
                name="definition_notation_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="definition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("retired_on", None), ("published_at__isnull", False), _connector="OR"
                ),
                name="definition_retired_was_published",
            ),
        ),
        migrations.AddConstraint(
            model_name="runstep",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("outcome__in", ["agree", "back", "deny", "forward", "grant", "object"])
                ),
                name="runstep_outcome_known",
            ),
        ),
        migrations.AddIndex(
            model_name="legallimit",
            index=models.Index(fields=["kind", "days"], name="legallimit_strictest"),
        ),
        migrations.AddConstraint(
            model_name="legallimit",
            constraint=models.UniqueConstraint(fields=("item",), name="legallimit_of_item"),
        ),
        migrations.AddField(
            model_name="move",
            name="source",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="processes.definition",
            ),
        ),
        migrations.AddField(
            model_name="move",
            name="target",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="processes.definition",
            ),
        ),
        migrations.AddField(
            model_name="movedrun",
            name="move",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="runs",
                to="processes.move",
            ),
        ),
        migrations.AddField(
            model_name="movedrun",
            name="run",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="processes.run"
            ),
        ),
        migrations.AddConstraint(
            model_name="move",
            constraint=models.CheckConstraint(
                condition=models.Q(("source", models.F("target")), _negated=True),
                name="move_goes_elsewhere",
            ),
        ),
        migrations.AddConstraint(
            model_name="movedrun",
            constraint=models.UniqueConstraint(fields=("move", "run"), name="movedrun_once"),
        ),
    ]
