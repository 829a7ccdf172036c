"""Regional closures, and notices that came late."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("base", "0003_ledger")]
    operations = []
