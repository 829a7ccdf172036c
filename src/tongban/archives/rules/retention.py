"""How long an archive is kept, and what may be done when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from tongban.archives.rules.words import YEARS, Kept, ListKind, Period
from tongban.base.errors import Invalid, Refusal


class StillKept(Invalid):
    """Something on a list to destroy has to be kept longer."""

    code = "archives.still_kept"

    def __init__(self, numbers: Iterable[str]) -> None:
        listed = "、".join(numbers)
        super().__init__(fields={"archives": f"保管期限还没有满，不能销毁：{listed}。"})


class NotHeld(Invalid):
    """Something on a list is not here any more."""

    code = "archives.not_held"

    def __init__(self, numbers: Iterable[str]) -> None:
        super().__init__(fields={"archives": f"已经不在库里：{'、'.join(numbers)}。"})


class SecondPersonNeeded(Refusal):
    """Whoever proposes a list does not approve it."""

    code = "archives.second_person_needed"
    sentence = "提出清单的人不能自己审批，请另一位负责人办理。"


class AlreadyDecided(Refusal):
    """Somebody decided about the list before."""

    code = "archives.already_decided"
    sentence = "这张清单已经审批过了，请刷新页面。"


def period_of(rules: Iterable[Mapping[str, Any]], default: str, facts: Mapping[str, Any]) -> Period:
    """The period of the first rule all of whose conditions hold."""
    for rule in rules:
        conditions = {key: value for key, value in rule.items() if key != "period"}
        if all(facts.get(key) == value for key, value in conditions.items()):
            return Period(rule["period"])
    return Period(default)


def keep_until(ended_on: date, period: Period) -> date | None:
    """The last day on which it is kept, counted from the year after the end; None for ever."""
    years = YEARS.get(period)
    return None if years is None else date(ended_on.year + years, 12, 31)


def require_listable(
    kind: ListKind, archives: Iterable[tuple[str, str, date | None]], today: date
) -> None:
    """Raise `NotHeld` or `StillKept`; each archive is its number, where it is, until when kept."""
    known = list(archives)
    gone = [number for number, kept, _until in known if kept != Kept.HELD]
    if gone:
        raise NotHeld(gone)
    if kind is ListKind.DESTROY:
        early = [number for number, _kept, until in known if until is None or until >= today]
        if early:
            raise StillKept(early)
