"""Tasks that nobody answered in time: silence is recorded or escalated, exactly once each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from django.db import transaction

from tongban.base import audit, clock, outbox
from tongban.base.actors import SYSTEM
from tongban.cases import events, rules
from tongban.cases.models import CaseTask
from tongban.cases.queries.facts import facts
from tongban.cases.services import asking, consulting, ground
from tongban.cases.services.review import Said, move_on
from tongban.processes import queries as runs
from tongban.processes.rules import Silence, consent_word

if TYPE_CHECKING:
    from datetime import date, datetime

    from tongban.cases.models import Case

log = structlog.get_logger()
BATCH = 200


def hear_silence(*, now: datetime) -> int:
    """Do for each unanswered task, in the order of their days, what its drawing says; how many.

    Each in its own transaction; one that fails is logged and does not stop the others.  While a
    case is held nobody owes it an answer.
    """
    done, last = 0, 0
    while found := _due(clock.day_of(now), last):
        for pk, number in found:
            last = pk
            try:
                done += _heard(pk, number, now)
            except Exception as failed:  # noqa: BLE001 - one broken case must not stop the others
                log.warning("cases.silence_failed", number=number, reason=type(failed).__name__)
    return done


def _due(today: date, after: int) -> list[tuple[int, str]]:
    """By task number within one sweep: a task that failed is not met again before the next."""
    rows = CaseTask.objects.open().filter(
        step_due_on__lt=today, silenced_at=None, case__state__in=sorted(rules.RUNNING), pk__gt=after
    )
    found = rows.exclude(silence="").order_by("pk").values_list("pk", "case__number")[:BATCH]
    return [(pk, str(number)) for pk, number in found]


@transaction.atomic
def _heard(pk: int, number: str, now: datetime) -> int:
    case = ground.locked(SYSTEM, number)
    won = CaseTask.objects.open().filter(pk=pk, silenced_at=None).update(silenced_at=now)
    if not won or case.state not in rules.RUNNING:
        return 0
    task = CaseTask.objects.get(pk=pk)
    act = _consent if task.silence == Silence.CONSENT else _escalate
    act(case, task, now)
    return 1


def _consent(case: Case, task: CaseTask, now: datetime) -> None:
    """Whoever was asked has not answered in time: no objection."""
    words = f"期满（{task.step_due_on:%Y年%-m月%-d日}）没有答复，视为无异议。"
    if task.key == asking.ADVICE:
        advice = case.advices.get(task=task)
        consulting.close(advice, consulting.SILENT, words, SYSTEM.name, now)
    else:
        waiting = runs.waiting(str(case.pk))
        one = next(w for w in waiting if (w.task_key, w.branch) == (task.key, task.branch))
        said = Said(SYSTEM, None, consent_word(one.outcomes), words)
        move_on(case, task, rules.forward(facts(case, now), words), said, now)
    audit.record(
        SYSTEM, events.SILENCE_HEARD, str(case.number), at=now, task=task.key, unit=task.unit
    )


def _escalate(case: Case, task: CaseTask, now: datetime) -> None:
    """The task goes on waiting, and those above are told."""
    unit = task.unit or case.unit
    audit.record(
        SYSTEM, events.StepUnanswered.name, str(case.number), at=now, task=task.key, unit=unit
    )
    outbox.publish(
        events.StepUnanswered(
            number=str(case.number), task=task.key, unit=unit, due_on=str(task.step_due_on),
            title=task.title,
        )
    )  # fmt: skip
