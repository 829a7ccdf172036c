"""Time limits of the catalogue: reading them from words and comparing two of them."""

from __future__ import annotations

import re
from typing import cast

from tongban.items.rules.definitions import Limit, Unit

_WORDS = re.compile(r"^(\d{1,4})\s*个?(工作日|日|天|月|小时)$")
_ON_THE_SPOT = ("当场", "即办", "即时")
_CALENDAR_DAYS = {"工作日": 7 / 5, "日": 1.0, "月": 30.0, "小时": 1 / 24}


def from_words(words: str) -> Limit | None:
    """The limit that `2个工作日` or `当场` names; None when the words name none."""
    text = words.strip()
    if text in _ON_THE_SPOT:
        return Limit(0, "工作日")
    found = _WORDS.match(text)
    if not found:
        return None
    unit = "日" if found.group(2) == "天" else found.group(2)
    return Limit(int(found.group(1)), cast("Unit", unit))


def is_longer(promised: Limit, statutory: Limit) -> bool:
    """Whether the promise is longer; across units five working days count as seven days."""
    if promised.unit == statutory.unit:
        return promised.value > statutory.value
    own = promised.value * _CALENDAR_DAYS[promised.unit]
    return own > statutory.value * _CALENDAR_DAYS[statutory.unit]


def working_days(limit: Limit | None) -> int | None:
    """The working days within a limit; None where the law says nothing."""
    if limit is None:
        return None
    if limit.unit == "工作日":
        return int(limit.value)
    return int(limit.value * _CALENDAR_DAYS[limit.unit] / _CALENDAR_DAYS["工作日"])


def spoken(limit: Limit | None) -> str:
    """The limit as people say it."""
    if limit is None:
        return "法律没有规定"
    if not limit.value:
        return "当场办结"
    between = "个" if limit.unit in {"工作日", "月", "小时"} else ""
    return f"{limit.value} {between}{limit.unit}"
