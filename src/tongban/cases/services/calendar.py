"""The operator enters schedules and closures; whom they concern is counted anew and told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from django.db import transaction

from tongban.access.rules import Role
from tongban.base import audit, outbox
from tongban.base.calendars import changing, notices, written
from tongban.base.calendars.changing import NothingChanged
from tongban.base.calendars.written import FileWrong, Offices
from tongban.base.errors import NotFound, Refusal, require
from tongban.cases import events
from tongban.cases.models import ClockChange, Consequence, Recount
from tongban.cases.services import ground
from tongban.directory import queries as directory

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from tongban.base.actors import Actor
    from tongban.base.calendars.models import CalendarChange

Given = TypeVar("Given", written.Year, written.Closure)
LONGEST_TITLE, LONGEST_SOURCE, LONGEST_VERDICT = 100, 200, 500
_PAGE = 200


class NothingToReview(NotFound):
    """What was to be looked at was looked at already, or does not exist."""

    code = "cases.nothing_to_review"
    sentence = "没有需要复核的记录，可能已经处理。"


def publish_schedule(
    *, actor: Actor, year: int, off: str, worked: str, source: str, now: datetime
) -> CalendarChange:
    """Publish the holidays of a year, or change them; all open cases that it reaches follow.

    `off` and `worked` name the days line by line.  Declined with `ScheduleWrong`, which names each
    field, or `NothingChanged`.
    """
    require(actor.is_system or actor.holds(Role.OPERATOR))
    schedule = notices.schedule(year, notices.parse(off, "off"), notices.parse(worked, "worked"))
    kept = ground.fitting(source, LONGEST_SOURCE, "source")
    title = f"{year}年放假安排"
    return changing.publish(actor=actor, schedule=schedule, title=title, source=kept, now=now)


def close_offices(
    *,
    actor: Actor,
    region: str,
    first: date,
    last: date,
    label: str,
    is_off: bool = True,
    source: str = "",
    now: datetime,
) -> CalendarChange:
    """Enter that the offices of a region close on those days (台风停工), or work on them."""
    require(actor.is_system or actor.holds(Role.OPERATOR))
    name = directory.region(region).name
    words = ground.fitting(label, LONGEST_TITLE, "label")
    days = notices.closure(first, last, label=words, is_off=is_off)
    kept = ground.fitting(source, LONGEST_SOURCE, "source")
    return changing.close(
        actor=actor, region=region, days=days, title=f"{name}：{words}", source=kept, now=now
    )


def reopen_offices(
    *, actor: Actor, region: str, first: date, last: date, source: str = "", now: datetime
) -> CalendarChange:
    """Take a closure back; the offices of the region follow the country again."""
    require(actor.is_system or actor.holds(Role.OPERATOR))
    name = directory.region(region).name
    days = notices.closure(first, last, label="恢复", is_off=False)
    return changing.reopen(
        actor=actor, region=region, days=sorted(days), title=f"{name}：恢复上班", source=source,
        now=now,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entered:
    """What became of one entry of a file; `change` is None where the calendar said so already."""

    place: str
    change: CalendarChange | None


@transaction.atomic
def load_calendar(*, actor: Actor, content: bytes, now: datetime) -> tuple[Entered, ...]:
    """Enter the schedules and closures that a file names, as the pages of the desk do.

    All or nothing: `FileWrong` names every place that is wrong, or the first that is declined.
    """
    require(actor.is_system or actor.holds(Role.OPERATOR))
    found = written.read(content)
    return (
        *(_entered(_publish, actor, each, now) for each in found.years),
        *(_entered(_close, actor, each, now) for each in found.closures),
    )


def _entered(
    enter: Callable[[Actor, Given, datetime], CalendarChange],
    actor: Actor,
    given: Given,
    now: datetime,
) -> Entered:
    place = given.place
    try:
        return Entered(place, enter(actor, given, now))
    except NothingChanged:
        return Entered(place, None)
    except Refusal as refusal:
        fields = refusal.fields.items()
        said = {f"{place}.{written.NAMES.get(name, name)}": words for name, words in fields}
        raise FileWrong(fields=said or {place: str(refusal)}) from refusal


def _publish(actor: Actor, given: written.Year, now: datetime) -> CalendarChange:
    return publish_schedule(
        actor=actor, year=given.year, off=given.off, worked=given.worked, source=given.source,
        now=now,
    )  # fmt: skip


def _close(actor: Actor, given: written.Closure, now: datetime) -> CalendarChange:
    if given.offices is Offices.USUAL:
        return reopen_offices(
            actor=actor, region=given.region, first=given.first, last=given.last,
            source=given.source, now=now,
        )  # fmt: skip
    return close_offices(
        actor=actor, region=given.region, first=given.first, last=given.last, label=given.label,
        is_off=given.offices is Offices.CLOSED, source=given.source, now=now,
    )  # fmt: skip


def tell_moved(*, change: int) -> int:
    """Publish for each case whose day moved that it did, once; returns how many now."""
    told = 0
    while page := _tell_page(change):
        told += page
    return told


@transaction.atomic
def _tell_page(change: int) -> int:
    result = Recount.objects.select_for_update().get(calendar_change=change)
    rows = ClockChange.objects.filter(calendar_change=change, id__gt=result.told_upto)
    page = list(rows.order_by("id").values_list("id", "moved", "case__number")[:_PAGE])
    moved = [str(number) for _, moved, number in page if moved]
    outbox.publish_all([events.CaseMoved(number=number, change=change) for number in moved])
    if page:
        result.told_upto = page[-1][0]
        result.save(update_fields=["told_upto"])
    return len(page)


@transaction.atomic
def review_consequence(*, actor: Actor, consequence: int, verdict: str, now: datetime) -> None:
    """Note what a human made of something that happened on a day that moved afterwards."""
    row = (
        Consequence.objects.select_for_update()
        .filter(pk=consequence, moved_to__isnull=False, reviewed_at=None)
        .select_related("case")
        .first()
    )
    if row is None:
        raise NothingToReview
    ground.locked(actor, str(row.case.number))
    require(actor.holds(Role.SUPERVISOR, Role.APPROVER))
    row.verdict = ground.fitting(verdict, LONGEST_VERDICT, "verdict")
    row.reviewed_at, row.reviewed_by = now, actor.account
    row.save(update_fields=["verdict", "reviewed_at", "reviewed_by"])
    audit.record(
        actor, events.CONSEQUENCE_REVIEWED, str(row.case.number), at=now, kind=row.kind,
        due_on=row.due_on.isoformat(),
    )  # fmt: skip
