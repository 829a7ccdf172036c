"""What a region, a department, a hall and a post must look like; no database."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING, Any

from stdnum.cn import uscc as stdnum_uscc

from tongban.base.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

_REGION_CODE = re.compile(r"\d{6}|\d{9}|\d{12}", re.ASCII)
_KEY = re.compile(r"[a-z][a-z0-9_]{0,31}")
_USCC = re.compile(r"[0-9A-HJ-NP-RTUW-Y]{18}")
_GUIDE_CODE = re.compile(r"\d{2,4}", re.ASCII)
_LONGEST_NAME = 100


class Level(IntEnum):
    """Level of a region and of the office that serves it (行使层级, GB/T 39046-2020 A.2)."""

    NATION = 1
    PROVINCE = 2
    CITY = 3
    COUNTY = 4
    TOWN = 5
    VILLAGE = 6


class Nature(StrEnum):
    """By what right a department acts (实施主体性质)."""

    STATUTORY = "法定机关"
    AUTHORISED = "授权组织"
    ENTRUSTED = "受委托组织"
    OTHER = "其他"


class Role(StrEnum):
    """What the holder of a post is there for."""

    CLERK = "clerk"  # 窗口人员
    HANDLER = "handler"  # 承办
    REVIEWER = "reviewer"  # 审核
    APPROVER = "approver"  # 批准
    SUPERVISOR = "supervisor"  # 监察
    CATALOGUE = "catalogue"  # 事项管理
    LICENSING = "licensing"  # 证照管理
    SEALING = "sealing"  # 印章管理
    OPERATOR = "operator"  # 运维
    AGENT_WORKER = "agent_worker"  # 代办（社区、网格）
    HALL_HEAD = "hall_head"  # 大厅负责人


class FileRefused(Invalid):
    """A file has at least one fault; nothing of it was taken.

    `fields` maps the path of each fault ("regions[3].parent") to its sentence.
    """

    code = "directory.file_refused"

    def __init__(self, source: str, faults: Mapping[str, str]) -> None:
        path, fault = next(iter(faults.items()))
        more = f"（另有{len(faults) - 1}处）" if len(faults) > 1 else ""
        super().__init__(f"{source}：{path}：{fault}{more}没有导入任何内容。", fields=faults)


@dataclass(frozen=True, slots=True)
class RegionRow:
    """One row of the file of regions, checked."""

    code: str
    name: str
    level: int
    parent: str
    code12: str


@dataclass(frozen=True, slots=True)
class DepartmentRow:
    """One row of the list of departments, checked."""

    key: str
    name: str
    uscc: str
    guide_code: str
    level: int
    region: str
    nature: str


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load did: rows that are new, that changed, and that were there already."""

    created: int
    changed: int
    unchanged: int


def check_regions(rows: object, *, known: Mapping[str, int], source: str) -> tuple[RegionRow, ...]:
    """The checked rows, upper levels first, or `FileRefused` with the path of every fault.

    `known` are the levels of the regions that are there already: a parent may be one of them.
    """
    faults: dict[str, str] = {}
    found: dict[str, RegionRow] = {}
    for path, row in _each(rows, "regions", faults):
        checked = _region(row, path, faults)
        if checked.code in found:
            faults[f"{path}.code"] = f"代码{checked.code}在文件中出现了两次。"
        found[checked.code] = checked
    levels = {**known, **{row.code: row.level for row in found.values()}}
    for one in found.values():
        if one.parent and one.level and levels.get(one.parent, one.level) >= one.level:
            faults[f"regions[{one.code}].parent"] = f"上级{one.parent}不存在，或层级不高于本级。"
    _refuse(faults, source)
    return tuple(sorted(found.values(), key=lambda one: (one.level, one.code)))


def check_departments(
    rows: object, *, regions: Iterable[str], source: str
) -> tuple[DepartmentRow, ...]:
    """The checked rows in their order, or `FileRefused` with the path of every fault."""
    faults: dict[str, str] = {}
    found: dict[str, DepartmentRow] = {}
    known = frozenset(regions)
    for path, row in _each(rows, "departments", faults):
        checked = _department(row, path, faults)
        if checked.key in found:
            faults[f"{path}.id"] = f"部门代号{checked.key}在文件中出现了两次。"
        if checked.region not in known:
            faults[f"{path}.region"] = f"没有代码为{checked.region}的行政区划。"
        found[checked.key] = checked
    _refuse(faults, source)
    return tuple(found.values())


