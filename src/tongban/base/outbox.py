"""Facts for others: written with the change, delivered at least once by jobs that listen.

An event is a frozen dataclass with a `name`.  `publish` writes its row and one job for each
listener in the open transaction, so they exist exactly if the change does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, ClassVar, ParamSpec, TypeVar

from django.db.models import Count
from procrastinate.contrib.django import app

from tongban.base import clock, ledger
from tongban.base.audit import require_transaction
from tongban.base.models import OutboxEvent

if TYPE_CHECKING:
    from datetime import datetime

    from procrastinate.retry import BaseRetryStrategy
    from procrastinate.tasks import Task

P = ParamSpec("P")
R = TypeVar("R")

E = TypeVar("E", bound="Event")

_listeners: dict[str, list[str]] = defaultdict(list)
_companions: dict[type[Event], list[Callable[[Any, datetime], None]]] = defaultdict(list)


@dataclass(frozen=True)
class Event:
    """A fact that other houses may hear; its fields are plain JSON values."""

    name: ClassVar[str]


def task(
    *,
    queue: str = "default",
    retry: BaseRetryStrategy | None = None,
    name: str = "",
    queueing_lock: str | None = None,
) -> Callable[[Callable[P, R]], Task[P, R, P]]:
    """Register a job.  It may run twice, late, or after a newer one.

    Of the jobs of a sweep with a `queueing_lock` one at most waits; use it only by the clock.
    """

    def register(job: Callable[P, R]) -> Task[P, R, P]:
        own = name or f"{job.__module__.removeprefix('tongban.')}.{job.__name__}"
        decorate: Any = app.task(
            name=own, queue=queue, retry=retry or False, queueing_lock=queueing_lock
        )
        registered: Task[P, R, P] = decorate(job)
        return registered

    return register


def on(event: type[Event]) -> Callable[[Task[P, R, P]], Task[P, R, P]]:
    """Let a job hear an event: it is called with the event's fields."""

    def listen(job: Task[P, R, P]) -> Task[P, R, P]:
        if job.name not in _listeners[event.name]:
            _listeners[event.name].append(job.name)
        return job

    return listen


def periodic(cron: str) -> Callable[[Task[P, R, P]], Task[P, R, P]]:
    """Run a job by the clock (cron words); it is called with `timestamp`."""

    def schedule(job: Task[P, R, P]) -> Task[P, R, P]:
        timed: Any = app.periodic(cron=cron)
        timed(job)
        return job

    return schedule


def within(
    event: type[E],
) -> Callable[[Callable[[Sequence[E], datetime], None]], Callable[..., None]]:
    """Let a function take part in the transaction that publishes such events, or some below it.

    For what must not be missing in between, such as a row of a feed: it is called with those that
    are published together and the moment, writes rows only, and if it raises nothing at all was
    done.
    """

    def take_part(companion: Callable[[Sequence[E], datetime], None]) -> Callable[..., None]:
        if companion not in _companions[event]:
            _companions[event].append(companion)
        return companion

    return take_part


def publish(event: Event, *beside: ledger.Row) -> None:
    """Write the event and a job for each of its listeners into the open transaction.

    What the change writes `beside` it goes into the same statement.
    """
    require_transaction()
    at = clock.now()
    said = OutboxEvent(name=event.name, payload=asdict(event), at=at)
    ledger.insert(*beside, ledger.row_of(said))
    _tell([event], at)


def publish_all(events: Sequence[Event]) -> None:
    """Write many events, with all that belongs to each, in a few statements."""
    require_transaction()
    at, table = clock.now(), OutboxEvent._meta.db_table
    ledger.insert_alike(
        [
            ledger.Row("", table, {"name": each.name, "payload": asdict(each), "at": at})
            for each in events
        ]
    )
    _tell(events, at)


def _tell(events: Sequence[Event], at: datetime) -> None:
    """Let each companion take part with its events in their order, and write the jobs."""
    beside: dict[Callable[[Any, datetime], None], list[Event]] = defaultdict(list)
    jobs: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for event in events:
        for kind in type(event).__mro__:
            for companion in _companions.get(kind, ()):
                beside[companion].append(event)
        for listener in _listeners[event.name]:
            jobs[listener].append(asdict(event))
    for companion, heard in beside.items():
        companion(heard, at)
    for listener, calls in jobs.items():
        app.configure_task(name=listener).batch_defer(*calls)


def companied() -> tuple[str, ...]:
    """The names of the events with which some function takes part."""
    waiting, names = list(_companions), set()
    while waiting:
        event = waiting.pop()
        waiting += event.__subclasses__()
        names |= {event.name} if "name" in vars(event) else set()
    return tuple(sorted(names))


def listeners(event: type[Event]) -> tuple[str, ...]:
    """The names of the jobs that hear an event."""
    return tuple(_listeners[event.name])


def given_up() -> dict[str, int]:
    """How many jobs failed for good, by name; they wait for an operator."""
    from procrastinate.contrib.django.models import ProcrastinateJob

    rows = ProcrastinateJob.objects.filter(status="failed").values("task_name")
    counted = rows.annotate(n=Count("id")).order_by("task_name")
    return {row["task_name"]: row["n"] for row in counted}
