"""Rows of figures, each written as one text.

A county's page has a thousand cells; asking the template for each of them, and for two words in it,
took more time than counting.  What stands in a cell is a number, a rate in our own words, or an
escaped name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString

from tongban.supervision.rules import FORMULAE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tongban.supervision.queries import Drill, Line
    from tongban.supervision.rules import Formula, Rate

register = template.Library()
# What is counted of each line, before its rates; red ones stand out.
COUNTS = ("received", "finished", "open", "red")
LISTED = ("listed",)
_WORDS = {
    one.key: (f"<th scope=\"row\">{escape(one.name)}</th>",
              f"<td>{escape(one.words)}</td><td>{escape(one.source)}</td>")
    for one in FORMULAE
}  # fmt: skip


@register.simple_tag
def part_rows(drill: Drill, columns: Sequence[Formula], of: str) -> SafeString:
    """The parts of a step of the way down: each leads on, then its counts and rates."""
    here = {"period": str(drill.period)} | ({"of": of} if of else {})
    counts, address = LISTED if of else COUNTS, reverse("desk:figures")
    keys = [formula.key for formula in columns]
    rows = (
        f'<tr><th scope="row"><a href="{address}?{_place(line, drill, here)}" data-row-link>'
        f"{escape(line.name)}</a></th>{_counts(line, counts)}"
        f"{''.join(_cell(line.rate(key)) for key in keys)}</tr>"
        for line in drill.parts
    )
    return SafeString("".join(rows))


@register.simple_tag
def rate_cells(rate: Rate) -> SafeString:
    """An indicator with its numbers, how it is computed, and where the numbers stand."""
    name, words = _WORDS[rate.formula.key]
    return SafeString(
        f'{name}<td class="num nowrap">{rate.words}</td><td class="num nowrap">{rate.above}</td>'
        f'<td class="num nowrap">{rate.below}</td>{words}'
    )


def _place(line: Line, drill: Drill, here: dict[str, str]) -> str:
    """The address of a line, from where one stands."""
    level = drill.level
    where = {
        "region": {"region": line.key},
        "unit": {"region": level.region, "unit": line.key},
        "item": {"region": level.region, "unit": level.unit, "item": line.key},
    }[line.kind]
    return escape(urlencode(where | here))


def _counts(line: Line, names: Sequence[str]) -> str:
    return "".join(
        f'<td class="num{" overdue" if name == "red" and line.counters[name] else ""}">'
        f"{line.counters[name]}</td>"
        for name in names
    )


def _cell(rate: Rate) -> str:
    below = f'<br><small class="quiet">{rate.above}/{rate.below}</small>' if rate.below else ""
    return f'<td class="num nowrap">{rate.words}{below}</td>'
