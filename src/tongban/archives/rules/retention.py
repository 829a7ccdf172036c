"""How long an archive is kept, and what may be done when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from tongban.archives.rules.words import YEARS, Kept, ListKind, Period
from tongban.base.errors import Invalid, Refusal


class RetentionUnknown(Refusal):
    """The rules of this area name a period that no archive authority knows."""

    code = "archives.retention_unknown"

    def __init__(self, period: object, item: object) -> None:
        known = "、".join(Period)
        super().__init__(
            f"事项“{item}”的保管期限写的是“{period}”，没有这种期限，只能是{known}。"
            "请改正保管期限规则，改好后会自动归档。"
        )


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


class InsideWhole(Invalid):
    """Something on a list to destroy is also kept within the record of a life event."""

    code = "archives.inside_whole"

    def __init__(self, numbers: Iterable[str]) -> None:
        listed = "、".join(numbers)
        super().__init__(
            fields={"archives": f"整件事的档案还在库里，要先销毁整件事的，再销毁其中的：{listed}。"}
        )


class SecondPersonNeeded(Refusal):
    """Whoever proposes a list does not approve it."""

    code = "archives.second_person_needed"
    sentence = "提出清单的人不能自己审批，请另一位负责人办理。"


class AlreadyDecided(Refusal):
    """Somebody decided about the list before."""

    code = "archives.already_decided"
    sentence = "这张清单已经审批过了，请刷新页面。"


def period_of(rules: Iterable[Mapping[str, Any]], default: str, facts: Mapping[str, Any]) -> Period:
    """The period of the first rule all of whose conditions hold; declined with `RetentionUnknown`.

    Nothing is guessed: what was filed too short is destroyed too early.
    """
    found: object = default
    for rule in rules:
        conditions = {key: value for key, value in rule.items() if key != "period"}
        if all(facts.get(key) == value for key, value in conditions.items()):
            found = rule.get("period")
            break
    if found not in set(Period):
        raise RetentionUnknown(found or "", facts.get("name") or facts.get("item") or "")
    return Period(str(found))


def keep_until(ended_on: date, period: Period) -> date | None:
    """The last day on which it is kept, counted from the year after the end; None for ever."""
    years = YEARS.get(period)
    return None if years is None else date(ended_on.year + years, 12, 31)


def require_listable(
    kind: ListKind,
    archives: Iterable[tuple[str, str, date | None]],
    today: date,
    inside: Iterable[str] = (),
) -> None:
    """Raise `NotHeld`, `StillKept` or `InsideWhole`.

    Each archive is its number, where it is, until when kept; those `inside` are parts of a whole
    that is still held, which would keep what is to be destroyed.
    """
    known = list(archives)
    gone = [number for number, kept, _until in known if kept != Kept.HELD]
    if gone:
        raise NotHeld(gone)
    if kind is ListKind.DESTROY:
        early = [number for number, _kept, until in known if until is None or until >= today]
        if early:
            raise StillKept(early)
        if within := list(inside):
            raise InsideWhole(within)
