"""What a life event yields goes together: asked for early, found by the number of the event."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("delivery", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="consignment",
            name="asked_early_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name="consignment",
            index=models.Index(
                condition=models.Q(("bundle", ""), _negated=True),
                fields=["bundle"],
                name="consignment_bundle",
            ),
        ),
    ]
