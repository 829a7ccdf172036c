"""Telling deputies (代理) and those for whom they stand in."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.db import transaction

from tongban.base import clock
from tongban.directory import queries as directory
from tongban.notices.services.staff import tell_staff

if TYPE_CHECKING:
    from datetime import date, datetime

LOOKED_BACK: Final = timedelta(days=30)
"""How long a node may stand still without anybody missing the end of a substitution."""


@transaction.atomic
def tell_substitution(
    *,
    id: int,  # noqa: A002
    is_over: bool,
    by: int | None = None,
    now: datetime,
) -> None:
    """Tell both that a substitution was arranged, or that it is over; each once.

    Whoever said so (`by`) knows it.
    """
    row = directory.substitution(id)
    told = ("substitution.ended", "substitution.over")
    deputy, absent = told if is_over else ("substitution.made", "substitution.arranged")
    facts = {
        "post": row.post.title, "unit": row.post.department.name, "since": _day(row.since_on),
        "until": _day(row.until_on),
        "items": f"其中 {len(row.items)} 个事项" if row.items else "全部事项",
    }  # fmt: skip
    for account, template in ((row.account, deputy), (row.absent, absent)):
        tell_staff(
            accounts=[account if account != by else None], template_key=template,
            context=facts, link="/desk/absence/", now=now, dedupe=f"{template}:{row.pk}",
        )  # fmt: skip


def tell_run_out(*, now: datetime) -> None:
    """Tell of every substitution that has run out since we last may have looked."""
    yesterday = clock.day_of(now) - timedelta(days=1)
    for found in directory.run_out(yesterday - LOOKED_BACK, yesterday):
        tell_substitution(id=found, is_over=True, now=now)


def _day(day: date) -> str:
    return f"{day:%Y年%-m月%-d日}"
