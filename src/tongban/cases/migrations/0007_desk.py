"""Lists, claims and what is typed at the desk."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.text
from django.db import migrations, models

import tongban.base.fields

# An open task repeats what lists ask of its case, with the marks of the lists in which it stands.
FOLLOW = """
CREATE FUNCTION casetask_follows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.closed_at IS NOT NULL THEN
        NEW.search := NULL;
        RETURN NEW;
    END IF;
    SELECT c.state, c.light, c.item_key, c.channel, c.search
      INTO NEW.state, NEW.light, NEW.item_key, NEW.channel, NEW.search
      FROM cases_case c WHERE c.id = NEW.case_id;
    NEW.search := coalesce(NEW.search, ''::tsvector) || array_to_tsvector(ARRAY[
        '@u:' || NEW.unit || ':' || NEW.role, '@p:' || NEW.place || ':' || NEW.role]);
    RETURN NEW;
END $$;
CREATE TRIGGER casetask_follows_its_case
    BEFORE INSERT OR UPDATE OF case_id, closed_at, unit, role, place, state, search
    ON cases_casetask
    FOR EACH ROW EXECUTE FUNCTION casetask_follows();

CREATE FUNCTION case_marks() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        NEW.search := ts_delete(NEW.search, ARRAY['#u:' || OLD.unit, '#p:' || OLD.place]);
    END IF;
    NEW.search := NEW.search || array_to_tsvector(ARRAY['#u:' || NEW.unit, '#p:' || NEW.place]);
    RETURN NEW;
END $$;
CREATE TRIGGER case_is_marked BEFORE INSERT ON cases_case
    FOR EACH ROW WHEN (NEW.search IS NOT NULL) EXECUTE FUNCTION case_marks();
CREATE TRIGGER case_is_marked_anew BEFORE UPDATE ON cases_case
    FOR EACH ROW WHEN (NEW.search IS NOT NULL AND (NEW.search, NEW.unit, NEW.place)
                       IS DISTINCT FROM (OLD.search, OLD.unit, OLD.place))
    EXECUTE FUNCTION case_marks();

CREATE FUNCTION case_leads() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE cases_casetask SET state = NEW.state WHERE case_id = NEW.id AND closed_at IS NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER case_leads_its_tasks AFTER UPDATE ON cases_case
    FOR EACH ROW WHEN ((NEW.state, NEW.light, NEW.search) IS DISTINCT FROM
                       (OLD.state, OLD.light, OLD.search))
    EXECUTE FUNCTION case_leads();
"""
UNFOLLOW = """
DROP TRIGGER case_leads_its_tasks ON cases_case;
DROP TRIGGER case_is_marked ON cases_case;
DROP TRIGGER case_is_marked_anew ON cases_case;
DROP TRIGGER casetask_follows_its_case ON cases_casetask;
DROP FUNCTION case_leads();
DROP FUNCTION case_marks();
DROP FUNCTION casetask_follows();
"""
BATCH = 500


def write_words(apps, schema_editor):
    """Let open cases be found by number, item and materials; their tasks follow."""
    from tongban.cases.rules import searching

    cases = apps.get_model("cases", "Case").objects.filter(concluded_at=None, number__isnull=False)
    for case in cases.only("number", "item_name").order_by("pk").iterator(BATCH):
        names = apps.get_model("cases", "CaseMaterial").objects.filter(case=case.pk)
        words = [case.item_name, *names.order_by("seq").values_list("name", flat=True)]
        cases.filter(pk=case.pk).update(search=searching.vector(case.number, words))


class Migration(migrations.Migration):
    dependencies = [("cases", "0006_bundles")]
    operations = [
        migrations.CreateModel(
            name='DeskNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('account', models.BigIntegerField()),
                ('name', models.CharField(blank=True, max_length=64)),
                ('form', models.CharField(max_length=64)),
                ('words', tongban.base.fields.EncryptedJSONField(default=dict)),
                ('version', models.PositiveIntegerField()),
                ('turn', models.PositiveIntegerField(default=1)),
                ('changed_at', models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name='case',
            name='search',
            field=django.contrib.postgres.search.SearchVectorField(null=True),
        ),
        migrations.AddField(
            model_name='casetask',
            name='channel',
            field=models.CharField(blank=True, max_length=16),
        ),
        migrations.AddField(
            model_name='casetask',
            name='item_key',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name='casetask',
            name='light',
            field=models.CharField(default="green", max_length=8),
        ),
        migrations.AddField(
            model_name='casetask',
            name='search',
            field=django.contrib.postgres.search.SearchVectorField(null=True),
        ),
        migrations.AddField(
            model_name='casetask',
            name='state',
            field=models.CharField(blank=True, max_length=16),
        ),
        migrations.AddIndex(
            model_name='case',
            index=django.contrib.postgres.indexes.GinIndex(condition=models.Q(('state__in', ["accepted", "correction", "delivering", "denied", "examining", "granted", "making", "prechecked", "submitted", "suspended"])), fields=['search'], name='case_search'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(models.F('unit'), models.F('item_key'), django.db.models.functions.text.MD5(django.db.models.functions.comparison.Cast('answers', models.TextField())), models.OrderBy(models.F('decided_on'), descending=True), models.F('id'), condition=models.Q(('granted__isnull', False)), name='case_decided_alike'),
        ),
        migrations.AddIndex(
            model_name='casetask',
            index=models.Index(condition=models.Q(('closed_at', None), models.Q(('light', "green"), _negated=True)), fields=['unit', 'role', 'light'], name='casetask_unit_lit'),
        ),
        migrations.AddIndex(
            model_name='casetask',
            index=models.Index(condition=models.Q(('closed_at', None), models.Q(('light', "green"), _negated=True)), fields=['place', 'role', 'light'], name='casetask_place_lit'),
        ),
        migrations.AddIndex(
            model_name='casetask',
            index=django.contrib.postgres.indexes.GinIndex(condition=models.Q(('closed_at', None)), fields=['search'], name='casetask_search'),
        ),
        migrations.AddField(
            model_name='desknote',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='desk_notes', to='cases.case'),
        ),
        migrations.AddIndex(
            model_name='desknote',
            index=models.Index(fields=['account', 'changed_at'], name='desknote_old'),
        ),
        migrations.AddConstraint(
            model_name='desknote',
            constraint=models.UniqueConstraint(fields=('case', 'form', 'account'), name='desknote_once'),
        ),
        migrations.AlterField(
            model_name='case',
            name='applicant',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.subject'),
        ),
        migrations.RunSQL(FOLLOW, UNFOLLOW),
        migrations.RunPython(write_words, migrations.RunPython.noop),
    ]
