"""What happens by the calendar: silence, lapsed corrections, lights."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog

from tongban.cases import queries
from tongban.cases.models import Case
from tongban.cases.services.applicant import lapse
from tongban.cases.services.intake import accept_silent
from tongban.cases.services.outcome import carry_out

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from tongban.base.paging import Page

log = structlog.get_logger()


def sweep(*, now: datetime) -> int:
    """Do what silence means by law, each case in its own transaction; returns how many.

    Decisions whose job gave up are carried out, too.  A case that fails is logged and does not
    stop the others; the next sweep tries it again.
    """
    done = _each(queries.silent, accept_silent, now)
    done += _each(queries.lapsed, lapse, now)
    return done + _each(queries.left_undone, carry_out, now)


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
