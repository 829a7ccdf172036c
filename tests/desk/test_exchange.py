"""The pages of the exchange: webhooks with what failed, sending again, and the daily balance."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
import time_machine
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.cases import circumstances as at
from tests.cases.integration import systems
from tests.desk.desks import STAFF, desk_of, text
from tongban.base import audit
from tongban.base.actors import Actor, ActorKind, Post
from tongban.cases import queries
from tongban.cases.models import StatedBalance
from tongban.exchange import services
from tongban.exchange.models import Attempt, Webhook

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample_area")]
PAGE, BALANCE = "/desk/exchange/", "/desk/exchange/balance/"


@pytest.fixture(autouse=True)
def _tuesday() -> Iterator[None]:
    with time_machine.travel(at.TUESDAY, tick=False):
        yield


def unit() -> str:
    return at.found(at.submitted()).unit


def hook(office: str, *, dead: bool = False) -> Webhook:
    made = services.set_up_webhook(
        actor=systems.actor(systems.token(office)), unit=office, url="https://example.com/hook",
        kinds=["cases.accepted"], now=at.TUESDAY,
    )  # fmt: skip
    with transaction.atomic():
        services.enter(units=[office], number="7", kind="cases.accepted", facts={}, at=at.TUESDAY)
    services.number_waiting()
    last = made.position + 2
    Attempt.objects.create(
        webhook=made, seq=last, number="7", kind="cases.accepted", at=at.TUESDAY, status=500,
        error="对方答复 500", took_ms=12, delivered=False,
    )  # fmt: skip
    if dead:
        Webhook.objects.filter(pk=made.pk).update(
            failing_since=at.day(-3), failures=80, last_error="对方答复 500",
            paused_at=at.TUESDAY, dead_seq=last,
        )  # fmt: skip
    return made


def test_webhooks_are_for_operators_and_the_balance_for_those_it_concerns() -> None:
    made = hook(unit())

    def who(page: str) -> set[str]:
        return {each for each in STAFF if desk_of(each).get(page).status_code == 200}

    assert who(PAGE) == who(f"{PAGE}{made.pk}/") == {"operator"}
    assert who(BALANCE) == {"supervisor", "operator", "handler", "reviewer", "approver"}
    assert desk_of("damin", "public").get(PAGE).status_code == 404


def test_nobody_else_pauses_resumes_or_replays() -> None:
    made = hook(unit(), dead=True)
    supervisor = desk_of("supervisor")

    for step in ("pause", "resume", "replay"):
        assert supervisor.post(f"{PAGE}{made.pk}/{step}/", {"seq": "1"}).status_code == 404
    made.refresh_from_db()
    assert made.dead_seq


def test_a_dead_letter_is_shown_and_goes_on_from_there() -> None:
    made = hook(unit(), dead=True)
    operator = desk_of("operator")

    listed, shown = text(operator.get(PAGE)), text(operator.get(f"{PAGE}{made.pk}/"))
    answer = operator.post(f"{PAGE}{made.pk}/resume/")

    assert "推送失败，已暂停" in listed
    assert "连续失败 80 次" in shown
    assert "对方答复 500" in shown
    assert answer.status_code == 302
    made.refresh_from_db()
    assert (made.paused_at, made.dead_seq, made.failures) == (None, None, 0)
    assert audit.trail(str(made.pk))[-1].event == "exchange.webhook_resumed"


def test_everything_after_a_place_is_sent_again_and_a_wrong_place_is_said() -> None:
    made = hook(unit())
    operator = desk_of("operator")

    back = operator.post(f"{PAGE}{made.pk}/resume/", {"after_seq": "0"})
    beyond = operator.post(f"{PAGE}{made.pk}/resume/", {"after_seq": "999"})
    words = operator.post(f"{PAGE}{made.pk}/resume/", {"after_seq": "x"})

    made.refresh_from_db()
    assert (back.status_code, made.position) == (302, 0)
    assert "还没有这个序号" in text(beyond)
    assert (words.status_code, "从 0 开始的整数" in text(words)) == (422, True)
    assert 'value="x"' in text(words)


def test_one_event_is_sent_again_and_one_that_is_not_there_is_not() -> None:
    made = hook(unit())
    operator = desk_of("operator")

    sent = operator.post(f"{PAGE}{made.pk}/replay/", {"seq": "1"})

    assert sent.status_code == 302
    assert audit.trail(str(made.pk))[-1].facts == {"seq": 1}
    for seq in ("999", "x", "", "9" * 40):
        assert operator.post(f"{PAGE}{made.pk}/replay/", {"seq": seq}).status_code == 404


def test_a_paused_webhook_says_so() -> None:
    made = hook(unit())

    page = text(desk_of("operator").post(f"{PAGE}{made.pk}/pause/", follow=True))

    assert "已暂停" in page


def test_the_lists_ask_the_same_number_of_queries_however_long_they_are() -> None:
    office = unit()
    operator = desk_of("operator")
    operator.get(PAGE)
    counts = []
    for _ in range(3):
        made = hook(office)
        with CaptureQueriesContext(connection) as first:
            operator.get(PAGE)
        with CaptureQueriesContext(connection) as second:
            operator.get(f"{PAGE}{made.pk}/")
        counts.append((len(first), len(second)))

    assert len(set(counts)) == 1, counts
    assert max(counts[0]) <= 10


def stated(office: str, **numbers: int) -> None:
    StatedBalance.objects.create(
        unit=office, day=at.TUESDAY.date(), kind="承诺件", client="x", stated_at=at.TUESDAY,
        **numbers,
    )  # fmt: skip


def test_the_balance_shows_both_sides_and_names_each_difference() -> None:
    office = unit()
    stated(office, received=2, pending=2)

    page = text(desk_of("supervisor").get(BALANCE))

    assert "1 行有差异" in page
    assert "2（+1）" in page
    assert "有差异" in page


def test_a_balance_that_agrees_and_one_that_nobody_stated() -> None:
    office = unit()
    silent = text(desk_of("supervisor").get(BALANCE))
    stated(office, received=1, pending=1)

    agreed = text(desk_of("supervisor").get(BALANCE))

    assert "部门没有报数" in silent
    assert "1 行部门没有报数" in silent
    assert "没有差异" in agreed
    assert "没有报数" not in agreed
    assert "一致" in agreed


def test_a_department_sees_its_own_balance_only() -> None:
    office = unit()
    stated(office, received=1, pending=1)
    other = systems.other_unit(office)
    stated(other, received=5, pending=5)

    head = Actor(ActorKind.STAFF, posts=(Post(1, "approver", office),))
    clerk = Actor(ActorKind.STAFF, posts=(Post(2, "clerk", office),))

    assert {one.unit for one in queries.day_lines(head, at.TUESDAY.date())} == {office}
    assert queries.day_lines(clerk, at.TUESDAY.date()) == []
    page = text(desk_of("supervisor").get(BALANCE))
    assert page.count('<th scope="row">') == 2


def test_another_day_may_be_asked_for_and_a_wrong_one_is_said() -> None:
    unit()
    supervisor = desk_of("supervisor")

    empty = supervisor.get(BALANCE, {"day": str(date(2026, 3, 2))})
    wrong = supervisor.get(BALANCE, {"day": "31.2.2026"})
    ahead = supervisor.get(BALANCE, {"day": "9999-12-31"})

    assert "这一天没有办件" in text(empty)
    assert (wrong.status_code, "日期无法识别" in text(wrong)) == (422, True)
    assert (ahead.status_code, "还没有到" in text(ahead)) == (422, True)
