"""All the forms in which a case is taken in."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_clock")]
    operations = []
