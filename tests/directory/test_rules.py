"""What a file of regions and departments may hold."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tests.directory.factories import department_row
from tongban.directory import rules

COUNTRY = {"code": "000000", "name": "中华人民共和国", "level": 1, "parent": None}
PROVINCE = {"code": "230000", "name": "黑龙江省", "level": 2, "parent": "000000"}


def check(*rows: Any, known: dict[str, int] | None = None) -> tuple[rules.RegionRow, ...]:
    return rules.check_regions(list(rows), known=known or {}, source="地区.yaml")


def test_upper_levels_come_first() -> None:
    assert [row.code for row in check(PROVINCE, COUNTRY)] == ["000000", "230000"]


def test_a_parent_may_be_there_already() -> None:
    assert check(PROVINCE, known={"000000": 1})[0].parent == "000000"


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"code": "23000"}, "regions[1].code"),
        ({"code": 230000}, "regions[1].code"),
        ({"name": ""}, "regions[1].name"),
        ({"name": "省" * 101}, "regions[1].name"),
        ({"level": 9}, "regions[1].level"),
        ({"level": "2"}, "regions[1].level"),
        ({"parent": None}, "regions[1].parent"),
        ({"parent": "990000"}, "regions[230000].parent"),
        ({"parent": "230000"}, "regions[230000].parent"),
        ({"code12": "230000000001"}, "regions[1].code12"),
        ({"code": "000000"}, "regions[1].code"),
    ],
)
def test_a_fault_names_the_file_and_its_path(change: dict[str, Any], path: str) -> None:
    with pytest.raises(rules.FileRefused) as refused:
        check(COUNTRY, {**PROVINCE, **change})

    assert path in refused.value.fields
    assert str(refused.value).startswith("地区.yaml：")


@pytest.mark.parametrize("rows", [None, [], "text", {"code": "000000"}, [1], [None]])
def test_what_is_no_list_of_rows_is_refused(rows: object) -> None:
    with pytest.raises(rules.FileRefused):
        rules.check_regions(rows, known={}, source="地区.yaml")


@given(st.recursive(st.none() | st.integers() | st.text(), st.lists, max_leaves=5))
def test_nonsense_is_refused_and_never_breaks(value: object) -> None:
    with pytest.raises(rules.FileRefused):
        check({"code": value, "name": value, "level": value, "parent": value})


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"id": "Mkt"}, "departments[0].id"),
        ({"uscc": "119900000000011853"}, "departments[0].uscc"),
        ({"uscc": "1199000000000118"}, "departments[0].uscc"),
        ({"guide_code": 31}, "departments[0].guide_code"),
        ({"nature": "公司"}, "departments[0].nature"),
        ({"level": 0}, "departments[0].level"),
        ({"region": "999999"}, "departments[0].region"),
        ({"name": " "}, "departments[0].name"),
    ],
)
def test_a_faulty_department_is_named(change: dict[str, Any], path: str) -> None:
    with pytest.raises(rules.FileRefused) as refused:
        rules.check_departments(
            [department_row("mkt", **change)], regions=["230102"], source="事项.yaml"
        )

    assert list(refused.value.fields) == [path]


def test_every_fault_is_listed() -> None:
    with pytest.raises(rules.FileRefused, match="另有1处") as refused:
        check({**COUNTRY, "name": ""}, {**PROVINCE, "level": 7})

    assert {"regions[0].name", "regions[1].level"} <= set(refused.value.fields)


def test_the_sample_files_are_free_of_faults() -> None:
    folder = Path(rules.__file__).parent.parent / "demo" / "data"
    regions = yaml.safe_load((folder / "regions.sample.yaml").read_text())["regions"]
    items = yaml.safe_load((folder / "items.sample.yaml").read_text())

    found = rules.check_regions(regions, known={}, source="regions.sample.yaml")
    departments = rules.check_departments(
        items["departments"], regions=[row.code for row in found], source="items.sample.yaml"
    )

    assert len(found) == len(regions)
    assert len(departments) == 39
