"""Keeping the open tasks of a case as its drawing says, several at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tongban.access.rules import Role
from tongban.base import clock, outbox
from tongban.cases import events
from tongban.cases.models import CaseTask
from tongban.cases.queries.facts import calendar_of
from tongban.cases.services import steps, tasks
from tongban.identity import queries as identity
from tongban.processes import queries as runs
from tongban.processes import services as processes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime

    from tongban.cases.models import Case
    from tongban.processes.rules import Waiting

ADVICE: Final = "advice"
"""The key of tasks that no drawing asked for: questions to another department."""
BESIDE: Final = (ADVICE, tasks.EXTENSION)
"""Tasks that stand beside the drawing and stay while the case goes from post to post."""
CANCELLED: Final = "cancelled"


def start_review(case: Case, now: datetime) -> None:
    """Begin the run of an accepted case and ask its first posts; the caller keeps the case."""
    waiting = processes.start(
        kind=case.process, item=case.item_key, reference=str(case.pk), facts=_facts(case), now=now
    )
    ask(case, waiting, now)


def ask(
    case: Case,
    waiting: Iterable[Waiting],
    now: datetime,
    *,
    answered: CaseTask | None = None,
    outcome: str = "",
) -> None:
    """Let exactly the posts be asked that the drawing waits for.

    Who was asked already and still is keeps his task, with its limit and holder.  What is not
    waited for any more is closed: the one that was answered with its outcome, others as cancelled.
    Questions and a wish to extend the limit stand beside the drawing and stay.
    """
    wanted = {(one.task_key, one.branch, one.turn): one for one in waiting}
    standing = {
        (task.key, task.branch, task.turn): task
        for task in case.tasks.open().exclude(key__in=BESIDE).order_by("id")
    }
    if answered is not None:
        case.tasks.filter(pk=answered.pk).update(closed_at=now, outcome=outcome)
        tell_answered(case, answered.unit, answered.key, outcome)
        standing.pop((answered.key, answered.branch, answered.turn), None)
    gone = [task.pk for key, task in standing.items() if key not in wanted]
    case.tasks.filter(pk__in=gone).update(closed_at=now, outcome=CANCELLED)
    _follow(case, [(task, wanted[key]) for key, task in standing.items() if key in wanted])
    _open(case, [one for key, one in wanted.items() if key not in standing], now)
    first = next(iter(wanted.values()), None)
    case.waiting_role = first.role if first else ""
    case.waiting_key = first.task_key if first else ""
    case.waiting_title = first.title[:64] if first else ""


def sync(case: Case, now: datetime) -> None:
    """Ask whom the run waits for now: it was put on another drawing, or a department was closed."""
    ask(case, runs.waiting(str(case.pk)), now)


def last_day(case: Case, days: int, now: datetime) -> date:
    """The last of so many working days from today, in the calendar of the case."""
    today = clock.day_of(now)
    return calendar_of(case, today).add(today, days)


def _open(case: Case, asked: list[Waiting], now: datetime) -> None:
    shares = steps.due_days(case, {one.role for one in asked}, now)
    CaseTask.objects.bulk_create(
        CaseTask(
            case=case, key=one.task_key, branch=one.branch, turn=one.turn, title=one.title,
            role=one.role, joint=one.joint, days=one.days, silence=one.silence,
            due_on=case.next_due_on, opened_at=now, since_version=case.version + 1,
            step_due_on=last_day(case, one.days, now) if one.days else shares.get(one.role),
            **_where(case, one),
        )
        for one in asked
    )  # fmt: skip
    for unit, task in sorted({(one.unit or "", one.task_key) for one in asked}):
        tell_asked(case, unit, task)


def tell_asked(case: Case, unit: str, task: str) -> None:
    """Let another department's own system know that it has to answer; part of a command."""
    if unit not in {"", case.unit}:
        outbox.publish(events.UnitAsked(number=str(case.number), unit=unit, task=task))


def tell_answered(case: Case, unit: str, task: str, outcome: str) -> None:
    """Let the deciding department's own system know that another one has; part of a command."""
    if unit not in {"", case.unit}:
        outbox.publish(
            events.UnitAnswered(number=str(case.number), unit=unit, task=task, outcome=outcome)
        )


def _follow(case: Case, standing: list[tuple[CaseTask, Waiting]]) -> None:
    """The drawing or the department was changed while the task was open."""
    for task, one in standing:
        named: Mapping[str, str] = {"title": one.title, "role": one.role, **_where(case, one)}
        if any(getattr(task, name) != value for name, value in named.items()):
            CaseTask.objects.filter(pk=task.pk).update(**named)


def _where(case: Case, one: Waiting) -> dict[str, str]:
    if one.role == Role.CLERK:
        return {"unit": "", "place": case.place}
    return {"unit": one.unit or case.unit, "place": ""}


def _facts(case: Case) -> dict[str, object]:
    """What decision tables may read: nothing that tells who the applicant is."""
    answers = {f"answers.{key}": value for key, value in case.answers.items()}
    return {
        **{key: value for key, value in answers.items() if isinstance(value, str | int)},
        "item": case.item_key, "kind": case.kind, "channel": case.channel,
        "applicant": identity.subject(case.applicant_id).kind,
        "region": case.region, "unit": case.unit,
    }  # fmt: skip
