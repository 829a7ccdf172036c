"""A life event (一件事) is rated once as a whole."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("cases", "0006_bundles"),
        ("feedback", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="rating",
            name="bundle",
            field=models.OneToOneField(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+",
                to="cases.bundle",
            ),
        ),
        migrations.AlterField(
            model_name="rating",
            name="case",
            field=models.OneToOneField(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+",
                to="cases.case",
            ),
        ),
        migrations.AddConstraint(
            model_name="rating",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("bundle__isnull", False), ("case__isnull", True)),
                    models.Q(("bundle__isnull", True), ("case__isnull", False)),
                    _connector="OR",
                ),
                name="rating_of_one_thing",
            ),
        ),
    ]
