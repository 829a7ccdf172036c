"""What happens by the calendar: silence, lapsed corrections, lights."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from django.db import DatabaseError

from tongban.base.errors import Refusal
from tongban.cases import queries
from tongban.cases.models import Case
from tongban.cases.services.applicant import lapse
from tongban.cases.services.intake import accept_silent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

log = structlog.get_logger()


def sweep(*, now: datetime) -> int:
    """Do what silence means by law, each case in its own transaction; returns how many.

    A case that fails is logged and does not stop the others; the next sweep tries it again.
    """
    done = _each(queries.silent(now), accept_silent, now)
    return done + _each(queries.lapsed(now), lapse, now)


def _each(numbers: Iterable[str], act: Callable[..., Case], now: datetime) -> int:
    done = 0
    for number in numbers:
        try:
            act(number=number, now=now)
        except (Refusal, DatabaseError) as failed:
            log.warning("cases.sweep_failed", number=number, reason=type(failed).__name__)
        else:
            done += 1
    return done


def set_light(*, number: str, old: str, new: str) -> bool:
    """Change the light of a case if it still is `old`; True means this call did it."""
    return bool(Case.objects.filter(number=number, light=old).update(light=new))
