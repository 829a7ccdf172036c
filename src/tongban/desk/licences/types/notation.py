"""Parts of a definition that are typed as lines of text, and back again."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tongban.licences.rules.layouts import Group, Line

_WIDE = "整行"
_TABLE = re.compile(r"表格[:： ]*(.+)")
_SIGNS = str.maketrans({"＝": "=", "；": ";", "｜": "|", "＃": "#"})
_BAND = re.compile(r"(\d{1,3})(?:-(\d{1,3})|以上)? +(?:(\d{1,2})(年|月|日)|长期)")
_MOST = 8


class Groups:
    """Groups of lines as somebody typed them: `# 标题`, `KZ_X = 叫法 ; 整行`.

    `faults` says what cannot be read; `line_of` finds the typed line of a fault in the template.
    """

    def __init__(self, text: str) -> None:
        self.values: list[dict[str, Any]] = []
        self.faults: list[str] = []
        self._places: dict[tuple[int, int], int] = {}
        for number, typed in enumerate(text.splitlines(), 1):
            self._take(number, typed.translate(_SIGNS).strip())

    def line_of(self, path: str) -> str:
        """第 3 行 for `groups[0].lines[2]…`, "" for anything else."""
        place = re.match(r"groups\[(\d+)\](?:\.lines\[(\d+)\])?", path)
        if place is None:
            return ""
        number = self._places.get((int(place[1]), int(place[2] or 0)))
        return f"第 {number} 行：" if number else ""

    def _take(self, number: int, typed: str) -> None:
        if not typed:
            return
        if typed.startswith("#"):
            self.values.append({"title": typed.lstrip("#").strip(), "lines": []})
            self._places[len(self.values) - 1, 0] = number
            return
        if not self.values:
            self.values.append({"title": "", "lines": []})
        lines = self.values[-1]["lines"]
        self._places[len(self.values) - 1, len(lines)] = number
        lines.append(self._line(number, typed))

    def _line(self, number: int, typed: str) -> dict[str, Any]:
        said, *rules = (part.strip() for part in typed.split(";"))
        key, _, label = said.partition("=")
        line: dict[str, Any] = {"key": key.strip(), "label": label.strip()}
        for rule in rules:
            table = _TABLE.fullmatch(rule)
            if rule == _WIDE:
                line["wide"] = True
            elif table:
                line["columns"] = [cell.strip() for cell in table[1].split("|")]
            elif rule:
                self.faults.append(
                    f"第 {number} 行：“{rule}”读不懂，分号后面只写“整行”或者“表格”。"
                )
        return line


def groups_text(groups: Sequence[Group]) -> str:
    """The groups of a template, one line each, as `Groups` reads them."""
    typed: list[str] = []
    for at, group in enumerate(groups):
        if group.title or at:
            typed.append(f"# {group.title}".rstrip())
        typed += [_line_text(line) for line in group.lines]
    return "\n".join(typed)


def _line_text(line: Line) -> str:
    typed = f"{line.key} = {line.label}" if line.label else line.key
    if line.wide:
        typed += f" ; {_WIDE}"
    if line.columns:
        typed += f" ; 表格 {'|'.join(line.columns)}"
    return typed


def bands(text: str) -> tuple[list[dict[str, Any]], list[str]]:
    """Bands of ages, one a line: `0-15 5年`, `46以上 长期`; and what cannot be read."""
    read: list[dict[str, Any]] = []
    faults = []
    for number, typed in enumerate(text.splitlines(), 1):
        line = " ".join(typed.split())
        found = _BAND.fullmatch(line)
        if line and found is None:
            faults.append(f"第 {number} 行读不懂，请写成 0-15 5年 或者 46以上 长期。")
        elif found:
            read.append(_band(found))
    return read, faults


def _band(found: re.Match[str]) -> dict[str, Any]:
    band: dict[str, Any] = {"age_from": int(found[1])}
    if found[2]:
        band["age_to"] = int(found[2])
    if found[3]:
        return band | {"length": int(found[3]), "unit": found[4]}
    return band | {"kind": "long_term"}


def bands_text(given: Iterable[Mapping[str, Any]]) -> str:
    """Bands of ages as `bands` reads them."""
    return "\n".join(
        f"{band['age_from']}"
        + (f"-{band['age_to']}" if band.get("age_to") is not None else "以上")
        + (" 长期" if band.get("kind") else f" {band['length']}{band['unit']}")
        for band in given
    )


def lines(text: str) -> list[str]:
    """What was typed, line by line, without the empty ones."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def words(text: str) -> list[str]:
    """What was typed between commas of any kind, blanks or lines."""
    return [word for word in re.split(r"[,，、;；\s]+", text) if word]
