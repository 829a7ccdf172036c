"""What departments read of their cases, in order."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cases", "0007_desk")]
    operations = []
