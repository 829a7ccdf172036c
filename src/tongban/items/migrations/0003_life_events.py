"""Life events with their versions."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("items", "0002_guards")]
    operations = []
