"""Deadlines, consequences and calendars that change."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_tasks")]
    operations = [
        migrations.RemoveConstraint(model_name="case", name="case_light_known"),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(("light__in", ["green", "blue", "yellow", "red"])),
                name="case_light_known",
            ),
        ),
    ]
