"""Changes of the directory."""

from __future__ import annotations

from typing import Any

import pytest

from tests.directory.factories import (
    NOON,
    department_row,
    make_department,
    make_hall,
    make_post,
    make_region,
)  # fmt: skip
from tongban.base import audit
from tongban.base.actors import ANONYMOUS, SYSTEM, Actor, ActorKind, Post
from tongban.base.errors import Forbidden
from tongban.directory import queries, rules, services
from tongban.directory.models import Department, Region

pytestmark = pytest.mark.django_db

OPERATOR = Actor(kind=ActorKind.STAFF, account=1, posts=(Post(1, "operator", "dev"),))
CLERK = Actor(kind=ActorKind.STAFF, account=2, posts=(Post(2, "clerk", "mkt"),))
FILE = """
regions:
- {code: '000000', name: 中华人民共和国, level: 1, parent: null}
- {code: '230000', name: 黑龙江省, level: 2, parent: '000000'}
"""


def load(content: str = FILE, actor: Actor = OPERATOR) -> rules.LoadReport:
    return services.load_regions(actor=actor, content=content, now=NOON, source="地区.yaml")


def test_a_second_load_changes_nothing() -> None:
    assert load() == rules.LoadReport(created=2, changed=0, unchanged=0)
    assert load() == rules.LoadReport(created=0, changed=0, unchanged=2)
    assert [entry.event for entry in audit.trail("地区.yaml")] == ["directory.regions_loaded"] * 2


def test_a_changed_name_is_changed() -> None:
    load()

    assert load(FILE.replace("黑龙江省", "样例省")).changed == 1
    assert queries.region("230000").name == "样例省"


def test_one_bad_row_and_nothing_is_loaded() -> None:
    with pytest.raises(rules.FileRefused, match=r"地区.yaml：regions\[2\].level"):
        load(FILE + "- {code: '230100', name: 哈尔滨市, level: 12, parent: '230000'}\n")

    assert not Region.objects.exists()


@pytest.mark.parametrize("content", ["regions: [", "- 1", "", "regions: !!python/object:os.x {}"])
def test_a_file_that_is_no_yaml_is_refused(content: str) -> None:
    with pytest.raises(rules.FileRefused):
        load(content)


@pytest.mark.parametrize("actor", [ANONYMOUS, CLERK])
def test_only_an_operator_may_change_the_directory(actor: Actor) -> None:
    make_department("mkt")

    with pytest.raises(Forbidden):
        load(actor=actor)
    with pytest.raises(Forbidden):
        services.load_departments(actor=actor, rows=[department_row("edu")], now=NOON)
    with pytest.raises(Forbidden):
        services.create_post(actor=actor, title="窗口", role="clerk", department="mkt", now=NOON)


def test_departments_are_loaded_once_and_changed_in_place() -> None:
    make_region()
    rows = [department_row("mkt"), department_row("edu")]
    services.load_departments(actor=SYSTEM, rows=rows, now=NOON)
    before = queries.department("mkt").pk

    report = services.load_departments(
        actor=SYSTEM, rows=[department_row("mkt", name="样例局"), rows[1]], now=NOON
    )

    assert report == rules.LoadReport(created=0, changed=1, unchanged=1)
    assert (queries.department("mkt").pk, queries.department("mkt").name) == (before, "样例局")


def test_a_file_with_a_former_name_does_not_take_the_new_one_away() -> None:
    make_region()
    rows = [department_row("mkt"), department_row("edu")]
    services.load_departments(actor=SYSTEM, rows=rows, now=NOON)
    services.rename_department(actor=SYSTEM, key="mkt", name="新名局", reason="更名", now=NOON)

    report = services.load_departments(actor=SYSTEM, rows=rows, now=NOON)

    assert report == rules.LoadReport(created=0, changed=0, unchanged=2)
    assert queries.department("mkt").name == "新名局"


def test_one_bad_department_and_none_is_loaded() -> None:
    make_region()

    with pytest.raises(rules.FileRefused, match=r"departments\[1\].uscc"):
        services.load_departments(
            actor=SYSTEM, rows=[department_row("mkt"), department_row("edu", uscc="1")], now=NOON
        )

    assert not Department.objects.exists()


def test_a_hall_opens_once() -> None:
    make_hall("hall_a")

    with pytest.raises(services.HallCodeTaken):
        open_hall(code="hall_a")


@pytest.mark.parametrize("wrong", [{"code": "大厅"}, {"name": ""}, {"address": " "}, {"hours": ""}])
def test_a_hall_needs_its_particulars(wrong: dict[str, Any]) -> None:
    make_region()

    with pytest.raises(services.WrongEntry) as refused:
        open_hall(**wrong)

    assert list(refused.value.fields) == list(wrong)


def open_hall(**other: Any) -> None:
    given = {"code": "hall_b", "name": "样例大厅", "address": "示范路1号", "hours": "全天", **other}
    services.open_hall(actor=SYSTEM, region="230102", now=NOON, **given)


def test_the_same_post_is_made_once() -> None:
    first = make_post("clerk", "mkt", "hall_a")

    assert make_post("clerk", "mkt", "hall_a").pk == first.pk
    assert make_post("clerk", "mkt").pk != first.pk
    assert make_post("clerk", "mkt").pk == make_post("clerk", "mkt").pk


def test_a_post_needs_a_known_department_and_a_role() -> None:
    make_department("mkt")

    with pytest.raises(queries.DepartmentUnknown):
        services.create_post(actor=SYSTEM, title="窗口", role="clerk", department="no", now=NOON)
    with pytest.raises(services.WrongEntry):
        services.create_post(actor=SYSTEM, title="窗口", role="窗口", department="mkt", now=NOON)
