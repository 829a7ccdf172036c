"""What one case, or one item, adds to the figures, and on which day; no I/O.

A case adds the same however often and in whatever order its events are heard: what it adds is
computed from what it is now, and only the difference to what was counted before is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from tongban.feedback.rules import BAD, Grade

if TYPE_CHECKING:
    from tongban.items.queries import Listed

NOW: Final = "now"
STATES: Final = (
    "submitted", "prechecked", "correction", "accepted", "examining", "suspended",
    "granted", "denied", "making", "delivering",
)  # fmt: skip
FLOW: Final = (
    "received", "received_online", "accepted", "corrected", "corrected_again",
    "ended", "finished", "finished_online", "no_visit", "on_time", "early", "late", "same_day",
    "promised_days", "actual_days", "returned", "voided", "refused", "withdrawn",
    "lists_licence", "used_licence", "materials", "materials_free",
    "stopped", "rated", "satisfied", "cards_blue", "cards_yellow", "cards_red",
    "far_ahead", "ahead", "on_the_day", "behind", "far_behind",
    "very_satisfied", "bad", "finished_rated", "bad_due", "bad_fixed", "bad_in_time",
    "awaited", "accept_days", "accept_0", "accept_1", "accept_2", "accept_5", "accept_more",
    "handed", "deliver_days", "deliver_0", "deliver_1", "deliver_2", "deliver_5", "deliver_more",
    "counter", "counter_minutes", "bad_handled", "bad_revisited", "bad_content",
)  # fmt: skip
LISTED: Final = (
    "listed", "listed_spot", "listed_one_visit", "listed_no_visit", "listed_visits",
    "listed_statutory", "listed_promised", "listed_online", "listed_full_online",
    "listed_due", "listed_before", "listed_after", "listed_used", "listed_rated",
)  # fmt: skip
OWED: Final = ("due_items", "systems", "systems_joined")
STOCK: Final = (
    "open", "blue", "yellow", "red", "held", *(f"in_{state}" for state in STATES), *LISTED, *OWED,
)  # fmt: skip
COUNTERS: Final = FLOW + STOCK
FAR: Final = 5
# Up to how many working days each step of a waiting time goes; what waits longer is `more`.
WAITS: Final = (0, 1, 2, 5)
ONLINE_LEVELS: Final = frozenset({"Ⅲ", "Ⅳ"})
FULLY_ONLINE: Final = "Ⅳ"


@dataclass(frozen=True, slots=True)
class Bad:
    """A bad rating that had to be put right: since when, whether it was, and by its day."""

    on: date
    fixed: bool
    in_time: bool


@dataclass(frozen=True, slots=True)
class Revisited:
    """A bad rating that was put right (整改经确认), since when, and what came of its revisit."""

    on: date
    reached: bool
    content: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What the figures ask of one case."""

    state: str
    light: str = "green"
    held: bool = False
    online: bool = False
    submitted_on: date | None = None
    accepted_on: date | None = None
    acted_on: date | None = None
    corrected_on: date | None = None
    second_notices: int = 0
    decided_on: date | None = None
    due_on: date | None = None
    promised_days: int = 0
    actual_days: int = 0
    ended_on: date | None = None
    finish_kind: str = ""
    on_paper: bool = False
    lists_licence: bool = False
    used_licence: bool = False
    materials: int = 0
    materials_free: int = 0
    stops: tuple[date, ...] = ()
    rated_on: date | None = None
    grade: int = 0
    cards: tuple[tuple[date, str], ...] = ()
    bad: tuple[Bad, ...] = ()
    revisit: Revisited | None = None
    accept_days: int = 0
    deliver_days: int | None = None
    counter_minutes: int | None = None


def contributions(case: Counted) -> dict[str, dict[str, int]]:
    """Return what the case adds: by day (as text) or `NOW`, by counter; zeros left out."""
    added: dict[str, dict[str, int]] = {}
    for day, counters in _facts(case):
        if day is None:
            continue
        at = added.setdefault(day.isoformat(), {})
        for name, value in counters.items():
            at[name] = at.get(name, 0) + int(value)
    added[NOW] = _standing(case)
    kept = {day: {name: n for name, n in of.items() if n} for day, of in added.items()}
    return {day: counters for day, counters in kept.items() if counters}


