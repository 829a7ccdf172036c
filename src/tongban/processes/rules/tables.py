"""Decision tables (决策表, DMN): a small part of the language, compared and never evaluated.

A cell is empty or "-" (anything), a text, a number, true or false, several of them with commas,
``not(...)`` of them, a comparison such as ``>= 5`` or a range such as ``[1..5)``.  A column reads
one fact by its name.  There is no other expression, so no text of a table is ever run.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from tongban.base.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Fact = str | int | bool | Decimal

ANSWERS: Final = "answers."
FACTS: Final = frozenset(
    {"outcome", "item", "kind", "channel", "applicant", "region", "unit", "answers"}
)
"""What a column may read: the last outcome, and plain facts of the case (no personal data)."""
UNITS, WAY = "units", "way"
OUTPUTS: Final = frozenset({UNITS, WAY})

_ANY: Final = frozenset({"", "-"})
_TEXT: Final = re.compile(r'"([^"\\]*)"')
_NUMBER: Final = re.compile(r"-?\d{1,15}(?:\.\d{1,6})?")
_COMPARED: Final = re.compile(r"(<=|>=|<|>)\s*(\S+)")
_RANGE: Final = re.compile(r"([\[(\]])\s*(\S+?)\s*\.\.\s*(\S+?)\s*([\])\[])")
_NOT: Final = re.compile(r"not\s*\((.*)\)", re.DOTALL)
_PARTS: Final = re.compile(r'\s*("[^"\\]*"|[^,"]+)\s*(?:,|$)')
_FACT: Final = re.compile(r"[a-z_]+(?:\.[A-Za-z0-9_]+)?")
_WAY: Final = re.compile(r"[a-z][a-z0-9_]*")
_UNITS: Final = re.compile(r"(?:[a-z][a-z0-9_]{0,31}(?: [a-z][a-z0-9_]{0,31})*)?")


class Policy(StrEnum):
    """Which of the rows that apply are taken."""

    FIRST = "FIRST"
    COLLECT = "COLLECT"


class NoRowApplies(Refusal):
    """No row of the table says anything about this case; a checked table cannot come to that."""

    code = "processes.no_row_applies"
    sentence = "决策表里没有适用于这件事的一行，请联系流程管理人员。"


@dataclass(frozen=True, slots=True)
class Row:
    """One row: a test for each input, a result for each output."""

    key: str
    tests: tuple[str, ...]
    results: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A decision table as it was drawn; all words are raw."""

    key: str
    title: str
    policy: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    rows: tuple[Row, ...]
    foreign: tuple[tuple[str, str], ...] = ()

    def words(self, output: str) -> frozenset[str]:
        """Every result the table may give for that output."""
        if output not in self.outputs:
            return frozenset()
        at = self.outputs.index(output)
        return frozenset(text_of(row.results[at]) or "" for row in self.rows)


def faults(table: Table) -> Iterator[tuple[str, str]]:
    """What keeps a table from being published, by the key of the faulty element."""
    yield from ((key, f"不能使用“{tag}”，这里只能有一张决策表。") for key, tag in table.foreign)
    yield from _head(table)
    for row in table.rows:
        yield from _row_faults(table, row)
    if table.policy == Policy.FIRST and table.rows and not _covers_all(table.rows[-1]):
        yield table.rows[-1].key, "最后一行的条件要全部写成“-”，这样每件事都有结果。"


def _head(table: Table) -> Iterator[tuple[str, str]]:
    if table.policy not in set(Policy):
        yield table.key, "命中策略只能是 FIRST（取第一行）或 COLLECT（全部收集）。"
    if not table.rows:
        yield table.key, "决策表没有行。"
    if not table.outputs or set(table.outputs) - OUTPUTS:
        yield table.key, "输出列只能叫 units（部门）或 way（走哪条路）。"
    elif table.policy == Policy.COLLECT and table.outputs != (UNITS,):
        yield table.key, "COLLECT 只能收集部门（units）。"
    for name in table.inputs:
        if not _FACT.fullmatch(name) or name.partition(".")[0] not in FACTS:
            yield table.key, f"输入列“{name}”不是可以使用的事实。"


def _covers_all(row: Row) -> bool:
    return all(test.strip() in _ANY for test in row.tests)


