"""One case of several for a life event (一件事)."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_parallel")]
    operations = []
