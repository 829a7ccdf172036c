"""Life events with their versions; what is published today becomes the first one kept."""

import django.db.models.deletion
from django.db import migrations, models

GUARD = """
CREATE TRIGGER lifeeventversion_immutable BEFORE UPDATE OR DELETE ON items_lifeeventversion
    FOR EACH ROW EXECUTE FUNCTION items_refuse_change();
"""
UNGUARD = "DROP TRIGGER lifeeventversion_immutable ON items_lifeeventversion;"
KEEP = """
INSERT INTO items_lifeeventversion (event_id, version, content, published_at)
    SELECT id, version, content, published_at FROM items_lifeevent;
"""


class Migration(migrations.Migration):
    dependencies = [("items", "0002_guards")]
    operations = [
        migrations.CreateModel(
            name="LifeEventVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField()),
                ("content", models.JSONField()),
                ("published_at", models.DateTimeField()),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="items.lifeevent",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("event", "version"), name="lifeeventversion_once"
                    )
                ],
            },
        ),
        migrations.RunSQL(KEEP, migrations.RunSQL.noop),
        migrations.RunSQL(GUARD, UNGUARD),
    ]
