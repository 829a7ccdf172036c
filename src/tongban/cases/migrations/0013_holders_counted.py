"""Who holds a task, in the indexes that lists are counted by."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("cases", "0012_whole_things")]

    operations = [
        step
        for column in ("unit", "place")
        for step in (
            migrations.RemoveIndex("casetask", f"casetask_{column}"),
            migrations.AddIndex(
                "casetask",
                models.Index(
                    fields=[column, "role", "due_on", "id"],
                    name=f"casetask_{column}",
                    condition=Q(closed_at=None),
                    include=["holder"],
                ),
            ),
        )
    ]
