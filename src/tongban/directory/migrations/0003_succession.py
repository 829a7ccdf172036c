"""Departments that were renamed or merged, absences."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("directory", "0002_sealing_role")]
    operations = []
