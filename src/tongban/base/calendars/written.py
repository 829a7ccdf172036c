"""A calendar as an operator writes it into a file: schedules of years, closures of regions; no I/O.

years:
  - year: 2027
    source: the number of the notice
    holidays: [2027-01-01 至 2027-01-03 元旦, …]
    worked: [2027-02-20 春节, …]
closures:
  - region: "350000"
    first: 2026-11-23
    last: 2026-11-24
    offices: closed
    label: 台风停工
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import yaml

from tongban.base.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LARGEST = 1024 * 1024
# In a file the holidays have a name of their own: YAML takes the word `off` for "no".
NAMES = {"off": "holidays"}
EARLIEST, LATEST = 2000, 2100
_YEAR = frozenset({"year", "holidays", "worked", "source"})
_CLOSURE = frozenset({"region", "first", "last", "offices", "label", "source"})


class FileWrong(Invalid):
    """A calendar file cannot be taken as it is; each place has its sentence."""

    code = "base.calendar_file_wrong"
    sentence = "日历文件有错，没有记入任何内容。"


class Offices(StrEnum):
    """What the offices of a region do on those days: `USUAL` takes back what was entered."""

    CLOSED = "closed"
    OPEN = "open"
    USUAL = "usual"


@dataclass(frozen=True, slots=True)
class Year:
    """The schedule of a year, its days still as lines."""

    place: str
    year: int
    off: str
    worked: str
    source: str


@dataclass(frozen=True, slots=True)
class Closure:
    """Days on which the offices of a region close, work, or follow the country again."""

    place: str
    region: str
    first: date
    last: date
    offices: Offices
    label: str
    source: str


@dataclass(frozen=True, slots=True)
class Written:
    """All that a file says."""

    years: tuple[Year, ...]
    closures: tuple[Closure, ...]


def read(content: bytes) -> Written:
    """Return what a file says, or raise `FileWrong` with a sentence for each place."""
    tree = _tree(content)
    faults = dict.fromkeys(tree.keys() - _PARTS.keys(), "没有这一项，只有 years 和 closures。")
    found: dict[str, list[Any]] = {name: [] for name in _PARTS}
    for name, (known, make) in _PARTS.items():
        for place, row in _rows(name, tree.get(name), known, faults):
            try:
                found[name].append(make(place, row))
            except FileWrong as wrong:
                faults |= {f"{place}.{field}": said for field, said in wrong.fields.items()}
    years, closures = tuple(found["years"]), tuple(found["closures"])
    faults |= _twice(years, closures)
    if not (faults or years or closures):
        faults["years"] = "文件里没有放假安排，也没有停工安排。"
    if faults:
        raise FileWrong(fields=faults)
    return Written(years, closures)


def _tree(content: bytes) -> dict[str, Any]:
    if len(content) > LARGEST:
        raise FileWrong(f"日历文件太大，最多 {LARGEST // 1024} KB。")
    try:
        tree = yaml.safe_load(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise FileWrong("日历文件不是 UTF-8 编码。") from None
    except (yaml.YAMLError, ValueError) as broken:
        mark = getattr(broken, "problem_mark", None)
        place = f"第 {mark.line + 1} 行" if mark else "有一处"
        raise FileWrong(f"日历文件{place}看不懂，请检查缩进、冒号和日期。") from None
    if not isinstance(tree, dict):
        raise FileWrong("日历文件里没有内容，开头应当是 years: 或者 closures: 。")
    return {str(name): value for name, value in tree.items()}


def _rows(
    name: str, rows: Any, known: frozenset[str], faults: dict[str, str]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """The entries of one part; what is no entry at all is a fault."""
    if rows is None:
        return
    if not isinstance(rows, list):
        faults[name] = "请写成一条一条的，每条前面加“- ”。"
        return
    for number, row in enumerate(rows, 1):
        place = f"{name}[{number}]"
        if not isinstance(row, dict):
            faults[place] = "请写明各项，例如 year、holidays。"
        elif unknown := sorted(str(key) for key in row if key not in known):
            faults[place] = f"没有“{unknown[0]}”这一项。"
        else:
            yield place, row


def _year(place: str, row: dict[str, Any]) -> Year:
    year = row.get("year")
    if not isinstance(year, int) or not EARLIEST <= year <= LATEST:
        raise FileWrong(fields={"year": f"年份请写 {EARLIEST} 到 {LATEST} 之间的数。"})
    off, worked = (_lines(row.get(name)) for name in ("holidays", "worked"))
    return Year(place, year, off, worked, _word(row, "source"))


def _closure(place: str, row: dict[str, Any]) -> Closure:
    region = row.get("region", "")
    code = f"{region:06d}" if isinstance(region, int) else str(region)
    offices = _word(row, "offices") or Offices.CLOSED
    if offices not in set(Offices):
        raise FileWrong(
            fields={"offices": "只能写 closed（停止办公）、open（加班）或者 usual（恢复）。"}
        )
    first = _day(row, "first")
    last = _day(row, "last") if "last" in row else first
    words = _word(row, "label"), _word(row, "source")
    return Closure(place, code, first, last, Offices(offices), *words)


def _lines(value: Any) -> str:
    return "\n".join(map(str, value)) if isinstance(value, list) else str(value or "")


def _word(row: dict[str, Any], name: str) -> str:
    return str(row.get(name) or "").strip()


def _day(row: dict[str, Any], name: str) -> date:
    value = row.get(name)
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise FileWrong(fields={name: "日期请写成 2026-11-23。"}) from None


def _twice(years: Iterable[Year], closures: Iterable[Closure]) -> dict[str, str]:
    """A year, or a day of a region, that the file names twice."""
    faults: dict[str, str] = {}
    seen: set[int] = set()
    for one in years:
        if one.year in seen:
            faults[f"{one.place}.year"] = f"{one.year}年写了两次。"
        seen.add(one.year)
    known: list[Closure] = []
    for each in closures:
        for other in known:
            meet = each.first <= other.last and other.first <= each.last
            if meet and other.region == each.region:
                faults[f"{each.place}.first"] = f"和 {other.place} 的日子重叠。"
        known.append(each)
    return faults


_PARTS = {"years": (_YEAR, _year), "closures": (_CLOSURE, _closure)}