def _facts(case: Counted) -> Iterator[tuple[date | None, dict[str, int]]]:
    """Each fact with its day; None for what has not happened."""
    yield (
        case.submitted_on,
        {
            "received": 1,
            "received_online": case.online,
            "materials": case.materials,
            "materials_free": case.materials_free,
            "lists_licence": case.lists_licence,
            "used_licence": case.lists_licence and case.used_licence,
            "counter": case.counter_minutes is not None,
            "counter_minutes": case.counter_minutes or 0,
        },
    )
    yield case.acted_on, {"accepted": 1, "awaited": 1, **_waited("accept", case.accept_days)}
    yield case.corrected_on, {"corrected": 1, "corrected_again": case.second_notices > 0}
    yield case.rated_on, _rated(case.grade)
    yield case.ended_on, _ending(case)
    for day in case.stops:
        yield day, {"stopped": 1}
    for day, light in case.cards:
        yield day, {f"cards_{light}": 1}
    for each in case.bad:
        yield each.on, {"bad_due": 1, "bad_fixed": each.fixed, "bad_in_time": each.in_time}
    if (seen := case.revisit) is not None:
        yield (
            seen.on,
            {"bad_handled": 1, "bad_revisited": seen.reached, "bad_content": seen.content},
        )


def _rated(grade: int) -> dict[str, int]:
    return {
        "rated": 1,
        "satisfied": grade >= Grade.FAIRLY_SATISFIED,
        "very_satisfied": grade == Grade.VERY_SATISFIED,
        "bad": grade in BAD,
    }


def _waited(name: str, days: int) -> dict[str, int]:
    """How long something took, in working days: added up, and by steps for the median."""
    step = next((str(most) for most in WAITS if days <= most), "more")
    return {f"{name}_days": days, f"{name}_{step}": 1}


def _ending(case: Counted) -> dict[str, int]:
    finished = case.state == "concluded"
    counted = {
        "ended": 1,
        "finished": finished,
        "returned": case.finish_kind == "1",
        "voided": case.finish_kind == "2",
        "refused": case.state == "refused",
        "withdrawn": case.state == "withdrawn",
    }
    if not finished:
        return counted
    return counted | {
        "finished_online": case.online,
        "no_visit": case.online and not case.on_paper,
        "same_day": case.decided_on is not None and case.decided_on == case.accepted_on,
        "promised_days": case.promised_days,
        "actual_days": case.actual_days,
        "finished_rated": case.rated_on is not None,
        **_pace(case),
        **_delivery(case.deliver_days),
    }


def _delivery(days: int | None) -> dict[str, int]:
    return {} if days is None else {"handed": 1, **_waited("deliver", days)}


def _pace(case: Counted) -> dict[str, int]:
    decided, due = case.decided_on, case.due_on
    if decided is None or due is None:
        return {}
    paced = {"on_time": decided <= due, "early": decided < due, "late": decided > due}
    return paced | {_deviation(case.actual_days - case.promised_days): 1}


def _deviation(days: int) -> str:
    """How far the decision was from the promise, in working days (承诺时限办结偏差)."""
    if not days:
        return "on_the_day"
    word = "behind" if days > 0 else "ahead"
    return f"far_{word}" if abs(days) >= FAR else word


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of an item beside the catalogue.

    `due` says that its department keeps a list of what should be online, `before` how many
    materials it asked for before the reform (None: nobody wrote it down), `used` and `rated`
    whether anybody ever applied for it, or rated it.
    """

    due: bool = False
    before: int | None = None
    used: bool = False
    rated: bool = False


def listing(item: Listed, known: Known) -> dict[str, dict[str, int]]:
    """Return what an item of the catalogue adds; nothing once it is not in force."""
    if not item.in_force:
        return {}
    counted = {
        "listed_due": known.due,
        "listed_before": known.before or 0,
        "listed_after": 0 if known.before is None else item.materials,
        "listed_used": known.used,
        "listed_rated": known.used and known.rated,
        "listed": 1,
        "listed_spot": item.on_the_spot,
        "listed_one_visit": item.visits <= 1,
        "listed_no_visit": item.visits == 0,
        "listed_visits": item.visits,
        "listed_statutory": item.statutory or 0,
        "listed_promised": item.promised or 0,
        "listed_online": item.online_level in ONLINE_LEVELS,
        "listed_full_online": item.online_level == FULLY_ONLINE,
    }
    return {NOW: {name: int(value) for name, value in counted.items() if value}}


def _standing(case: Counted) -> dict[str, int]:
    if case.state not in STATES:
        return {}
    standing = {"open": 1, f"in_{case.state}": 1}
    if case.light != "green":
        standing[case.light] = 1
    if case.held:
        standing["held"] = 1
    return standing


def differences(
    before: Mapping[str, Mapping[str, int]], after: Mapping[str, Mapping[str, int]]
) -> dict[str, dict[str, int]]:
    """Return what has to be added so that `before` becomes `after`; zeros left out."""
    changed: dict[str, dict[str, int]] = {}
    for day in {*before, *after}:
        old, new = before.get(day, {}), after.get(day, {})
        steps = {name: new.get(name, 0) - old.get(name, 0) for name in {*old, *new}}
        steps = {name: step for name, step in steps.items() if step}
        if steps:
            changed[day] = steps
    return changed
