"""Counting our side of each day, and taking down what departments state."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.db.models import Min

from tongban.base import audit, clock
from tongban.base.errors import NotFound
from tongban.cases import events, perms, queries
from tongban.cases.models import CaseStep, ClosedDay, DayBalance, StatedBalance
from tongban.cases.rules import CaseKind, balance

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from tongban.base.actors import Actor

_LOCK = 7237126804932
MOST_AT_ONCE = 400


class BalanceUnknown(NotFound):
    """It is another department's balance, or there is no such department."""

    code = "cases.balance_unknown"
    sentence = "没有找到这个部门的对账。请核对部门标识，它应当是应用登记时所属的部门。"


class DayNotOver(balance.BalanceInvalid):
    """The day lies ahead."""

    code = "cases.day_not_over"
    sentence = "只能对今天和以前的账。"


def close_days(*, now: datetime) -> int:
    """Count our side of each day that is over and was not counted; returns how many days.

    Days are counted in order, each in a transaction of its own, so that downtime leaves no hole.
    """
    closed = 0
    while closed < MOST_AT_ONCE and _close_next(now):
        closed += 1
    return closed


@transaction.atomic
def _close_next(now: datetime) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    last = queries.last_closed()
    day = last + timedelta(days=1) if last else _first_day(now)
    if day >= clock.day_of(now):
        return False
    DayBalance.objects.bulk_create(
        DayBalance(unit=unit, kind=kind, day=day, **_columns(counts))
        for (unit, kind), counts in queries.counted_day(day).items()
    )
    ClosedDay.objects.create(day=day, closed_at=now)
    return True


def _first_day(now: datetime) -> date:
    first = CaseStep.objects.aggregate(first=Min("at"))["first"]
    return clock.day_of(first) if first else clock.day_of(now) - timedelta(days=1)


def _columns(counts: balance.Counts) -> dict[str, int]:
    return {name: getattr(counts, name) for name in balance.NAMES}


@transaction.atomic
def state_balance(
    *,
    actor: Actor,
    unit: str,
    day: date,
    counts: Mapping[str, balance.Counts],
    now: datetime,
) -> list[balance.Line]:
    """Take down the department's side of a day, in place of what it stated before; both sides.

    Declined with `BalanceUnknown`, `DayNotOver` or `balance.BalanceInvalid`.
    """
    if not perms.may_write_for(actor, unit):
        raise BalanceUnknown
    if day > clock.day_of(now):
        raise DayNotOver(DayNotOver.sentence)
    balance.check_stated(counts.items(), [str(one) for one in CaseKind])
    StatedBalance.objects.filter(unit=unit, day=day).delete()
    StatedBalance.objects.bulk_create(
        StatedBalance(
            unit=unit, day=day, kind=kind, client=actor.client, stated_at=now, **_columns(each)
        )
        for kind, each in counts.items()
    )
    audit.record(actor, events.BALANCE_STATED, unit, at=now, day=str(day))
    return queries.day_lines(actor, day, unit=unit)
