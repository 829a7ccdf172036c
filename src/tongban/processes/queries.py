"""Reads about runs, for the house that owns their references; it decides who may see them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from tongban.base import clock
from tongban.base.errors import NotFound
from tongban.processes import rules
from tongban.processes.models import Definition, Move, MovedRun, Run, RunStep
from tongban.processes.rules import Waiting

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from django.db.models import QuerySet


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
    published_at: datetime | None
    id: int = 0
    notation: str = "bpmn"
    item: str = ""
    days: int | None = None
    from_on: date | None = None
    retired_on: date | None = None
    packaged: bool = False
    drafted_by: str = ""

    @property
    def is_draft(self) -> bool:
        return self.published_at is None


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
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Live:
    """Where a run stands, on its own drawing."""

    definition: DefinitionFacts
    waiting: tuple[Waiting, ...]
    steps: tuple[Step, ...]
    outcome: str


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
            unit=task.get("unit", ""),
            branch=task.get("branch", ""),
            turn=task.get("turn", 0),
            days=task.get("days"),
            silence=task.get("silence", ""),
            joint=task.get("joint", False),
            chooses=task.get("chooses", False),
        )
        for task in run.waiting
    )


def definition(reference: str) -> DefinitionFacts:
    """The drawing that was pinned when the run of this reference began."""
    run = Run.objects.filter(reference=reference).select_related("definition").first()
    if run is None:
        raise RunMissing
    return _facts(run.definition)


def newest(kind: str, *, item: str = "") -> DefinitionFacts:
    """The drawing that a run of this kind would be given today."""
    return _facts(newest_of(kind, item=item, today=clock.today()))


def newest_of(kind: str, *, item: str = "", today: date) -> Definition:
    """The version in force, the item's own if there is one; else `DefinitionMissing`."""
    rows = in_force(today).filter(notation="bpmn", kind=kind, item__in={item, ""})
    found = rows.order_by("-item", "-version").first()
    if found is None:
        raise DefinitionMissing
    return found


def in_force(day: date) -> QuerySet[Definition]:
    """The versions that may be given to a run on that day."""
    begun = Q(from_on=None) | Q(from_on__lte=day)
    return Definition.objects.filter(
        begun, Q(retired_on=None) | Q(retired_on__gt=day), published_at__isnull=False
    )


def tables_for(kinds: Iterable[str], item: str, today: date) -> dict[str, Definition]:
    """The decision tables in force, by kind; an item's own first."""
    rows = in_force(today).filter(notation="dmn", kind__in=list(kinds), item__in={item, ""})
    return {row.kind: row for row in rows.order_by("item", "version")}


def days_by_kind(kinds: Iterable[str]) -> dict[tuple[str, str], int]:
    """What the longest way takes through the drawing in force, by kind and item.

    Where one was published that comes into force later, the longer of them counts.
    """
    today, found = clock.today(), dict[tuple[str, str], int]()
    rows = Definition.objects.filter(
        Q(retired_on=None) | Q(retired_on__gt=today),
        notation="bpmn", kind__in=list(kinds), published_at__isnull=False,
    )  # fmt: skip
    ordered = rows.order_by("version").values_list("kind", "item", "days", "from_on")
    for kind, item, days, from_on in ordered:
        coming = from_on is not None and from_on > today
        before = found.get((kind, item), 0) if coming else 0
        found[kind, item] = max(days or 0, before)
    return found


def kinds() -> tuple[str, ...]:
    """All kinds that may be started."""
    rows = in_force(clock.today()).filter(notation="bpmn").order_by("kind")
    return tuple(rows.values_list("kind", flat=True).distinct())


def versions(*, kind: str = "", notation: str = "") -> tuple[DefinitionFacts, ...]:
    """All versions without their drawings, by kind, the newest first; of one kind if named."""
    rows = Definition.objects.order_by("notation", "kind", "item", "-version").defer("xml")
    if kind:
        rows = rows.filter(kind=kind, notation=notation)
    return tuple(_facts(row, drawn=False) for row in rows)


def version(id: int) -> DefinitionFacts:  # noqa: A002
    """One version with its drawing, or `DefinitionMissing`."""
    return _facts(row_of(id))


def row_of(id: int) -> Definition:  # noqa: A002
    """The row of a version, or `DefinitionMissing`."""
    found = Definition.objects.filter(pk=id).first()
    if found is None:
        raise DefinitionMissing
    return found


def naming(unit: str) -> tuple[DefinitionFacts, ...]:
    """The drawings and tables in force that name a department, by kind."""
    named = rf'["> ]{unit}[ "<]'
    rows = in_force(clock.today()).filter(xml__regex=named).defer("xml")
    return tuple(_facts(row, drawn=False) for row in rows.order_by("kind", "item", "version"))


def running(id: int) -> int:  # noqa: A002
    """How many runs walk through this version now."""
    return Run.objects.filter(definition=id, finished_at=None).count()


def moves(id: int) -> tuple[Move, ...]:  # noqa: A002
    """The moves away from this version, the latest first."""
    rows = Move.objects.filter(source=id).select_related("target").order_by("-id")
    return tuple(rows[:20])


def moved(id: int) -> tuple[Move, tuple[MovedRun, ...]]:  # noqa: A002
    """One move with its runs, or `DefinitionMissing`."""
    found = Move.objects.select_related("source", "target").filter(pk=id).first()
    if found is None:
        raise DefinitionMissing
    rows = found.runs.select_related("run").defer("state", "run__state").order_by("id")
    return found, tuple(rows)


def live(reference: str) -> Live:
    """The drawing of a run with what was done and what waits: for showing the live position."""
    run = Run.objects.filter(reference=reference).select_related("definition").first()
    if run is None:
        raise RunMissing
    return Live(_facts(run.definition), waiting_of(run), history(reference), run.outcome)


def choosing_at(reference: str) -> tuple[str, ...]:
    """The waiting tasks at which somebody has to choose the departments that are asked next."""
    run = Run.objects.filter(reference=reference).only("waiting").first()
    return tuple(task["task_key"] for task in run.waiting if task.get("chooses")) if run else ()


def chosen(reference: str) -> tuple[str, ...]:
    """The departments that were chosen so far for the next task that asks several."""
    run = Run.objects.filter(reference=reference).only("state").first()
    units = run.state.get("units", {}) if run else {}
    return tuple(units.get(rules.CHOSEN, ()))


def history(reference: str) -> tuple[Step, ...]:
    """What was completed so far, oldest first, with every return kept."""
    rows = RunStep.objects.filter(run__reference=reference).order_by("seq")
    return tuple(
        Step(
            row.seq,
            row.task_key,
            row.title,
            row.outcome,
            row.actor_name,
            row.post,
            row.at,
            row.unit,
        )
        for row in rows
    )


def _facts(row: Definition, *, drawn: bool = True) -> DefinitionFacts:
    return DefinitionFacts(
        row.kind, row.version, row.title, row.xml if drawn else "", row.digest, row.published_at,
        id=row.pk, notation=row.notation, item=row.item, days=row.days, from_on=row.from_on,
        retired_on=row.retired_on, packaged=row.packaged, drafted_by=row.drafted_by,
    )  # fmt: skip
