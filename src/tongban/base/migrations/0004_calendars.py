"""Regional closures, and notices that came late."""

from django.db import migrations, models

GUARD = """
CREATE TRIGGER calendarchange_append_only BEFORE UPDATE OR DELETE ON base_calendarchange
    FOR EACH ROW EXECUTE FUNCTION base_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("base", "0003_ledger")]
    operations = [
        migrations.CreateModel(
            "CalendarChange",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=16)),
                ("region", models.CharField(max_length=12)),
                ("title", models.CharField(max_length=100)),
                ("source", models.CharField(blank=True, max_length=200)),
                ("at", models.DateTimeField()),
                ("account", models.BigIntegerField(null=True)),
                ("first", models.DateField()),
                ("last", models.DateField()),
                ("days", models.JSONField()),
            ],
        ),
        migrations.RunSQL(GUARD, "DROP TRIGGER calendarchange_append_only ON base_calendarchange"),
    ]
