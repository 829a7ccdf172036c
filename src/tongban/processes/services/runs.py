"""Walking a run: start, complete a task, cancel.

Each is a part of a command of the house that owns the reference and joins its transaction; that
command decides whose case it is, writes the audit entry and publishes the fact.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction

from tongban.base.errors import Refusal, Stale, require
from tongban.processes import perms, queries, rules
from tongban.processes.models import Run, RunStep
from tongban.processes.services import engine

if TYPE_CHECKING:
    from collections.abc import Iterable
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
def start(*, kind: str, reference: str, now: datetime) -> tuple[Waiting, ...]:
    """Begin a run by the newest published version of a kind, which stays pinned to it.

    Declined with `DefinitionMissing` or, the second time, `AlreadyStarted`.
    """
    definition = queries.newest_of(kind)
    begun = engine.begin(definition.xml)
    run, created = Run.objects.get_or_create(
        reference=reference,
        defaults={
            "definition": definition,
            "state": begun.state,
            "waiting": _stored(begun.waiting),
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
) -> Completed:
    """Complete a waiting task and walk on; a return opens the earlier task again, history kept.

    `version` is the one the actor saw, `unit` the department whose case it is.  Declined with
    `TaskNotWaiting`, `OutcomeNotOffered`, `Stale`, or `Forbidden` for an actor without the role.
    """
    run = _for_change(reference)
    if version not in (None, run.version):
        raise Stale
    task = rules.offered(queries.waiting_of(run), task_key, outcome)
    post = perms.acting_post(actor, task, unit)
    require(post)
    walked = engine.advance(run.state, task_key, outcome)
    _note(run, task, outcome=outcome, actor=actor, post=post, now=now)
    _store(run, walked, outcome, now)
    return Completed(queries.waiting_of(run), walked.finished, run.outcome)


@transaction.atomic
def cancel(*, reference: str, now: datetime) -> None:
    """End a run that nobody will decide any more; declined with `AlreadyFinished`."""
    run = _for_change(reference)
    if run.finished_at:
        raise AlreadyFinished
    _finish(run, rules.CANCELLED, now)


def _for_change(reference: str) -> Run:
    run = Run.objects.select_for_update().filter(reference=reference).first()
    if run is None:
        raise queries.RunMissing
    return run


def _note(
    run: Run, task: Waiting, *, outcome: str, actor: Actor, post: Post | None, now: datetime
) -> None:
    RunStep.objects.create(
        run=run,
        seq=run.version,
        task_key=task.task_key,
        title=task.title,
        outcome=outcome,
        actor_name=actor.name,
        post=post.id if post else None,
        at=now,
    )


def _store(run: Run, walked: engine.Snapshot, outcome: str, now: datetime) -> None:
    if walked.finished:
        _finish(run, outcome, now)
        return
    run.state, run.waiting = walked.state, _stored(walked.waiting)
    run.version += 1
    run.save(update_fields=["state", "waiting", "version"])


def _finish(run: Run, outcome: str, now: datetime) -> None:
    run.state, run.waiting = {}, []
    run.outcome, run.finished_at = outcome, now
    run.version += 1
    run.save(update_fields=["state", "waiting", "outcome", "finished_at", "version"])


def _stored(waiting: Iterable[Waiting]) -> list[dict[str, Any]]:
    return [
        {name: value for name, value in asdict(task).items() if name != "version"}
        for task in waiting
    ]
