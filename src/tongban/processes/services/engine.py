"""Runs between two steps: what is stored of them, and how an older shape is read.

The drawing is parsed once for each published text and kept; a position is a few words.  Nothing of
a drawing is ever evaluated: `rules.walking` compares words (ADR 0016).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from tongban.processes import rules
from tongban.processes.services import decisions, drawings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

VERSION: Final = "2"
"""The shape in which we keep a position.  Raise it when the shape changes, teach `_upgraded` to
read the old one, and keep a fixture of it (tests/processes/fixtures)."""
_READY: Final = 16
"""What SpiffWorkflow calls a task that waits; shape 1 was its whole state."""


class StateUnreadable(RuntimeError):
    """A stored state has a shape that this release does not know."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A run between two steps: what to store, what waits, and whether it is over."""

    state: dict[str, Any]
    waiting: tuple[rules.Waiting, ...]
    finished: bool


@lru_cache(maxsize=256)
def ways_of(xml: str) -> rules.Ways:
    """The drawing of a published text, ready to be walked."""
    return rules.Ways(drawings.read(xml))


@lru_cache(maxsize=256)
def table_of(xml: str) -> rules.Table:
    """The decision table of a published text."""
    return decisions.read(xml)


def begin(
    xml: str,
    *,
    facts: Mapping[str, Any] | None = None,
    tables: Mapping[str, str] | None = None,
    pinned: Mapping[str, int] | None = None,
) -> Snapshot:
    """Start a run of a drawing that the rules have passed, up to its first waiting tasks.

    `tables` are the texts of the decision tables by kind, `pinned` the ids they are known by.
    """
    ways = ways_of(xml)
    at = rules.begin(ways, _tables(tables), facts or {})
    return snapshot(ways, at, pinned or {})


def advance(
    xml: str,
    state: Mapping[str, Any],
    *,
    task: rules.Waiting,
    outcome: str,
    tables: Mapping[str, str] | None = None,
) -> Snapshot:
    """Complete a waiting task with an outcome and walk on to the next waiting tasks."""
    ways, at = ways_of(xml), position(state)
    rules.advance(ways, _tables(tables), at, task=task, word=outcome)
    return snapshot(ways, at, pinned(state))


def pinned(state: Mapping[str, Any]) -> dict[str, int]:
    """The ids of the decision tables with which the run began, by kind."""
    return dict(_upgraded(state).get("tables", {}))


def position(state: Mapping[str, Any]) -> rules.Position:
    """The position that was stored, whatever shape it has."""
    stored = _upgraded(state)
    return rules.Position(
        tokens=[rules.Token(*token) for token in stored["tokens"]],
        heard={key: dict(words) for key, words in stored["heard"].items()},
        units={key: list(units) for key, units in stored["units"].items()},
        facts=dict(stored["facts"]),
        turn=stored["turn"],
    )


def snapshot(ways: rules.Ways, at: rules.Position, tables: Mapping[str, int]) -> Snapshot:
    """What is stored of a position."""
    state = {
        "version": VERSION,
        "tokens": [[token.key, token.unit, token.turn] for token in at.tokens],
        "heard": at.heard,
        "units": at.units,
        "facts": at.facts,
        "turn": at.turn,
        "tables": dict(tables),
    }
    return Snapshot(state, rules.waiting(ways, at), at.finished)


def _tables(texts: Mapping[str, str] | None) -> dict[str, rules.Table]:
    return {kind: table_of(xml) for kind, xml in (texts or {}).items()}


def _upgraded(state: Mapping[str, Any]) -> Mapping[str, Any]:
    if state.get("version") == VERSION:
        return state
    if state.get("version") != "1":
        raise StateUnreadable(state.get("version"))
    tasks = state["engine"]["tasks"].values()
    ready = [task["task_spec"] for task in tasks if task["state"] == _READY]
    tokens = [[key, "", turn] for turn, key in enumerate(ready, start=1)]
    return {
        "tokens": tokens,
        "heard": {},
        "units": {},
        "facts": {},
        "turn": len(tokens),
        "tables": {},
    }


def chosen(state: Mapping[str, Any], units: Sequence[str]) -> dict[str, Any]:
    """The state with the departments that a post has chosen."""
    found = _upgraded(state)
    kept = {**found["units"], rules.CHOSEN: list(dict.fromkeys(units))}
    return {**found, "version": VERSION, "units": kept}
