"""Reads about runs, for the house that owns their references; it decides who may see them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tongban.base.errors import NotFound
from tongban.processes.models import Definition, Run, RunStep
from tongban.processes.rules import Waiting

if TYPE_CHECKING:
    from datetime import datetime


class RunMissing(NotFound):
    """No run was started for this reference."""

    code = "processes.run_missing"
    sentence = "这件事还没有进入审查流程。"


class DefinitionMissing(NotFound):
    """No version of this kind of process was published."""

    code = "processes.definition_missing"
    sentence = "还没有发布这种流程。"


@dataclass(frozen=True, slots=True)
class DefinitionFacts:
    """A published drawing."""

    kind: str
    version: int
    title: str
    xml: str
    digest: str
    published_at: datetime


@dataclass(frozen=True, slots=True)
class Step:
    """One task that somebody completed."""

    seq: int
    task_key: str
    title: str
    outcome: str
    actor_name: str
    post: int | None
    at: datetime


def waiting(reference: str) -> tuple[Waiting, ...]:
    """The tasks that wait now: none before the start and after the end."""
    run = Run.objects.filter(reference=reference).only("waiting", "version").first()
    return waiting_of(run) if run else ()


def waiting_of(run: Run) -> tuple[Waiting, ...]:
    """The waiting tasks of a run that is at hand."""
    return tuple(
        Waiting(
            task_key=task["task_key"],
            title=task["title"],
            role=task["role"],
            outcomes=tuple(task["outcomes"]),
            version=run.version,
        )
        for task in run.waiting
    )


def definition(reference: str) -> DefinitionFacts:
    """The drawing that was pinned when the run of this reference began."""
    run = Run.objects.filter(reference=reference).select_related("definition").first()
    if run is None:
        raise RunMissing
    return _facts(run.definition)


def newest(kind: str) -> DefinitionFacts:
    """The drawing that a run of this kind would be given today."""
    return _facts(newest_of(kind))


def newest_of(kind: str) -> Definition:
    """The row of the newest version of a kind; declined with `DefinitionMissing`."""
    found = Definition.objects.filter(kind=kind).order_by("-version").first()
    if found is None:
        raise DefinitionMissing
    return found


def kinds() -> tuple[str, ...]:
    """All kinds that may be started."""
    rows = Definition.objects.order_by("kind").values_list("kind", flat=True).distinct()
    return tuple(rows)


def history(reference: str) -> tuple[Step, ...]:
    """What was completed so far, oldest first, with every return kept."""
    rows = RunStep.objects.filter(run__reference=reference).order_by("seq")
    return tuple(
        Step(row.seq, row.task_key, row.title, row.outcome, row.actor_name, row.post, row.at)
        for row in rows
    )


def _facts(row: Definition) -> DefinitionFacts:
    return DefinitionFacts(row.kind, row.version, row.title, row.xml, row.digest, row.published_at)
