"""What was filled in is read back: days as people say them, numbers masked, nothing left out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.cases.bundles import events
from tests.portal import visitors
from tests.portal.visitors import text
from tongban.items import queries as items
from tongban.portal.apply import filled

if TYPE_CHECKING:
    from django.test import Client

NUMBER = "990101199003070015"
FORM: dict[str, Any] = {
    "person_name": "样大民",
    "person_number": NUMBER,
    "person_mobile": "10000000001",
    "residence_since": "2026-01-05",
    "residence_reason": "就业",
    "residence_workplace": "",
}


@pytest.mark.parametrize(
    ("name", "typed", "read"),
    [
        ("residence_since", "2026-01-05", "2026年1月5日（周一）"),
        ("residence_since", "2026-02-30", "2026-02-30"),
        ("residence_since", "", ""),
        ("residence_reason", "就业", "就业"),
        ("statement_true", True, "是"),
    ],
)
def test_a_value_is_read_as_people_say_it(name: str, typed: object, read: str) -> None:
    what = items.current("residence_permit")
    rows = filled.to_check(what, {name: typed}, {}, "/form/")
    found = [row for part in rows for row in part["rows"] if f"id_{name}" in row["change"]]

    assert [row["value"] for row in found] == [read]


def test_months_and_units_are_said_too() -> None:
    company = items.current("med_corp")
    rows = filled.handed_in(company, {"insured_from": "2026-03", "insured_people": 3})

    assert {row["value"] for part in rows for row in part["rows"]} >= {"2026年3月"}


def test_what_was_handed_in_is_shown_masked_and_without_what_was_left_out() -> None:
    rows = filled.handed_in(items.current("residence_permit"), FORM)
    told = {row["term"]: row["value"] for part in rows for row in part["rows"]}

    assert told["公民身份号码"] == "9****************5"
    assert told["手机号码"] == "100****0001"
    assert told["来本地居住日期"] == "2026年1月5日（周一）"
    assert len(told) == len(FORM) - 1


def test_the_page_of_a_case_and_of_a_life_event_show_what_was_handed_in(damin: Client) -> None:
    case = visitors.submitted()
    page = text(damin.get(f"/cases/{case.number}/"))
    number = events.submitted(events.owner(), answers=events.HAS_SHOP)
    thing = text(visitors.for_firm().get(f"/events/cases/{number}/"))

    for one in (page, thing):
        assert "看您填的申请表" in one
        assert NUMBER not in one
    assert "9****************5" in page
    assert "您交的表和材料" in thing
    assert f"/events/files/{number}/" in thing
    assert "<dt>场所名称</dt>" in thing
