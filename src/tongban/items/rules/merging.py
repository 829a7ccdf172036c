"""One form (一表) out of the forms of several items: every shared data element is asked once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tongban.items.rules import forms, library

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tongban.items.rules.definitions import ItemDefinition
    from tongban.items.rules.forms import Field

    Definitions = Mapping[str, ItemDefinition]
    Made = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class MergedForm:
    """The form of all, and what each member takes out of it.

    `names` says under which name of the one form a field of a member stands; a field that is not
    there is fed on (`fed`) from the licence that an earlier member makes.
    """

    schema: dict[str, Any]
    names: dict[str, dict[str, str]]
    users: dict[str, tuple[str, ...]]
    fed: dict[str, dict[str, str]]

    def projected(self, member: str, values: Mapping[str, Any]) -> dict[str, Any]:
        """What of the one form goes to a member, under the member's own names."""
        names = self.names[member]
        return {own: values[one] for own, one in names.items() if one in values}


@dataclass(frozen=True, slots=True)
class _Place:
    """One field as one member asks for it."""

    member: str
    own: str
    title: str
    when: tuple[str, tuple[Any, ...]] | None
    required: bool


@dataclass
class _Build:
    names: dict[str, dict[str, str]] = field(default_factory=dict)
    fed: dict[str, dict[str, str]] = field(default_factory=dict)
    keys: dict[tuple[str, ...], str] = field(default_factory=dict)
    places: dict[str, list[_Place]] = field(default_factory=dict)
    shapes: dict[str, dict[str, Any]] = field(default_factory=dict)
    elements: dict[str, Any] = field(default_factory=dict)


def merge(title: str, chosen: Definitions, made: Made) -> MergedForm:
    """The one form of the chosen members.

    `made` holds, for each member, the licence types that members before it make and by which: what
    such a licence says is not asked from anybody.
    """
    build = _Build()
    for member in chosen:
        build.names[member], build.fed[member] = {}, {}
    for feeding in (False, True):  # what is asked anyway need not be fed
        for member, item in chosen.items():
            for drawn in item.form["x-sections"]:
                _take(build, member, item, drawn, made.get(member, {}), feeding=feeding)
    users = {
        one: tuple(dict.fromkeys(place.member for place in places))
        for one, places in build.places.items()
    }
    return MergedForm(_schema(title, build), build.names, users, build.fed)


def _take(
    build: _Build,
    member: str,
    item: ItemDefinition,
    drawn: Mapping[str, Any],
    made: Mapping[str, str],
    *,
    feeding: bool,
) -> None:
    required = {*item.form["required"], *drawn.get("required", ())}
    for own in drawn["fields"]:
        field_ = forms.field(item.form, own)
        source = _source(field_, made)
        if bool(source) is not feeding:
            continue
        if source and not _is_asked_of_all(build, _key(member, item, own)):
            build.fed[member][own] = source
            continue
        one = _name(build, member, item, own)
        build.names[member][own] = one
        when = _when(build, member, drawn)
        titled = _titled(item, drawn["title"], field_.element)
        build.places.setdefault(one, []).append(_Place(member, own, titled, when, own in required))


def _when(
    build: _Build, member: str, drawn: Mapping[str, Any]
) -> tuple[str, tuple[Any, ...]] | None:
    when = drawn.get("when")
    if not when or when["field"] not in build.names[member]:
        return None
    return build.names[member][when["field"]], tuple(when["values"])


def _titled(item: ItemDefinition, title: str, element: str) -> str:
    return f"{title}（{item.name}）" if element in library.joined()["own"] else title


def _is_asked_of_all(build: _Build, key: tuple[str, ...]) -> bool:
    """Whether the one form asks it anyway, whatever else is answered."""
    places = build.places.get(build.keys.get(key, ""), ())
    return any(place.when is None for place in places)


def _source(field_: Field, made: Mapping[str, str]) -> str:
    """The place on a licence made inside the thing that says what the field asks for."""
    if field_.prefill and field_.prefill[0].startswith("subject."):
        return ""
    return next((one for one in field_.prefill if one.partition(".")[0] in made), "")


def _key(member: str, item: ItemDefinition, own: str) -> tuple[str, ...]:
    """Fields with the same key mean the same thing."""
    shown = forms.field(item.form, own)
    if shown.element in library.joined()["own"]:
        return (own, shown.element, shown.title, member)
    if shown.element in library.joined()["alike"]:
        return (shown.element,)
    return (own, shown.element, shown.title)


def _name(build: _Build, member: str, item: ItemDefinition, own: str) -> str:
    """The name in the one form; a field that means the same as one before gets its name."""
    key = _key(member, item, own)
    if key not in build.keys:
        one = own if own not in build.shapes else f"{member}__{own}"
        element = forms.field(item.form, own).element
        build.keys[key] = one
        build.shapes[one] = dict(item.form["properties"][own])
        build.elements[element] = item.form["$defs"][element]
    return build.keys[key]


def _schema(title: str, build: _Build) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "$schema": forms.DIALECT, "$id": "tongban:form/joined", "title": title, "type": "object",
        "properties": build.shapes, "required": [], "additionalProperties": False, "allOf": [],
        "x-sections": [], "$defs": build.elements,
    }  # fmt: skip
    for (head, when), fields in _sections(build):
        drawn: dict[str, Any] = {"title": head, "fields": list(fields)}
        required = [name for name in fields if _is_required(build.places[name], when)]
        if when is None:
            schema["required"] += required
        else:
            drawn |= {"when": {"field": when[0], "values": list(when[1])}, "required": required}
            shown = {"properties": {when[0]: {"enum": list(when[1])}}, "required": [when[0]]}
            schema["allOf"].append({"if": shown, "then": {"required": required}})
        schema["x-sections"].append(drawn)
    if not schema["allOf"]:
        del schema["allOf"]
    return schema


def _is_required(places: list[_Place], when: object) -> bool:
    return any(place.required for place in places if place.when is None or place.when == when)


def _sections(build: _Build) -> Iterator[tuple[tuple[str, Any], dict[str, None]]]:
    """Sections in the order in which members bring them; those that every form ends with, last."""
    noted = library.forms()
    last = [one["title"] for one in (*noted["delivery"], *noted["statement"])]
    found: dict[tuple[str, Any], dict[str, None]] = {}
    for name, places in build.places.items():
        place = next((one for one in places if one.when is None), places[0])
        differing = {one.when for one in places}
        when = place.when if len(differing) == 1 else None
        found.setdefault((place.title, when), {})[name] = None
    yield from (one for one in found.items() if one[0][0] not in last)
    yield from sorted(
        (one for one in found.items() if one[0][0] in last), key=lambda one: last.index(one[0][0])
    )
