"""The head of a hall (大厅负责人) is a post like others."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("directory", "0003_succession")]
    operations = [
        migrations.RemoveConstraint(model_name="post", name="post_role_known"),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['clerk', 'handler', 'reviewer', 'approver', 'supervisor', 'catalogue', 'licensing', 'sealing', 'operator', 'agent_worker', 'hall_head'])), name="post_role_known"),
        ),
    ]
