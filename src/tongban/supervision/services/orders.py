"""Orders to act (督办): issued, replied to, sent back, escalated, closed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import structlog
from django.db import transaction

from tongban.access.rules import Role
from tongban.base import audit, clock, numbering, outbox
from tongban.base.actors import SYSTEM
from tongban.base.errors import Invalid, Refusal, Stale, require
from tongban.directory import queries as directory
from tongban.supervision import events, perms, queries, rules
from tongban.supervision.models import CaseTouch, CaseWarning, OrderEntry, SupervisionOrder
from tongban.supervision.rules import CardState, OrderState, OrderStep
from tongban.supervision.services import cards, letters, telling

if TYPE_CHECKING:
    from datetime import date, datetime

    from tongban.base.actors import Actor

log = structlog.get_logger()
LONGEST_DAYS = timedelta(days=90)
AGAIN_DAYS = 2
HEAD, ADVICE = 1, 2
_CLOSED_CARDS = frozenset({CardState.CONFIRMED, CardState.WRITTEN_OFF})


class AlreadyOrdered(Refusal):
    """There is an order about this card."""

    code = "supervision.already_ordered"
    sentence = "这张牌已经发过督办，请到督办里继续办理。"


class CardClosed(Refusal):
    """The card was confirmed or written off; nothing is left to order."""

    code = "supervision.card_closed"
    sentence = "这张牌已经确认或者核销，不能再发督办。"


class AnswerDayWrong(Invalid):
    """The day by which an office shall reply has passed or lies too far away."""

    code = "supervision.answer_day_wrong"

    def __init__(self) -> None:
        sentence = "回复日期要在今天以后、90 天以内。"
        super().__init__(sentence, fields={"answer_due_on": sentence})


@transaction.atomic
def issue_order(
    *, actor: Actor, serial: str, content: str, answer_due_on: date | None, now: datetime
) -> SupervisionOrder:
    """Order the department of a card to act and to reply by a day (督办).

    Declined with `AlreadyOrdered`, `CardClosed`, `AnswerDayWrong` or `WordsMissing`.
    """
    require(perms.may_supervise(actor))
    card = queries.card_for_change(actor, serial)
    if SupervisionOrder.objects.filter(card=card).exists():
        raise AlreadyOrdered
    if card.state in _CLOSED_CARDS:
        raise CardClosed
    words = rules.said(content=(content, "督办内容"))["content"]
    due_on = _answer_day(answer_due_on, now)
    order = _issued(actor, card, words, due_on, now)
    _note(order, actor, OrderStep.ISSUE, now, reason=words, due_on=due_on)
    letters.add(order, letters.ORDER, now=now)
    audit.record(
        actor, events.OrderIssued.name, card.case_number, at=now, order=order.number,
        due_on=str(due_on),
    )  # fmt: skip
    outbox.publish(events.OrderIssued(number=card.case_number, order=order.number))
    telling.of_order(order, "order.issued", now)
    return order


def _issued(
    actor: Actor, card: CaseWarning, words: str, due_on: date, now: datetime
) -> SupervisionOrder:
    year = clock.day_of(now).year
    post = actor.post_for(Role.SUPERVISOR)
    return SupervisionOrder.objects.create(
        number=f"DB{year}{numbering.next_number('orders', period=str(year)):06d}",
        card=card,
        case_number=card.case_number,
        unit=card.unit,
        unit_name=directory.department(card.unit).name,
        item_name=card.item_name,
        item_type=card.item_type,
        content=words,
        issued_at=now,
        issued_by=actor.name,
        issuer=directory.department(post.unit).name if post else "",
        answer_due_on=due_on,
    )


def _answer_day(day: date | None, now: datetime) -> date:
    today = clock.day_of(now)
    if day is None or not today < day <= today + LONGEST_DAYS:
        raise AnswerDayWrong
    return day


@transaction.atomic
def reply_order(
    *, actor: Actor, number: str, reason: str, measure: str, version: int, now: datetime
) -> SupervisionOrder:
    """Reply for the department: why it came to this and what is done about it."""
    order = _locked(actor, number, version)
    require(perms.may_reply(actor, order))
    order.state = rules.order_after(order.state, OrderStep.REPLY)
    words = rules.said(reason=(reason, "原因"), measure=(measure, "整改措施"))
    _keep(order)
    _note(order, actor, OrderStep.REPLY, now, reason=words["reason"], measure=words["measure"])
    audit.record(actor, events.ORDER_REPLIED, order.case_number, at=now, order=number)
    return order


@transaction.atomic
def return_order(
    *, actor: Actor, number: str, reason: str, answer_due_on: date | None, version: int,
    now: datetime,
) -> SupervisionOrder:  # fmt: skip
    """Send a reply back with the reason; the department replies anew by another day."""
    order = _locked(actor, number, version)
    require(perms.may_supervise(actor))
    order.state = rules.order_after(order.state, OrderStep.RETURN)
    words = rules.said(reason=(reason, "退回的理由"))
    order.answer_due_on = _answer_day(answer_due_on, now)
    _keep(order)
    _note(order, actor, OrderStep.RETURN, now, reason=words["reason"], due_on=order.answer_due_on)
    audit.record(actor, events.ORDER_RETURNED, order.case_number, at=now, order=number)
    telling.of_order(order, "order.returned", now, turn=order.version)
    return order


@transaction.atomic
def close_order(
    *, actor: Actor, number: str, reason: str, version: int, now: datetime
) -> SupervisionOrder:
    """Accept the reply and close the order; its card is confirmed with it."""
    order = _locked(actor, number, version)
    require(perms.may_supervise(actor))
    order.state = rules.order_after(order.state, OrderStep.CLOSE)
    words = rules.said(reason=(reason, "审核意见"))
    order.closed_at = now
    _keep(order)
    _note(order, actor, OrderStep.CLOSE, now, reason=words["reason"])
    still = CaseWarning.objects.filter(pk=order.card_id).exclude(state__in=_CLOSED_CARDS)
    if still.update(
        state=CardState.CONFIRMED, review=words["reason"], reviewed_at=now, reviewed_by=actor.name
    ):
        cards.confirmed(order.card, actor, now)
    CaseTouch.objects.create(number=order.case_number)
    audit.record(actor, events.ORDER_CLOSED, order.case_number, at=now, order=number)
    telling.of_order(order, "order.closed", now)
    return order


def escalate(*, now: datetime) -> int:
    """Take every order further whose day has passed without a reply; returns how many.

    The first time it goes to the head of the department with two more working days, the second
    time the written advice (监察建议书) is made.  Each happens once, the longest overdue first.
    """
    done = 0
    for number in queries.unreplied(clock.day_of(now)):
        try:
            done += _escalate(number, now)
        except Exception as failed:  # noqa: BLE001 - one broken order must not stop the others
            log.warning("supervision.escalation_failed", order=number, reason=type(failed).__name__)
    return done


@transaction.atomic
def _escalate(number: str, now: datetime) -> bool:
    order = SupervisionOrder.objects.select_for_update().get(number=number)
    late = order.state == OrderState.ISSUED and order.answer_due_on < clock.day_of(now)
    if not late or order.level >= ADVICE:
        return False
    order.level += 1
    step = OrderStep.ESCALATE if order.level == HEAD else OrderStep.ADVISE
    order.state = rules.order_after(order.state, step)
    order.answer_due_on = queries.working_day_after(order.card.region, AGAIN_DAYS, now)
    _keep(order)
    _note(order, SYSTEM, step, now, due_on=order.answer_due_on)
    if order.level == ADVICE:
        letters.add(order, letters.ADVICE, now=now)
    audit.record(
        SYSTEM, events.OrderEscalated.name, order.case_number, at=now,
        order=number, level=order.level,
    )  # fmt: skip
    outbox.publish(events.OrderEscalated(number=order.case_number, order=number, level=order.level))
    telling.of_order(order, "order.escalated", now, turn=order.level)
    return True


def _locked(actor: Actor, number: str, version: int) -> SupervisionOrder:
    rows = SupervisionOrder.objects.filter(perms.orders_visible_to(actor), number=number)
    order = rows.select_for_update(of=("self",)).first()
    if order is None:
        raise queries.OrderUnknown
    if order.version != version:
        raise Stale
    return order


def _keep(order: SupervisionOrder) -> None:
    order.version += 1
    order.save()


def _note(
    order: SupervisionOrder,
    actor: Actor,
    step: OrderStep,
    now: datetime,
    *,
    reason: str = "",
    measure: str = "",
    due_on: date | None = None,
) -> None:
    OrderEntry.objects.create(
        order=order, step=step, at=now, actor_name=actor.name, reason=reason, measure=measure,
        due_on=due_on,
    )  # fmt: skip
