"""Entering a yearly schedule or a closure, so that those whom it concerns are counted anew."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction

from tongban.base import audit, events, outbox
from tongban.base.calendars import calendars, published
from tongban.base.calendars.models import CalendarChange, CalendarDay
from tongban.base.calendars.rules import SATURDAY, SpecialDay
from tongban.base.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from tongban.base.actors import Actor
    from tongban.base.calendars.notices import Schedule

SCHEDULE, CLOSURE, REOPENING = "schedule", "closure", "reopening"


class NothingChanged(Refusal):
    """The calendar says so already."""

    code = "base.calendar_unchanged"
    sentence = "日历里已经是这样，没有变化。"


@transaction.atomic
def publish(
    *, actor: Actor, schedule: Schedule, title: str, source: str = "", now: datetime
) -> CalendarChange:
    """Enter the national schedule of a year, for the first time or anew; the caller permits it.

    What an older version of the notice announced and this one does not is an ordinary day again.
    """
    year = schedule.year
    first = min([date(year, 1, 1), *schedule.special])
    last = date(year, 12, 31)
    known = calendars.calendar_for((), first, last)
    wanted: dict[date, SpecialDay | None] = dict(schedule.special)
    for day in known.special:
        if day not in wanted and day.year == year:
            wanted[day] = _ordinary(day) if day in published.SPECIAL else None
    reach = (first, last) if year in known.unpublished else None
    return _enter(
        actor, SCHEDULE, calendars.EVERYWHERE, wanted, title=title, source=source, reach=reach,
        now=now,
    )  # fmt: skip


@transaction.atomic
def close(
    *,
    actor: Actor,
    region: str,
    days: Mapping[date, SpecialDay],
    title: str,
    source: str = "",
    now: datetime,
) -> CalendarChange:
    """Enter that the offices of a region close, or work, on those days; the caller permits it."""
    wanted: dict[date, SpecialDay | None] = dict(days)
    return _enter(actor, CLOSURE, region, wanted, title=title, source=source, now=now)


@transaction.atomic
def reopen(
    *, actor: Actor, region: str, days: list[date], title: str, source: str = "", now: datetime
) -> CalendarChange:
    """Take back what was entered for those days of a region; they follow the country again."""
    wanted: dict[date, SpecialDay | None] = dict.fromkeys(days)
    return _enter(actor, REOPENING, region, wanted, title=title, source=source, now=now)


def _ordinary(day: date) -> SpecialDay:
    return SpecialDay(is_off=day.weekday() >= SATURDAY)


def _enter(
    actor: Actor,
    kind: str,
    region: str,
    wanted: Mapping[date, SpecialDay | None],
    *,
    title: str,
    source: str,
    now: datetime,
    reach: tuple[date, date] | None = None,
) -> CalendarChange:
    rows = CalendarDay.objects.select_for_update().filter(region=region, day__in=list(wanted))
    known = {row.day: SpecialDay(is_off=row.is_off, label=row.label) for row in rows.order_by("id")}
    changed = {day: kept for day, kept in wanted.items() if known.get(day) != kept}
    if not changed:
        raise NothingChanged
    _write(region, changed)
    first, last = reach or (min(changed), max(changed))
    change = CalendarChange.objects.create(
        kind=kind, region=region, title=title[:100], source=source[:200], at=now,
        account=actor.account, first=first, last=last,
        days=[_told(day, known.get(day), kept) for day, kept in sorted(changed.items())],
    )  # fmt: skip
    audit.record(
        actor, events.CalendarChanged.name, str(change.pk), at=now,
        kind=kind, region=region, first=first.isoformat(), last=last.isoformat(), days=len(changed),
    )  # fmt: skip
    outbox.publish(events.CalendarChanged(change=change.pk))
    return change


def _write(region: str, changed: Mapping[date, SpecialDay | None]) -> None:
    gone = [day for day, kept in changed.items() if kept is None]
    CalendarDay.objects.filter(region=region, day__in=gone).delete()
    CalendarDay.objects.bulk_create(
        [
            CalendarDay(region=region, day=day, is_off=kept.is_off, label=kept.label)
            for day, kept in changed.items()
            if kept is not None
        ],
        update_conflicts=True,
        unique_fields=["region", "day"],
        update_fields=["is_off", "label"],
    )


def _told(day: date, before: SpecialDay | None, now: SpecialDay | None) -> list[object]:
    label = (now or before or SpecialDay(is_off=False)).label
    return [day.isoformat(), before and before.is_off, now and now.is_off, label]


def change(number: int) -> CalendarChange:
    """A change of the calendar by its number."""
    return CalendarChange.objects.get(pk=number)


def find(number: int) -> CalendarChange | None:
    """A change of the calendar by its number, if there is one."""
    return CalendarChange.objects.filter(pk=number).first()


def changes(*, most: int = 50) -> list[CalendarChange]:
    """The latest changes of the calendar."""
    return list(CalendarChange.objects.order_by("-id")[:most])
