"""What one recount remembers, so that nothing is counted twice."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tongban.base import clock
from tongban.cases import rules
from tongban.cases.queries.due import step_days

if TYPE_CHECKING:
    from datetime import date, datetime

    from tongban.cases.models import Case
    from tongban.cases.queries.batches import Steps
    from tongban.cases.queries.reached import Reader


@dataclass(slots=True)
class Counting:
    """What one recount remembers: each clock that many cases share is counted once."""

    reader: Reader
    clocks: dict[tuple[object, ...], rules.Clock] = field(default_factory=dict)
    texts: dict[tuple[object, ...], str] = field(default_factory=dict)
    last: tuple[object, ...] | None = None
    steps: dict[tuple[object, ...], date | None] = field(default_factory=dict)
    shares: dict[tuple[object, ...], int | None] = field(default_factory=dict)

    def clock_of(self, seen: rules.Facts, accepted_at: datetime) -> rules.Clock:
        """Both limits, counted once for all cases that were accepted alike."""
        hours = any(
            limit is not None and limit.unit is rules.Unit.HOURS
            for limit in (seen.promised, seen.statutory)
        )
        key = (
            id(seen.calendar), accepted_at if hours else clock.day_of(accepted_at), seen.kind,
            seen.promised, seen.statutory, seen.stops, seen.extended, seen.joint,
        )  # fmt: skip
        if key not in self.clocks:
            self.clocks[key] = rules.clock(seen, accepted_at, seen.stops)
        self.last = key
        return self.clocks[key]

    def text_of(self, case: Case) -> str | None:
        """The derivation as it is stored, written once for all that were counted alike.

        None where the derivation stays as it is, because the case is not under review.
        """
        key, self.last = self.last, None
        if key is None:
            return None
        if key not in self.texts:
            self.texts[key] = json.dumps(case.clock, ensure_ascii=False)
        return self.texts[key]

    def step_due_on(self, case: Case, task: Steps, seen: rules.Facts) -> date | None:
        """The last day of a step, counted once for all that began alike; None while held."""
        limits = (task.role, seen.promised, seen.statutory)
        if limits not in self.shares:
            self.shares[limits] = step_days(case, task.role)
        days = self.shares[limits]
        if days is None:
            return None
        key = (id(seen.calendar), task.opened_on, days, seen.stops)
        if key not in self.steps:
            limit = rules.Limit(days)
            found = rules.due_on(task.opened_on, limit, seen.stops, calendar=seen.calendar)
            self.steps[key] = found.due_on
        return self.steps[key]
