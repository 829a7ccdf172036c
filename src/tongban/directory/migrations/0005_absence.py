"""Names that come later, departments that stand for others, substitutions for some items only."""

from __future__ import annotations

from typing import TYPE_CHECKING

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def fill(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Write down for whom each department stands; few were ever closed."""
    department = apps.get_model("directory", "Department")
    for closed in department.objects.exclude(successor=None).order_by("closed_on", "id"):
        standing = closed.successor
        while standing is not None:
            if closed.key not in standing.stands_for:
                standing.stands_for = [*standing.stands_for, closed.key]
                standing.save(update_fields=["stands_for"])
            standing = standing.successor


class Migration(migrations.Migration):
    dependencies = [("directory", "0004_hall_head")]
    operations = [
        migrations.AddField(
            model_name="department",
            name="stands_for",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=32), default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="substitution",
            name="items",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=64), default=list, size=None
            ),
        ),
        migrations.CreateModel(
            name="PlannedName",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=100)),
                ("reason", models.CharField(max_length=200)),
                ("from_on", models.DateField()),
                ("planned_by", models.CharField(max_length=64)),
                ("done_at", models.DateTimeField(null=True)),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="planned_names",
                        to="directory.department",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("done_at", None)),
                        fields=["department"],
                        name="plannedname_once",
                    )
                ],
            },
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
