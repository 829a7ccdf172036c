from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('licences', '0004_life'),
    ]

    operations = [
    ]
