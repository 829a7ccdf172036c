"""What departments' own systems hand back, and the counts of both sides of each day."""

import django.db.models.deletion
from django.db import migrations, models

COUNTS = (
    "carried",
    "received",
    "accepted",
    "refused",
    "withdrawn",
    "correction",
    "pending",
)


def numbered():
    """The column every table begins with."""
    return (
        "id",
        models.BigAutoField(
            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
        ),
    )


def counted():
    """The columns that both sides of a balance have."""
    return [
        ("unit", models.CharField(max_length=64)),
        ("day", models.DateField()),
        ("kind", models.CharField(max_length=8)),
        *((name, models.IntegerField(default=0)) for name in COUNTS),
    ]


class Migration(migrations.Migration):
    dependencies = [("cases", "0007_desk")]
    operations = [
        migrations.CreateModel(
            name="ClosedDay",
            fields=[
                ("day", models.DateField(primary_key=True, serialize=False)),
                ("closed_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="DayBalance",
            fields=[numbered(), *counted()],
            options={
                "indexes": [models.Index(fields=["day", "unit", "kind"], name="daybalance_day")],
                "constraints": [
                    models.UniqueConstraint(fields=("unit", "day", "kind"), name="daybalance_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="StatedBalance",
            fields=[
                numbered(),
                *counted(),
                ("client", models.CharField(max_length=40)),
                ("stated_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["day", "unit", "kind"], name="statedbalance_day")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("unit", "day", "kind"), name="statedbalance_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PushedStep",
            fields=[
                numbered(),
                ("unit", models.CharField(max_length=64)),
                ("client", models.CharField(max_length=40)),
                ("name", models.CharField(max_length=100)),
                ("handler", models.CharField(max_length=30)),
                ("action", models.CharField(max_length=20)),
                ("opinion", models.CharField(blank=True, max_length=1000)),
                ("started_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("pushed_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pushed",
                        to="cases.case",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["case", "id"], name="pushedstep_case")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_at", None),
                            ("ended_at__gte", models.F("started_at")),
                            _connector="OR",
                        ),
                        name="pushedstep_in_order",
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="casestep",
            index=models.Index(fields=["at"], name="casestep_day"),
        ),
    ]
