"""Rows and choices of the work list, each written as one text.

Fifty rows have a thousand places to fill in and a filter a hundred choices; asking the template for
each of them took as long as reading the list.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tongban.desk.work.asking import Choice
    from tongban.desk.work.rows import Row

register = template.Library()

_ROW = (
    '<tr>{}<td class="nowrap">{}</td>'
    '<td class="nowrap number"><a href="{}" data-row-link>{}</a></td>'
    '<td class="work-item">{}</td><td class="nowrap">{}</td><td class="nowrap">{}</td>'
    '<td class="nowrap">{}</td><td class="nowrap">{}</td><td class="nowrap">{}</td>'
    '<td class="nowrap">{}</td></tr>\n'
)
_BUTTON = (
    '{}<button class="link-button" name="task" value="{}"{} data-row-claim>'
    '{}<span class="visually-hidden">{}</span></button>'
)
_TICK = '<td><input type="checkbox" name="chosen" value="{}" aria-label="{} {}"></td>'
_TO = ' formaction="{}"'
_SELECTED = SafeString(" selected")


@register.simple_tag
def work_rows(found: Sequence[Row], *, ticked: bool) -> SafeString:
    """Each case or task; `ticked` gives those who hand out work something to tick."""
    claim, back, tick = _("认领"), _("退回"), _("选")
    back_to = format_html(_TO, reverse("desk:task_back"))
    return format_html_join(
        "",
        _ROW,
        (
            (
                _tick(row, tick) if ticked else "",
                row.light,
                row.address,
                row.number,
                row.item,
                row.applicant,
                row.state,
                row.waiting,
                _holder(row, claim, back, back_to),
                row.channel,
                row.submitted,
            )
            for row in found
        ),
    )


def _tick(row: Row, word: str) -> SafeString:
    if not row.headed:
        return SafeString("<td></td>")
    return format_html(_TICK, row.task, word, row.number)


def _holder(row: Row, claim: str, back: str, back_to: SafeString) -> str:
    """Who holds it, with what the reader may do about it."""
    if row.free:
        return format_html(_BUTTON, "", row.task, "", claim, row.number)
    if row.own:
        return format_html(_BUTTON, f"{row.holder} ", row.task, back_to, back, row.number)
    return row.holder


@register.simple_tag
def options(choices: Sequence[Choice], chosen: str) -> SafeString:
    """The choices of a filter."""
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((one.key, _SELECTED if one.key == chosen else "", one.name) for one in choices),
    )
