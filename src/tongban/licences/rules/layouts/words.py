"""Sentences with places for values: read, judged, filled."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from tongban.licences.rules.face_values import FieldKind

if TYPE_CHECKING:
    from tongban.licences.rules.face_values import Field
    from tongban.licences.rules.layouts.layout import Layout

TERM = "ZZYXQ"
BASE_KEYS: Mapping[str, str] = MappingProxyType(
    {
        "CZZT": "持证主体",
        "ZZBH": "证照编号",
        "ZZMC": "证照名称",
        "ZZBFJG": "证照颁发机构",
        "ZZBFRQ": "证照颁发日期",
        "ZZYXQQSRQ": "有效期起始日期",
        "ZZYXQJZRQ": "有效期截止日期",
        TERM: "有效期限",
    }
)
"""What a template may print besides the items of its type."""
IN_LINES = frozenset({"CZZT", "ZZBH", TERM})
_PLACE = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a sentence; with a key it is the value of that item."""

    text: str
    key: str = ""


def placeholders(sentence: str) -> tuple[str, ...]:
    """The keys that a sentence has places for."""
    return tuple(_PLACE.findall(sentence))


def spans(sentence: str, values: Mapping[str, str]) -> Iterator[Span]:
    """The sentence with its values; an item without a value leaves a blank to write on."""
    at = 0
    for place in _PLACE.finditer(sentence):
        if place.start() > at:
            yield Span(sentence[at : place.start()])
        yield Span(values.get(place[1], ""), place[1])
        at = place.end()
    if at < len(sentence):
        yield Span(sentence[at:])


def faults(layout: Layout, fields: Sequence[Field]) -> dict[str, str]:
    """What does not fit between a template and the fields of a type, by the path in the template.

    Named are places that no field fills, lines of unknown items, and items printed twice.
    """
    known = {field.key for field in fields if field.kind is not FieldKind.IMAGE}
    found = dict(_unfilled(layout, known | set(BASE_KEYS)))
    found.update(_misplaced(layout, known | IN_LINES))
    found.update(
        {
            f"hidden[{at}]": f"没有 {key} 这一项。"
            for at, key in enumerate(layout.hidden)
            if key not in {field.key for field in fields}
        }
    )
    if layout.photo != "none" and not any(f.kind is FieldKind.IMAGE for f in fields):
        found["photo"] = "这类证照没有图片字段，不能放照片。"
    return found


def _sentences(layout: Layout) -> Iterator[tuple[str, str]]:
    yield "title", layout.title
    yield "subtitle", layout.subtitle
    for name in ("opening", "closing", "notes"):
        for at, sentence in enumerate(getattr(layout, name)):
            yield f"{name}[{at}]", sentence


def _unfilled(layout: Layout, known: Iterable[str]) -> Iterator[tuple[str, str]]:
    for path, sentence in _sentences(layout):
        for key in placeholders(sentence):
            if key not in known:
                yield path, f"没有哪个字段能填 {{{key}}}。"
        if "{" in _PLACE.sub("", sentence) or "}" in _PLACE.sub("", sentence):
            yield path, "大括号要成对出现，中间只写字段短名，例如 {KZ_XM}。"


def _misplaced(layout: Layout, known: Iterable[str]) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for at, group in enumerate(layout.groups):
        for place, line in enumerate(group.lines):
            path = f"groups[{at}].lines[{place}]"
            if line.key not in known:
                yield path, f"没有 {line.key} 这一项。"
            elif line.key in seen:
                yield path, f"{line.key} 排了两次。"
            seen.add(line.key)
