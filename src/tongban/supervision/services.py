"""The sweep that turns lights and raises each warning exactly once."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

import structlog
from django.db import transaction

from tongban.base import audit, clock, outbox
from tongban.base.actors import SYSTEM
from tongban.base.calendars import calendars
from tongban.cases import queries as cases
from tongban.cases import services as case_services
from tongban.cases.rules import Light, light
from tongban.directory import queries as directory
from tongban.supervision import events, rules
from tongban.supervision.models import CaseWarning

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from tongban.base.calendars.rules import WorkCalendar
    from tongban.base.paging import Page
    from tongban.cases.queries import Watch

log = structlog.get_logger()
# Two working days are never further away than the longest run of days off and a bit.
_LOOK_AHEAD = timedelta(days=15)


def sweep(*, now: datetime) -> int:
    """Turn the lights of all running cases near their limits; returns how many turned.

    It may run late, twice, or at the same time as another: each light turns once.  A case that
    fails is logged and does not stop the others.
    """
    until = clock.day_of(now) + _LOOK_AHEAD
    chains: dict[str, WorkCalendar] = {}
    turned = _pass(partial(cases.watch_list, until=until), chains, now)
    return turned + _pass(partial(cases.lit_list, beyond=until), chains, now)


def _pass(found: Callable[..., Page[Watch]], chains: dict[str, WorkCalendar], now: datetime) -> int:
    turned, after = 0, ""
    while True:
        page = found(after=after)
        turned += sum(_turn(watch, chains, now) for watch in page.items)
        after = page.next
        if not after:
            return turned


def _turn(watch: Watch, known: dict[str, WorkCalendar], now: datetime) -> int:
    try:
        if watch.region not in known:
            known[watch.region] = _calendar(watch.region, now)
        new = light(watch.watched, now=now, calendar=known[watch.region])
        change = rules.change(watch.number, watch.light, new)
        if change is None:
            return 0
        return _apply(change, watch.unit, now)
    except Exception as failed:  # noqa: BLE001 - one broken case must not stop the others
        log.warning("supervision.sweep_failed", number=watch.number, reason=type(failed).__name__)
        return 0


def _calendar(region: str, now: datetime) -> WorkCalendar:
    today = clock.day_of(now)
    chain = (region, *(found.code for found in directory.ancestors(region)))
    return calendars.calendar_for(chain, today - timedelta(days=400), today + timedelta(days=60))


@transaction.atomic
def _apply(change: rules.Change, unit: str, now: datetime) -> int:
    if not case_services.set_light(number=change.number, old=change.old, new=change.new):
        return 0
    if change.warns:
        warn(number=change.number, unit=unit, rule=rules.LIMIT, light=change.new, now=now)
    return 1


@transaction.atomic
def warn(*, number: str, unit: str, rule: str, light: str, now: datetime) -> bool:
    """Raise a warning; True if this call did, False if it had been raised before."""
    _, created = CaseWarning.objects.get_or_create(
        case_number=number,
        rule=rule,
        light=light,
        defaults={"unit": unit, "raised_at": now},
    )
    if created:
        audit.record(SYSTEM, events.WarningRaised.name, number, at=now, rule=rule, light=str(light))
        outbox.publish(events.WarningRaised(number=number, rule=rule, light=str(light)))
    return created


def warn_of_rating(*, number: str, now: datetime) -> bool:
    """Raise the warning that a bad rating calls for (rule E1)."""
    unit = cases.unit_of(number)
    return warn(number=number, unit=unit, rule=rules.RATING, light=Light.YELLOW, now=now)
