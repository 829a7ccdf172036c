"""A case as the rules and the figures of supervision see it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from tongban.base import clock
from tongban.base.actors import Channel
from tongban.cases.rules import OPEN, RUNNING, AcceptForm, FinishKind, State
from tongban.cases.rules.materials import REQUIRED, Source
from tongban.feedback.rules import BAD, RevisitState
from tongban.supervision import queries
from tongban.supervision.rules import (
    ASPECTS,
    BAD_RATING,
    Aspect,
    Bad,
    Basis,
    Branch,
    CardState,
    Counted,
    LimitSeen,
    Revisited,
    Seen,
    StepSeen,
    StopSeen,
    day_words,
    late_complaints,
    next_complaint,
)
from tongban.supervision.rules.thresholds import held_days

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date, datetime

    from tongban.base.calendars.rules import WorkCalendar
    from tongban.cases.models import Case, ClockStop
    from tongban.cases.queries import Supervised
    from tongban.feedback.models import Rating
    from tongban.supervision.models import CaseWarning, SampleCase

ONE_DAY = timedelta(days=1)
DECIDED = frozenset({State.GRANTED, State.DENIED, State.MAKING, State.DELIVERING})
UNANSWERED = frozenset({State.SUBMITTED, State.PRECHECKED})
NEED_REASON = frozenset({"1", "2", "3"})
FREE = frozenset({Source.LICENCE, Source.SHARED})
SPECIAL = "special"


def seen(found: Supervised, rating: Rating | None, today: date) -> Seen:
    """What the rules may look at."""
    case = found.case
    held = case.state == State.SUSPENDED and bool(case.clock.get("held"))
    return Seen(
        number=str(case.number),
        running=case.state in OPEN,
        held=held,
        on_the_spot=case.process == "spot",
        light=case.light,
        limits=tuple(_limits(found)),
        due_on=case.due_on,
        accepted_on=case.accepted_on,
        decided_on=case.decided_on,
        notice_on=case.notice_on,
        completed_on=case.completed_on,
        answer_due_on=case.answer_due_on,
        by_silence=case.by_silence,
        steps=tuple(StepSeen(step.step, step.at) for step in found.steps),
        stops=_stops(found.stops),
        second_notices=found.second_notices,
        ended_without_reason=_without_reason(case),
        missing=_missing(found),
        unlisted=_unlisted(found),
        bad_rating_on=clock.day_of(rating.rated_at) if rating and rating.grade in BAD else None,
        unanswered=tuple(_unanswered(found)),
        granted=case.granted is True,
        **_by_hand(found, today),
    )


def _by_hand(found: Supervised, today: date) -> dict[str, Any]:
    """What people wrote down about the case: fees, complaints, what was found in samples."""
    number = str(found.case.number)
    asked, drawn = queries.complaints_seen(number), queries.sampled(number)
    return {
        "fee": queries.fee_seen(found.definition, found.case, queries.fee_notes(number)),
        "late_complaints": tuple(late_complaints(asked, today)),
        "complaint_on": next_complaint(asked, today),
        "sampled": _sampled(drawn, lambda aspects: aspects != [Aspect.FEE]),
        "sampled_fees": _sampled(drawn, lambda aspects: Aspect.FEE in aspects),
    }


def _limits(found: Supervised) -> Iterator[LimitSeen]:
    """The limits that run in the present state of the case."""
    case, state = found.case, State(found.case.state)
    if state in UNANSWERED and case.answer_due_on and case.receipt_on:
        since = case.completed_on or case.receipt_on
        yield LimitSeen(Basis.ANSWER, since, case.answer_due_on)
    if state in RUNNING and case.accepted_on:
        running = (
            (Basis.PROMISED, case.due_on),
            (Basis.STATUTORY, case.legal_due_on),
            (Basis.GAP, case.gap_due_on),
        )
        for basis, due_on in running:
            if due_on:
                yield LimitSeen(basis, case.accepted_on, due_on)
    if state in DECIDED and case.deliver_due_on and case.decided_on:
        yield LimitSeen(Basis.DELIVERY, case.decided_on, case.deliver_due_on)
    for task in found.tasks if state in RUNNING else ():
        if task.step_due_on:
            opened = clock.day_of(task.opened_at)
            yield LimitSeen(Basis.STEP, opened, task.step_due_on, f"“{task.title}”的环节期限")


def _unanswered(found: Supervised) -> Iterator[Branch]:
    """The posts that were asked and whose day passed in silence, each in its department."""
    for task in found.unanswered:
        until = task.step_due_on or clock.day_of(task.opened_at)
        words = f"“{task.title}”应在 {day_words(until)} 以前答复，期满没有答复"
        yield Branch(str(task.pk), task.unit, until + ONE_DAY, words)


def _sampled(
    drawn: Iterable[SampleCase], wanted: Callable[[list[str]], bool]
) -> tuple[Branch, ...]:
    """What was found in samples, each by itself."""
    return tuple(
        Branch(f"sample{row.pk}", "", clock.day_of(row.checked_at), _words_of(row))
        for row in drawn
        if row.checked_at and wanted(row.aspects)
    )


def _words_of(row: SampleCase) -> str:
    where = "、".join(ASPECTS[Aspect(each)] for each in row.aspects)
    return f"抽查 {row.sample.number} 发现问题（{where}）：{row.words}"


def _stops(rows: Iterable[ClockStop]) -> tuple[StopSeen, ...]:
    return tuple(
        StopSeen(
            name=row.name,
            from_on=row.from_on,
            until_on=row.until_on,
            planned_until_on=row.planned_until_on,
            holds=row.holds,
            special=row.kind == SPECIAL,
        )
        for row in rows
    )


def _without_reason(case: Case) -> bool:
    return case.finish_kind in NEED_REASON and not case.finish_reason.strip()


def _missing(found: Supervised) -> tuple[str, ...]:
    """Compulsory materials without which the case was accepted, though nothing allowed that."""
    case = found.case
    if case.accepted_on is None or case.by_silence or case.accept_form != AcceptForm.NORMAL:
        return ()
    return tuple(
        row.name
        for row in found.materials
        if row.need == REQUIRED and not row.source and row.late_due_on is None
    )


def _unlisted(found: Supervised) -> tuple[str, ...]:
    listed = {material.key for material in found.definition.materials}
    return tuple(row.name for row in found.materials if row.key not in listed)


def counted(
    found: Supervised,
    light: str,
    rating: Rating | None,
    cards: Iterable[CaseWarning],
    *,
    calendar: WorkCalendar,
) -> Counted:
    """What the case adds to the figures."""
    case = found.case
    stops = _stops(found.stops)
    needed = [row for row in found.materials if row.need == REQUIRED]
    return Counted(
        state=case.state,
        light=light if case.state in OPEN else "green",
        held=case.state == State.SUSPENDED,
        online=case.channel in ("web", "mobile"),
        submitted_on=_day(case.submitted_at),
        accepted_on=case.accepted_on,
        acted_on=_day(_accepted_at(found)),
        corrected_on=case.notice_on,
        second_notices=found.second_notices,
        decided_on=_done_on(case),
        due_on=case.due_on,
        promised_days=_working(case.accepted_on, case.due_on, stops, calendar),
        actual_days=_working(case.accepted_on, _done_on(case), stops, calendar),
        ended_on=_day(case.concluded_at),
        finish_kind=case.finish_kind,
        on_paper=any(row.source in (Source.PAPER, Source.COUNTER) for row in found.materials),
        lists_licence=any(material.licence for material in found.definition.materials),
        used_licence=any(row.source == Source.LICENCE for row in found.materials),
        materials=len(needed),
        materials_free=sum(row.source in FREE for row in needed),
        stops=tuple(row.from_on for row in found.stops if row.kind == SPECIAL),
        **_of_rating(rating),
        **_of_cards(tuple(cards)),
        **_waits(found, stops, calendar),
    )


def _done_on(case: Case) -> date | None:
    """When the office was done within its limit: it decided, or it reported the case up (转报)."""
    referred = case.finish_kind == FinishKind.REFERRED_UP
    return _day(case.concluded_at) if referred else case.decided_on


def _of_cards(cards: tuple[CaseWarning, ...]) -> dict[str, Any]:
    """Every card, and of those about a bad rating what came of them; written off ones are none."""
    owed = [
        card
        for card in cards
        if card.rule == BAD_RATING and card.answer_due_on and card.state != CardState.WRITTEN_OFF
    ]
    return {
        "cards": tuple((clock.day_of(card.raised_at), card.light) for card in cards),
        "bad": tuple(_bad(card) for card in owed),
    }


def _bad(card: CaseWarning) -> Bad:
    replied, until = _day(card.replied_at), card.answer_due_on
    fixed = card.state == CardState.CONFIRMED
    in_time = fixed and replied is not None and until is not None and replied <= until
    return Bad(clock.day_of(card.raised_at), fixed, in_time)


def _of_rating(rating: Rating | None) -> dict[str, Any]:
    """The rating, and what came of its revisit since what was put right was confirmed."""
    if rating is None:
        return {}
    rated: dict[str, Any] = {"rated_on": clock.day_of(rating.rated_at), "grade": rating.grade}
    if rating.handled_at is None:
        return rated
    state = RevisitState(rating.revisit)
    reached, content = state is not RevisitState.OWED, state is RevisitState.SATISFIED
    return rated | {"revisit": Revisited(clock.day_of(rating.handled_at), reached, content)}


def _waits(
    found: Supervised, stops: tuple[StopSeen, ...], calendar: WorkCalendar
) -> dict[str, Any]:
    """How long the applicant waited for acceptance and for his result, and sat at the counter."""
    case, accepted = found.case, _accepted_at(found)
    submitted, ended = _day(case.submitted_at), _day(case.concluded_at)
    handed = case.state == State.CONCLUDED and case.granted is True
    minutes = None
    if case.channel == Channel.WINDOW and case.submitted_at and _day(case.created_at) == submitted:
        minutes = int((case.submitted_at - case.created_at).total_seconds() // 60)
    return {
        "accept_days": _working(submitted, _day(accepted), stops, calendar),
        "deliver_days": _working(case.decided_on, ended, (), calendar) if handed else None,
        "counter_minutes": minutes,
    }


def _accepted_at(found: Supervised) -> datetime | None:
    return next((step.at for step in found.steps if step.step == "accept"), None)


def _day(moment: datetime | None) -> date | None:
    return clock.day_of(moment) if moment else None


def _working(
    a: date | None, b: date | None, stops: tuple[StopSeen, ...], calendar: WorkCalendar
) -> int:
    """The working days between two days, those on which the clock was held left out."""
    if a is None or b is None or not calendar.first <= a <= b <= calendar.last:
        return 0
    return calendar.count(a, b) - held_days(stops, a, b, calendar=calendar)
