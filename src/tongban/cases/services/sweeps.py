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

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from tongban.base.paging import Page

log = structlog.get_logger()


def sweep(*, now: datetime) -> int:
    """Do what the calendar asks, each case in its own transaction; returns how many effects.

    After downtime everything happens in the order of its day, whatever its kind and case.
    Decisions whose job gave up are carried out, too.  A case that fails is logged and does not
    stop the others; the next sweep tries it again.
    """
    failed: set[str] = set()
    while look_ahead(now=now, failed=failed):
        pass
    return _act(now, failed) + _each(queries.left_undone, carry_out, now)


def _act(now: datetime, failed: set[str]) -> int:
    """Take the case whose day is the longest past, again and again; returns the effects.

    What one thing brings about may itself be past already: it takes its place in the order.
    """
    effects, beyond = 0, ""
    while True:
        page = agenda.waiting(clock.day_of(now), after=beyond)
        if not page.items:
            return effects
        (number,) = page.items
        if number not in failed:
            effects += _try(number, advance, now, failed)
        if number in failed:
            beyond = page.next
            if not beyond:
                return effects


def _try(number: str, act: Callable[..., int], now: datetime, failed: set[str]) -> int:
    try:
        return act(number=number, now=now)
    except Exception as wrong:  # noqa: BLE001 - one broken case must not stop the others
        failed.add(number)
        log.warning("cases.sweep_failed", number=number, reason=type(wrong).__name__)
        return 0


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
