"""Who may open which page, and what others learn: nothing."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.cases import circumstances
from tests.desk.desks import STAFF, desk_of, text

PAGES = {
    "/desk/walkin/": {"clerk", "clerk2"},
    "/desk/hand-overs/": {"clerk", "clerk2"},
    "/desk/promises/": {"handler", "reviewer", "approver"},
    "/desk/board/": {"supervisor"},
    "/desk/board/cases/": {"supervisor"},
    "/desk/board/warnings/": {
        "clerk",
        "clerk2",
        "handler",
        "reviewer",
        "approver",
        "supervisor",
    },
    "/desk/ratings/": {"supervisor", "approver"},
    "/desk/failures/": {"supervisor", "operator"},
    "/desk/find/": set(STAFF),
}
UNKNOWN = "23010226030300000999"


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_there_for_its_roles_only(page: str) -> None:
    found = {who for who in STAFF if desk_of(who).get(page).status_code == 200}
    others = {desk_of(who).get(page).status_code for who in set(STAFF) - found}

    assert found == PAGES[page]
    assert others <= {404}


@pytest.mark.parametrize("page", ["/desk/", *PAGES, "/desk/cases/23010226030300000149/"])
def test_strangers_sign_in_at_the_door_of_staff_and_come_back(page: str) -> None:
    answer = Client().get(page)

    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/staff/login/?next=%2Fdesk%2F")


@pytest.mark.parametrize("page", ["/desk/", *PAGES])
def test_for_people_there_are_no_pages_of_staff(page: str) -> None:
    assert desk_of("damin", "public").get(page).status_code == 404


def test_a_case_is_found_by_its_hall_its_department_and_the_supervisor() -> None:
    number = circumstances.accepted()

    answers = {who: desk_of(who).get(f"/desk/cases/{number}/").status_code for who in STAFF}

    seen = {"clerk", "handler", "reviewer", "approver", "supervisor"}
    assert answers == {who: 200 if who in seen else 404 for who in STAFF}


def test_a_hidden_case_answers_like_one_that_does_not_exist() -> None:
    number = circumstances.submitted()
    client = desk_of("clerk2")
    steps = ("", "correction/", "refusal/", "withdrawal/")

    hidden = [client.get(f"/desk/cases/{number}/{step}") for step in steps]
    unknown = [client.get(f"/desk/cases/{UNKNOWN}/{step}") for step in steps]

    assert [one.status_code for one in hidden] == [404] * 4
    assert [text(one).replace(number, "N") for one in hidden] == [
        text(one).replace(UNKNOWN, "N") for one in unknown
    ]


@pytest.mark.parametrize(
    "step", ["precheck", "acceptance", "correction", "refusal", "withdrawal", "opinion",
             "suspension", "procedure/end", "termination", "supplement", "applicant"]
)  # fmt: skip
def test_nobody_of_another_hall_takes_a_step(step: str) -> None:
    number = circumstances.submitted()
    before = circumstances.found(number).version

    answer = desk_of("clerk2").post(
        f"/desk/cases/{number}/{step}/",
        {"version": before, "reasons": "x", "reason": "x", "purpose": "x", "name": "听证"},
    )

    assert answer.status_code == 404
    assert circumstances.found(number).version == before


def test_a_member_of_staff_without_posts_sees_an_empty_desk_and_no_case() -> None:
    number = circumstances.submitted()
    client = desk_of("operator")

    assert client.get("/desk/")["Location"] == "/desk/failures/"
    assert client.get(f"/desk/cases/{number}/").status_code == 404


def test_the_page_says_who_is_signed_in_and_signs_out_by_post() -> None:
    shown = text(desk_of("clerk").get("/desk/"))

    assert "窗口样例员" in shown
    assert "窗口人员 · 道里区政务服务中心（样例）" in shown
    assert '<form method="post" action="/accounts/logout/" data-sign-out>' in shown
