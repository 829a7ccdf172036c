"""Lists, claims and what is typed at the desk."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cases", "0006_bundles")]
    operations = []