def wrong_in_names(**given: str) -> dict[str, str]:
    """The faults of values that must be there and may not be long, by the name of the value."""
    return {
        name: f"请填写，且不超过{_LONGEST_NAME}个字。"
        for name, value in given.items()
        if not value.strip() or len(value) > _LONGEST_NAME
    }


def is_key(text: str) -> bool:
    """Whether the text can name a department, a hall or a role: small Latin letters and digits."""
    return bool(_KEY.fullmatch(text))


def same(row: RegionRow | DepartmentRow, values: Mapping[str, object]) -> bool:
    """Whether the stored values are those of the row."""
    return all(getattr(row, field.name) == values[field.name] for field in fields(row))


def _each(
    rows: object, name: str, faults: dict[str, str]
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    if not isinstance(rows, list | tuple) or not rows:
        faults[name] = "这里应当是一个列表，且至少有一行。"
        return
    for number, row in enumerate(rows):
        if isinstance(row, dict):
            yield f"{name}[{number}]", row
        else:
            faults[f"{name}[{number}]"] = "这一行应当由“名称: 值”组成。"


def _region(row: Mapping[str, Any], path: str, faults: dict[str, str]) -> RegionRow:
    code = _text(row, "code")
    checked = RegionRow(
        code=code,
        name=_text(row, "name"),
        level=_level(row),
        parent=_text(row, "parent"),
        code12=_text(row, "code12") or code.ljust(12, "0"),
    )
    _note(faults, path, wrong_in_names(name=checked.name))
    if not _REGION_CODE.fullmatch(code):
        faults[f"{path}.code"] = "行政区划代码应当是6位、9位或12位数字，并加引号。"
    elif checked.code12 != code.ljust(12, "0"):
        faults[f"{path}.code12"] = f"12位代码应当是{code.ljust(12, '0')}。"
    if not checked.level:
        faults[f"{path}.level"] = "层级应当是1到6的数字。"
    if not checked.parent and checked.level != Level.NATION:
        faults[f"{path}.parent"] = "除国家一级外，都要写明上级代码。"
    return checked


def _department(row: Mapping[str, Any], path: str, faults: dict[str, str]) -> DepartmentRow:
    checked = DepartmentRow(
        key=_text(row, "id"),
        name=_text(row, "name"),
        uscc=_text(row, "uscc"),
        guide_code=_text(row, "guide_code"),
        level=_level(row),
        region=_text(row, "region"),
        nature=_text(row, "nature"),
    )
    _note(faults, path, wrong_in_names(name=checked.name))
    if not is_key(checked.key):
        faults[f"{path}.id"] = "部门代号应当由小写字母、数字和下划线组成，以字母开头，最多32位。"
    if not _USCC.fullmatch(checked.uscc):
        faults[f"{path}.uscc"] = "统一社会信用代码应当是18位数字或大写字母（不含I、O、S、V、Z）。"
    elif stdnum_uscc.calc_check_digit(checked.uscc[:-1]) != checked.uscc[-1]:
        faults[f"{path}.uscc"] = f"统一社会信用代码{checked.uscc}的校验码不对。"
    if not _GUIDE_CODE.fullmatch(checked.guide_code):
        faults[f"{path}.guide_code"] = "部门分类代码应当是2到4位数字，并加引号。"
    if not checked.level:
        faults[f"{path}.level"] = "层级应当是1到6的数字。"
    if checked.nature not in set(Nature):
        faults[f"{path}.nature"] = f"主体性质应当是{'、'.join(Nature)}之一。"
    return checked


def _text(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    return value.strip() if isinstance(value, str) else ""


def _level(row: Mapping[str, Any]) -> int:
    value = row.get("level")
    known: Sequence[int] = tuple(Level)
    return value if isinstance(value, int) and value in known else 0


def _note(faults: dict[str, str], path: str, wrong: Mapping[str, str]) -> None:
    faults.update({f"{path}.{name}": sentence for name, sentence in wrong.items()})


def _refuse(faults: Mapping[str, str], source: str) -> None:
    if faults:
        raise FileRefused(source, faults)
