"""The deadlines of a case: each with its day, its light and the sentences that explain it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from tongban.base import clock
from tongban.cases import rules
from tongban.cases.models import CaseTask
from tongban.cases.queries.facts import calendar_of, definition_of, limits_of
from tongban.cases.rules import Deadline, DeadlineKind, Light, State
from tongban.cases.rules import deadlines as rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from tongban.base.calendars.rules import WorkCalendar
    from tongban.cases.models import Case, ClockStop

    # A kind, its day unless the clock is held, and the step or the stop if there may be several.
    Standing = tuple[DeadlineKind, date | None, CaseTask | ClockStop | None]

ANSWERING = frozenset({State.SUBMITTED, State.PRECHECKED})
DELIVERING = frozenset({State.GRANTED, State.DENIED, State.MAKING, State.DELIVERING})


@dataclass(frozen=True, slots=True)
class Around:
    """What belongs to a running case besides its own days."""

    tasks: Sequence[CaseTask] = ()
    stops: Sequence[ClockStop] = ()
    owed: str = ""


def around(case: Case) -> Around:
    """The steps that are open, the procedure that lasts, and the names of what is owed."""
    if case.state not in rules.UNDER_REVIEW:
        return Around()
    steps = case.tasks.open().filter(step_due_on__isnull=False).order_by("id")
    lasting = case.stops.filter(kind=rules.StopKind.SPECIAL, until_on=None).order_by("id")
    owed = case.materials.filter(late_due_on__isnull=False).filter(
        Q(brought_on=None) | Q(verdict="wrong")
    )
    names = (
        "、".join(owed.order_by("seq").values_list("name", flat=True)) if case.gap_due_on else ""
    )
    return Around(list(steps), list(lasting), names)


def deadlines(
    case: Case,
    *,
    today: date | None = None,
    calendar: WorkCalendar | None = None,
    known: Around | None = None,
) -> tuple[Deadline, ...]:
    """Every day by which somebody must have acted on the case, side by side.

    The caller has checked that the reader may see the case.  Citizen, clerk and supervisor read
    the same sentences.
    """
    today = today or clock.today()
    calendar = calendar or calendar_of(case, today)
    known = known or around(case)
    found = (_worded(case, each, known) for each in _standing(case, known))
    return tuple(_lit(each, case, today, calendar) for each in found)


def days(case: Case, known: Around) -> list[tuple[DeadlineKind, str, date]]:
    """The same days without a word: their kinds, and the keys that tell steps and stops apart."""
    found = _standing(case, known)
    return [(kind, str(own.pk) if own else "", day) for kind, day, own in found if day]


def _standing(case: Case, known: Around) -> Iterator[Standing]:
    """Which deadlines the case has; no day while its clock is held."""
    if case.state in ANSWERING and case.answer_due_on:
        yield DeadlineKind.ANSWER, case.answer_due_on, None
    if case.state == State.CORRECTION and case.correction_due_on and case.notice_on:
        yield DeadlineKind.CORRECTION, case.correction_due_on, None
    if case.state in rules.UNDER_REVIEW:
        yield from _running(case, known)
    if case.state in DELIVERING and case.deliver_due_on and case.decided_on:
        yield DeadlineKind.DELIVERY, case.deliver_due_on, None


def _running(case: Case, known: Around) -> Iterator[Standing]:
    held = bool(case.clock.get("held"))
    yield DeadlineKind.PROMISED, None if held else case.due_on, None
    if case.legal_due_on:
        yield DeadlineKind.LEGAL, None if held else case.legal_due_on, None
    for task in known.tasks:
        yield DeadlineKind.STEP, None if held else task.step_due_on, task
    for stop in known.stops:
        yield DeadlineKind.STOP, stop.ends_by, stop
    if case.gap_due_on:
        yield DeadlineKind.GAP, case.gap_due_on, None


def _worded(case: Case, standing: Standing, known: Around) -> Deadline:
    """The deadline with the sentences that explain it."""
    kind, day, own = standing
    if isinstance(own, CaseTask):
        return _step(case, own, day)
    if own is not None:
        return _stop(own)
    return Deadline(kind, rules.DEADLINE_TITLES[kind], day, _lines(case, kind, day, known))


def _lines(case: Case, kind: DeadlineKind, day: date | None, known: Around) -> tuple[str, ...]:
    if kind in (DeadlineKind.PROMISED, DeadlineKind.LEGAL):
        return tuple(str(line["words"]) for line in case.clock.get(str(kind), []))
    if day and kind is DeadlineKind.ANSWER:
        begun = case.completed_on or case.receipt_on or day
        return rule.answer_lines(begun, day, again=case.completed_on is not None)
    if day and kind is DeadlineKind.CORRECTION and case.notice_on:
        return rule.correction_lines(case.notice_on, day)
    if day and kind is DeadlineKind.DELIVERY and case.decided_on:
        return rule.delivery_lines(case.decided_on, day)
    return rule.gap_lines(known.owed, day) if day else ()


def _step(case: Case, task: CaseTask, due_on: date | None) -> Deadline:
    opened, last = clock.day_of(task.opened_at), task.step_due_on
    share = step_days(case, task.role)
    lines = rule.step_lines(task.title, opened, share or 0, last) if last and share else ()
    title = f"{rules.DEADLINE_TITLES[DeadlineKind.STEP]}：{task.title}"
    return Deadline(DeadlineKind.STEP, title, due_on, lines, key=str(task.pk))


def step_days(case: Case, role: str) -> int | None:
    """How many working days of the promised limit a post has for its step."""
    promised, statutory = limits_of(case, definition_of(case))
    return rules.share_of(role, promised or statutory)


def _stop(row: ClockStop) -> Deadline:
    lines = rule.stop_lines(row.name, row.from_on, row.ends_by, holds=row.holds)
    title = f"{rules.DEADLINE_TITLES[DeadlineKind.STOP]}：{row.name}"
    return Deadline(DeadlineKind.STOP, title, row.ends_by, lines, key=str(row.pk))


def _lit(found: Deadline, case: Case, today: date, calendar: WorkCalendar) -> Deadline:
    """The deadline with what is left today, and its light."""
    if found.due_on is None:
        return found
    near = max(calendar.first, min(found.due_on, calendar.last))
    left = rules.remaining(near, today, calendar=calendar)
    if found.due_on < today:
        left = min(left, -1)
    spot = case.process == "spot" and left >= 0
    light = Light.GREEN if spot else rule.light_of(found.kind, left)
    return Deadline(found.kind, found.title, found.due_on, found.lines, light, found.key, left)
