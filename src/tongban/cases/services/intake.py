"""At the counter: pre-check, accept, ask once for corrections, refuse."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from tongban.base import audit, clock, outbox
from tongban.base.actors import SYSTEM
from tongban.base.errors import Refusal, require
from tongban.cases import events, perms, rules
from tongban.cases.queries.facts import definition_of, facts, promise_of
from tongban.cases.rules import acceptance_papers, papers
from tongban.cases.rules.materials import Source
from tongban.cases.rules.promises import GAP_CONSEQUENCE
from tongban.cases.services import asking, gaps, ground, handing, promising, together
from tongban.cases.services.papers import add
from tongban.items.rules.limits import spoken

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from tongban.base.actors import Actor
    from tongban.cases.models import Case
    from tongban.items.rules import ItemDefinition

LONGEST_NOTE, LONGEST_REASON, LONGEST_OFFICE, MOST_REASONS = 500, 1_000, 100, 20
UNSEEN = ("", Source.PROMISE)  # Of these there is nothing to look at.
REVIEW_OFFICE = "本级人民政府"
COURT = "有管辖权的人民法院"


class CheckNotFinished(Refusal):
    """A material was found wrong, or not looked at, and the case was to be accepted."""

    code = "cases.check_not_finished"
    sentence = "还有材料没有核对。请逐项核对后再受理。"


@transaction.atomic
def precheck(*, actor: Actor, number: str, now: datetime, version: int | None = None) -> Case:
    """Note that what came in online looks complete; this is not an acceptance yet.

    The applicant is told, and what happens next.
    """
    case = ground.locked(actor, number, version=version)
    require(perms.may_take(actor, case, rules.Step.PRECHECK))
    handing.first_asked(case, actor, now)
    before = case.state
    case.state = rules.precheck(facts(case, now)).state
    ground.keep(case, now)
    ground.note(case, actor, rules.Step.PRECHECK, before=before, now=now)
    audit.record(actor, events.CasePrechecked.name, number, at=now)
    outbox.publish(events.CasePrechecked(number=number))
    return case


@transaction.atomic
def accept(
    *,
    actor: Actor,
    number: str,
    note: str = "",
    gap_due_on: date | None = None,
    now: datetime,
    version: int | None = None,
) -> Case:
    """Accept a case and start its limits (行政许可法 第三十二条、第四十二条).

    Promised materials (容缺后补) get their day, the last possible one unless `gap_due_on` names
    another.  What is decided on a promise (告知承诺) waits for its decision on the spot.  Declined
    with `StepNotAllowed`, `MaterialsMissing`, `CheckNotFinished` when a material was not looked
    at, or the refusals of `gaps.let_follow`; nothing is written then.
    """
    case = ground.locked(actor, number, version=version)
    require(perms.may_take(actor, case, rules.Step.ACCEPT))
    together.require_accepted(case, actor)
    words = ground.fitting(note, LONGEST_NOTE, "note")
    promising.put_on_the_spot(case)
    decided = _judged(case, actor, now)
    handing.first_asked(case, actor, now)
    before = case.state
    write_acceptance(case, decided)
    late = gaps.let_follow(case, decided, gap_due_on, actor, now)
    asking.start_review(case, now)
    ground.keep(case, now)
    ground.note(case, actor, rules.Step.ACCEPT, before=before, now=now, words=words)
    acceptance_paper(case, decided, late, actor, now)
    audit.record(
        actor, events.CaseAccepted.name, number, at=now,
        due_on=str(case.due_on), by_silence=decided.by_silence, form=case.accept_form,
    )  # fmt: skip
    outbox.publish(events.CaseAccepted(number=number))
    return case


@transaction.atomic
def accept_with_gap(
    *,
    actor: Actor,
    number: str,
    gap_due_on: date,
    signed_on_paper: bool,
    now: datetime,
    version: int | None = None,
) -> Case:
    """Accept with a gap (容缺受理) at the counter, where the promise may be signed just now.

    Declined as `accept` is, and with `PromiseBarred`.
    """
    ground.locked(actor, number, version=version)
    if signed_on_paper:
        promising.promise_gap(actor=actor, number=number, now=now)
    return accept(actor=actor, number=number, gap_due_on=gap_due_on, now=now)


def _judged(case: Case, actor: Actor, now: datetime) -> rules.Acceptance:
    """The decision to accept; the system accepts by silence only, a clerk what he has checked."""
    decided = rules.accept(facts(case, now))
    if decided.by_silence:
        return decided
    if actor.is_system and not together.was_accepted(case):
        raise rules.NotSilentYet
    if case.materials.filter(verdict="").exclude(source__in=UNSEEN).exists():
        raise CheckNotFinished
    return decided


def write_acceptance(case: Case, decided: rules.Acceptance) -> None:
    """Put the decision into the case; the caller keeps it."""
    case.state = decided.state
    case.accepted_at, case.accepted_on = decided.accepted_at, decided.accepted_on
    case.by_silence = decided.by_silence
    ground.set_clock(case, decided.clock)


def acceptance_paper(
    case: Case,
    decided: rules.Acceptance,
    late: tuple[papers.LateMaterial, ...],
    actor: Actor,
    now: datetime,
) -> None:
    """Write 受理通知书 or, with late materials, 容缺受理通知书."""
    definition = definition_of(case)
    promised, legal = decided.clock.promised, decided.clock.legal
    kind: type[papers.Paper] = acceptance_papers.GapAcceptance if late else papers.Acceptance
    more: dict[str, Any] = (
        {"gap_due_on": case.gap_due_on, "consequence": GAP_CONSEQUENCE} if late else {}
    )
    add(
        case,
        kind,
        actor=actor,
        now=now,
        applied_on=clock.day_of(case.submitted_at or now),
        accepted_on=decided.accepted_on,
        due_on=promised.due_on or decided.accepted_on,
        limit=_limit_in_words(case, definition),
        counted=tuple(line.words for line in promised.lines),
        legal_due_on=legal.due_on if legal else None,
        legal_limit=spoken(definition.statutory) if definition.statutory else "",
        result=definition.result.name,
        fee="不收费" if not definition.fee.charged else "按公示标准收费",
        late_materials=late,
        **more,
    )


def _limit_in_words(case: Case, definition: ItemDefinition) -> str:
    if case.accept_form == rules.AcceptForm.PROMISE:
        return "当场办结"
    return spoken(promise_of(case, definition))


@transaction.atomic
def refuse(
    *,
    actor: Actor,
    number: str,
    reasons: Sequence[str],
    competent_office: str = "",
    now: datetime,
    version: int | None = None,
) -> Case:
    """Decide not to take the case in (不予受理), with reasons and remedies."""
    case = ground.locked(actor, number, version=version)
    require(perms.may_take(actor, case, rules.Step.REFUSE))
    kept = tuple(ground.fitting(each, LONGEST_REASON, "reasons") for each in reasons)
    office = ground.fitting(competent_office, LONGEST_OFFICE, "competent_office")
    decided = rules.refuse(facts(case, now), kept[:MOST_REASONS], competent_office=office)
    handing.first_asked(case, actor, now)
    before = case.state
    case.state = decided.state
    reason = "；".join(decided.reasons)
    ground.close(case, rules.FinishKind.RETURNED, reason, now)
    ground.keep(case, now)
    ground.note(case, actor, rules.Step.REFUSE, before=before, now=now, words=reason)
    add(
        case,
        papers.Refusal,
        actor=actor,
        now=now,
        applied_on=clock.day_of(case.submitted_at or now),
        decided_on=timezone.localdate(now),
        reasons=decided.reasons,
        competent_office=decided.competent_office,
        review_office=REVIEW_OFFICE,
        court=COURT,
    )
    audit.record(actor, events.CaseRefused.name, number, at=now)
    outbox.publish(events.CaseRefused(number=number))
    return case


def accept_silent(*, number: str, now: datetime) -> Case:
    """Accept by silence a case that nobody answered within five days (第三十二条第四项).

    Declined with `NotSilentYet` while the office may still answer.
    """
    return accept(actor=SYSTEM, number=number, note="逾期未告知，自收到之日起即为受理", now=now)
