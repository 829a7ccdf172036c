"""What many looks of one day need alike, read once."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from tongban.base import clock
from tongban.base.calendars import calendars
from tongban.directory import queries as directory
from tongban.supervision import queries

if TYPE_CHECKING:
    from datetime import date

    from tongban.base.calendars.rules import WorkCalendar
    from tongban.cases.models import Case
    from tongban.supervision.rules import Rule

BACK, AHEAD = timedelta(days=31), timedelta(days=120)


@dataclass
class LookingDay:
    """What the looks of one day read once: the rules in force, and the calendars of regions."""

    today: date
    chains: dict[str, tuple[str, ...]] = field(default_factory=dict)
    calendars: dict[tuple[str, int], WorkCalendar] = field(default_factory=dict)

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """The rules that hold today."""
        return queries.in_force(self.today)

    def chain(self, region: str) -> tuple[str, ...]:
        """The region and those above it, the nearest first."""
        if region not in self.chains:
            self.chains[region] = directory.chain(region)
        return self.chains[region]

    def calendar(self, case: Case) -> WorkCalendar:
        """The working days of the case's region, from its first year to well after today."""
        first = min(clock.day_of(case.created_at), self.today) - BACK
        key = (case.region, first.year)
        if key not in self.calendars:
            chain = self.chain(case.region)
            self.calendars[key] = calendars.calendar_for(chain, first, self.today + AHEAD)
        return self.calendars[key]
