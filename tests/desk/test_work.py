"""The work list: what waits, in which order, for whom."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.cases import circumstances
from tests.desk.desks import desk_of, text

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

NUMBER = re.compile(r"data-row-link>(\d+)<")


def listed(who: str, query: str = "") -> list[str]:
    answer = desk_of(who).get(f"/desk/{query}")
    assert answer.status_code == 200
    return NUMBER.findall(text(answer))


def test_a_clerk_finds_what_waits_for_his_hall_the_nearest_deadline_first() -> None:
    late = circumstances.submitted(circumstances.TEACHER)
    accepted = circumstances.accepted()
    early = circumstances.submitted(now=circumstances.day(-1))

    assert listed("clerk") == [early, late]
    assert set(listed("clerk", "?who=all")) == {early, late, accepted}
    assert listed("clerk2", "?who=all") == []
    assert listed("handler") == [accepted]


def test_filters_stand_in_the_address() -> None:
    teacher = circumstances.submitted(circumstances.TEACHER)
    asked = circumstances.asked()

    assert listed("clerk", "?who=all&state=correction") == [asked]
    assert listed("clerk", "?text=教师资格") == [teacher]
    assert listed("clerk", f"?text={teacher}") == [teacher]
    assert listed("clerk", "?light=red") == []
    assert listed("clerk", "?state=nonsense&light=&text=") == [teacher]


def test_the_number_of_queries_does_not_grow_with_the_list(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    circumstances.submitted()
    client = desk_of("clerk")
    client.get("/desk/")

    with django_assert_num_queries(9):
        client.get("/desk/")
    circumstances.submitted(circumstances.TEACHER)
    circumstances.submitted(circumstances.FOOD)
    with django_assert_num_queries(9):
        client.get("/desk/")


def test_an_empty_list_says_what_to_do() -> None:
    assert "现在没有等您办的件" in text(desk_of("clerk").get("/desk/"))
    assert "去掉筛选" in text(desk_of("clerk").get("/desk/?state=accepted"))


def test_a_row_says_what_is_left_and_hides_the_applicant() -> None:
    circumstances.submitted()

    shown = text(desk_of("clerk").get("/desk/"))

    assert "还剩 5 个工作日" in shown
    assert "样*民" in shown
    assert "样大民" not in shown


def test_the_list_answers_the_keyboard() -> None:
    circumstances.submitted()

    shown = text(desk_of("clerk").get("/desk/"))

    assert 'data-key="j"' in shown
    assert 'data-key="k"' in shown
    assert 'data-key="/"' in shown


def test_a_place_that_cannot_be_read_is_declined() -> None:
    assert desk_of("clerk").get("/desk/?after=nonsense").status_code in {409, 422}


def test_a_case_is_opened_by_its_number_however_it_is_written() -> None:
    number = circumstances.submitted()
    written = f"{number[:6]}-{number[6:12]} {number[12:]}"

    assert desk_of("clerk").get("/desk/find/", {"number": written})["Location"] == (
        f"/desk/cases/{number}/"
    )
    assert desk_of("supervisor").get("/desk/find/", {"number": number})["Location"] == (
        f"/desk/board/cases/{number}/"
    )
    assert desk_of("clerk2").get("/desk/find/", {"number": number}).status_code == 404
    assert desk_of("clerk").get("/desk/find/", {"number": "1234"}).status_code == 404
