"""Joining a template with a face: the name of the form and the facts it reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, TypeAlias

from tongban.licences.rules import face_values
from tongban.licences.rules.layouts import words
from tongban.licences.rules.layouts.choices import COLOURS, GROUNDS
from tongban.licences.rules.layouts.layout import Group, Line
from tongban.licences.rules.layouts.words import TERM

if TYPE_CHECKING:
    from datetime import date

    from tongban.licences.rules.faces import Face
    from tongban.licences.rules.layouts.layout import Layout

LONG = "长期"
_CELLS = "|"
# Items that repeat what stands on every licence, by what they mean.
_REPEATS: Mapping[str, frozenset[str]] = {
    "CZZT": frozenset(),
    "ZZBH": frozenset({"number", "credit_code", "holder_number", "citizen_number"}),
    "ZZBFJG": frozenset({"issuer_name"}),
    "ZZBFRQ": frozenset({"issued"}),
}


Part: TypeAlias = "dict[str, object]"
"""A stretch of text (`text`) and the items it answers (`keys`)."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the body."""

    label: str
    value: str
    parts: tuple[Part, ...]
    wide: bool = False
    columns: tuple[str, ...] = ()
    cells: tuple[tuple[str, ...], ...] = ()


def printed(layout: Layout, face: Face) -> tuple[str, dict[str, object]]:
    """Return the template and the facts for `typeset.pdf`, `typeset.png` and `typeset.marked`.

    1. Items that repeat number, issuer or day of issue are printed once, with both names.
    2. The groups of the template come first, then every other item that is not hidden.
    3. Each value goes with its short names, so that a file can say where it stands.
    """
    sheet = _Sheet(layout, face)
    facts: dict[str, object] = {
        "title": sheet.title,
        "title-keys": ("ZZMC",) if sheet.title == face.title else (),
        "subtitle": sheet.filled(layout.subtitle),
        "author": face.issuer,
        "keywords": [face.identifier],
        "made_at": face.made_at,
        "identifier": face.identifier,
        "qr": face.qr,
        "verify_at": face.verify_at,
        "watermark": face.watermark,
        "ended": face.ended,
        "photo": face.photo,
        "look": _look(layout),
        "number": {**sheet.stated("ZZBH"), "label": layout.number.label},
        "issuer": {**sheet.stated("ZZBFJG"), "label": layout.issuer_label},
        "issued": {**sheet.stated("ZZBFRQ"), "label": layout.issued_label},
        "opening": [sheet.filled(each) for each in layout.opening],
        "closing": [sheet.filled(each) for each in layout.closing],
        "groups": [
            {"title": title, "rows": [asdict(row) for row in rows]}
            for title, rows in sheet.groups()
        ],
        "notes": [_text(sheet.filled(note)) for note in layout.notes],
    }
    return layout.template, facts


def _look(layout: Layout) -> dict[str, object]:
    chosen = layout.model_dump(
        mode="json",
        include={
            "border", "columns", "photo", "photo_shape", "code", "seal", "watermark",
        },
    )  # fmt: skip
    return {
        **chosen,
        "number": layout.number.place,
        "landscape": layout.is_landscape,
        "colour": COLOURS[layout.colour][1],
        "ground": GROUNDS[layout.ground][1],
    }


def _text(spans: Sequence[Mapping[str, object]]) -> str:
    return "".join(str(span["text"]) for span in spans)


