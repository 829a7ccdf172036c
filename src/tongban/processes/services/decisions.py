"""Read a DMN file into the facts that the rules check; nothing in it is run or fetched."""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from lxml import etree
from SpiffWorkflow.dmn.parser.BpmnDmnParser import SCHEMAS

from tongban.processes import rules
from tongban.processes.services import drawings

if TYPE_CHECKING:
    from collections.abc import Iterator

DMN: Final = "https://www.omg.org/spec/DMN/20191111/MODEL/"
"""DMN 1.3, which the free modelers write."""
_D: Final = f"{{{DMN}}}"
_AROUND: Final = frozenset({"decision", "DMNDI", "extensionElements", "description"})


def read(xml: str) -> rules.Table:
    """The one decision table in a file that is valid against the DMN 1.3 schema.

    Declined with `DefinitionFault`.
    """
    root = drawings.root_of(xml)
    if root.tag != f"{_D}definitions":
        raise drawings.unreadable("不是 DMN 1.3 的决策表文件。")
    schema = _schema()
    if not schema.validate(root):
        line = schema.error_log.last_error.line
        raise drawings.unreadable(f"不符合 DMN 1.3 的格式（第 {line} 行）。")
    found = root.findall(f"{_D}decision")
    if len(found) != 1 or found[0].find(f"{_D}decisionTable") is None:
        raise drawings.unreadable("文件里要有一张决策表。")
    return _table(root, found[0])


def title(xml: str) -> str:
    """What people call the table."""
    return read(xml).title[:128]


def _table(root: Any, decision: Any) -> rules.Table:
    table = decision.find(f"{_D}decisionTable")
    return rules.Table(
        key=decision.get("id", ""),
        title=decision.get("name") or decision.get("id", ""),
        policy=table.get("hitPolicy", "UNIQUE"),
        inputs=tuple(
            _text(column.find(f"{_D}inputExpression")) for column in table.findall(f"{_D}input")
        ),
        outputs=tuple(column.get("name", "") for column in table.findall(f"{_D}output")),
        rows=tuple(_row(row) for row in table.findall(f"{_D}rule")),
        foreign=(*_foreign(root), *_beside(decision)),
    )


def _row(row: Any) -> rules.Row:
    return rules.Row(
        key=row.get("id", ""),
        tests=tuple(_text(cell) for cell in row.findall(f"{_D}inputEntry")),
        results=tuple(_text(cell) for cell in row.findall(f"{_D}outputEntry")),
    )


def _text(node: Any) -> str:
    return (node.findtext(f"{_D}text") or "").strip() if node is not None else ""


def _foreign(root: Any) -> Iterator[tuple[str, str]]:
    for node in root:
        name = etree.QName(node)
        if name.localname not in _AROUND:
            yield node.get("id") or name.localname, name.localname


def _beside(decision: Any) -> Iterator[tuple[str, str]]:
    """Requirements on other decisions and knowledge are not followed, so they are not taken."""
    allowed = {"variable", "decisionTable", "extensionElements", "description", "question"}
    for node in decision:
        name = etree.QName(node)
        if name.localname not in allowed:
            yield node.get("id") or decision.get("id", ""), name.localname


@cache
def _schema() -> Any:
    return etree.XMLSchema(etree.parse(os.fspath(SCHEMAS[DMN])))
