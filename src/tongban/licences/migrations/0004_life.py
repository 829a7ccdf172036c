from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('licences', '0003_types'),
    ]

    operations = [
    ]
