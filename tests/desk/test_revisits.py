"""Revisiting (回访) a bad rating at the desk, and what the person sees of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import time_machine

from tests.cases import circumstances
from tests.desk.desks import desk_of, text
from tests.supervision.supervising import card, put_right
from tongban.access.models import DataAccess
from tongban.feedback import services as feedback
from tongban.feedback.models import Revisit

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

CALL = {"way": "phone", "outcome": "dissatisfied", "put_right": "已经培训窗口", "words": "还是慢"}


def owed(grade: int = 2) -> str:
    number = circumstances.concluded()
    feedback.rate(
        actor=circumstances.applicant(), number=number, grade=grade, text="慢",
        now=circumstances.day(0),
    )  # fmt: skip
    if grade <= 2:
        put_right(number, rated=0)
    return number


def test_who_owes_a_revisit_finds_it_calls_and_writes_it_down(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    number, client = owed(), desk_of("supervisor")
    page, numbers = f"/desk/ratings/{number}/", DataAccess.objects.count()
    with time_machine.travel(circumstances.day(20), tick=False):
        later = desk_of("supervisor")
        board = text(later.get("/desk/board/"))
        assert "1 件差评等回访" in text(later.get("/desk/board/waiting/"))
        with django_assert_max_num_queries(12):
            listed = text(later.get("/desk/ratings/?revisit=owed"))
    contact = text(client.post(f"{page}contact/", CALL))
    assert DataAccess.objects.count() == numbers + 1
    empty = client.post(page, {"way": "visit", "outcome": "dissatisfied"})
    long = client.post(page, CALL | {"words": "长" * 501})
    done = text(client.post(page, CALL, follow=True))

    assert "差评待回访 1 件" in board
    assert "过期 1 件" in board
    assert number in listed
    assert "1 件差评整改以后，过了期限还没有回访" in listed
    assert "还是慢</textarea>" in contact
    assert empty.status_code == long.status_code == 422
    assert "请写明整改了什么" in text(empty)
    assert "请写明申请人为什么还不满意" in text(empty)
    assert "最多写 500 个字，现在有 501 个。" in text(long)
    assert "回访已登记。" in done
    assert "回访不满意" in done
    assert Revisit.objects.get().words == "还是慢"
    assert number in text(client.get("/desk/ratings/?revisit=dissatisfied"))
    assert "没有这样的评价" in text(client.get("/desk/ratings/?revisit=owed"))
    assert number in text(client.get("/desk/ratings/?revisit=nonsense"))
    found = card(number, "E1", "yellow")
    assert page in text(client.get(f"/desk/board/warnings/{found.serial}/"))


def test_the_page_is_for_those_who_may_revisit_and_for_a_time() -> None:
    number, good = owed(), owed(grade=4)
    head = desk_of("approver")

    assert "登记回访" in text(head.get(f"/desk/ratings/{number}/"))
    assert "登记回访" not in text(head.get(f"/desk/ratings/{good}/"))
    declined = head.post(f"/desk/ratings/{good}/", CALL)
    assert (declined.status_code, "整改经监察确认以后才回访" in text(declined)) == (409, True)
    for who in ("clerk", "handler", "operator", "market"):
        client = desk_of(who)
        assert client.get(f"/desk/ratings/{number}/").status_code == 404
        assert client.post(f"/desk/ratings/{number}/", CALL).status_code == 404
        assert client.post(f"/desk/ratings/{number}/contact/").status_code == 404
    assert not Revisit.objects.exists()


def test_the_person_reads_what_was_put_right_and_answers_himself() -> None:
    number, client = owed(), desk_of("damin", realm="public")
    page, answer = f"/cases/{number}/rating/thanks/", f"/cases/{number}/rating/answer/"
    before = text(client.get(page))
    desk_of("approver").post(
        f"/desk/ratings/{number}/", {"way": "message", "put_right": "已经增开窗口"}
    )
    asked = text(client.get(page))
    nothing = client.post(answer, {"words": "还要等"})
    done = text(client.post(answer, {"outcome": "satisfied", "words": "好了"}, follow=True))

    assert "回访您，问您是否满意" in before
    assert 'name="outcome"' not in before
    assert "已经增开窗口" in asked
    assert nothing.status_code == 422
    assert "请选满意还是不满意。" in text(nothing)
    assert "还要等</textarea>" in text(nothing)
    assert "已收到您的回答" in done
    assert "本人在网上回答：满意" in done
    assert "批准样例员" not in done
    assert "看评价和回访" in text(client.get(f"/cases/{number}/"))
    assert client.post(answer, {"outcome": "satisfied"})["Location"] == page
    stranger = desk_of("xiaohong", realm="public")
    assert stranger.post(answer, {"outcome": "satisfied"}).status_code == 404
