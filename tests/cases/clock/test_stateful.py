"""A running case whose clock is stopped, extended and recounted at will, against the model."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import chinese_calendar
import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.cases.circumstances import PROOF, TUESDAY, accepted, found
from tests.cases.clock.model import Pause, last_day
from tongban.base.actors import SYSTEM
from tongban.base.calendars.changing import NothingChanged
from tongban.base.errors import Refusal
from tongban.cases import services
from tongban.cases.models import Consequence
from tongban.demo.services import stories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample_area")]
PROMISED, LEGAL, REGION = 10, 15, "230102"  # 居住证: ten working days, fifteen days by law


class ClockMachine(RuleBasedStateMachine):
    """Does anything to the clock on any day; the model says which days must come out."""

    @initialize()
    def begin(self) -> None:
        self.before = transaction.savepoint()
        self.now: datetime = TUESDAY
        self.number = accepted(now=self.now)
        self.pauses: list[Pause] = []
        self.extended, self.closed = 0, set[date]()
        self.swept_on: date | None = None

    def teardown(self) -> None:
        """What one walk did to the calendar is no part of the next."""
        if hasattr(self, "before"):
            transaction.savepoint_rollback(self.before)

    @property
    def today(self) -> date:
        return self.now.date()

    def works(self, day: date) -> bool:
        return chinese_calendar.is_workday(day) and day not in self.closed

    def due(self, number: int, *, working_days: bool) -> date | None:
        return last_day(
            TUESDAY.date(), number, self.pauses, self.works,
            working_days=working_days, extended=self.extended,
        )  # fmt: skip

    @property
    def is_held(self) -> bool:
        return bool(self.pauses) and self.pauses[-1].ended is None

    @rule(days=st.integers(1, 9))
    def wait(self, days: int) -> None:
        self.now += timedelta(days=days)

    @precondition(lambda self: not self.is_held)
    @rule()
    def stop(self) -> None:
        services.suspend(
            actor=stories.staff("handler"), number=self.number, name="鉴定", reason="鉴定",
            now=self.now,
        )  # fmt: skip
        self.pauses.append(Pause(self.today))

    @precondition(lambda self: self.is_held)
    @rule()
    def go_on(self) -> None:
        services.resume(actor=stories.staff("handler"), number=self.number, now=self.now, **PROOF)
        self.pauses[-1] = Pause(self.pauses[-1].begun, self.today)

    @rule()
    def extend(self) -> None:
        legal = None if self.is_held else self.due(LEGAL, working_days=False)
        possible = not self.extended and legal is not None and self.today <= legal
        try:
            with transaction.atomic():
                services.ask_extension(
                    actor=stories.staff("handler"), number=self.number, reason="慢", now=self.now
                )
                services.extend(actor=stories.staff("approver"), number=self.number, now=self.now)
        except Refusal:
            assert not possible
            return
        assert possible
        self.extended = 10

    @rule(ahead=st.integers(-10, 20))
    def close(self, ahead: int) -> None:
        day = self.today + timedelta(days=ahead)
        try:
            with transaction.atomic():
                change = services.close_offices(
                    actor=SYSTEM, region=REGION, first=day, last=day, label="停工", now=self.now
                )
        except NothingChanged:
            assert day in self.closed
            return
        self.closed.add(day)
        services.recount(change=change.pk, now=self.now)

    @rule()
    def sweep(self) -> None:
        services.sweep(now=self.now)
        self.swept_on = self.today

    @invariant()
    def the_days_are_those_of_the_model(self) -> None:
        case = found(self.number)
        promised = self.due(PROMISED, working_days=True)
        legal = self.due(LEGAL, working_days=False)
        assert bool(case.clock["held"]) == (promised is None)
        if promised is not None:
            assert case.due_on == promised
        if legal is not None:
            assert case.legal_due_on == legal

    @invariant()
    def a_passed_limit_is_told_once_and_none_that_has_not_passed(self) -> None:
        rows = Consequence.objects.filter(case=found(self.number), kind="promised.passed")
        days = [row.moved_to or row.due_on for row in rows.order_by("id")]
        assert len(days) == len(set(days))
        due = self.due(PROMISED, working_days=True)
        if due is not None and self.swept_on == self.today:
            assert (due in days) == (self.today > due)


def test_whatever_is_done_to_a_clock_its_days_are_those_of_the_law() -> None:
    run_state_machine_as_test(
        ClockMachine,
        settings=settings(
            max_examples=6, stateful_step_count=10, deadline=None, database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
