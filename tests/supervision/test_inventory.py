"""Lists that departments keep (清单): what a line may say, whole tables, and their indicators."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from tests.cases.circumstances import FOOD, PERMIT, day
from tests.supervision.supervising import tallied
from tongban.access import services as access
from tongban.base.actors import SYSTEM
from tongban.base.errors import Forbidden
from tongban.base.models import AuditEntry
from tongban.demo.services import stories
from tongban.directory.models import Department
from tongban.items import queries as items
from tongban.items.models import Item
from tongban.supervision import queries, services
from tongban.supervision.models import InventoryLine
from tongban.supervision.queries import Level, Period
from tongban.supervision.rules import inventory as rules
from tongban.supervision.rules.inventory import Kind, LineInvalid, LineUnknown, TableInvalid

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_django import DjangoAssertNumQueries

TODAY = date(2026, 3, 3)
LINE = {"unit": "ps", "powers": "20", "services": "5", "excluded": "2",
        "reason": "保守国家秘密法第九条", "as_of": "2026-03-01"}  # fmt: skip
HEAD = "部门标识,权力清单事项,公共服务事项,依法不上网事项,不上网的依据,截至日期"
COUNTY, PROVINCE = "230102", "230000"


@pytest.mark.parametrize(
    ("change", "column", "words"),
    [
        ({"unit": ""}, "unit", "请填写部门标识。"),
        ({"powers": ""}, "powers", "请填写权力清单事项。"),
        ({"powers": "-1"}, "powers", "0 到 99999 之间的整数"),
        ({"powers": "9" * 400}, "powers", "0 到 99999 之间的整数"),
        ({"powers": "二十"}, "powers", "整数"),
        ({"powers": "１２"}, "powers", "整数"),
        ({"powers": "1.5"}, "powers", "整数"),
        ({"powers": "0", "services": "0", "excluded": "0"}, "powers", "不能都是 0"),
        ({"excluded": "26"}, "excluded", "比全部事项还多"),
        ({"reason": " \x00"}, "reason", "写明依据"),
        ({"reason": "字" * 501}, "reason", "最多 500 个字，现在有 501 个"),
        ({"as_of": ""}, "as_of", "请填写截至日期。"),
        ({"as_of": "今天"}, "as_of", "2026-03-13 的样子"),
        ({"as_of": "2026-02-30"}, "as_of", "2026-03-13 的样子"),
        ({"as_of": "2026-03-04"}, "as_of", "不能晚于今天"),
        ({"as_of": "0001-01-01"}, "as_of", "早于 2000 年"),
    ],
)
def test_a_line_that_cannot_be_kept_says_why_at_its_column(
    change: dict[str, str], column: str, words: str
) -> None:
    assert rules.line(Kind.ITEMS, LINE, TODAY).excluded == 2

    with pytest.raises(LineInvalid) as declined:
        rules.line(Kind.ITEMS, LINE | change, TODAY)

    assert [*declined.value.fields] == [column]
    assert words in declined.value.fields[column]


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([], "1 到 2000 行内容，现在有 0 行"),
        (["ps,1,1,0,,2026-03-01"] * 2, "第 3 行：这个部门在第 2 行已经有了。"),
        (["ps,1,1,0,,2026-03-01", "edu,-1,x,0,,"], "第 3 行：权力清单事项"),
        (["ps,1,1,0,,2026-03-01", "edu,-1,x,0,,"], "第 3 行：公共服务事项"),
        (["ps,1"], "第 2 行：请填写截至日期。"),
        ([f"u{at},1,1,0,,2026-03-01" for at in range(2001)], "现在有 2001 行"),
        ([f"u{at},x,1,0,,2026-03-01" for at in range(100)], "另外还有 70 处。"),
    ],
)
def test_a_table_tells_all_that_is_wrong_by_row(lines: list[str], words: str) -> None:
    rows = [line.split(",") for line in [HEAD, *lines]]

    with pytest.raises(TableInvalid) as declined:
        rules.table(Kind.ITEMS, rows, TODAY)

    assert words in declined.value.fields["file"]


def test_a_table_without_its_columns_is_declined() -> None:
    for head in ([], ["部门标识"], [*HEAD.split(","), "部门标识"]):
        with pytest.raises(TableInvalid) as declined:
            rules.table(Kind.ITEMS, [head, ["ps"]], TODAY)
        assert "表头里" in declined.value.fields["file"]


def kept(given: dict[str, str], kind: Kind = Kind.ITEMS, who: str = "supervisor") -> bool:
    actor, line = stories.staff(who), {"as_of": "2026-03-01"} | given
    return services.keep_line(actor=actor, kind=kind, given=line, now=day(0))


def system(unit: str, key: str, client: str = "") -> bool:
    return kept({"unit": unit, "key": key, "client": client}, Kind.SYSTEMS)


def materials(key: str, before: int) -> bool:
    return kept({"key": key, "materials": str(before)}, Kind.MATERIALS)


def imported(content: bytes, kind: Kind = Kind.ITEMS, who: str = "supervisor") -> int:
    return services.import_lines(actor=stories.staff(who), kind=kind, content=content, now=day(0))


def shown(**level: str) -> dict[str, tuple[int, int]]:
    drill = queries.drill(
        stories.staff("supervisor"), Level(**level), Period.LAST_30, day(0).date()
    )
    return {rate.formula.key: (rate.above, rate.below) for rate in drill.whole.rates}


@pytest.mark.django_db
@pytest.mark.usefixtures("sample_area")
class TestKept:
    def test_lists_become_indicators_by_department_and_region_and_item(
        self, run_jobs: Callable[[], list[str]]
    ) -> None:
        services.count_catalogue()
        listed = tallied("unit", "ps")["listed"]
        today = items.listed(keys=[PERMIT]).items[0].materials
        access.register_client(
            actor=SYSTEM, key="ps-one", name="公安业务系统", unit="ps", scopes=["cases.read"],
            now=day(0),
        )  # fmt: skip

        kept(LINE)
        system("ps", "户政系统", "ps-one")
        system("ps", "出入境系统")
        system("edu", "学籍系统", "ps-one")
        materials(PERMIT, today + 3)
        run_jobs()

        unit, region = shown(region=COUNTY, unit="ps"), shown(region=PROVINCE)
        assert unit["published"] == region["published"] == (listed, 23)
        assert (unit["joined"], region["joined"]) == ((1, 2), (1, 3))
        one = shown(region=COUNTY, unit="ps", item=PERMIT)
        assert one["fewer_materials"] == region["fewer_materials"] == (3, today + 3)
        assert one["published"] == (1, 0)

        access.close_client(actor=SYSTEM, key="ps-one", now=day(0))
        mkt = Department.objects.get(key="mkt")
        Department.objects.filter(key="edu").update(closed_on=TODAY, successor=mkt)
        assert services.count_inventory() == 2
        assert shown(region=PROVINCE)["joined"] == (0, 2)
        assert services.count_inventory() == 0

    def test_a_changed_line_ends_the_old_one_and_a_struck_one_counts_no_more(
        self, run_jobs: Callable[[], list[str]]
    ) -> None:
        assert kept(LINE) is True
        assert kept(LINE) is False
        assert kept(LINE | {"powers": "30"}) is True
        run_jobs()
        actor = stories.staff("supervisor")
        now = queries.inventory(actor, Kind.ITEMS).items
        before = queries.inventory(actor, Kind.ITEMS, ended=True).items
        assert [(row.line.powers, row.due) for row in now] == [(30, 33)]
        assert [(row.line.powers, row.line.ended_at) for row in before] == [(20, day(0))]

        services.strike_line(actor=actor, line=now[0].line.pk, now=day(0))
        run_jobs()

        assert "due_items" not in tallied("unit", "ps")
        assert "listed_due" not in tallied("region", PROVINCE)
        with pytest.raises(LineUnknown):
            services.strike_line(actor=actor, line=now[0].line.pk, now=day(0))
        told = AuditEntry.objects.filter(event__startswith="supervision.inventory").order_by("pk")
        assert [entry.event.rpartition("_")[2] for entry in told] == ["kept"] * 3 + ["struck"]

    def test_an_item_keeps_its_line_when_it_goes_to_another_department(self) -> None:
        materials(PERMIT, 9)
        Item.objects.filter(key=PERMIT).update(department=Department.objects.get(key="edu"))

        materials(PERMIT, 8)

        held = InventoryLine.objects.get(kind=Kind.MATERIALS, ended_at=None)
        assert (held.unit, held.materials) == ("edu", 8)

    @pytest.mark.parametrize(
        ("kind", "given", "column", "words"),
        [
            (Kind.ITEMS, LINE | {"unit": "nobody"}, "unit", "没有这个部门"),
            (Kind.MATERIALS, {"key": "nothing", "materials": "3"}, "key", "目录里没有这个事项"),
            (Kind.MATERIALS, {"key": PERMIT, "materials": "0"}, "materials", "1 到 500"),
            (Kind.SYSTEMS, {"unit": "ps", "key": "字" * 101}, "key", "最多 100 个字"),
        ],
    )
    def test_what_is_unknown_is_said_at_the_column(
        self, kind: Kind, given: dict[str, str], column: str, words: str
    ) -> None:
        with pytest.raises(LineInvalid) as declined:
            kept(given, kind)

        assert words in declined.value.fields[column]
        assert not InventoryLine.objects.exists()

    def test_a_head_keeps_the_lists_of_his_department_and_of_no_other(self) -> None:
        approver = stories.staff("approver")
        head = replace(approver, posts=tuple(p for p in approver.posts if p.unit == "ps"))
        given = LINE | {"unit": "edu"}
        assert services.keep_line(actor=head, kind=Kind.ITEMS, given=LINE, now=day(0))
        kept(given)
        line = InventoryLine.objects.get(unit="edu")

        with pytest.raises(LineInvalid) as declined:
            services.keep_line(actor=head, kind=Kind.ITEMS, given=given, now=day(0))
        with pytest.raises(LineUnknown):
            services.strike_line(actor=head, line=line.pk, now=day(0))

        assert declined.value.fields == {"unit": "只能登记自己部门的清单。"}
        assert [row.line.unit for row in queries.inventory(head, Kind.ITEMS).items] == ["ps"]
        assert [row.unit for row in queries.every_line(head, Kind.ITEMS)] == ["ps"]

    @pytest.mark.parametrize("who", ["clerk", "handler", "operator"])
    def test_nobody_else_sees_or_keeps_a_list(self, who: str) -> None:
        with pytest.raises(Forbidden):
            kept(LINE, who=who)
        with pytest.raises(Forbidden):
            imported(HEAD.encode(), who=who)
        with pytest.raises(Forbidden):
            services.strike_line(actor=stories.staff(who), line=1, now=day(0))
        with pytest.raises(Forbidden):
            queries.inventory(stories.staff(who), Kind.ITEMS)

    def test_a_table_is_taken_whole_or_not_at_all(self) -> None:
        good = f"{HEAD}\r\nps,20,5,0,,2026-03-01\r\n\r\nedu,8,1,1,保密,2026-03-01\r\n"
        bad = good + "nobody,1,1,0,,2026-03-01\r\n"

        with pytest.raises(TableInvalid) as declined:
            imported(bad.encode())
        assert declined.value.fields["file"] == "第 5 行：没有这个部门，或者它已经撤销。"
        assert not InventoryLine.objects.exists()

        assert imported(good.encode("gb18030")) == 2
        assert imported(good.encode("utf-8-sig")) == 0
        assert imported(good.replace("20,5", "21,5").encode()) == 1
        assert InventoryLine.objects.filter(ended_at=None).count() == 2

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b"", "文件是空的。"),
            (b"\xff\xfe\x00\x00", "编码认不出来"),
            (HEAD.encode() + b'\n"ps', "引号或换行不对"),
            (b"a" * (1024 * 1024 + 1), "超过 1 MB"),
        ],
    )
    def test_a_file_that_is_no_table_is_declined(self, content: bytes, words: str) -> None:
        with pytest.raises(TableInvalid) as declined:
            imported(content)

        assert words in declined.value.fields["file"]

    def test_a_long_list_costs_no_more_queries_than_a_short_one(
        self, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        actor = stories.staff("supervisor")
        for key in (PERMIT, FOOD):
            materials(key, 9)
        for unit in ("ps", "edu", "mkt"):
            kept(LINE | {"unit": unit})
            system(unit, "系统", f"{unit}-x")

        for kind in Kind:
            with django_assert_max_num_queries(3):
                queries.inventory(actor, kind)
        with django_assert_max_num_queries(14):
            services.count_inventory()
