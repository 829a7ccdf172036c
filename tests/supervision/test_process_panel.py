"""The whole process of a case is open to its person, without the names of officials."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import time_machine

from tests.cases import circumstances
from tests.cases.circumstances import TUESDAY, day
from tests.desk.desks import desk_of, text
from tongban.cases import services as cases
from tongban.demo.services import stories
from tongban.portal.cases.process_panel import spent
from tongban.supervision import services
from tongban.supervision.models import CaseWarning

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample_area")]


@pytest.fixture(autouse=True)
def _tuesday() -> Iterator[None]:
    """It is 3 March 2026, ten o'clock."""
    with time_machine.travel(TUESDAY, tick=False):
        yield


def page_of(number: str) -> str:
    return text(desk_of("damin", realm="public").get(f"/cases/{number}/"))


def test_each_step_says_which_office_took_it_and_how_long_it_was() -> None:
    number = circumstances.accepted(now=day(-1))
    circumstances.give("handler", number, "forward", now=day(-1, 13))

    page = page_of(number)

    assert "全部办理过程" in page
    assert "· 承办" in page
    assert "距上一步 3 小时" in page
    assert "承办样例员" not in page


def test_stops_are_shown_with_their_reason() -> None:
    number = circumstances.accepted(now=day(-1))
    cases.suspend(
        actor=stories.staff("approver"), number=number, name="鉴定", reason="要做笔迹鉴定",
        now=day(-1),
    )  # fmt: skip

    page = page_of(number)

    assert "停过的时间" in page
    assert "理由：要做笔迹鉴定" in page
    assert "不算在办理期限里" in page


def test_cards_are_told_in_plain_words_until_they_are_written_off() -> None:
    number = circumstances.accepted(now=day(-30))
    services.sweep(now=day(0))
    assert "超过承诺期限" in page_of(number)
    assert "还没有收到" in page_of(number)

    for serial in CaseWarning.objects.filter(case_number=number).values_list("serial", flat=True):
        services.write_off_card(
            actor=stories.staff("supervisor"), serial=serial, reason="误报", now=day(0)
        )

    assert "监察部门发现的问题" not in page_of(number)


def test_nobody_else_sees_the_process() -> None:
    number = circumstances.accepted(now=day(-1))

    assert desk_of("xiaohong", realm="public").get(f"/cases/{number}/").status_code == 404


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(seconds=-5), "不到 1 小时"),
        (timedelta(minutes=59), "不到 1 小时"),
        (timedelta(hours=23), "23 小时"),
        (timedelta(days=3, hours=2), "3 天"),
    ],
)
def test_a_span_is_said_as_people_say_it(span: timedelta, words: str) -> None:
    assert spent(span) == words
