"""Is what a person filled in acceptable?  One sentence at each field that is not."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator

from tongban.items.rules import formats, forms, sentences

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from jsonschema import ValidationError

    from tongban.items.rules.definitions import ItemDefinition

MOST_FIELDS = 300
LONGEST = 5_000
MOST_ITEMS = 100
WHOLE = ""
_MOST_REMEMBERED = 1_000

_remembered: dict[int, Mapping[str, Any]] = {}


def check_form(
    definition: ItemDefinition,
    form: object,
    final: bool,  # noqa: FBT001 - "is it final?" is what the question is about
    *,
    today: date,
    sample_allowed: bool = False,
) -> dict[str, str]:
    """Each wrong field with its sentence; the key "" stands for the form as a whole.

    A draft (`final` false) may have gaps, but what is there must be right.  Texts of any size and
    values of any kind are answered, never raised.  `sample_allowed` lets the numbers of sample
    people pass, which is right in demo mode only.
    """
    if not isinstance(form, dict):
        return {WHOLE: "表单内容的格式不对，请重新填写。"}
    if len(form) > MOST_FIELDS:
        return {WHOLE: "填写项太多，请刷新页面后重新填写。"}
    schema = definition.form
    wrong = {_shown(name): said for name, value in form.items() if (said := _unfit(value))}
    answered = {
        name: value
        for name, value in form.items()
        if isinstance(name, str) and _shown(name) not in wrong and not is_blank(value)
    }
    checks = formats.checker(today=today, sample_allowed=sample_allowed)
    validator = Draft202012Validator(_flat(definition), format_checker=checks)
    for error in validator.iter_errors(answered):
        if final or error.validator != "required":
            _note(wrong, error, schema)
    return wrong


def _flat(definition: ItemDefinition) -> Mapping[str, Any]:
    """The form with every element in its place: `jsonschema` looks for each `$ref` anew.

    A stored version never changes, so the process remembers what was made of it.
    """
    if definition.version_id not in _remembered:
        flat = _flattened(definition.form)
        if not definition.version_id:
            return flat
        if len(_remembered) >= _MOST_REMEMBERED:
            _remembered.clear()
        _remembered[definition.version_id] = flat
    return _remembered[definition.version_id]


def _flattened(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    fields = {
        name: {**forms.element_of(schema, name), **shape}
        for name, shape in schema["properties"].items()
    }
    for shape in fields.values():
        shape.pop("$ref")
        shape.pop("$id", None)
    return {key: value for key, value in schema.items() if key != "$defs"} | {"properties": fields}


def is_blank(value: object) -> bool:
    """Whether a value says nothing: it counts as not filled in."""
    return value is None or value == [] or (isinstance(value, str) and not value.strip())


def _note(wrong: dict[str, str], error: ValidationError, schema: Mapping[str, Any]) -> None:
    for path, said in sentences.places(error):
        name = _shown(path[0]) if path else WHOLE
        if error.validator == "required" and name in schema["properties"]:
            wrong.setdefault(name, _missing(schema, name))
        wrong.setdefault(name, said)


def _missing(schema: Mapping[str, Any], name: str) -> str:
    element = forms.element_of(schema, name)
    if "x-sentence" in element:
        return str(element["x-sentence"])
    choosing = "enum" in element or element["type"] in {"array", "boolean"}
    title = forms.field(schema, name).title
    return f"请选择{title}。" if choosing else f"请填写{title}。"


def _unfit(value: object) -> str:
    """What no field of any form may hold, found before patterns are tried on it."""
    if isinstance(value, str):
        return _unfit_text(value)
    if isinstance(value, float) and not math.isfinite(value):
        return "这里应当是数字。"
    if isinstance(value, list):
        return _unfit_list(value)
    if value is None or isinstance(value, bool | int | float):
        return ""
    return "这里的写法不对。"


def _unfit_text(value: str) -> str:
    if len(value) > LONGEST:
        return f"内容太长，最多写 {LONGEST} 个字。"
    return "" if formats.is_clean(value, lines=True) else sentences.FORMATS["text"]


def _unfit_list(values: Sequence[object]) -> str:
    if len(values) > MOST_ITEMS:
        return f"最多 {MOST_ITEMS} 项。"
    if any(not isinstance(value, str | bool | int) for value in values):
        return "这里的写法不对。"
    return next((said for value in values if (said := _unfit(value))), "")


def _shown(name: object) -> str:
    return str(name)[:64]
