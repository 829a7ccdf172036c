"""The package of a life event stands around the packages of its cases."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("archives", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="archive",
            name="within",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="inner",
                to="archives.archive",
            ),
        ),
    ]
