"""Sealed columns: plain in Python, sealed in PostgreSQL, bound to their place."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, ClassVar

import pytest
from django.core.exceptions import FieldError, ValidationError
from django.db import connection, models
from django.db.models import F, Value
from django.test.utils import isolate_apps
from hypothesis import given
from hypothesis import strategies as st

from tests.base.crypto.bits import flipped
from tongban.base.crypto import envelope, keys
from tongban.base.crypto.errors import InvalidSeal
from tongban.base.fields import EncryptedJSONField, EncryptedTextField

if TYPE_CHECKING:
    from collections.abc import Iterator

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=10,
)

with isolate_apps("tongban.base"):

    class Sheet(models.Model):
        """A table for these tests only."""

        name = EncryptedTextField(max_length=20)
        note = EncryptedTextField(null=True, blank=True)
        answers = EncryptedJSONField(default=dict)

        objects: ClassVar[models.Manager[Sheet]] = models.Manager()

        class Meta:
            app_label = "base"


def _field(name: str) -> Any:
    return Sheet._meta.get_field(name)


@pytest.fixture
def table(db: None) -> Iterator[None]:
    with connection.schema_editor() as editor:
        editor.create_model(Sheet)
    yield
    with connection.schema_editor() as editor:
        editor.delete_model(Sheet)


def _stored(column: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM base_sheet")
        return cursor.fetchone()[0]


@given(text=TEXT)
def test_a_text_comes_back(text: str) -> None:
    stored = _field("name").get_prep_value(text)

    assert _field("name").from_db_value(stored, None, connection) == text
    assert _field("name").get_prep_value(text) != stored


@given(value=JSON)
def test_a_json_value_comes_back(value: object) -> None:
    stored = _field("answers").get_prep_value(value)

    assert _field("answers").from_db_value(stored, None, connection) == value


def test_one_flipped_bit_anywhere_is_noticed() -> None:
    stored = _field("name").get_prep_value("张三")

    for changed in flipped(stored):
        with pytest.raises(InvalidSeal):
            _field("name").from_db_value(changed, None, connection)


def test_a_value_copied_to_another_column_does_not_open() -> None:
    stored = _field("name").get_prep_value("张三")

    with pytest.raises(InvalidSeal):
        _field("note").from_db_value(stored, None, connection)


def test_a_renamed_field_opens_under_its_old_name() -> None:
    stored = _field("name").get_prep_value("张三")
    with isolate_apps("tongban.base"):

        class Renamed(models.Model):
            title = EncryptedTextField(bound_to="base.Sheet.name")

            class Meta:
                app_label = "base"

    field: Any = Renamed._meta.get_field("title")
    assert field.from_db_value(stored, None, connection) == "张三"
    assert field.deconstruct()[3] == {"bound_to": "base.Sheet.name"}


def test_a_field_without_a_model_seals_nothing() -> None:
    with pytest.raises(TypeError, match="inside its model"):
        EncryptedTextField().get_prep_value("x")


def test_after_rotation_old_values_open() -> None:
    store = keys.store()
    assert isinstance(store, keys.FileKeyStore)
    stored = _field("name").get_prep_value("张三")

    made = store.rotate("fields", now=datetime.datetime.now(datetime.UTC), sample=True)

    assert _field("name").from_db_value(stored, None, connection) == "张三"
    assert envelope.key_id_of(_field("name").get_prep_value("张三")) == made.key_id


def test_the_database_sees_sealed_bytes_only(table: None) -> None:
    sheet = Sheet.objects.create(name="张三", answers={"经营": ["热食", 1, None]})

    sheet.refresh_from_db()
    assert (sheet.name, sheet.note, sheet.answers) == ("张三", None, {"经营": ["热食", 1, None]})
    for column, plain in (("name", "张三"), ("answers", "热食")):
        stored = bytes(_stored(column))
        assert plain.encode() not in stored
        assert envelope.key_id_of(stored) == keys.store().secret("fields").key_id
    assert _stored("note") is None


def test_every_way_of_writing_seals(table: None) -> None:
    sheet = Sheet.objects.create(name="a")

    sheet.name = "b"
    sheet.note = "c"
    Sheet.objects.bulk_update([sheet], ["name", "note"])
    assert Sheet.objects.values_list("name", "note").get() == ("b", "c")

    Sheet.objects.update(name="d", note=Value("e", output_field=_field("note")))
    assert Sheet.objects.values_list("name", "note").get() == ("d", "e")

    Sheet.objects.bulk_create([Sheet(name="f", note="")])
    assert Sheet.objects.values_list("name", "note").order_by("-id")[0] == ("f", "")


def test_a_tampered_row_is_not_read(table: None) -> None:
    Sheet.objects.create(name="a", note="b")

    with connection.cursor() as cursor:
        cursor.execute("UPDATE base_sheet SET name = set_byte(name, 40, get_byte(name, 40) # 1)")
    with pytest.raises(InvalidSeal):
        Sheet.objects.get()

    Sheet.objects.update(name=F("note"))
    with pytest.raises(InvalidSeal):
        Sheet.objects.get()


def test_only_null_can_be_looked_up(table: None) -> None:
    Sheet.objects.create(name="a")

    assert Sheet.objects.filter(note__isnull=True, name__isnull=False).count() == 1
    for lookup in ({"name": "a"}, {"name__contains": "a"}, {"name__in": ["a"]}, {"answers__x": 1}):
        with pytest.raises(FieldError):
            Sheet.objects.filter(**lookup)
        with pytest.raises(FieldError):
            Sheet.objects.exclude(**lookup)


def test_a_column_is_added_to_rows_that_exist(table: None) -> None:
    Sheet.objects.create(name="a")
    field = EncryptedTextField(default="新")
    field.set_attributes_from_name("extra")
    field.contribute_to_class(Sheet, "extra")
    try:
        with connection.schema_editor() as editor:
            editor.add_field(Sheet, field)
        assert Sheet.objects.values_list("extra", flat=True).get() == "新"
    finally:
        Sheet._meta.local_fields.remove(field)
        Sheet._meta._expire_cache()  # type: ignore[attr-defined]


def test_forms_check_what_is_written() -> None:
    Sheet(name="张三", answers={"a": 1}).clean_fields()

    for sheet in (Sheet(name="x" * 21), Sheet(name=""), Sheet(name="x", answers={"a": object()})):
        with pytest.raises(ValidationError):
            sheet.clean_fields()
    with pytest.raises(TypeError):
        _field("answers").get_prep_value({"day": datetime.date(2026, 3, 6)})
    with pytest.raises(ValueError, match="JSON"):
        _field("answers").get_prep_value(float("nan"))


def test_a_sealed_column_cannot_be_unique_or_indexed() -> None:
    with isolate_apps("tongban.base"):

        class Wrong(models.Model):
            one = EncryptedTextField(unique=True)
            two = EncryptedJSONField(db_index=True, default=dict)

            class Meta:
                app_label = "base"

    for name in ("one", "two"):
        field: Any = Wrong._meta.get_field(name)
        assert "base.E001" in [error.id for error in field.check()]
    assert [error.id for error in _field("name").check()] == []
