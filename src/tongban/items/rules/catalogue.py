"""From a catalogue file to definitions, or to the whole list of what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator

from tongban.items.rules import building, checks, forms, library, life_events, reading, sentences
from tongban.items.rules.faults import Fault, Finding, Tree

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tongban.items.rules.definitions import ItemDefinition
    from tongban.items.rules.joined import LifeEventDefinition

STATES = {"在用": 1, "暂停": 2, "取消": 3}


@dataclass(frozen=True, slots=True)
class Office:
    """What the catalogue must know about a department."""

    key: str
    name: str
    uscc: str
    guide_code: str
    region: str


PROCESSES = frozenset({"standard", "short", "spot"})
"""The kinds of process that items get by themselves."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a catalogue may refer to but does not hold itself."""

    offices: Mapping[str, Office]
    licence_types: frozenset[str]
    halls: frozenset[str] = frozenset()
    processes: frozenset[str] = PROCESSES


@dataclass(frozen=True, slots=True)
class Row:
    """One item of the file: its definition, its state and the everyday words people say for it."""

    definition: ItemDefinition
    state: int
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """A file without faults."""

    rows: tuple[Row, ...]
    life_events: tuple[LifeEventDefinition, ...]
    warnings: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Unfit:
    """A file with faults; none of it may be loaded."""

    faults: tuple[Fault, ...]
    warnings: tuple[Fault, ...] = field(default=())


def parse(content: bytes, file: str, around: Surroundings) -> Catalogue | Unfit:
    """Read the whole file, then judge it; the same bytes always give the same answer."""
    tree = reading.read(content, file)
    if isinstance(tree, Fault):
        return Unfit((tree,))
    malformed = tuple(tree.fault(finding) for finding in _shape(tree))
    if malformed:
        return Unfit(malformed)
    findings = [*checks.findings(tree.root, around), *_form_findings(tree.root)]
    findings += life_events.findings(tree.root, around)
    faults = tuple(tree.fault(one) for one in findings if not one.is_warning)
    warnings = tuple(tree.fault(one) for one in findings if one.is_warning)
    if faults:
        return Unfit(faults, warnings)
    return _catalogue(tree.root, around, warnings)


def _catalogue(
    root: Mapping[str, Any], around: Surroundings, warnings: tuple[Fault, ...]
) -> Catalogue:
    rows = tuple(
        Row(
            building.definition(row, around.offices[row["department"]], root),
            STATES[row.get("state", "在用")],
            tuple(row.get("words", ())),
        )
        for row in root["items"]
    )
    events = tuple(life_events.definition(row) for row in root.get("one_things", ()))
    return Catalogue(rows, events, warnings)


def _shape(tree: Tree) -> Iterator[Finding]:
    validator = Draft202012Validator(library.catalogue_schema())
    errors = sorted(validator.iter_errors(tree.root), key=lambda error: _order(error.absolute_path))
    for error in errors:
        for path, sentence in sentences.places(error):
            yield Finding(path, sentence)


def _order(path: Any) -> tuple[tuple[int, str], ...]:
    return tuple((step, "") if isinstance(step, int) else (-1, str(step)) for step in path)


def _form_findings(root: Mapping[str, Any]) -> Iterator[Finding]:
    for number, row in enumerate(root["items"]):
        for path, sentence in forms.faults(row.get("form", {"sections": []})):
            yield Finding(("items", number, "form", *path), sentence)
