"""A carrier that says what a test wants, and cases whose result waits at a counter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.cases import circumstances
from tests.cases.circumstances import PERMIT, TUESDAY
from tests.jobs import drain, drop_waiting
from tongban.cases import services as cases
from tongban.delivery import clients, queries, services
from tongban.delivery.rules import Trace
from tongban.demo.services import stories

if TYPE_CHECKING:
    from datetime import datetime

    from tongban.base.actors import Actor
    from tongban.delivery.queries import View

ADDRESS = {"recipient": "样大民", "phone": "10000000099", "address": "样例省样例市示范路7号"}


class Carrier:
    """Books what it is asked to, answers the lines it was given, or keeps silent."""

    def __init__(self) -> None:
        self.silent = False
        self.orders: list[clients.Order] = []
        self.traces: list[Trace] = []

    def book(self, order: clients.Order, *, at: datetime) -> str:  # noqa: ARG002
        """The number follows from the reference."""
        self._speak()
        self.orders.append(order)
        return f"TB{order.reference.replace('-', '')}"

    def track(self, carrier: str, number: str, *, at: datetime) -> tuple[Trace, ...]:  # noqa: ARG002
        """What the test has said."""
        self._speak()
        return tuple(self.traces)

    def _speak(self) -> None:
        if self.silent:
            raise clients.Unreachable("carrier: TimeoutError")


def owner() -> Actor:
    """样大民 for himself."""
    return circumstances.applicant()


def clerk() -> Actor:
    """The clerk of the hall."""
    return stories.staff("clerk")


def waiting(way: str = "pickup", item: str = PERMIT, *, now: datetime = TUESDAY) -> str:
    """The number of a decided case whose result waits to be prepared; every job has run."""
    number = circumstances.at_last_post(item, now=now)
    services.choose(
        actor=circumstances.applicant(item), number=number, way=way,
        address=ADDRESS if way == "courier" else None, now=now,
    )  # fmt: skip
    circumstances.give("approver", number, "grant", now=now)
    drop_waiting()
    cases.carry_out(number=number, now=now)
    drain()
    return number


def held(number: str) -> View:
    """The consignment of a case."""
    found = queries.of_case(clerk(), number)
    assert found is not None
    return found


def ready(number: str, *, now: datetime = TUESDAY) -> str:
    """Lay it ready; returns the number of the consignment."""
    consignment = held(number).consignment.number
    services.lay_ready(actor=clerk(), number=consignment, now=now)
    return consignment
