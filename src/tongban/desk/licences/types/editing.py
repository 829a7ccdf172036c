"""A definition on its way through a page: shown as inputs, read back, told where it is wrong."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tongban.desk.licences.types import notation
from tongban.desk.licences.types.forms import DefinitionForm, FieldRow, LayoutForm, whole
from tongban.directory import queries as directory
from tongban.licences.rules import types
from tongban.licences.rules.layouts import Layout

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


MOST_ROWS = 80
_PLAIN = (
    "name", "category", "type_code", "share_type", "defining_authority", "defining_authority_code",
    "defining_level", "issuing_authority", "holder_category", "number_pattern", "number_rule",
)  # fmt: skip
_WORDS = (
    "form", "orientation", "colour", "ground", "border", "title", "subtitle", "holder_label",
    "issuer_label", "issued_label", "term_label", "photo", "photo_shape", "code", "seal",
    "watermark",
)  # fmt: skip
_SENTENCES = ("opening", "closing", "notes")
_RULES = ("longest", "pattern", "least", "most", "hint")
_EMPTY_IS_NONE = frozenset({"type_code", "defining_authority_code"})
_MOVE = re.compile(r"row-(up|down|remove)-(\d{1,3})")


class Editing:
    """The inputs of one definition, in three forms."""

    def __init__(self, main: DefinitionForm, layout: LayoutForm, rows: list[FieldRow]) -> None:
        self.main, self.layout, self.rows = main, layout, rows

    @classmethod
    def of(cls, definition: types.Definition, note: str = "") -> Editing:
        """The inputs with what a definition says."""
        rows = [_row(n, _said(field)) for n, field in enumerate(definition.fields)]
        layout = LayoutForm(initial=_laid_out(definition.layout), prefix="layout")
        return cls(DefinitionForm(initial={**_spoken(definition), "note": note}), layout, rows)

    @classmethod
    def blank(cls) -> Editing:
        """The inputs of a type that is to be."""
        main = DefinitionForm(
            initial={
                "number_pattern": "{region}{year}{serial:6}",
                "share_type": types.SHARE_TYPES[1],
                "holder_code_types": ["111"],
                "periodic_months": "0",
                "paper_counterpart": True,
            }
        )
        layout = LayoutForm(initial=_laid_out(Layout()), prefix="layout")
        return cls(main, layout, [_row(0, {})])

    @classmethod
    def posted(cls, data: Mapping[str, str]) -> Editing:
        """The inputs as they came back."""
        count = min(_count(data.get("rows", "")), MOST_ROWS)
        rows = [FieldRow(data, prefix=f"field{n}") for n in range(count)]
        return cls(DefinitionForm(data), LayoutForm(data, prefix="layout"), rows)

    def rearranged(self, wish: str) -> bool:
        """Add, remove or move a row of the fields, if that was asked for."""
        values = [_typed(row) for row in self.rows]
        moved = _MOVE.fullmatch(wish)
        if wish == "row-add" and len(values) < MOST_ROWS:
            values.append({})
        elif moved and int(moved[2]) < len(values):
            _shift(values, moved[1], int(moved[2]))
        elif wish != "row-add":
            return False
        self.rows = [_row(n, each) for n, each in enumerate(values)]
        return True

    def values(self) -> dict[str, Any]:
        """What was typed, as a definition; what cannot be read stays text and is declined."""
        main = self.main
        said: dict[str, Any] = {name: main.typed(name) for name in _PLAIN}
        said |= {name: None for name in _EMPTY_IS_NONE if not said[name]}
        return {
            **said,
            "issuing_bodies": _keys(notation.words(main.typed("issuing_bodies"))),
            "related_items": notation.lines(main.typed("related_items")),
            "holder_code_types": main.chosen("holder_code_types"),
            "paper_counterpart": main.ticked("paper_counterpart"),
            "periodic_months": main.typed("periodic_months") or "0",
            "validity": self._validity(),
            "fields": [_field(row) for row in self.rows],
            "layout": self._layout(),
        }

    def _validity(self) -> dict[str, Any]:
        main, kind = self.main, self.main.typed("validity_kind")
        rule: dict[str, Any] = {"kind": kind}
        if kind == "fixed":
            rule |= {"length": whole(main.typed("validity_length"))}
            rule |= {"unit": main.typed("validity_unit")}
        if kind == "graduated":
            rule["lengths"] = notation.words(main.typed("validity_lengths"))
        if kind == "by_age":
            rule["bands"] = notation.bands(main.typed("validity_bands"))[0]
        told = {name: main.typed(f"validity_{name}") for name in ("basis", "renewal", "note")}
        return rule | {name: value for name, value in told.items() if value}

    def _layout(self) -> dict[str, Any]:
        form = self.layout
        said: dict[str, Any] = {name: form.typed(name) for name in _WORDS}
        said |= {name: notation.lines(form.typed(name)) for name in _SENTENCES}
        return {
            **said,
            "columns": whole(form.typed("columns")),
            "term": form.ticked("term"),
            "number": {"label": form.typed("number_label"), "place": form.typed("number_place")},
            "groups": notation.Groups(form.typed("groups")).values,
            "hidden": notation.words(form.typed("hidden")),
        }

    def unreadable(self) -> bool:
        """Put a sentence at what cannot be read at all; whether there was any."""
        for sentence in notation.Groups(self.layout.typed("groups")).faults:
            self.layout.add_error("groups", sentence)
        if self.main.typed("validity_kind") == "by_age":
            for sentence in notation.bands(self.main.typed("validity_bands"))[1]:
                self.main.add_error("validity_bands", sentence)
        return bool(self.layout.errors or self.main.errors)

    def decline(self, faults: Mapping[str, str]) -> None:
        """Put each sentence at its input, and what belongs nowhere above the form."""
        for path, sentence in faults.items():
            row = re.match(r"fields\[(\d+)\](?:\.(\w+))?", path)
            if row and int(row[1]) < len(self.rows):
                form = self.rows[int(row[1])]
                form.add_error(row[2] if row[2] in form.fields else "key", sentence)
            elif path.startswith("layout."):
                self._decline_layout(path.removeprefix("layout."), sentence)
            else:
                name = _input_of(path)
                self.main.add_error(name if name in self.main.fields else None, sentence)

    def _decline_layout(self, path: str, sentence: str) -> None:
        name = "number_" + path[7:] if path.startswith("number.") else re.split(r"[\[.]", path)[0]
        place = notation.Groups(self.layout.typed("groups")).line_of(path)
        self.layout.add_error(name if name in self.layout.fields else None, place + sentence)

    @property
    def errors(self) -> list[tuple[str, str]]:
        """Every sentence with the input it belongs to, in the order of the page."""
        found = list(_errors_of(self.main))
        for number, row in enumerate(self.rows, 1):
            found += [(anchor, f"第 {number} 个字段：{told}") for anchor, told in _errors_of(row)]
        return [*found, *_errors_of(self.layout)]


def _errors_of(form: DefinitionForm | LayoutForm | FieldRow) -> Iterator[tuple[str, str]]:
    for name, sentences in form.errors.items():
        bound = form[name] if name in form.fields else None
        for sentence in sentences:
            if bound is None:
                yield "", str(sentence)
            else:
                yield bound.id_for_label or f"{bound.auto_id}_field", f"{bound.label}：{sentence}"


def _input_of(path: str) -> str:
    name = re.split(r"\[", path)[0]
    if name == "validity":
        return "validity_kind"
    return name.replace("validity.", "validity_")


def _row(number: int, values: Mapping[str, Any]) -> FieldRow:
    return FieldRow(initial=dict(values), prefix=f"field{number}")


def _typed(row: FieldRow) -> dict[str, Any]:
    return {name: row[name].value() for name in row.fields}


def _shift(values: list[dict[str, Any]], way: str, at: int) -> None:
    row = values.pop(at)
    if way != "remove":
        values.insert(max(0, at + (1 if way == "down" else -1)), row)


def _field(row: FieldRow) -> dict[str, Any]:
    said: dict[str, Any] = {name: row.typed(name) for name in ("key", "name", "type")}
    said["mandatory"] = row.ticked("mandatory")
    options = [w for w in re.split(r"[|｜\n]", row.typed("values")) if w.strip()]
    if options:
        said["values"] = [option.strip() for option in options]
    said |= {name: value for name in _RULES if (value := row.typed(name))}
    return said | ({"longest": whole(said["longest"])} if "longest" in said else {})


def _said(field: types.FaceField) -> dict[str, Any]:
    said = field.model_dump(mode="json", exclude_none=True)
    return {**said, "values": "|".join(field.values or ())}


def _keys(words: Sequence[str]) -> list[str]:
    """The departments that were named, by their keys; what is no name is left as it was typed."""
    known = directory.keys_by_name(words) if words else {}
    return [known.get(word, word) for word in words]


def _names(keys: Sequence[str]) -> list[str]:
    """What the departments are called, where the name alone tells which one is meant."""
    names = {one.key: one.name for one in directory.departments(keys)} if keys else {}
    known = directory.keys_by_name(names.values()) if names else {}
    telling = {key: name for name, key in known.items()}
    return [telling.get(key, key) for key in keys]


def _spoken(definition: types.Definition) -> dict[str, Any]:
    rule = definition.validity
    bands = [band.model_dump() for band in rule.bands or ()]
    return {
        **{name: getattr(definition, name) or "" for name in _PLAIN},
        "issuing_bodies": "、".join(_names(definition.issuing_bodies)),
        "related_items": "\n".join(definition.related_items),
        "holder_code_types": list(definition.holder_code_types),
        "paper_counterpart": definition.paper_counterpart,
        "periodic_months": str(definition.periodic_months),
        "validity_kind": rule.kind,
        "validity_length": rule.length or "",
        "validity_unit": rule.unit or "年",
        "validity_lengths": "、".join(rule.lengths or ()),
        "validity_bands": notation.bands_text(bands),
        **{f"validity_{name}": getattr(rule, name) or "" for name in ("basis", "renewal", "note")},
    }


def _laid_out(layout: Layout) -> dict[str, Any]:
    return {
        **{name: getattr(layout, name) for name in _WORDS},
        **{name: "\n".join(getattr(layout, name)) for name in _SENTENCES},
        "form": layout.form.value,
        "columns": str(layout.columns),
        "term": layout.term,
        "number_label": layout.number.label,
        "number_place": layout.number.place,
        "groups": notation.groups_text(layout.groups),
        "hidden": "、".join(layout.hidden),
    }


def _count(text: str) -> int:
    number = whole(text)
    return number if isinstance(number, int) else 0