def _row_faults(table: Table, row: Row) -> Iterator[tuple[str, str]]:
    if len(row.tests) != len(table.inputs) or len(row.results) != len(table.outputs):
        yield row.key, "这一行的列数和表头不一样。"
        return
    for test in row.tests:
        if not _sound(test):
            yield row.key, f"看不懂条件“{test}”，只能写文字、数字、比较、范围或“-”。"
    for name, result in zip(table.outputs, row.results, strict=True):
        text = text_of(result)
        shape = _UNITS if name == UNITS else _WAY
        if text is None or not shape.fullmatch(text):
            yield row.key, f'结果“{result}”要写成带引号的代号，例如 "mkt"。'


def text_of(cell: str) -> str | None:
    """The text of a literal in quotation marks, or None."""
    found = _TEXT.fullmatch(cell.strip())
    return found.group(1) if found else None


def decide(table: Table, facts: Mapping[str, Fact]) -> dict[str, str]:
    """The results for these facts: of the first row that applies, or of all that do."""
    found = [row for row in table.rows if _applies(table, row, facts)]
    if table.policy == Policy.COLLECT:
        units = (unit for row in found for unit in (text_of(row.results[0]) or "").split())
        return {UNITS: " ".join(dict.fromkeys(units))}
    if not found:
        raise NoRowApplies
    results = (text_of(result) or "" for result in found[0].results)
    return dict(zip(table.outputs, results, strict=True))


def _applies(table: Table, row: Row, facts: Mapping[str, Fact]) -> bool:
    pairs = zip(table.inputs, row.tests, strict=True)
    return all(passes(test, facts.get(name, "")) for name, test in pairs)


def passes(test: str, fact: Fact) -> bool:
    """Whether a fact passes the test of a cell; what is no test is passed by nothing."""
    bare = test.strip()
    if bare in _ANY:
        return True
    denied = _NOT.fullmatch(bare)
    if denied:
        return not any(_one(part, fact) for part in _parts(denied.group(1)))
    return any(_one(part, fact) for part in _parts(bare))


def _parts(test: str) -> list[str]:
    return [part.strip() for part in _PARTS.findall(test)]


def _one(part: str, fact: Fact) -> bool:
    compared, ranged = _COMPARED.fullmatch(part), _RANGE.fullmatch(part)
    if compared or ranged:
        number = _number(fact)
        if number is None:
            return False
        return _compare(compared, number) if compared else _within(ranged, number)
    literal = _literal(part)
    if isinstance(literal, Decimal):
        return _number(fact) == literal
    if isinstance(literal, bool):
        return fact is literal or fact == str(literal).lower()
    return literal is not None and literal == fact


def _compare(found: re.Match[str], number: Decimal) -> bool:
    bound = Decimal(found.group(2))
    sign = found.group(1)
    return {
        "<": number < bound, "<=": number <= bound, ">": number > bound, ">=": number >= bound,
    }[sign]  # fmt: skip


def _within(found: re.Match[str] | None, number: Decimal) -> bool:
    if found is None:
        return False
    opening, low, high, closing = found.groups()
    above = number >= Decimal(low) if opening == "[" else number > Decimal(low)
    below = number <= Decimal(high) if closing == "]" else number < Decimal(high)
    return above and below


def _number(fact: Fact) -> Decimal | None:
    if isinstance(fact, bool):
        return None
    text = str(fact)
    return Decimal(text) if _NUMBER.fullmatch(text) else None


def _literal(part: str) -> str | bool | Decimal | None:
    text = text_of(part)
    if text is not None:
        return text
    if part in ("true", "false"):
        return part == "true"
    return Decimal(part) if _NUMBER.fullmatch(part) else None


def _sound(test: str) -> bool:
    bare = test.strip()
    if bare in _ANY:
        return True
    denied = _NOT.fullmatch(bare)
    inside = denied.group(1) if denied else bare
    whole = re.fullmatch(rf"(?:{_PARTS.pattern})+", inside.strip())
    return bool(whole) and all(_sound_part(part) for part in _parts(inside))


def _sound_part(part: str) -> bool:
    compared, ranged = _COMPARED.fullmatch(part), _RANGE.fullmatch(part)
    if compared:
        return bool(_NUMBER.fullmatch(compared.group(2)))
    if ranged:
        return all(_NUMBER.fullmatch(bound) for bound in ranged.group(2, 3))
    return _literal(part) is not None
