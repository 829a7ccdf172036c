"""One index of looks by their subject: that with the order of the looks serves both."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0001_squashed_0004_quotas"),
        ("identity", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="dataaccess",
            name="subject",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="looks",
                to="identity.subject",
            ),
        ),
    ]
