"""What a registered system may do, and how much of it."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("access", "0003_clients")]
    operations = [
        migrations.AddField(
            model_name="client",
            name="per_day",
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddConstraint(
            model_name="client",
            constraint=models.CheckConstraint(
                condition=models.Q(("per_day", None), ("per_day__gte", 1), _connector="OR"),
                name="client_may_call_daily",
            ),
        ),
        migrations.CreateModel(
            name="ClientDays",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                ("calls", models.PositiveBigIntegerField()),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.client",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["day"], name="client_days_over")],
                "constraints": [
                    models.UniqueConstraint(fields=("client", "day"), name="client_day")
                ],
            },
        ),
    ]
