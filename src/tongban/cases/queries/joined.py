"""A thing (一件事) as pages and checks know items: its one form, its one set of materials."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tongban.items import queries as items
from tongban.items.rules import things
from tongban.items.rules.definitions import Material, Option, Scenario

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from tongban.items.rules import ItemDefinition
    from tongban.items.rules.things import Thing

WHOLE = ""


def form_faults(thing: Thing, form: Mapping[str, Any], *, today: date) -> dict[str, str]:
    """The sentence for each field of the one form that a member could not take."""
    merged = things.form(thing)
    whole = replace(things.as_item(thing, merged.schema), form=merged.schema)
    found = items.check_form(whole, dict(form), final=False, today=today)
    for member, item in thing.asking.items():
        own = items.check_form(item, merged.projected(member, form), final=True, today=today)
        names = merged.names[member]
        for name, sentence in own.items():
            if name == WHOLE or name in names:
                found.setdefault(names.get(name, WHOLE), sentence)
    return found


def as_item(thing: Thing) -> ItemDefinition:
    """The thing as what fills in forms and materials knows items."""
    materials = tuple(
        Material(
            key=one.key, seq=seq, name=one.name, need=one.need, source="", form=one.form,
            obtain=one.obtain, licence=None if one.fed_by else one.licence, trust=one.trust,
        )
        for seq, one in enumerate(things.materials(thing), 1)
    )  # fmt: skip
    asked = things.questions(thing.event, thing.items, thing.answers)
    scenarios = tuple(
        Scenario(one.key, one.text, tuple(Option(key, label) for key, label in one.options))
        for one in asked
    )  # so that nobody is asked in the form what he has answered before
    merged = things.as_item(thing, things.form(thing).schema)
    return replace(merged, materials=materials, scenarios=scenarios)
