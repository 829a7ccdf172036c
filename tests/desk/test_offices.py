"""Departments that get another name, or go up in another one, at the desk."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cases.circumstances import FOOD, TUESDAY, accepted, concluded, found
from tests.desk.desks import STAFF, desk_of, text
from tests.processes.drawing import changed
from tongban.base import audit
from tongban.demo.services import stories
from tongban.directory import queries
from tongban.directory import services as directory
from tongban.items import queries as items
from tongban.processes import services as processes

PAGE = "/desk/offices/"
OLD, NEW = "道里区市场监督管理局", "道里区市场监管和知识产权局"


@pytest.mark.parametrize("username", [*(one for one in STAFF if one != "operator")])
def test_for_others_there_are_no_such_pages(username: str) -> None:
    client = desk_of(username)

    for address in ("", "mkt/", "mkt/merge/"):
        assert client.get(f"{PAGE}{address}").status_code == 404
    for address in ("name/", "name/drop/", "merge/"):
        assert client.post(f"{PAGE}mkt/{address}").status_code == 404
    assert queries.department("mkt").name == OLD


def test_the_list_asks_a_fixed_number_of_questions() -> None:
    client = desk_of("operator")
    merge()

    with CaptureQueriesContext(connection) as asked:
        page = text(client.get(PAGE))

    assert len(asked) <= 12
    assert "已并入其他部门" in page


def rename(**changes: str) -> Any:
    given = {"name": NEW, "from_on": "", "reason": "机构改革方案"} | changes
    return desk_of("operator").post(f"{PAGE}mkt/name/", given)


def test_a_department_is_renamed_while_cases_run() -> None:
    number, client = accepted(FOOD), desk_of("operator")

    answer = rename()
    page = text(client.get(f"{PAGE}mkt/"))

    assert answer.status_code == 302
    for words in (NEW, OLD, "到 2026年3月3日", "机构改革方案", "承办样例员"):
        assert words in page
    assert NEW in text(desk_of("handler").get(f"/desk/cases/{number}/"))
    assert items.guide(FOOD).definition.department_name == NEW
    assert [entry.event for entry in audit.trail("mkt")] == ["directory.department_renamed"]


def test_a_name_for_a_later_day_is_taken_up_on_that_day_and_once() -> None:
    client, later = desk_of("operator"), TUESDAY + timedelta(days=30)
    answer = rename(from_on=str(later.date()))
    page = text(client.get(f"{PAGE}mkt/"))

    assert answer.status_code == 302
    assert "2026年4月2日（周四） 起改称" in page
    assert directory.take_up_names(now=TUESDAY) == 0
    assert queries.department("mkt").name == OLD
    with time_machine.travel(later, tick=False):
        assert directory.take_up_names(now=later) == 1
        assert directory.take_up_names(now=later) == 0
    assert queries.department("mkt").name == NEW
    assert [one.until_on for one in queries.names_before("mkt")] == [later.date()]


def test_a_planned_name_is_dropped() -> None:
    client = desk_of("operator")
    rename(from_on="2026-04-02")

    assert client.post(f"{PAGE}mkt/name/drop/").status_code == 302
    assert client.post(f"{PAGE}mkt/name/drop/").status_code == 404
    assert queries.planned_name("mkt") is None


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": ""}, "请填写"),
        ({"name": OLD}, "新名称和现在的一样"),
        ({"reason": " "}, "请填写"),
        ({"from_on": "2026-03-02"}, "更名的日期不能早于今天"),
        ({"from_on": "明天"}, "请填写日期，例如"),
        ({"name": "长" * 101}, "不超过 100 个字"),
    ],
)
def test_a_wrong_name_is_said_at_its_field(changes: dict[str, str], words: str) -> None:
    answer = rename(**changes)

    assert answer.status_code == 422
    assert words in text(answer)
    assert queries.department("mkt").name == OLD


def merge(**changes: str) -> Any:
    given = {"successor": "dev", "reason": "机构改革方案", "confirm": OLD} | changes
    return desk_of("operator").post(f"{PAGE}mkt/merge/", given)


def test_a_merger_shows_first_what_moves_and_moves_it_when_the_name_was_typed() -> None:
    number, ended, client = accepted(FOOD), concluded(FOOD), desk_of("operator")
    processes.publish(
        actor=stories.staff("operator"), kind="askmkt", now=TUESDAY,
        xml=asking("mkt"),
    )  # fmt: skip

    preview = text(client.get(f"{PAGE}mkt/merge/"))
    wrong = merge(confirm="道里区市场局")
    answer = merge()

    for words in ("食品经营许可", "承办样例员", "会转过去的", "留在原来名下的", "并联会审"):
        assert words in preview
    assert wrong.status_code == 422
    assert "和部门名称不一样，没有并入" in text(wrong)
    assert (answer.status_code, answer["Location"]) == (302, f"{PAGE}dev/")
    assert (found(number).unit, found(ended).unit) == ("dev", "mkt")
    page = text(client.get(answer["Location"]))
    assert "并入它的部门" in page
    assert OLD in page
    assert client.get(f"{PAGE}mkt/merge/").status_code == 404
    assert "取消这次更名" not in text(client.get(f"{PAGE}mkt/"))
    assert ended in text(desk_of("approver").get(f"/desk/cases/{ended}/"))


def asking(unit: str) -> str:
    """A drawing that asks one department by its key."""
    return changed("joint.v1", ('name="over" value="chosen"', f'name="over" value="{unit} eco"'))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"successor": ""}, "请选择并入哪个部门"),
        ({"successor": "mkt"}, "请选择并入哪个部门"),
        ({"reason": ""}, "请填写"),
        ({"confirm": ""}, "请填写"),
    ],
)
def test_a_merger_that_is_not_said_whole_is_not_done(changes: dict[str, str], words: str) -> None:
    answer = merge(**changes)

    assert answer.status_code == 422
    assert words in text(answer)
    assert queries.department("mkt").closed_on is None


def test_a_closed_department_is_neither_renamed_nor_a_successor() -> None:
    rename(from_on="2026-04-02")
    merge()

    assert queries.planned_name("mkt") is None
    with pytest.raises(directory.ClosedAlready):
        directory.rename_department(
            actor=stories.staff("operator"), key="mkt", name=NEW, reason="x", now=TUESDAY
        )
    page = text(desk_of("operator").get(f"{PAGE}fire/merge/"))
    assert 'value="mkt"' not in page
