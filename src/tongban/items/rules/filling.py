"""Filling a form: from a posted page to typed values, and from what is known to a first draft."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tongban.items.rules import checking, forms

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from tongban.items.rules.definitions import ItemDefinition

    Value = str | bool | int | float | list[str]

_NUMBER = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{1,6})?\Z", re.ASCII)
_YES = frozenset({"是", "true", "on", "1", "yes"})
_NO = frozenset({"否", "false", "off", "0", "no"})
_LONG_DATE = re.compile(r"([0-9]{4})年([0-9]{1,2})月([0-9]{1,2})日\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class Prefilled:
    """A value that the platform already knew, and where it came from (`business_licence.KZ_MC`)."""

    value: Value
    source: str


def from_text(form: Mapping[str, Any], posted: Mapping[str, Sequence[str]]) -> dict[str, Value]:
    """Posted texts as the values that the form means; what cannot be read stays a text.

    `check_form` then says what is wrong with it.  Names that the form does not know are left out.
    """
    values: dict[str, Value] = {}
    for name in form["properties"]:
        texts = posted.get(name)
        if not texts:
            continue
        element = forms.element_of(form, name)
        if element["type"] == "array":
            values[name] = [text for text in texts if text]
        else:
            values[name] = _value(element["type"], texts[-1].strip())
    return values


def _value(kind: str, text: str) -> Value:
    if kind in {"integer", "number"} and _NUMBER.match(text):
        number = float(text)
        return int(number) if number.is_integer() else number
    if kind == "boolean" and text.lower() in _YES:
        return True
    if kind == "boolean" and text.lower() in _NO:
        return False
    return text


def prefill(
    definition: ItemDefinition, known: Mapping[str, str], *, today: date, sample_allowed: bool
) -> dict[str, Prefilled]:
    """What can be filled in from `known`, whose keys are sources such as `subject.name`.

    A field whose title was changed means somebody else, so it is left empty; so is a value that the
    field would not accept.
    """
    schema = definition.form
    found: dict[str, Prefilled] = {}
    for name, shape in schema["properties"].items():
        if "title" in shape:
            continue
        field = forms.field(schema, name)
        source = next((one for one in field.prefill if known.get(one, "").strip()), "")
        if source:
            found[name] = Prefilled(_known(forms.element_of(schema, name), known[source]), source)
    values = {name: one.value for name, one in found.items()}
    wrong = checking.check_form(
        definition, values, final=False, today=today, sample_allowed=sample_allowed
    )
    return {name: one for name, one in found.items() if name not in wrong}


def _known(element: Mapping[str, Any], text: str) -> Value:
    if element.get("x-widget") == "date" and (written := _LONG_DATE.match(text.strip())):
        year, month, day = (int(part) for part in written.groups())
        return f"{year:04}-{month:02}-{day:02}"
    return _value(str(element["type"]), text.strip())
