"""Leave to ask again with what was typed; answers of applicants to an order to correct."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

import tongban.base.fields


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_squashed_0010_sealed_papers")]

    operations = [
        migrations.RemoveConstraint("secondnotice", "secondnotice_one_open"),
        migrations.RemoveIndex("secondnotice", "secondnotice_latest"),
        migrations.RenameField("secondnotice", "permitted_by", "decided_by"),
        migrations.RenameField("secondnotice", "permitted_by_name", "decided_by_name"),
        migrations.RenameField("secondnotice", "permitted_at", "decided_at"),
        migrations.AlterField("secondnotice", "decided_at", models.DateTimeField(null=True)),
        migrations.AlterField("secondnotice", "reason", models.CharField(blank=True, max_length=1000)),
        migrations.AddField("secondnotice", "asked_by", models.BigIntegerField(null=True)),
        migrations.AddField("secondnotice", "asked_by_name", models.CharField(blank=True, max_length=64)),
        migrations.AddField("secondnotice", "asked_at", models.DateTimeField(null=True)),
        migrations.AddField("secondnotice", "plea", tongban.base.fields.EncryptedTextField(default="")),
        migrations.AddField("secondnotice", "requests", tongban.base.fields.EncryptedJSONField(default=list)),
        # Every row there is was a permit.
        migrations.AddField("secondnotice", "allowed", models.BooleanField(default=True, null=True)),
        migrations.AlterField("secondnotice", "allowed", models.BooleanField(null=True)),
        migrations.AddConstraint(
            "secondnotice",
            models.UniqueConstraint(
                condition=Q(used_at=None) & (Q(allowed=None) | Q(allowed=True)), fields=("case",),
                name="secondnotice_one_open",
            ),
        ),
        migrations.AddConstraint(
            "secondnotice",
            models.CheckConstraint(
                condition=Q(allowed=None, decided_at=None) | Q(allowed__isnull=False, decided_at__isnull=False),
                name="secondnotice_decided",
            ),
        ),
        migrations.AddIndex("secondnotice", models.Index(fields=["-decided_at", "id"], name="secondnotice_latest")),
        migrations.AddIndex(
            "secondnotice", models.Index(condition=Q(allowed=None), fields=["id"], name="secondnotice_asked")
        ),
        migrations.CreateModel(
            name="PromiseAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("words", tongban.base.fields.EncryptedTextField(default="")),
                ("sent_at", models.DateTimeField(null=True)),
                ("judged_at", models.DateTimeField(null=True)),
                (
                    "promise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="answers", to="cases.casepromise"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=Q(judged_at=None), fields=("promise",), name="promiseanswer_one_open"
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="PromiseFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64)),
                ("name", models.CharField(max_length=200)),
                ("media_type", models.CharField(max_length=100)),
                ("size", models.BigIntegerField()),
                ("added_at", models.DateTimeField()),
                (
                    "answer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="files", to="cases.promiseanswer"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("answer", "digest"), name="promisefile_once")]
            },
        ),
    ]
