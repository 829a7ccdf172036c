"""How deep a feed is: entries that are old enough are removed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("exchange", "0001_initial")]
    operations = [
        migrations.AddField("feedhead", "gone", models.BigIntegerField(db_default=0)),
    ]
