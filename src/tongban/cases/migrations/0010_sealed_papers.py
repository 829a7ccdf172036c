"""Sealed OFD files of decisions and notices."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0009_desk")]

    operations = [
        migrations.CreateModel(
            name="SealedPaper",
            fields=[
                (
                    "document",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="sealed",
                        serialize=False,
                        to="cases.casedocument",
                    ),
                ),
                ("digest", models.CharField(max_length=64)),
                ("file_digest", models.CharField(max_length=64)),
                ("impression", models.CharField(max_length=64)),
                ("sealed_at", models.DateTimeField()),
            ],
        ),
    ]
