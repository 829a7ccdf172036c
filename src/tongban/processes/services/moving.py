"""Putting running cases on another version of their drawing: previewed, done, undone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from tongban.base import audit, outbox
from tongban.base.errors import Invalid, NotFound, Refusal, require
from tongban.processes import events, perms, queries
from tongban.processes.models import Definition, Move, MovedRun, Run
from tongban.processes.rules import Ways, moving, waiting
from tongban.processes.services import engine
from tongban.processes.services.runs import stored

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from tongban.base.actors import Actor

MOST = 5_000
GONE_ON = "迁移以后又办了一步，不能退回原来的版本"
ANOTHER_ITEM = "这个版本只给另一个事项用"


class SameVersion(Invalid):
    """The two versions are the same, or of different kinds, or one of them is a draft."""

    code = "processes.same_version"
    sentence = "只能在同一种流程的两个已发布版本之间迁移。"


class MoveUnknown(NotFound):
    """There is no such move."""

    code = "processes.move_unknown"
    sentence = "没有找到这次迁移。"


class UndoneAlready(Refusal):
    """The move was undone before."""

    code = "processes.undone_already"
    sentence = "这次迁移已经撤销过了。"


@transaction.atomic
def move(*, actor: Actor, source: int, target: int, now: datetime) -> Move:
    """Put every run of one version on another; what does not fit stays, with its reason.

    At most 5,000 at once, the oldest first; call it again for more.  `queries.preview` says
    beforehand what would happen.
    """
    require(perms.may_publish(actor))
    old, new = _versions(source, target)
    done = Move.objects.create(source=old, target=new, moved_at=now, actor_name=actor.name)
    rows = Run.objects.select_for_update().filter(definition=old, finished_at=None)
    ways = (engine.ways_of(old.xml), engine.ways_of(new.xml))
    moved = [_moved(done, run, ways) for run in rows.order_by("id")[:MOST]]
    MovedRun.objects.bulk_create(moved)
    kept = sum(1 for one in moved if one.refused)
    audit.record(
        actor, events.RUNS_MOVED, f"move:{done.pk}", at=now,
        source=str(old), target=str(new), moved=len(moved) - kept, kept=kept,
    )  # fmt: skip
    return done


@transaction.atomic
def undo(*, actor: Actor, id: int, now: datetime) -> Move:  # noqa: A002
    """Put back what was moved and has not gone on since; what has keeps the new version."""
    done = Move.objects.select_for_update(of=("self",)).select_related("source").filter(pk=id)
    found = done.first()
    require(perms.may_publish(actor))
    if found is None:
        raise MoveUnknown
    if found.undone_at:
        raise UndoneAlready
    rows = found.runs.filter(refused="").select_related("run").order_by("run_id")
    back = [_put_back(found, row) for row in rows.select_for_update()]
    found.undone_at = now
    found.save(update_fields=["undone_at"])
    stayed = back.count(False)
    audit.record(
        actor, events.MOVE_UNDONE, f"move:{found.pk}", at=now,
        moved=len(back) - stayed, kept=stayed,
    )  # fmt: skip
    return found


def fits(run: Run, target: Definition, old: Ways, new: Ways) -> str:
    """Why this run cannot go on in the new drawing, or ""."""
    at = engine.position(run.state)
    if target.item and at.facts.get("item") != target.item:
        return ANOTHER_ITEM
    return moving.refusal(at, old, new, engine.pinned(run.state))


def preview(source: int, target: int) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """For each run of the one version: reference, titles of what waits, why it would stay."""
    old, new = _versions(source, target)
    ways = (engine.ways_of(old.xml), engine.ways_of(new.xml))
    for run in Run.objects.filter(definition=old, finished_at=None).order_by("id")[:MOST]:
        titles = tuple(dict.fromkeys(str(task["title"]) for task in run.waiting))
        yield run.reference, titles, fits(run, new, *ways)


def _versions(source: int, target: int) -> tuple[Definition, Definition]:
    found = Definition.objects.in_bulk([source, target])
    old, new = found.get(source), found.get(target)
    if old is None or new is None:
        raise queries.DefinitionMissing
    alike = (old.kind, old.notation) == (new.kind, "bpmn")
    if old.pk == new.pk or not alike or old.is_draft or new.is_draft:
        raise SameVersion(fields={"target": SameVersion.sentence})
    return old, new


def _moved(done: Move, run: Run, ways: tuple[Ways, Ways]) -> MovedRun:
    refused = fits(run, done.target, *ways)
    row = MovedRun(move=done, run=run, refused=refused, version=run.version)
    if refused:
        return row
    row.state, row.waiting = run.state, run.waiting
    at = engine.position(run.state)
    tables = engine.pinned(run.state)
    fresh = engine.snapshot(ways[1], at, tables)
    _put(run, done.target, fresh.state, stored(waiting(ways[1], at)))
    row.version = run.version
    return row


def _put_back(done: Move, row: MovedRun) -> bool:
    run = Run.objects.select_for_update().get(pk=row.run_id)
    if run.version != row.version or run.finished_at:
        row.undone = GONE_ON
    else:
        _put(run, done.source, row.state, row.waiting)
        row.undone = "已退回"
    row.save(update_fields=["undone"])
    return row.undone != GONE_ON


def _put(run: Run, definition: Definition, state: dict[str, Any], asked: list[Any]) -> None:
    run.definition, run.state, run.waiting = definition, state, asked
    run.version += 1
    run.save(update_fields=["definition", "state", "waiting", "version"])
    outbox.publish(events.RunMoved(reference=run.reference, version=run.version))
