"""Lists narrowed to an item, and cases of enterprises found by the name of the enterprise."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import F, Func, Q, Value
from django.contrib.postgres.search import SearchVectorField

OPEN = Q(state__in=["accepted", "correction", "delivering", "denied", "examining", "granted", "making", "prechecked", "submitted", "suspended"])
BATCH = 500


def index(model, name, *fields, condition):
    """An index over open rows, built while others write."""
    return AddIndexConcurrently(model, models.Index(fields=list(fields), name=name, condition=condition))


def write_names(apps, schema_editor):
    """Let the open cases of enterprises be found by name; their tasks follow."""
    from tongban.cases.rules import searching

    cases = apps.get_model("cases", "Case").objects
    found = cases.filter(OPEN, applicant__kind="legal").exclude(search=None)
    rows = found.values_list("pk", "applicant__name")
    for key, name in rows.order_by("pk").iterator(BATCH):
        words = Func(
            Value(searching.vector("", [name])), template="%(expressions)s::tsvector", output_field=SearchVectorField()
        )
        cases.filter(pk=key).update(
            search=Func(F("search"), words, template="(%(expressions)s)", arg_joiner=" || ", output_field=SearchVectorField())
        )


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("cases", "0008_feed")]
    operations = [
        index("case", "case_unit_item", "unit", "item_key", "next_due_on", "id", condition=OPEN),
        index("case", "case_place_item", "place", "item_key", "next_due_on", "id", condition=OPEN),
        index("casetask", "casetask_unit_item", "unit", "role", "item_key", "due_on", "id", condition=Q(closed_at=None)),
        index("casetask", "casetask_place_item", "place", "role", "item_key", "due_on", "id", condition=Q(closed_at=None)),
        migrations.RunPython(write_names, migrations.RunPython.noop),
    ]
