"""Filling the table of days that a region keeps differently."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction

from tongban.base import audit
from tongban.base.calendars.models import CalendarDay
from tongban.base.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from tongban.base.actors import Actor


class Row(NamedTuple):
    """One day of one region: off, or a make-up day on which offices work."""

    region: str
    day: date
    is_off: bool
    label: str = ""


class DayGivenTwice(Invalid):
    """The same day of the same region occurs twice and the two rows disagree."""

    code = "base.calendar_day_given_twice"

    def __init__(self, row: Row) -> None:
        super().__init__(
            f"地区{row.region}的{row.day.isoformat()}出现了两次，内容不一致，没有导入。"
        )


@transaction.atomic
def load_days(*, actor: Actor, rows: Iterable[Row], now: datetime) -> int:
    """Make the table say what `rows` say; return how many days are new or differ now.

    Days that `rows` do not name stay.  Loading the same rows again changes nothing.  All or
    nothing: `DayGivenTwice` is raised before the first write.
    """
    wanted: dict[tuple[str, date], Row] = {}
    for row in rows:
        if wanted.setdefault((row.region, row.day), row) != row:
            raise DayGivenTwice(row)
    changed = _changed(wanted)
    CalendarDay.objects.bulk_create(
        [CalendarDay(region=r.region, day=r.day, is_off=r.is_off, label=r.label) for r in changed],
        update_conflicts=True,
        unique_fields=["region", "day"],
        update_fields=["is_off", "label"],
    )
    audit.record(
        actor,
        "base.calendar_loaded",
        "calendar",
        at=now,
        given=len(wanted),
        changed=[[row.region, row.day.isoformat(), row.is_off] for row in changed],
    )
    return len(changed)


def _changed(wanted: dict[tuple[str, date], Row]) -> list[Row]:
    kept = CalendarDay.objects.select_for_update().filter(
        region__in={region for region, _day in wanted}, day__in={day for _region, day in wanted}
    )
    known = {(row.region, row.day): (row.is_off, row.label) for row in kept.order_by("id")}
    return [row for key, row in wanted.items() if known.get(key) != (row.is_off, row.label)]
