from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('licences', '0002_guards'),
    ]

    operations = [
    ]
