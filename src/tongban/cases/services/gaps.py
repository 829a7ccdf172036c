"""容缺受理: accepted with a gap that was promised to be filled, and what happens if it is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from tongban.base import audit, outbox
from tongban.base.actors import SYSTEM
from tongban.cases import events, rules
from tongban.cases.queries.facts import calendar_of, definition_of, facts, gap_policy
from tongban.cases.rules import AcceptForm, acceptance_papers, papers
from tongban.cases.services import broken, ending, ground, promising
from tongban.cases.services.papers import add

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from tongban.base.actors import Actor
    from tongban.cases.models import Case, CaseMaterial


def let_follow(
    case: Case, decided: rules.Acceptance, chosen: date | None, actor: Actor, now: datetime
) -> tuple[papers.LateMaterial, ...]:
    """Give the materials that may follow their day; part of accepting a case.

    Nothing is asked for later where the office was silent.  Declined with `GapNotPromised`,
    `PromiseBarred`, `GapNotPossible` or `GapDayWrong`.
    """
    rows = [] if decided.by_silence else promising.missing(case)
    if not rows:
        return ()
    _promised(case, rows)
    broken.not_barred(case.applicant_id)
    day = rules.gap_day(
        chosen, decided.accepted_on, case.due_on or decided.accepted_on,
        calendar=calendar_of(case, timezone.localdate(now)), policy=gap_policy(),
    )  # fmt: skip
    case.accept_form, case.gap_due_on = AcceptForm.GAP, day
    late = tuple(_late(case, row, day) for row in rows)
    case.promises.filter(kind=AcceptForm.GAP, taken_back_at=None).update(due_on=day)
    _promise_paper(case, late, actor, now)
    return late


def _promised(case: Case, rows: Sequence[CaseMaterial]) -> None:
    signed = promising.standing(case, AcceptForm.GAP)
    keys = {one["key"] for one in signed.terms["materials"]} if signed else set()
    unsaid = tuple(row.name for row in rows if row.key not in keys)
    if unsaid:
        raise rules.GapNotPromised(unsaid)


def _late(case: Case, row: CaseMaterial, day: date) -> papers.LateMaterial:
    row.late_due_on = day
    row.save(update_fields=["late_due_on"])
    described = definition_of(case).material(row.key)
    return papers.LateMaterial(row.name, described.form if described else "", day)


def _promise_paper(
    case: Case, late: tuple[papers.LateMaterial, ...], actor: Actor, now: datetime
) -> None:
    signed = promising.standing(case, AcceptForm.GAP)
    if signed is None:
        raise ValueError("a gap is accepted on a promise")
    add(
        case, acceptance_papers.GapPromise, actor=actor, now=now,
        promised=tuple(signed.terms["promised"]), late_materials=late,
        signed_at=timezone.localtime(signed.signed_at), signed_way=way_of(signed.way),
    )  # fmt: skip


def way_of(way: str) -> str:
    """How it was signed, in words."""
    return "在窗口签署纸质承诺书" if way == promising.PAPER else "本人登录后在线签署"


def follow(case: Case, now: datetime) -> None:
    """Note whether the gap is filled now, or open again; the caller keeps the case."""
    if case.accept_form != AcceptForm.GAP:
        return
    signed = promising.standing(case, AcceptForm.GAP)
    if signed is None:
        return
    filled = not facts(case, now).gap
    if filled:
        signed.outcome, signed.closed_at, case.gap_due_on = "kept", now, None
    elif signed.closed_at is not None:
        today = timezone.localdate(now)
        fresh = calendar_of(case, today).add(today, gap_policy().margin)
        signed.outcome, signed.closed_at = "", None
        case.gap_due_on = max(fresh, signed.due_on or fresh)
    signed.save(update_fields=["outcome", "closed_at"])


@transaction.atomic
def lapse_gap(*, number: str, now: datetime) -> Case:
    """End a case whose promised materials did not come by their day; it counts as withdrawn.

    Once only: declined with `GapNotLapsed` or `StepNotAllowed` otherwise.
    """
    case = ground.locked(SYSTEM, number)
    decided = rules.lapse_gap(facts(case, now), case.gap_due_on)
    before = case.state
    case.state, case.gap_due_on = decided.state, None
    signed = promising.standing(case, AcceptForm.GAP)
    if signed is not None:
        signed.outcome, signed.closed_at, signed.findings = "broken", now, decided.reason
        signed.save(update_fields=["outcome", "closed_at", "findings"])
    broken.enter(case, AcceptForm.GAP, decided.reason, now)
    ending.end(case, decided.finish_kind, decided.reason, now)
    ground.note(case, SYSTEM, rules.Step.LAPSE_GAP, before=before, now=now, words=decided.reason)
    audit.record(SYSTEM, events.GapLapsed.name, number, at=now)
    outbox.publish(events.GapLapsed(number=number))
    return case
