"""How days, spans, sums and icons are written on pages; see `docs/look.md`."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

register = template.Library()

SPRITE = "base/icons.svg"
WEEKDAYS = "一二三四五六日"


@register.filter(expects_localtime=True)
def cn_date(value: date | datetime | str | None) -> str:
    """2026年3月13日（周五）; text must be in ISO form, nothing gives nothing."""
    if not value:
        return ""
    day = _day(value)
    return f"{day.year}年{day.month}月{day.day}日（周{WEEKDAYS[day.weekday()]}）"


@register.filter(expects_localtime=True)
def cn_datetime(value: datetime | str | None) -> str:
    """2026年3月13日（周五）15:04, in the node's time zone."""
    if not value:
        return ""
    moment = _local(datetime.fromisoformat(value) if isinstance(value, str) else value)
    return f"{cn_date(moment)}{moment:%H:%M}"


@register.filter
def working_days(left: int | str | None) -> str:
    """还剩 3 个工作日, 今天到期, or 已超期 2 个工作日 for a negative number."""
    if left is None or left == "":
        return ""
    days = int(left)
    if days == 0:
        return _("今天到期")
    words = _("还剩 %(days)d 个工作日") if days > 0 else _("已超期 %(days)d 个工作日")
    return words % {"days": abs(days)}


@register.filter
def money(value: Decimal | float | str | None) -> str:
    """1,234.50 元; what is no number is shown as it came."""
    if value is None or value == "":
        return ""
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    return _("%(amount)s 元") % {"amount": f"{amount:,.2f}"}


@register.filter
def icon(name: str) -> SafeString:
    """The drawing of this name in `icons.svg`, silent for screen readers: put a word beside it."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        static(SPRITE),
        name,
    )


def _day(value: date | datetime | str) -> date:
    if isinstance(value, str):
        value = datetime.fromisoformat(value) if len(value) > 10 else date.fromisoformat(value)  # noqa: PLR2004
    return _local(value).date() if isinstance(value, datetime) else value


def _local(moment: datetime) -> datetime:
    return timezone.localtime(moment) if timezone.is_aware(moment) else moment
