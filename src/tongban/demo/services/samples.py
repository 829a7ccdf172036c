"""Sample answers to any form: valid by the form's own rules, visibly made up."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from tongban.items import queries as items
from tongban.items import rules

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from tongban.items.rules import Field, ItemDefinition

_BY_FORMAT = {
    "citizen-number": "990101199003070015",
    "uscc": "91990101MACMPL0100",
    "mobile": "10000000099",
    "phone": "10000000099",
    "email": "sample@tongban.example",
    "month": "2026-05",
    "time": "09:00",
    "bank-account": "9999000000000000012",
    "plate": "样A00000",
    "vin": "LSAMPLE0000000001",
}
# Where the first option is not what most people choose.
_BY_ELEMENT = {"delivery.way": "只要电子件"}
_ROUNDS = 3


def sample_form(
    definition: ItemDefinition, known: Mapping[str, Any], *, today: date
) -> dict[str, Any]:
    """The form with every compulsory field filled in; what is known stays.

    Raises `ValueError` naming what the form still declines: then this function has to learn.
    """
    form = dict(known)
    for _ in range(_ROUNDS):  # an answer may open a section with more compulsory fields
        for section in rules.sections(definition.form):
            if section.condition is None or section.condition.holds(form):
                _fill(form, definition, section.fields, today)
    faults = items.check_form(definition, form, final=True, today=today)
    if faults:
        raise ValueError(f"{definition.key}: {faults}")
    return form


def _fill(
    form: dict[str, Any], definition: ItemDefinition, fields: tuple[Field, ...], today: date
) -> None:
    for field in fields:
        if field.required and form.get(field.name) in (None, "", []):
            element = definition.form["$defs"][field.element]
            form[field.name] = _value(element, field, today)


def _value(element: Mapping[str, Any], field: Field, today: date) -> Any:
    kind = element["type"]
    if kind == "boolean":
        return True
    if kind == "array":
        return list(field.options[:1])
    if field.options:
        return _BY_ELEMENT.get(field.element, field.options[0])
    if kind in {"integer", "number"}:
        return max(1, int(element.get("minimum", 1)))
    return _text(element, field, today)


def _text(element: Mapping[str, Any], field: Field, today: date) -> str:
    known = element.get("format", "")
    if known in {"date", "past-date", "future-date"}:
        days = {"past-date": -30, "future-date": 30}.get(known, 0)
        return (today + timedelta(days=days)).isoformat()
    if known in _BY_FORMAT:
        return _BY_FORMAT[known]
    return f"样例{field.title}"[: field.longest or 50]
