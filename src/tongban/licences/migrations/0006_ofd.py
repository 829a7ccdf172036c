from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('licences', '0005_uses'),
    ]

    operations = [
    ]
