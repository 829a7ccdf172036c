"""The form of an item: a self-contained JSON Schema 2020-12 made of shared data elements.

Every field is a `$ref` to an element such as `tongban:element/person.name`, bundled under `$defs`,
so that two forms know which of their fields are the same thing and a stored form never changes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tongban.items.rules import library
from tongban.items.rules.themes import LEGAL, NATURAL

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from tongban.items.rules.faults import Path

    Sections = Sequence[Mapping[str, Any]]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_NOTATION = re.compile(
    r"^(?:(?P<name>[a-z][a-z0-9_]{0,62})=)?(?P<element>[a-z]+\.[a-z0-9_]+)"
    r"(?:\s+(?P<title>[^\s!]+))?(?P<required>!)?$"
)
_CONDITION = re.compile(r"^(?P<name>[a-z][a-z0-9_]*)=(?P<values>[^=]+)$")
_YES_NO = {"是": True, "否": False}


@dataclass(frozen=True, slots=True)
class Field:
    """One field as a page draws it; `element` says which shared data element it holds."""

    name: str
    element: str
    title: str
    hint: str
    widget: str
    required: bool
    options: tuple[str, ...]
    autocomplete: str
    unit: str
    longest: int | None
    prefill: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Condition:
    """When a section is shown: the field has one of the values."""

    field: str
    values: tuple[str | bool, ...]

    def holds(self, form: Mapping[str, Any]) -> bool:
        """Whether what is filled in shows the section."""
        return form.get(self.field) in self.values


@dataclass(frozen=True, slots=True)
class Section:
    """Fields that belong together."""

    title: str
    fields: tuple[Field, ...]
    condition: Condition | None = None


@dataclass(frozen=True, slots=True)
class _Noted:
    name: str
    element: str
    title: str
    required: bool


def sections_for(key: str, audiences: Iterable[str], result_kind: str) -> list[Mapping[str, Any]]:
    """The sections of an item, with its own matter or that of its kind of result."""
    noted = library.forms()
    matter = noted["forms"].get(key) or noted["default"][result_kind]
    return framed(matter, audiences)


def framed(matter: Sections, audiences: Iterable[str]) -> list[Mapping[str, Any]]:
    """The matter of an item between the sections that all forms have."""
    noted = library.forms()
    whose = "both" if {NATURAL, LEGAL} <= set(audiences) else next(iter(audiences), NATURAL)
    return [*noted["applicant"][whose], *matter, *noted["delivery"], *noted["statement"]]


def schema(key: str, title: str, sections: Sections) -> dict[str, Any]:
    """The JSON Schema of a form in the short notation; `faults` must have found nothing."""
    built: dict[str, Any] = {
        "$schema": DIALECT,
        "$id": f"tongban:form/{key}",
        "title": title,
        "type": "object",
        "properties": {},
        "required": [],
        "additionalProperties": False,
        "allOf": [],
        "x-sections": [],
        "$defs": {},
    }
    for section in sections:
        _add(built, section)
    if not built["allOf"]:
        del built["allOf"]
    return built


def _add(built: dict[str, Any], section: Mapping[str, Any]) -> None:
    noted = [_noted(text) for text in section["fields"]]
    required = [field.name for field in noted if field.required]
    drawn: dict[str, Any] = {"title": section["title"], "fields": [field.name for field in noted]}
    for field in noted:
        property_ = {"$ref": library.ELEMENT + field.element}
        if field.title:
            property_["title"] = field.title
        built["properties"][field.name] = property_
        built["$defs"][field.element] = library.elements()[field.element]
    if "when" in section:
        name, values = _condition(section["when"], built)
        drawn["when"] = {"field": name, "values": values}
        shown = {"properties": {name: {"enum": values}}, "required": [name]}
        built["allOf"].append({"if": shown, "then": {"required": required}})
        drawn["required"] = required
    else:
        built["required"] += required
    built["x-sections"].append(drawn)


def _noted(text: str) -> _Noted:
    found = _NOTATION.match(text)
    if not found:
        raise ValueError(text)
    element = found.group("element")
    name = found.group("name") or element.replace(".", "_")
    return _Noted(name, element, found.group("title") or "", bool(found.group("required")))


def _condition(text: str, built: Mapping[str, Any]) -> tuple[str, list[str | bool]]:
    found = _CONDITION.match(text)
    if not found:
        raise ValueError(text)
    name = found.group("name")
    element = built["$defs"][built["properties"][name]["$ref"].removeprefix(library.ELEMENT)]
    words = found.group("values").split("|")
    if element["type"] == "boolean":
        return name, [_YES_NO[word] for word in words]
    return name, list(words)


def faults(form: Mapping[str, Any]) -> Iterator[tuple[Path, str]]:
    """What is wrong with a form in the short notation: where, and in a sentence."""
    seen: dict[str, str] = {}
    for number, section in enumerate(form["sections"]):
        here = ("sections", number)
        if "when" in section and not _is_condition(section["when"], seen):
            yield (*here, "when"), "应当写成“前面的字段=选项”。"
        for index, text in enumerate(section["fields"]):
            found = _NOTATION.match(text)
            if not found or found.group("element") not in library.elements():
                yield (*here, "fields", index), "没有这个数据元，或者写法不对。"
                continue
            field = _noted(text)
            if field.name in seen:
                yield (*here, "fields", index), "同一个字段写了两次，请另起字段名。"
            seen[field.name] = field.element


def _is_condition(text: str, seen: Mapping[str, str]) -> bool:
    found = _CONDITION.match(text)
    common = {"applicant_kind": "applicant.kind"}
    element = {**common, **seen}.get(found.group("name")) if found else None
    if not found or not element:
        return False
    known = library.elements()[element]
    choices = known.get("enum", list(_YES_NO)) if known["type"] != "boolean" else list(_YES_NO)
    return all(word in choices for word in found.group("values").split("|"))


def sections(form: Mapping[str, Any]) -> tuple[Section, ...]:
    """The form as a page draws it, section by section."""
    return tuple(_section(form, drawn) for drawn in form["x-sections"])


def _section(form: Mapping[str, Any], drawn: Mapping[str, Any]) -> Section:
    when = drawn.get("when")
    required = {*form["required"], *drawn.get("required", ())}
    fields = tuple(field(form, name, required=name in required) for name in drawn["fields"])
    condition = Condition(when["field"], tuple(when["values"])) if when else None
    return Section(drawn["title"], fields, condition)


def field(form: Mapping[str, Any], name: str, *, required: bool = False) -> Field:
    """One field of a form, with the constraints of its element."""
    element = element_of(form, name)
    choices = element.get("items", element).get("enum", ())
    return Field(
        name=name,
        element=element["$id"].removeprefix(library.ELEMENT),
        title=form["properties"][name].get("title") or element["title"],
        hint=element.get("description", ""),
        widget=element.get("x-widget", "text"),
        required=required,
        options=tuple(choice for choice in choices if isinstance(choice, str)),
        autocomplete=element.get("x-autocomplete", ""),
        unit=element.get("x-unit", ""),
        longest=element.get("maxLength"),
        prefill=tuple(element.get("x-prefill", ())),
    )


def element_of(form: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """The shared data element behind a field."""
    key = form["properties"][name]["$ref"].removeprefix(library.ELEMENT)
    element: Mapping[str, Any] = form["$defs"][key]
    return element
