"""Cases that were read out of the package of a life event stand within it."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("archives", "0002_bundles"),
    ]

    operations = [
        migrations.AddField(
            model_name="restoredcase",
            name="within",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="inner",
                to="archives.restoredcase",
            ),
        ),
    ]
