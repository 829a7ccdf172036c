"""Lists that departments keep (清单): what a line may say, and reading many of a table; no I/O."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from tongban.base.errors import Invalid, Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

FIRST: Final = date(2000, 1, 1)
LARGEST: Final = 1024 * 1024
MOST_ROWS: Final = 2000
MOST_TOLD: Final = 30
FILE: Final = "file"


class Kind(StrEnum):
    """What a list counts."""

    ITEMS = "items"
    SYSTEMS = "systems"
    MATERIALS = "materials"


KINDS = {
    Kind.ITEMS: "应上网事项",
    Kind.SYSTEMS: "业务系统",
    Kind.MATERIALS: "改革前材料",
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list; a whole number from `least` to `most` where `most` is given."""

    key: str
    name: str
    needed: bool = True
    least: int = 0
    most: int = 0
    longest: int = 100


_UNIT = Column("unit", "部门标识", longest=64)
_AS_OF = Column("as_of", "截至日期", longest=10)
COLUMNS: Mapping[Kind, tuple[Column, ...]] = {
    Kind.ITEMS: (
        _UNIT,
        Column("powers", "权力清单事项", most=99_999),
        Column("services", "公共服务事项", most=99_999),
        Column("excluded", "依法不上网事项", most=99_999),
        Column("reason", "不上网的依据", needed=False, longest=500),
        _AS_OF,
    ),
    Kind.SYSTEMS: (
        _UNIT,
        Column("key", "业务系统名称"),
        Column("client", "接入应用标识", needed=False, longest=40),
        _AS_OF,
    ),
    Kind.MATERIALS: (
        Column("key", "事项标识", longest=64),
        Column("materials", "改革前材料数", least=1, most=500),
        _AS_OF,
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a list as it may be kept; `unit` of an item's line is found by its item."""

    as_of: date
    unit: str = ""
    key: str = ""
    powers: int = 0
    services: int = 0
    excluded: int = 0
    materials: int = 0
    reason: str = ""
    client: str = ""


class LineInvalid(Invalid):
    """Something in a line cannot be kept; the sentences stand at the columns."""

    code = "supervision.line_invalid"


class TableInvalid(Invalid):
    """At least one row of a table cannot be kept; nothing of it was."""

    code = "supervision.table_invalid"

    def __init__(self, *sentences: str) -> None:
        told = list(sentences[:MOST_TOLD])
        if len(sentences) > MOST_TOLD:
            told.append(f"另外还有 {len(sentences) - MOST_TOLD} 处。")
        self.sentences = tuple(told)
        super().__init__(fields={FILE: " ".join(told)})


class LineUnknown(Refusal):
    """There is no such line, it was changed since, or the actor may not know of it."""

    code = "supervision.line_unknown"
    sentence = "这一行已经改过或者删去，请刷新后再看。"


def line(kind: Kind, given: Mapping[str, str], today: date) -> Line:
    """The line that was filled in, or `LineInvalid` with a sentence for each column."""
    values: dict[str, str | int | date] = {}
    faults: dict[str, str] = {}
    for column in COLUMNS[kind]:
        text = given.get(column.key, "").replace("\x00", "").strip()
        try:
            values[column.key] = _value(column, text, today)
        except ValueError as wrong:
            faults[column.key] = str(wrong)
    if kind is Kind.ITEMS and not faults:
        faults = _sums(values)
    if faults:
        raise LineInvalid(fields=faults)
    return Line(**values)  # type: ignore[arg-type]


def _value(column: Column, text: str, today: date) -> str | int | date:
    if not text and column.needed:
        raise ValueError(f"请填写{column.name}。")
    if column is _AS_OF:
        return _day(text, today)
    if column.most:
        return _whole(column, text)
    if len(text) > column.longest:
        raise ValueError(f"{column.name}最多 {column.longest} 个字，现在有 {len(text)} 个。")
    return text


def _day(text: str, today: date) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise ValueError("请按 2026-03-13 的样子填写截至日期。") from None
    if not FIRST <= day <= today:
        raise ValueError("截至日期不能晚于今天，也不能早于 2000 年。")
    return day


def _whole(column: Column, text: str) -> int:
    words = f"{column.name}要填 {column.least} 到 {column.most} 之间的整数。"
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(column.most))):
        raise ValueError(words)
    number = int(text)
    if not column.least <= number <= column.most:
        raise ValueError(words)
    return number


def _sums(values: Mapping[str, object]) -> dict[str, str]:
    powers, services, excluded = (
        int(str(values[name])) for name in ("powers", "services", "excluded")
    )
    rows = (
        ("powers", not powers + services, "权力清单和公共服务事项不能都是 0。"),
        ("excluded", excluded > powers + services, "依法不上网事项不能比全部事项还多。"),
        ("reason", excluded and not values["reason"], "有依法不上网的事项，请写明依据。"),
    )
    return {name: sentence for name, wrong, sentence in rows if wrong}


def table(kind: Kind, rows: Sequence[Sequence[str]], today: date) -> tuple[tuple[int, Line], ...]:
    """The lines of a table by their row numbers, or `TableInvalid` with all that is wrong.

    The first row names the columns, in any order; rows are counted as a spreadsheet does.
    """
    names = [cell.strip().lstrip("\ufeff") for cell in rows[0]] if rows else []
    wanted = {column.name: column.key for column in COLUMNS[kind]}
    missing = [name for name in wanted if name not in names]
    if missing:
        raise TableInvalid(f"表头里缺少：{'、'.join(missing)}。")
    if len(set(names)) != len(names):
        raise TableInvalid("表头里有重复的列。")
    filled = [(at, row) for at, row in enumerate(rows[1:], 2) if any(cell.strip() for cell in row)]
    if not 0 < len(filled) <= MOST_ROWS:
        raise TableInvalid(f"要有 1 到 {MOST_ROWS} 行内容，现在有 {len(filled)} 行。")
    found, faults = [], []
    for at, row in filled:
        cells = dict(zip(names, row, strict=False))
        given = {key: _plain(cells.get(name, "")) for name, key in wanted.items()}
        try:
            found.append((at, line(kind, given, today)))
        except LineInvalid as wrong:
            faults += [f"第 {at} 行：{sentence}" for sentence in wrong.fields.values()]
    faults += _twice(kind, found)
    if faults:
        raise TableInvalid(*faults)
    return tuple(found)


def _plain(cell: str) -> str:
    """A cell as it was before a table of ours guarded it against being taken for a formula."""
    return cell[1:] if cell[:1] == "'" else cell


def _twice(kind: Kind, found: Sequence[tuple[int, Line]]) -> Iterator[str]:
    first: dict[tuple[str, str], int] = {}
    for at, each in found:
        here = first.setdefault((each.unit, each.key), at)
        if here != at:
            what = "这个部门" if kind is Kind.ITEMS else "同样的内容"
            yield f"第 {at} 行：{what}在第 {here} 行已经有了。"
