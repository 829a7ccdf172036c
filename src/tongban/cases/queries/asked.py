"""Whom a case waits for and since when, and what other departments were asked and said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tongban.access.rules import ROLE_LABELS, Role
from tongban.cases import perms, rules
from tongban.cases.models import Case
from tongban.directory import queries as directory
from tongban.processes import queries as runs

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from tongban.base.actors import Actor
    from tongban.cases.models import CaseAdvice, CaseTask

EXAMINING = (Role.HANDLER, Role.REVIEWER, Role.APPROVER)


@dataclass(frozen=True, slots=True)
class Asked:
    """One post that has to act now: where, who holds it, since when, by which day."""

    key: str
    title: str
    where: str
    role: str
    holder: str
    held_since: datetime | None
    since: datetime
    due_on: date | None
    escalated: bool
    mine: bool


@dataclass(frozen=True, slots=True)
class Advice:
    """One question to another department, with its answer once there is one."""

    id: int
    where: str
    question: str
    asked_by: str
    asked_at: datetime
    due_on: date
    outcome: str
    answer: str
    answered_by: str
    answered_at: datetime | None
    mine: bool


@dataclass(frozen=True, slots=True)
class Said:
    """An opinion that some post gave on the case."""

    title: str
    where: str
    outcome: str
    words: str
    by: str
    at: datetime


def asked(actor: Actor, case: Case) -> tuple[Asked, ...]:
    """The posts that have to act, in the order in which they were asked."""
    tasks = list(case.tasks.open().exclude(role="").order_by("id"))
    offices, halls = _names(tasks)
    return tuple(
        Asked(
            task.key, task.title, halls.get(task.place, "") or offices.get(task.unit, task.unit),
            ROLE_LABELS.get(task.role, task.role), task.holder_name, task.held_since,
            task.opened_at, task.step_due_on,
            task.silence == "escalate" and task.silenced_at is not None,
            perms.post_at(actor, task) is not None,
        )
        for task in tasks
    )  # fmt: skip


def advices(actor: Actor, case: Case) -> tuple[Advice, ...]:
    """The questions to other departments, oldest first."""
    rows = list(case.advices.select_related("task").order_by("id"))
    names = _offices({row.unit for row in rows})
    return tuple(_advice(actor, row, names) for row in rows)


def opinions(case: Case) -> tuple[Said, ...]:
    """What every post said so far, oldest first, with its department."""
    steps = [step for step in case.steps.order_by("id") if step.outcome and step.words]
    names = _offices({step.actor_post.partition("/")[0] for step in steps} - {""})
    return tuple(
        Said(step.task, names.get(step.actor_post.partition("/")[0], ""), step.outcome,
             step.words, step.actor_name, step.at)
        for step in steps
    )  # fmt: skip


def may_consult(actor: Actor, case: Case) -> bool:
    """Whether the actor may ask other departments for advice on this case now."""
    return case.state in rules.RUNNING and perms.post_for(actor, case, *EXAMINING) is not None


def choosing(actor: Actor, case: Case) -> tuple[str, ...] | None:
    """The departments chosen so far, if it is the actor who has to choose them now; else None."""
    keys = runs.choosing_at(str(case.pk)) if case.state in rules.RUNNING else ()
    rows = case.tasks.open().filter(key__in=keys) if keys else ()
    if not any(perms.post_at(actor, task) for task in rows):
        return None
    return runs.chosen(str(case.pk))


def numbers_of(references: Iterable[str]) -> dict[str, str]:
    """The numbers of the cases behind runs, for those who keep the drawings."""
    rows = Case.objects.filter(pk__in=list(references)).values_list("pk", "number")
    return {str(pk): str(number) for pk, number in rows}


def _advice(actor: Actor, row: CaseAdvice, names: dict[str, str]) -> Advice:
    return Advice(
        row.pk, names.get(row.unit, row.unit), row.question, row.asked_by, row.asked_at,
        row.due_on, row.outcome, row.answer, row.answered_by, row.answered_at,
        not row.outcome and perms.post_at(actor, row.task) is not None,
    )  # fmt: skip


def _names(tasks: list[CaseTask]) -> tuple[dict[str, str], dict[str, str]]:
    places = {task.place for task in tasks} - {""}
    halls = {hall.code: hall.name for hall in directory.halls()} if places else {}
    return _offices({task.unit for task in tasks} - {""}), halls


def _offices(keys: set[str]) -> dict[str, str]:
    return {one.key: one.name for one in directory.departments(keys)} if keys else {}
