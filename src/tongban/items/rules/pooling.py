"""One set of materials (一套材料) for a life event: each once, with the members that use it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from tongban.items.rules.definitions import Need, Obtain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tongban.items.rules.definitions import Material
    from tongban.items.rules.joined import LifeEventDefinition, SharedMaterial

    Made = Mapping[str, Mapping[str, str]]

_ALIKE = 0.45
_MARKS = re.compile(r"[^\w]|（[^）]*）")
_STRENGTH = (Need.OPTIONAL, Need.LATER, Need.REQUIRED)


@dataclass(frozen=True, slots=True)
class Pooled:
    """One material of the thing; `used_by` says as which material each member takes it.

    `fed_by` is the member whose result it is: nobody brings it.
    """

    key: str
    name: str
    need: Need
    obtain: Obtain
    licence: str | None
    used_by: tuple[tuple[str, str], ...]
    fed_by: str = ""
    form: str = ""
    trust: str = "D"

    @property
    def members(self) -> tuple[str, ...]:
        """The members that use it."""
        return tuple(dict.fromkeys(member for member, _ in self.used_by))


def pool(
    event: LifeEventDefinition, materials: Mapping[str, Iterable[Material]], made: Made
) -> tuple[Pooled, ...]:
    """The materials of all members, each once.

    1. What is filled in online is part of the one form, no material.
    2. A licence that a member before makes is fed on.
    3. The list of the event says which materials of several items are one thing, and its name.
    4. Outside that list the same licence, or the same name, is the same thing.
    """
    pooled: dict[tuple[object, ...], Pooled] = {}
    for member, own in materials.items():
        taken: set[tuple[object, ...]] = set()
        for material in own:
            if material.obtain is Obtain.FORM:
                continue
            row = _row(event, member, material)
            if row is not None and _is_filled_in(row, material):
                continue
            maker = made.get(member, {}).get(material.licence or "", "")
            key = _key(row, material, maker)
            while key in taken:  # two papers of one kind: two people's identity cards
                key = (*key, material.name)
            taken.add(key)
            pooled[key] = _added(pooled.get(key), row, member, material, maker)
    return tuple(replace(one, key=f"s{n}") for n, one in enumerate(pooled.values(), 1))


def _is_filled_in(row: SharedMaterial, material: Material) -> bool:
    """The thing makes a paper from its form that the item alone would have had brought."""
    return row.obtain is Obtain.FORM and row.need is material.need


def _key(row: SharedMaterial | None, material: Material, maker: str) -> tuple[object, ...]:
    if row is not None:
        return ("row", row.name, maker)
    if material.licence:
        return ("licence", material.licence, maker)
    return ("name", _bare(material.name), maker)


def _added(
    before: Pooled | None, row: SharedMaterial | None, member: str, material: Material, maker: str
) -> Pooled:
    if before is None:
        before = Pooled(
            key="", name=row.name if row else material.name, need=material.need,
            obtain=Obtain.EARLIER if maker else material.obtain, licence=material.licence,
            used_by=(), fed_by=maker, form=material.form, trust=material.trust,
        )  # fmt: skip
    need = max(before.need, material.need, key=_STRENGTH.index)
    return replace(before, need=need, used_by=(*before.used_by, (member, material.key)))


def _row(event: LifeEventDefinition, member: str, material: Material) -> SharedMaterial | None:
    """The line of the event's own list that means this material."""
    rows = [
        row
        for row in event.materials
        if (member in row.used_by or "*" in row.used_by)
        and (row.licence or None) == (material.licence or None)
    ]
    everywhere = [row for row in event.materials if row.licence == material.licence]
    if material.licence and len(everywhere) == 1:  # the list may forget a member that uses it
        return everywhere[0]
    near = sorted(rows, key=lambda row: -_likeness(row.name, material.name))
    if near and (material.licence or _likeness(near[0].name, material.name) >= _ALIKE):
        return near[0]
    return None


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, _bare(one), _bare(other), autojunk=False).ratio()


def _bare(name: str) -> str:
    return _MARKS.sub("", name) or name
