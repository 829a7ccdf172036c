"""The deadlines of a case: each with its day, its light and the sentences that explain it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from tongban.base import clock
from tongban.cases import rules
from tongban.cases.queries.facts import calendar_of, definition_of, limits_of
from tongban.cases.rules import Deadline, DeadlineKind, Light, State
from tongban.cases.rules import deadlines as rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from tongban.base.calendars.rules import WorkCalendar
    from tongban.cases.models import Case, CaseTask, ClockStop

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
    found = _found(case, known or around(case))
    return tuple(_lit(each, case, today, calendar) for each in found)


def _found(case: Case, known: Around) -> Iterator[Deadline]:
    if case.state in ANSWERING and case.answer_due_on:
        yield _answer(case, case.answer_due_on)
    if case.state == State.CORRECTION and case.correction_due_on and case.notice_on:
        lines = rule.correction_lines(case.notice_on, case.correction_due_on)
        yield _deadline(DeadlineKind.CORRECTION, case.correction_due_on, lines)
    if case.state in rules.UNDER_REVIEW:
        yield from _running(case, known)
        if case.gap_due_on:
            lines = rule.gap_lines(known.owed, case.gap_due_on)
            yield _deadline(DeadlineKind.GAP, case.gap_due_on, lines)
    if case.state in DELIVERING and case.deliver_due_on and case.decided_on:
        lines = rule.delivery_lines(case.decided_on, case.deliver_due_on)
        yield _deadline(DeadlineKind.DELIVERY, case.deliver_due_on, lines)


def _running(case: Case, known: Around) -> Iterator[Deadline]:
    held = bool(case.clock.get("held"))
    promised, legal = _words(case, "promised"), _words(case, "legal")
    yield _deadline(DeadlineKind.PROMISED, None if held else case.due_on, promised)
    if case.legal_due_on:
        yield _deadline(DeadlineKind.LEGAL, None if held else case.legal_due_on, legal)
    for task in known.tasks:
        yield _step(case, task, held=held)
    for stop in known.stops:
        yield _stop(stop)


def _answer(case: Case, due_on: date) -> Deadline:
    begun = case.completed_on or case.receipt_on or due_on
    lines = rule.answer_lines(begun, due_on, again=case.completed_on is not None)
    return _deadline(DeadlineKind.ANSWER, due_on, lines)


def _step(case: Case, task: CaseTask, *, held: bool) -> Deadline:
    opened, due = clock.day_of(task.opened_at), task.step_due_on
    days = step_days(case, task.role)
    lines = rule.step_lines(task.title, opened, days or 0, due) if due and days else ()
    title = f"{rules.DEADLINE_TITLES[DeadlineKind.STEP]}：{task.title}"
    return Deadline(DeadlineKind.STEP, title, None if held else due, lines, key=str(task.pk))


def step_days(case: Case, role: str) -> int | None:
    """How many working days of the promised limit a post has for its step."""
    promised, statutory = limits_of(case, definition_of(case))
    return rules.share_of(role, promised or statutory)


def _stop(row: ClockStop) -> Deadline:
    lines = rule.stop_lines(row.name, row.from_on, row.ends_by, holds=row.holds)
    title = f"{rules.DEADLINE_TITLES[DeadlineKind.STOP]}：{row.name}"
    return Deadline(DeadlineKind.STOP, title, row.ends_by, lines, key=str(row.pk))


def _deadline(kind: DeadlineKind, due_on: date | None, lines: tuple[str, ...]) -> Deadline:
    return Deadline(kind, rules.DEADLINE_TITLES[kind], due_on, lines)


def _words(case: Case, which: str) -> tuple[str, ...]:
    return tuple(str(line["words"]) for line in case.clock.get(which, []))


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
