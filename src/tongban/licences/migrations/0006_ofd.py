"""The sealed OFD file is the record; every licence has a place in the status lists."""

from django.db import migrations, models
from django.db.models.expressions import Func, Value

SEQUENCE = "CREATE SEQUENCE licences_status_place MINVALUE 0 START 0"
NO_SEQUENCE = "DROP SEQUENCE licences_status_place"


class Migration(migrations.Migration):
    dependencies = [("licences", "0005_uses")]

    operations = [
        migrations.RunSQL(SEQUENCE, NO_SEQUENCE),
        migrations.RemoveField(model_name="licence", name="preview_digest"),
        migrations.AddField(
            model_name="licence",
            name="impression",
            field=models.CharField(blank=True, default="", max_length=36),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="licence",
            name="status_place",
            field=models.BigIntegerField(
                unique=True,
                db_default=Func(
                    Value("licences_status_place"),
                    function="nextval",
                    output_field=models.BigIntegerField(),
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="licence",
            index=models.Index(
                fields=["status_place"],
                name="licence_not_in_force",
                condition=~models.Q(state="valid"),
            ),
        ),
        migrations.AddIndex(
            model_name="licence",
            index=models.Index(
                fields=["impression"],
                name="licence_by_impression",
                condition=~models.Q(impression=""),
            ),
        ),
        migrations.AddField(
            model_name="licenceuse",
            name="file_digest",
            field=models.CharField(blank=True, default="", max_length=64),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name="licenceuse",
            index=models.Index(
                fields=["expires_at", "id"],
                name="use_copy_over",
                condition=~models.Q(file_digest=""),
            ),
        ),
        migrations.CreateModel(
            name="StatusList",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(unique=True)),
                ("content", models.TextField()),
                ("digest", models.CharField(max_length=64)),
                ("published_at", models.DateTimeField()),
            ],
        ),
    ]
