"""Telling whoever holds a case what the calendar says of it; jobs call this, perhaps twice."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction

from tongban.base import clock
from tongban.cases.models import CaseTask
from tongban.cases.queries import moved_words
from tongban.cases.rules import DEADLINE_TITLES, DeadlineKind
from tongban.notices import services as notices

if TYPE_CHECKING:
    from datetime import datetime


@transaction.atomic
def warn_holders(
    *, number: str, kind: str, due_on: str, key: str, has_passed: bool, now: datetime
) -> None:
    """Tell those who have claimed the case that a deadline is near, or has passed.

    Of the limit of one step only its holder hears.  After downtime nobody is told that a day comes
    near which is over.
    """
    day = date.fromisoformat(due_on)
    if not has_passed and day < clock.day_of(now):
        return
    template = "deadline.passed" if has_passed else "deadline.near"
    step = key if kind == DeadlineKind.STEP else ""
    _tell_holders(
        number, template, f"{kind}:{due_on}:{key}", now, step=step,
        what=DEADLINE_TITLES[DeadlineKind(kind)], day=f"{day:%Y年%-m月%-d日}",
    )  # fmt: skip


@transaction.atomic
def tell_holders_moved(*, number: str, change: int, now: datetime) -> None:
    """Tell those who have claimed the case which of its days a changed calendar moved."""
    words = moved_words(number, change)
    if words:
        _tell_holders(number, "deadline.moved", str(change), now, moved=words)


def _tell_holders(
    number: str, template: str, happening: str, now: datetime, *, step: str = "", **facts: str
) -> None:
    rows = CaseTask.objects.open().filter(case__number=number, holder__isnull=False)
    if step:
        rows = rows.filter(pk=int(step))
    held = list(rows.values_list("holder", "case__item_name"))
    if not held:
        return
    notices.tell_staff(
        accounts=[holder for holder, _item in held],
        template_key=template,
        context={"number": number, "item": held[0][1], **facts},
        link=f"/desk/cases/{number}/",
        now=now,
        dedupe=f"{template}:{number}:{happening}",
    )
