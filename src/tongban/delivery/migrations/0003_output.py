"""A parcel may be given up: it never arrived, or no carrier would take it."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("delivery", "0002_bundles"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="parcel", name="parcel_state_known"),
        migrations.AddConstraint(
            model_name="parcel",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["wanted", "booked", "collected", "moving", "out",
                                                  "signed", "refused", "returned", "lost"])),
                name="parcel_state_known",
            ),
        ),
    ]
