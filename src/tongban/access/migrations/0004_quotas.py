"""What a registered system may do, and how much of it."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("access", "0003_clients")]
    operations = []
