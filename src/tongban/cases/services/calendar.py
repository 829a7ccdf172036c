"""The operator enters schedules and closures; whom they concern is counted anew and told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from tongban.access.rules import Role
from tongban.base import audit, outbox
from tongban.base.calendars import changing, notices
from tongban.base.errors import NotFound, require
from tongban.cases import events
from tongban.cases.models import ClockChange, Consequence, Recount
from tongban.cases.services import ground
from tongban.directory import queries as directory

if TYPE_CHECKING:
    from datetime import date, datetime

    from tongban.base.actors import Actor
    from tongban.base.calendars.models import CalendarChange

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
    page = list(rows.select_related("case").defer("before", "after").order_by("id")[:_PAGE])
    for row in page:
        if row.moved:
            outbox.publish(events.CaseMoved(number=str(row.case.number), change=change))
    if page:
        result.told_upto = page[-1].pk
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
