"""Tables of decisions, dated versions, migrations of runs."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("processes", "0001_initial")]
    operations = []
