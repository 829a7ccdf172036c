"""Answering cards, ordering, replying, escalating, closing; who may, and what is declined."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.cases.circumstances import accepted, applicant, day, told
from tests.supervision.supervising import card, swept
from tongban.base.errors import Forbidden, NotFound, Stale
from tongban.base.models import AuditEntry
from tongban.demo.services import stories
from tongban.supervision import queries, rules, services
from tongban.supervision.models import CaseWarning, OrderEntry
from tongban.supervision.rules import OrderState

if TYPE_CHECKING:
    from tongban.supervision.models import SupervisionOrder

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample_area")]
SUPERVISOR, APPROVER, HANDLER = "supervisor", "approver", "handler"


def red() -> CaseWarning:
    number = accepted()
    swept(day(15))
    return card(number, "L2", "red")


def ordered(serial: str = "", **change: Any) -> SupervisionOrder:
    given: dict[str, Any] = {
        "actor": stories.staff(SUPERVISOR), "serial": serial or red().serial,
        "content": "查明超期原因，限期办结", "answer_due_on": day(17).date(), "now": day(15),
    }  # fmt: skip
    return services.issue_order(**(given | change))


def replied(order: SupervisionOrder, username: str = APPROVER) -> SupervisionOrder:
    return services.reply_order(
        actor=stories.staff(username), number=order.number, reason="系统故障", measure="已办结",
        version=order.version, now=day(16),
    )  # fmt: skip


def steps(number: str) -> list[str]:
    rows = OrderEntry.objects.filter(order__number=number).order_by("id")
    return list(rows.values_list("step", flat=True))


def test_an_office_answers_a_card_and_the_supervisor_confirms() -> None:
    serial = red().serial
    services.answer_card(
        actor=stories.staff(HANDLER), serial=serial, reason="等检测", measure="催办", now=day(16)
    )

    services.review_card(
        actor=stories.staff(SUPERVISOR), serial=serial, accepted=True, words="情况属实",
        now=day(16),
    )  # fmt: skip

    row = CaseWarning.objects.get(serial=serial)
    assert (row.state, row.reply, row.review) == ("confirmed", "等检测", "情况属实")
    with pytest.raises(rules.CardStepNotAllowed):
        services.write_off_card(
            actor=stories.staff(SUPERVISOR), serial=serial, reason="误报", now=day(17)
        )


def test_an_answer_sent_back_is_owed_anew() -> None:
    serial = red().serial
    services.answer_card(
        actor=stories.staff(APPROVER), serial=serial, reason="忙", measure="尽快", now=day(16)
    )

    services.review_card(
        actor=stories.staff(SUPERVISOR), serial=serial, accepted=False, words="没有说明原因",
        now=day(16),
    )  # fmt: skip

    row = CaseWarning.objects.get(serial=serial)
    assert (row.state, row.answer_due_on) == ("open", day(20).date())


def test_a_card_is_written_off_with_its_reason_by_a_supervisor_only() -> None:
    serial = red().serial
    with pytest.raises(Forbidden):
        services.write_off_card(
            actor=stories.staff(APPROVER), serial=serial, reason="误报", now=day(16)
        )
    with pytest.raises(rules.WordsMissing):
        services.write_off_card(
            actor=stories.staff(SUPERVISOR), serial=serial, reason="  ", now=day(16)
        )

    services.write_off_card(
        actor=stories.staff(SUPERVISOR), serial=serial, reason="系统迁移造成", now=day(16)
    )

    assert CaseWarning.objects.get(serial=serial).state == "written_off"


def test_an_order_is_replied_to_returned_replied_again_and_closed() -> None:
    order = ordered()
    order = replied(order)
    order = services.return_order(
        actor=stories.staff(SUPERVISOR), number=order.number, reason="措施不具体",
        answer_due_on=day(20).date(), version=order.version, now=day(16),
    )  # fmt: skip
    order = replied(order)

    order = services.close_order(
        actor=stories.staff(SUPERVISOR), number=order.number, reason="已整改",
        version=order.version, now=day(17),
    )  # fmt: skip

    assert order.state == OrderState.CLOSED
    assert steps(order.number) == ["issue", "reply", "return", "reply", "close"]
    assert CaseWarning.objects.get(pk=order.card_id).state == "confirmed"
    events = AuditEntry.objects.filter(subject=order.case_number, event__contains="order")
    assert list(events.order_by("id").values_list("event", flat=True)) == [
        "supervision.order_issued", "supervision.order_replied", "supervision.order_returned",
        "supervision.order_replied", "supervision.order_closed",
    ]  # fmt: skip


def test_an_order_without_reply_goes_to_the_head_then_becomes_written_advice_once_each() -> None:
    order = ordered()
    for passed in (17, 18, 18, 19, 25, 26, 60, 61):
        swept(day(passed))

    order.refresh_from_db()
    assert steps(order.number) == ["issue", "escalate", "advise"]
    assert order.level == 2
    assert told(order.case_number).count("supervision.order_escalated") == 2
    letters = queries.order(stories.staff(SUPERVISOR), order.number).letters
    assert [letter.kind for letter in letters] == ["order", "advice"]


def test_after_escalation_only_the_head_replies() -> None:
    order = ordered()
    swept(day(18))
    order.refresh_from_db()

    with pytest.raises(Forbidden):
        replied(order, HANDLER)
    assert replied(order, APPROVER).state == OrderState.REPLIED


def test_one_broken_order_does_not_stop_the_others() -> None:
    broken, whole = ordered(), ordered()
    CaseWarning.objects.filter(pk=broken.card_id).update(region="nowhere")

    swept(day(18))

    assert (steps(broken.number), steps(whole.number)) == (["issue"], ["issue", "escalate"])


@pytest.mark.parametrize("kind", ["order", "advice"])
def test_a_letter_is_printed_once_and_says_what_was_found(kind: str) -> None:
    order = ordered()
    swept(day(18))
    swept(day(30))

    content, name = services.open_letter(
        actor=stories.staff(SUPERVISOR), number=order.number, kind=kind, now=day(30)
    )
    again, _ = services.open_letter(
        actor=stories.staff(APPROVER), number=order.number, kind=kind, now=day(31)
    )

    assert content.startswith(b"%PDF")
    assert order.number in name
    assert again == content
    printed = AuditEntry.objects.filter(event="supervision.letter_printed")
    assert printed.count() == 1


def test_what_may_not_be_ordered() -> None:
    found = red()
    ordered(found.serial)
    closed = red()
    services.write_off_card(
        actor=stories.staff(SUPERVISOR), serial=closed.serial, reason="误报", now=day(15)
    )

    for serial, change, refusal in (
        (found.serial, {}, "AlreadyOrdered"),
        (closed.serial, {}, "CardClosed"),
        (red().serial, {"answer_due_on": day(15).date()}, "AnswerDayWrong"),
        (red().serial, {"answer_due_on": day(15).date() + timedelta(days=91)}, "AnswerDayWrong"),
        (red().serial, {"content": "  "}, "WordsMissing"),
        (red().serial, {"content": "长" * 1001}, "WordsMissing"),
        (red().serial, {"actor": stories.staff(APPROVER)}, "Forbidden"),
        ("JC0", {}, "CardUnknown"),
    ):
        with pytest.raises(Exception) as declined:  # noqa: PT011 - the name is compared below
            ordered(serial, **change)
        assert type(declined.value).__name__ == refusal


def test_two_who_act_at_once_do_not_overwrite_each_other() -> None:
    order = ordered()
    replied(order)

    with pytest.raises(Stale):
        replied(order)


def test_cards_and_orders_are_seen_by_those_whom_they_concern_only() -> None:
    order = ordered()
    serial = order.card.serial

    for username in (SUPERVISOR, APPROVER, HANDLER):
        assert queries.order(stories.staff(username), order.number).order == order
        assert queries.card(stories.staff(username), serial).serial == serial
    for actor in (stories.staff("clerk2"), stories.staff("operator"), applicant()):
        with pytest.raises(NotFound):
            queries.order(actor, order.number)
        with pytest.raises(NotFound):
            queries.card(actor, serial)
        assert list(queries.warnings(actor).items) == []
        assert list(queries.orders(actor).items) == []


def test_a_card_for_heads_and_supervisors_does_not_lie_on_the_handlers_desk() -> None:
    found = red()
    CaseWarning.objects.filter(pk=found.pk).update(told=["head"])

    with pytest.raises(NotFound):
        queries.card(stories.staff(HANDLER), found.serial)
    assert queries.card(stories.staff(APPROVER), found.serial).pk == found.pk
