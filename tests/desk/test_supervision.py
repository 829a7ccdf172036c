"""The board of the supervisor: every figure leads to its list, every case to its trail."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.cases import circumstances
from tests.desk.desks import desk_of, text, view
from tongban.access.models import DataAccess
from tongban.base import clock
from tongban.desk.words import looker
from tongban.feedback import services as feedback
from tongban.supervision import services as supervision

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries


def rated(grade: int = 5) -> str:
    number = circumstances.concluded()
    feedback.rate(
        actor=circumstances.applicant(),
        number=number,
        grade=grade,
        text="办得很快",
        now=clock.now(),
    )
    return number


def test_every_figure_of_the_board_leads_to_the_cases_behind_it() -> None:
    circumstances.accepted()
    circumstances.submitted(circumstances.TEACHER)
    rated()
    supervision.sweep(now=clock.now())
    client = desk_of("supervisor")
    page = text(client.get("/desk/board/"))

    figures = re.findall(r'href="(/desk/board/cases/\?[^"]+)">(\d+)<', page)
    counted = {
        address: len(re.findall("data-row-link", text(client.get(address.replace("&amp;", "&")))))
        for address, _ in figures
    }

    assert len(figures) >= 6
    assert {address: int(count) for address, count in figures} == counted
    assert '<small class="quiet">1 / 1</small>' in page


def test_the_number_of_queries_of_the_board_does_not_grow(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client = desk_of("supervisor")
    for _ in range(3):
        circumstances.submitted()

    supervision.sweep(now=clock.now())

    for address, most in (
        ("/desk/board/", 22),
        ("/desk/board/cases/", 13),
        ("/desk/board/figures/", 19),
        ("/desk/board/warnings/", 11),
        ("/desk/board/orders/", 11),
        ("/desk/board/rules/", 10),
        ("/desk/board/samples/", 11),
        ("/desk/board/complaints/", 11),
    ):
        with django_assert_max_num_queries(most):
            assert client.get(address).status_code == 200


def test_a_trail_shows_steps_stops_papers_and_every_act() -> None:
    number = circumstances.asked()
    file = view(number).materials[-1].files.get()
    desk_of("clerk").get(f"/desk/cases/{number}/files/{file.pk}/")

    page = text(desk_of("supervisor").get(f"/desk/board/cases/{number}/"))

    for words in ("告知补正", "一次性补正告知书", "cases.draft_opened", "cases.supplement_asked",
                  "停过的时限", "窗口样例员（窗口人员）", "办理居住证申领"):  # fmt: skip
        assert words in page
    assert "样大民" not in page


def test_a_supervisor_finds_any_case_and_takes_no_step() -> None:
    number = circumstances.checked()
    client = desk_of("supervisor")

    page = text(client.get(f"/desk/cases/{number}/"))

    assert 'class="action-bar' not in page
    assert "/check/" not in page
    assert client.get(f"/desk/cases/{number}/refusal/").status_code == 404
    assert client.get("/desk/board/cases/23010226030300000999/").status_code == 404


def test_cards_are_listed_once_and_found_by_their_filters() -> None:
    number = circumstances.accepted()
    supervision.sweep(now=circumstances.day(15))
    supervision.sweep(now=circumstances.day(15))
    client = desk_of("supervisor")

    red = text(client.get("/desk/board/warnings/?light=red&state=open&unit=ps"))

    assert red.count(f'number">{number}<') == red.count("data-row-link") >= 1
    assert "超过承诺期限" in red
    assert "没有预警" in text(client.get("/desk/board/warnings/?unit=mkt"))
    assert "没有预警" in text(client.get("/desk/board/warnings/?light=nonsense"))


def test_ratings_are_shown_with_their_share_and_filtered_by_grade() -> None:
    number = rated(2)
    client = desk_of("supervisor")

    page = text(client.get("/desk/ratings/"))

    assert "近 30 天评价 1 件，基本满意以上 0 件，占 0.0%" in page
    assert number in page
    assert "办得很快" in page
    assert number not in text(client.get("/desk/ratings/?grade=5"))
    assert number in text(client.get("/desk/ratings/?grade=2"))
    assert number in text(client.get("/desk/ratings/?grade=nonsense"))


def test_filters_that_do_not_exist_find_nothing() -> None:
    circumstances.submitted()
    supervision.sweep(now=clock.now())
    client = desk_of("supervisor")

    pages = [text(client.get(f"/desk/board/cases/?{query}")) for query in
             ("state=x", "light=x", "unit=x", "state=draft")]  # fmt: skip

    assert all("没有符合条件的办件" in page for page in pages)


def test_an_agent_who_looked_is_not_named() -> None:
    agent = DataAccess(actor_name="样大民", post="")
    clerk = DataAccess(actor_name="窗口样例员", post="mkt/clerk")

    assert [looker(one) for one in (agent, clerk)] == ["经办人", "窗口样例员（窗口人员）"]