class _Sheet:
    """What of a face goes where on one template."""

    def __init__(self, layout: Layout, face: Face) -> None:
        self.layout, self.face = layout, face
        self.entries = {entry.key or entry.name: entry for entry in face.entries}
        self.values = {key: entry.value for key, entry in self.entries.items()}
        self.values |= _base_values(face)
        self.title = _text(self.filled(layout.title)) or face.title
        self.same = {base: (base, *self._repeating(base)) for base in _REPEATS}
        self.explicit = self._explicit()

    def _repeating(self, base: str) -> Iterator[str]:
        if base == "CZZT":
            yield from self._holders()
            return
        for key, entry in self.entries.items():
            fact = face_values.meaning(entry.name)
            if fact in _REPEATS[base] and entry.value == self.values[base]:
                yield key

    def _holders(self) -> list[str]:
        """The items that name the holder; by their meaning, else by what they say."""
        same = [key for key, entry in self.entries.items() if entry.value == self.values["CZZT"]]
        meant = [
            key for key in same if face_values.meaning(self.entries[key].name) == "holder_name"
        ]
        return meant or same[:1]

    def _explicit(self) -> set[str]:
        """The items that lines and sentences of the template name."""
        layout = self.layout
        sentences = (*layout.opening, *layout.closing, layout.title, layout.subtitle)
        named = {key for sentence in sentences for key in words.placeholders(sentence)}
        return named | {line.key for group in layout.groups for line in group.lines}

    def stated(self, base: str) -> dict[str, object]:
        """A value that every licence has, and all names it goes by."""
        return {"value": self.values[base], "keys": self.same[base]}

    def filled(self, sentence: str) -> list[Part]:
        """A sentence with its values, as the form reads it."""
        parts: list[Part] = []
        for span in words.spans(sentence, self.values):
            parts += self._parts(span.key, span.text)
        return parts

    def _parts(self, key: str, text: str) -> list[Part]:
        if key == TERM:
            spans = words.spans(term(self.face.valid_from, self.face.valid_until), self.values)
            return [{"text": span.text, "keys": self._keys(span.key)} for span in spans]
        return [{"text": text, "keys": self._keys(key)}]

    def _keys(self, key: str) -> tuple[str, ...]:
        """All names of what stands under this key: its own first, then those that say the same."""
        if not key:
            return ()
        group = next((group for group in self.same.values() if key in group), ())
        return (key, *(other for other in group if other != key))

    def groups(self) -> Iterator[tuple[str, tuple[Row, ...]]]:
        """The groups of the template, and at the end what it does not name."""
        named = [(group.title, tuple(self._rows(group))) for group in self.layout.groups]
        rest = tuple(self._rest())
        if not named:
            named = [("", ())]
        title, rows = named.pop()
        yield from ((title, rows) for title, rows in named if rows)
        if rows or rest:
            yield title, (*rows, *rest)

    def _rows(self, group: Group) -> Iterator[Row]:
        for line in group.lines:
            row = self._row(line)
            if row is not None:
                yield row

    def _row(self, line: Line) -> Row | None:
        value = self.values.get(line.key, "")
        if not value:
            return None
        entry = self.entries.get(line.key)
        label = line.label or (entry.name if entry else self._label(line.key))
        parts = tuple(self._parts(line.key, value))
        return Row(label, value, parts, line.wide, line.columns, _cells(value, line.columns))

    def _label(self, key: str) -> str:
        own = {
            "CZZT": self.layout.holder_label,
            "ZZBH": self.layout.number.label,
            TERM: self.layout.term_label,
        }
        return own[key]

    def _rest(self) -> Iterator[Row]:
        """What the template does not name: holder first, then the items, the term last."""
        used = self._used()
        if "CZZT" not in used:
            yield self._plain(self.layout.holder_label, "CZZT")
        if self.layout.number.place == "row" and "ZZBH" not in used:
            yield self._plain(self.layout.number.label, "ZZBH")
            used |= set(self.same["ZZBH"])
        for key, entry in self.entries.items():
            if key not in used:
                yield self._plain(entry.name, key)
        if self.layout.term and not used & {TERM, "ZZYXQJZRQ", "ZZYXQQSRQ"}:
            yield self._plain(self.layout.term_label, TERM)

    def _plain(self, label: str, key: str) -> Row:
        return Row(label, self.values[key], tuple(self._parts(key, self.values[key])))

    def _used(self) -> set[str]:
        """What need not follow: named, hidden, or said already under another name."""
        used = self.explicit | set(self.layout.hidden)
        shown = {"ZZBFJG", "ZZBFRQ"} | self.explicit
        if self.layout.number.place in {"title", "corner"}:
            shown.add("ZZBH")
        for group in self.same.values():
            if shown & set(group):
                used |= set(group)
        if any(key in self.entries for key in self.same["CZZT"][1:]):
            used.add("CZZT")
        return used


def _cells(value: str, columns: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """The rows of a list under the headings; what has too many cells keeps them in the last."""
    if not columns:
        return ()
    rows = [line.split(_CELLS, len(columns) - 1) for line in value.splitlines() if line.strip()]
    width = len(columns)
    return tuple((*(c.strip() for c in row), *[""] * (width - len(row))) for row in rows)


def _base_values(face: Face) -> dict[str, str]:
    values = {
        "CZZT": "、".join(face.holders),
        "ZZBH": face.number,
        "ZZMC": face.title,
        "ZZBFJG": face.issuer,
        "ZZBFRQ": day(face.issued_on),
        "ZZYXQQSRQ": day(face.valid_from) if face.valid_from else "",
        "ZZYXQJZRQ": day(face.valid_until) if face.valid_until else LONG,
    }
    spoken = words.spans(term(face.valid_from, face.valid_until), values)
    return values | {TERM: "".join(span.text for span in spoken)}


def day(given: date) -> str:
    """The day in words."""
    return f"{given.year}年{given.month}月{given.day}日"


def term(first: date | None, last: date | None) -> str:
    """The span of validity as a sentence; without a last day it is for long."""
    if first and last:
        return "自{ZZYXQQSRQ}至{ZZYXQJZRQ}"
    if last:
        return "至{ZZYXQJZRQ}"
    return "自{ZZYXQQSRQ}起{ZZYXQJZRQ}有效" if first else "{ZZYXQJZRQ}"
