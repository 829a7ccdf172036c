"""Reading and judging what departments hand in (归集): rows of CSV or JSON, each with its faults.

Sentences name rows and columns and never repeat what stands in them: reports are kept, and a
spreadsheet must not carry out what somebody wrote into a cell.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from tongban.base import tables
from tongban.base.errors import Invalid, Refusal
from tongban.licences.rules import metadata

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MOST_ROWS = 10_000
LARGEST = 50 * 1024 * 1024
MOST_TOLD = 2_000
LONGEST_CELL = 8_000
LONGEST_NUMBER = 64
SEPARATOR = "^"
FILE = "file"
FILE_NAME = "file_name"
STATE = "ZZZT"
STATE_ON = "ZZBGSJ"
STATE_REASON = "ZZBGYY"
COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        **metadata.NAMES,
        STATE: "证照状态",
        FILE: "证照文件",
        FILE_NAME: "证照文件名",
    }
)
_BY_NAME = {name: key for key, name in COLUMNS.items()}
_DAY = re.compile(
    r"(?P<y>\d{4})(?:-(?P<m>\d{1,2})-(?P<d>\d{1,2})|/(?P<m2>\d{1,2})/(?P<d2>\d{1,2})"
    r"|年(?P<m3>\d{1,2})月(?P<d3>\d{1,2})日|(?P<m4>\d{2})(?P<d4>\d{2}))",
    re.ASCII,
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

Level = Literal["error", "warning"]
Row = Mapping[str, str]


class BatchRefused(Invalid):
    """The batch cannot be read as a whole; no report was made."""

    code = "licences.batch_refused"


class BatchNumberTaken(Refusal):
    """The number belongs to another batch of the same source."""

    code = "licences.batch_number_taken"
    sentence = "这个批次号已经用于另一批内容。内容改过以后，请换一个新的批次号。"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with one row; `row` counts from 1, without the head of a table."""

    row: int
    field: str
    sentence: str
    level: Level = "error"


def read(content: bytes, file_name: str) -> tuple[Row, ...]:
    """The rows of a CSV or JSON file, or `BatchRefused`."""
    if not content.strip():
        raise BatchRefused("文件是空的。")
    if len(content) > LARGEST:
        raise BatchRefused("文件超过 50 MB，请分成几批。")
    ending = file_name.lower().rpartition(".")[2]
    if ending == "json":
        return rows(_json(content))
    if ending == "csv":
        return rows(_csv(content))
    raise BatchRefused("请上传 CSV 或 JSON 文件。")


def rows(values: Iterable[object]) -> tuple[Row, ...]:
    """The rows with their columns by short names and all values as text, or `BatchRefused`."""
    found = tuple(_row(number, value) for number, value in enumerate(values, 1))
    if not found:
        raise BatchRefused("没有一行内容。")
    if len(found) > MOST_ROWS:
        raise BatchRefused(f"一批最多{MOST_ROWS}行，这批有{len(found)}行。请分成几批。")
    return found


def canonical(found: Sequence[Row]) -> bytes:
    """The one form of a batch whose digest tells whether it came before."""
    return json.dumps(
        [dict(row) for row in found], ensure_ascii=False, sort_keys=True, separators=(",", ":")
    ).encode()


def check_number(number: str) -> str:
    """The number of a batch as it is kept, or `BatchRefused` at its field."""
    text = number.strip()
    if not 0 < len(text) <= LONGEST_NUMBER or not text.isascii() or not text.isprintable():
        sentence = f"批次号用字母、数字和符号，不超过{LONGEST_NUMBER}个字符。"
        raise BatchRefused(sentence, fields={"number": sentence})
    return text


def report_csv(faults: Iterable[Fault]) -> str:
    """The faults as a table that a spreadsheet can open without carrying anything out."""
    words = {"error": "错误", "warning": "提示"}
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\r\n")
    writer.writerow(("行", "字段", "级别", "说明"))
    for one in faults:
        writer.writerow((one.row, cell(one.field), words[one.level], cell(one.sentence)))
    return "\ufeff" + table.getvalue()


def day(text: str) -> date | None:
    """A day as departments write it: 2026-03-13, 20260313, 2026/3/13 or 2026年3月13日."""
    found = _DAY.fullmatch(text.strip())
    if found is None:
        return None
    parts = [part for part in found.groups() if part]
    try:
        return date(int(parts[0]), int(parts[1]), int(parts[2]))
    except ValueError:
        return None


def cell(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _json(content: bytes) -> list[object]:
    try:
        values = json.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError):
        raise BatchRefused("不是 UTF-8 编码的 JSON 文件。") from None
    if isinstance(values, dict):
        values = values.get("rows")
    if not isinstance(values, list):
        raise BatchRefused("JSON 里应当是一个列表，或者 {“rows”: [...]}。")
    return values


def _csv(content: bytes) -> list[object]:
    try:
        lines = tables.rows(content)
    except tables.TableUnreadable as unreadable:
        raise BatchRefused(str(unreadable)) from None
    head = [_column(name) for name in lines[0]]
    twice = {name for name in head if name and head.count(name) > 1}
    if twice or not any(head):
        raise BatchRefused("表头有重复的列，或者没有列名。")
    if not set(head) & set(COLUMNS):
        raise BatchRefused("表头里没有一列认得。请用短名（如 ZZBS）或者中文名（如 证照标识）。")
    wrong = [number for number, line in enumerate(lines[1:], 1) if len(line) > len(head)]
    if wrong:
        raise BatchRefused(f"第{wrong[0]}行的列数比表头多，请检查逗号和引号。")
    return [dict(zip(head, line, strict=False)) for line in lines[1:] if any(line)]


def _row(number: int, value: object) -> Row:
    if not isinstance(value, dict):
        raise BatchRefused(f"第{number}行不是“列名: 值”的形式。")
    found: dict[str, str] = {}
    for name, cell_value in value.items():
        key = _column(str(name))
        text = _text(number, cell_value)
        if not key or not text:
            continue
        if key in found:
            raise BatchRefused(f"第{number}行有一列写了两次。")
        if len(text) > (LARGEST if key == FILE else LONGEST_CELL):
            raise BatchRefused(f"第{number}行有一格超过{LONGEST_CELL}个字。")
        found[key] = text
    return MappingProxyType(found)


def _text(number: int, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return SEPARATOR.join(str(each).strip() for each in value)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise BatchRefused(f"第{number}行有一格不是文字。号码和日期都请写成文字。")


def _column(name: str) -> str:
    text = name.strip().lstrip("\ufeff")
    return _BY_NAME.get(text, text)
