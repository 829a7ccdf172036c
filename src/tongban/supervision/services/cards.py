"""Cards: raised once, answered by the office, reviewed or written off by a supervisor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from tongban.base import audit, clock, numbering, outbox
from tongban.base.actors import SYSTEM
from tongban.base.errors import require
from tongban.feedback import queries as ratings
from tongban.feedback import services as feedback
from tongban.supervision import events, perms, queries, rules
from tongban.supervision.models import CaseTouch, CaseWarning
from tongban.supervision.rules import CardState, CardStep
from tongban.supervision.services import telling

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from tongban.base.actors import Actor
    from tongban.base.calendars.rules import WorkCalendar
    from tongban.cases.queries import Supervised
    from tongban.supervision.rules import Finding

LONGEST = 1000


def raise_new(
    found: Supervised, findings: Iterable[Finding], *, calendar: WorkCalendar, now: datetime
) -> None:
    """Raise the cards that are missing for these findings, in order, in the open transaction.

    The caller holds the watch of the case, so nobody else raises the same ones.
    """
    known = CaseWarning.objects.filter(case_number=found.case.number)
    raised = frozenset(known.values_list("rule", "light", "branch"))
    for finding, passed in rules.to_raise(findings, raised):
        _raise(found, finding, passed=passed, calendar=calendar, now=now)


def _raise(
    found: Supervised, finding: Finding, *, passed: bool, calendar: WorkCalendar, now: datetime
) -> None:
    case, rule = found.case, finding.rule
    owed = rule.answer_days and not passed
    today = clock.day_of(now)
    card = CaseWarning.objects.create(
        serial=_serial(today.year),
        case_number=str(case.number),
        unit=finding.unit or case.unit,
        place="" if finding.unit else case.place,
        region=case.region,
        item_key=case.item_key,
        item_name=case.item_name,
        item_type=found.definition.type_code,
        rule=rule.code,
        rule_version=rule.version,
        title=rule.title,
        light=rule.light,
        branch=finding.branch,
        words=finding.words[:LONGEST],
        arose_on=finding.arose_on,
        raised_at=now,
        told=list(rule.told),
        state=CardState.OPEN if owed else CardState.INFORMING,
        answer_due_on=calendar.add(today, rule.answer_days) if owed else None,
    )
    number, light = str(case.number), str(rule.light)
    audit.record(SYSTEM, events.WarningRaised.name, number, at=now, rule=rule.code, light=light)
    outbox.publish(events.WarningRaised(number=number, rule=rule.code, light=light))
    telling.card_raised(card, now)


def _serial(year: int) -> str:
    return f"JC{year}{numbering.next_number('cards', period=str(year)):07d}"


def lapse(*, card_id: int, now: datetime) -> bool:
    """Note, once, that a card was not answered in time; True if this call did.

    The caller then raises the card of rule W1 for the case.
    """
    open_ones = CaseWarning.objects.filter(pk=card_id, state=CardState.OPEN, lapsed_at=None)
    return bool(open_ones.update(lapsed_at=now))


@transaction.atomic
def answer_card(
    *, actor: Actor, serial: str, reason: str, measure: str, now: datetime
) -> CaseWarning:
    """Say why it came to this and what is done about it (反馈)."""
    card = _locked(actor, serial)
    require(perms.may_answer(actor, card))
    card.state = rules.card_after(card.state, CardStep.ANSWER)
    words = rules.said(reason=(reason, "原因"), measure=(measure, "措施"))
    card.reply, card.measure = words["reason"], words["measure"]
    card.replied_at, card.replied_by = now, actor.name
    _keep(card)
    audit.record(actor, events.CARD_ANSWERED, card.case_number, at=now, serial=serial)
    return card


@transaction.atomic
def review_card(
    *, actor: Actor, serial: str, accepted: bool, words: str, now: datetime
) -> CaseWarning:
    """Confirm what was answered, or send it back to be answered again by a new day."""
    card = _locked(actor, serial)
    require(perms.may_supervise(actor))
    step = CardStep.CONFIRM if accepted else CardStep.RETURN
    card.state = rules.card_after(card.state, step)
    card.review = rules.said(words=(words, "审核意见"))["words"]
    card.reviewed_at, card.reviewed_by = now, actor.name
    if step is CardStep.RETURN:
        card.answer_due_on, card.lapsed_at = queries.day_after(card, now), None
    _keep(card)
    audit.record(
        actor, events.CARD_REVIEWED, card.case_number, at=now, serial=serial, accepted=accepted
    )
    if step is CardStep.RETURN:
        telling.card_returned(card, now)
    else:
        confirmed(card, actor, now)
    return card


def confirmed(card: CaseWarning, actor: Actor, now: datetime) -> None:
    """Go on with what a confirmed card asks for; part of a command.

    What was put right after a bad rating is confirmed: now the applicant is asked (回访), also of
    his life event as a whole where the case answers for that.
    """
    if card.rule != rules.BAD_RATING:
        return
    due_on = queries.working_day_after(card.region, ratings.revisit_within(), now)
    for rating in ratings.answered_for(actor, card.case_number):
        feedback.call_for_revisit(actor=actor, number=rating.number, due_on=due_on, now=now)


@transaction.atomic
def write_off_card(*, actor: Actor, serial: str, reason: str, now: datetime) -> CaseWarning:
    """Write a card off (核销): it was raised for something the office does not answer for."""
    card = _locked(actor, serial)
    require(perms.may_supervise(actor))
    card.state = rules.card_after(card.state, CardStep.WRITE_OFF)
    card.review = rules.said(reason=(reason, "核销理由"))["reason"]
    card.reviewed_at, card.reviewed_by = now, actor.name
    _keep(card)
    audit.record(actor, events.CARD_WRITTEN_OFF, card.case_number, at=now, serial=serial)
    return card


def _keep(card: CaseWarning) -> None:
    """Save the card, and have its case looked at: what became of a card is in the figures."""
    card.save()
    CaseTouch.objects.create(number=card.case_number)


def _locked(actor: Actor, serial: str) -> CaseWarning:
    rows = CaseWarning.objects.filter(perms.visible_to(actor), serial=serial)
    card = rows.select_for_update(of=("self",)).first()
    if card is None:
        raise queries.CardUnknown
    return card
