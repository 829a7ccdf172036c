"""The name of the item beside what the law gives it, for a sentence that editors understand."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("processes", "0002_depth")]
    operations = [
        migrations.AddField(
            model_name="legallimit",
            name="name",
            field=models.CharField(blank=True, default="", max_length=200),
        ),
    ]
