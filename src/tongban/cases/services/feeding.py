"""Telling the departments' own systems what happened to their cases."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from tongban.base import outbox
from tongban.cases import events, queries
from tongban.exchange import services as exchange

if TYPE_CHECKING:
    from datetime import datetime


@outbox.within(events.CaseEvent)
def feed(event: events.CaseEvent, at: datetime) -> None:
    """Enter the event into the feed of each department that has to do with the case."""
    facts = asdict(event)
    number = str(facts.pop("number"))
    exchange.enter(
        units=queries.units_concerned(number), number=number, kind=event.name, facts=facts, at=at
    )
