"""Seals on the papers of life events, and notes on their drafts at a desk."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("cases", "0011_leave_to_ask")]

    operations = [
        migrations.CreateModel(
            name="SealedBundlePaper",
            fields=[
                ("digest", models.CharField(max_length=64)),
                ("file_digest", models.CharField(max_length=64)),
                ("impression", models.CharField(max_length=64)),
                ("sealed_at", models.DateTimeField()),
                (
                    "document",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="sealed",
                        serialize=False,
                        to="cases.bundlepaper",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [models.Index(fields=["digest"], name="sealedbundlepaper_digest")],
            },
        ),
        migrations.AddIndex(
            "sealedpaper", models.Index(fields=["digest"], name="sealedpaper_digest")
        ),
        migrations.AlterField(
            "desknote",
            "case",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="desk_notes",
                to="cases.case",
            ),
        ),
        migrations.AddField(
            "desknote",
            "bundle",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="desk_notes",
                to="cases.bundle",
            ),
        ),
        migrations.AddConstraint(
            "desknote",
            models.UniqueConstraint(
                fields=["bundle", "form", "account"], name="desknote_of_bundle_once"
            ),
        ),
        migrations.AddConstraint(
            "desknote",
            models.CheckConstraint(
                condition=Q(case=None, bundle__isnull=False) | Q(case__isnull=False, bundle=None),
                name="desknote_of_one_thing",
            ),
        ),
    ]
