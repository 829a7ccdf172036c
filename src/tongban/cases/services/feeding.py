"""Telling the departments' own systems what happened to their cases."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from tongban.base import outbox
from tongban.cases import events, queries
from tongban.exchange import services as exchange

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime


@outbox.within(events.CaseEvent)
def feed(told: Sequence[events.CaseEvent], at: datetime) -> None:
    """Enter the events into the feed of each department that has to do with their cases."""
    units = queries.units_concerned([each.number for each in told])
    exchange.enter_all([_entry(each, units.get(each.number, ())) for each in told], at=at)


def _entry(event: events.CaseEvent, units: Sequence[str]) -> exchange.Entry:
    facts = asdict(event)
    number = str(facts.pop("number"))
    return exchange.Entry(units, number, event.name, facts)
