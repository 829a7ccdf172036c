"""Departments that were renamed or merged, absences."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("directory", "0002_sealing_role")]
    operations = [
        migrations.CreateModel(
            name="FormerName",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=100)),
                ("until_on", models.DateField()),
                ("reason", models.CharField(max_length=200)),
            ],
        ),
        migrations.CreateModel(
            name="Substitution",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("absent", models.BigIntegerField()),
                ("absent_name", models.CharField(max_length=64)),
                ("account", models.BigIntegerField()),
                ("since_on", models.DateField()),
                ("until_on", models.DateField()),
                ("reason", models.CharField(max_length=200)),
                ("made_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name="department",
            name="closed_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="department",
            name="successor",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="predecessors",
                to="directory.department",
            ),
        ),
        migrations.AddConstraint(
            model_name="department",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_on", None), ("successor", None)),
                    models.Q(
                        ("closed_on__isnull", False),
                        ("successor__isnull", False),
                        models.Q(("successor", models.F("id")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="department_closed_has_successor",
            ),
        ),
        migrations.AddField(
            model_name="formername",
            name="department",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="former_names",
                to="directory.department",
            ),
        ),
        migrations.AddField(
            model_name="substitution",
            name="post",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="substitutions",
                to="directory.post",
            ),
        ),
        migrations.AddIndex(
            model_name="substitution",
            index=models.Index(
                condition=models.Q(("ended_at", None)),
                fields=["account", "until_on"],
                name="substitution_standing",
            ),
        ),
        migrations.AddConstraint(
            model_name="substitution",
            constraint=models.CheckConstraint(
                condition=models.Q(("until_on__gte", models.F("since_on"))),
                name="substitution_ends_after_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="substitution",
            constraint=models.CheckConstraint(
                condition=models.Q(("account", models.F("absent")), _negated=True),
                name="substitution_by_another",
            ),
        ),
        migrations.RemoveConstraint(model_name="post", name="post_role_known"),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "role__in",
                        [
                            "clerk",
                            "handler",
                            "reviewer",
                            "approver",
                            "supervisor",
                            "catalogue",
                            "licensing",
                            "sealing",
                            "operator",
                            "agent_worker",
                        ],
                    )
                ),
                name="post_role_known",
            ),
        ),
    ]
