"""Walking a run: start, complete a task, cancel.

Each is a part of a command of the house that owns the reference and joins its transaction; that
command decides whose case it is, writes the audit entry and publishes the fact.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction

from tongban.base import clock
from tongban.base.errors import Refusal, Stale, require
from tongban.directory import queries as directory
from tongban.processes import perms, queries, rules
from tongban.processes.models import Run, RunStep
from tongban.processes.services import checking, engine

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from tongban.base.actors import Actor, Post
    from tongban.processes.rules import Waiting


class AlreadyStarted(Refusal):
    """A run for this reference exists, whether it has ended or not."""

    code = "processes.already_started"
    sentence = "这件事已经进入审查流程，不能再开始一次。"


class AlreadyFinished(Refusal):
    """The run has ended; nothing in it can change any more."""

    code = "processes.already_finished"
    sentence = "审查流程已经结束。"


@dataclass(frozen=True, slots=True)
class Completed:
    """Where a run stands after a step; `outcome` is the final word once it has ended."""

    waiting: tuple[Waiting, ...]
    finished: bool
    outcome: str


@transaction.atomic
def start(
    *,
    kind: str,
    reference: str,
    now: datetime,
    item: str = "",
    facts: Mapping[str, Any] | None = None,
) -> tuple[Waiting, ...]:
    """Begin a run by the version in force today, the item's own first; it stays pinned to it.

    So do the decision tables; `facts` are what these may read, and hold no personal data.
    Declined with `DefinitionMissing` or, the second time, `AlreadyStarted`.
    """
    today = clock.day_of(now)
    definition = queries.newest_of(kind, item=item, today=today)
    names = {one.table for one in engine.ways_of(definition.xml).drawing.choosings}
    tables = queries.tables_for(names, item, today) if names else {}
    begun = engine.begin(
        definition.xml,
        facts=facts,
        tables={name: table.xml for name, table in tables.items()},
        pinned={name: table.pk for name, table in tables.items()},
    )
    run, created = Run.objects.get_or_create(
        reference=reference,
        defaults={
            "definition": definition,
            "state": begun.state,
            "waiting": stored(begun.waiting),
            "started_at": now,
        },
    )
    if not created:
        raise AlreadyStarted
    return queries.waiting_of(run)


@transaction.atomic
def complete(
    *,
    reference: str,
    task_key: str,
    outcome: str,
    actor: Actor,
    now: datetime,
    version: int | None = None,
    unit: str | None = None,
    branch: str | None = None,
    units: Sequence[str] = (),
) -> Completed:
    """Complete a waiting task and walk on; a return opens the earlier task again, history kept.

    `version` is the one the actor saw; `unit` the department that owns the matter, which answers
    wherever the drawing names no other; `branch` which of several is answered; `units` the
    departments that are to be asked next.  Declined with `TaskNotWaiting`, `OutcomeNotOffered`,
    `UnitsNeeded`, `Stale`, or `Forbidden` for an actor without the role.
    """
    run = for_change(reference)
    if version not in (None, run.version):
        raise Stale
    task = rules.offered(queries.waiting_of(run), task_key, outcome, branch)
    post = perms.acting_post(actor, task, task.unit or unit)
    require(actor.is_system or post)
    if units:
        run.state = engine.chosen(run.state, units)
    _walk(run, task, outcome, now)
    _note(run, task, outcome=outcome, actor=actor, post=post, now=now)
    return Completed(queries.waiting_of(run), run.finished_at is not None, run.outcome)


@transaction.atomic
def choose(*, reference: str, units: Sequence[str]) -> None:
    """Keep which departments are to be asked by the next task that asks several."""
    run = for_change(reference)
    if run.finished_at:
        raise AlreadyFinished
    run.state = engine.chosen(run.state, units)
    run.save(update_fields=["state"])


@transaction.atomic
def cancel(*, reference: str, now: datetime) -> None:
    """End a run that nobody will decide any more; declined with `AlreadyFinished`."""
    run = for_change(reference)
    if run.finished_at:
        raise AlreadyFinished
    _finish(run, rules.CANCELLED, now)
    run.version += 1
    run.save()


@transaction.atomic
def succeed(*, reference: str) -> tuple[Waiting, ...]:
    """Ask the successors of departments that were closed; the branches keep their old names."""
    run = for_change(reference)
    if run.finished_at:
        return ()
    run.waiting = stored(queries.waiting_of(run))
    run.save(update_fields=["waiting"])
    return queries.waiting_of(run)


def for_change(reference: str) -> Run:
    """The run, held until the transaction ends."""
    rows = Run.objects.select_for_update(of=("self",)).select_related("definition")
    run = rows.filter(reference=reference).first()
    if run is None:
        raise queries.RunMissing
    return run


def _walk(run: Run, task: Waiting, outcome: str, now: datetime) -> None:
    walked = engine.advance(
        run.definition.xml,
        run.state,
        task=task,
        outcome=outcome,
        tables=checking.tables_of(engine.pinned(run.state)),
    )
    if walked.finished:
        _finish(run, outcome, now)
    else:
        run.state, run.waiting = walked.state, stored(walked.waiting)
    run.version += 1
    run.save()


def _note(
    run: Run, task: Waiting, *, outcome: str, actor: Actor, post: Post | None, now: datetime
) -> None:
    RunStep.objects.create(
        run=run,
        seq=run.version - 1,
        task_key=task.task_key,
        title=task.title,
        outcome=outcome,
        unit=task.unit,
        actor_name=actor.name,
        post=post.id if post else None,
        at=now,
    )


def _finish(run: Run, outcome: str, now: datetime) -> None:
    run.state, run.waiting = {}, []
    run.outcome, run.finished_at = outcome, now


def stored(waiting: Iterable[Waiting]) -> list[dict[str, Any]]:
    """Waiting tasks as they are kept with the run; a closed department's successor is asked."""
    tasks = [asdict(task) for task in waiting]
    units = {task["unit"] for task in tasks if task["unit"]}
    now_called = directory.current_keys(units) if units else {}
    for task in tasks:
        del task["version"]
        task["unit"] = now_called.get(task["unit"], task["unit"])
    return tasks
