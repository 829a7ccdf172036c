"""What happens by the calendar: silence, lapsed corrections, warnings, lights."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog

from tongban.base import clock
from tongban.cases import queries
from tongban.cases.models import Case
from tongban.cases.queries import agenda
from tongban.cases.services.consequences import advance, look_ahead
from tongban.cases.services.outcome import carry_out
from tongban.cases.services.same_day import tell_together

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from tongban.base.paging import Page
    from tongban.cases.queries.agenda import Waiting

log = structlog.get_logger()
BATCH = 200


def sweep(*, now: datetime) -> int:
    """Do what the calendar asks; returns how many effects.

    After downtime everything happens in the order of its day, whatever its kind and case.  What is
    only told of on one day is told of many cases in one transaction; each effect has one of its
    own.  Decisions whose job gave up are carried out, too.  A case that fails is logged and does
    not stop the others; the next sweep tries it again.
    """
    failed: set[str] = set()
    while look_ahead(now=now, failed=failed):
        pass
    return _act(now, failed) + _each(queries.left_undone, carry_out, now)


def _act(now: datetime, failed: set[str]) -> int:
    """Take the cases whose day is the longest past, again and again; returns the effects."""
    effects, today = 0, clock.day_of(now)
    while waiting := agenda.waiting(today, skip=failed, limit=BATCH):
        done = _together(waiting, now)
        for number in waiting.numbers:
            if number not in done:
                effects += _alone(number, waiting.day, now, failed)
    return effects


def _together(waiting: Waiting, now: datetime) -> frozenset[str]:
    try:
        return tell_together(waiting=waiting, now=now)
    except Exception as wrong:  # noqa: BLE001 - then each is tried by itself
        log.warning(
            "cases.together_failed", cases=len(waiting.numbers), reason=type(wrong).__name__
        )
        return frozenset()


def _alone(number: str, day: date, now: datetime, failed: set[str]) -> int:
    """One case by itself; what an effect brings about may be past already and comes at once."""
    effects, first = 0, day
    try:
        while first <= day:
            done, first = advance(number=number, now=now)
            effects += done
    except Exception as wrong:  # noqa: BLE001 - one broken case must not stop the others
        failed.add(number)
        log.warning("cases.sweep_failed", number=number, reason=type(wrong).__name__)
    return effects


def _each(found: Callable[..., Page[str]], act: Callable[..., Case], now: datetime) -> int:
    done, after = 0, ""
    while True:
        page = found(now, after=after)
        for number in page.items:
            try:
                act(number=number, now=now)
            except Exception as failed:  # noqa: BLE001 - one broken case must not stop the others
                log.warning("cases.sweep_failed", number=number, reason=type(failed).__name__)
            else:
                done += 1
        after = page.next
        if not after:
            return done


def set_light(*, number: str, old: str, new: str) -> bool:
    """Change the light of a case if it still is `old`; True means this call did it."""
    return bool(Case.objects.filter(number=number, light=old).update(light=new))
