"""Asking other departments for advice (征求意见), beside the drawing, with a clock of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from tongban.access.rules import Role
from tongban.base import audit
from tongban.base.errors import Invalid, NotFound, Refusal, require
from tongban.cases import events, perms, rules
from tongban.cases.models import CaseAdvice, CaseTask
from tongban.cases.services import asking, ground
from tongban.directory import queries as directory
from tongban.processes.rules import Silence

if TYPE_CHECKING:
    from datetime import datetime

    from tongban.base.actors import Actor, Post
    from tongban.cases.models import Case

GIVEN, SILENT, RECALLED = "given", "silent", "recalled"
DAYS, MOST_DAYS, LONGEST = 5, 60, 2_000
TITLE = "答复征求意见"


class AdviceOpen(Refusal):
    """A department was asked and has time left; it is heard, or the question is taken back."""

    code = "cases.advice_open"
    sentence = "还有部门没有答复征求意见。请等答复或期满，也可以先收回征求意见，再作决定。"


class AskedAlready(Refusal):
    """The department was asked and has not answered yet."""

    code = "cases.asked_already"
    sentence = "已经征求过这个部门的意见，正在等答复。"


class AdviceUnknown(NotFound):
    """There is no such question, or it is not the actor's to answer or take back."""

    code = "cases.advice_unknown"
    sentence = "没有找到这项征求意见，可能已经答复或收回。"


@transaction.atomic
def consult(
    *,
    actor: Actor,
    number: str,
    unit: str,
    question: str,
    now: datetime,
    days: int = DAYS,
    silence: str = Silence.CONSENT,
) -> CaseAdvice:
    """Ask another department for advice, to be given within `days` working days.

    Whoever has to act on the case may ask.  What `silence` means is said when asking: no
    objection, or that the matter is escalated.  Declined with `AskedAlready`.
    """
    case = ground.locked(actor, number)
    post = _asking_post(case, actor)
    rules.next_state(rules.State(case.state), rules.Step.FORWARD)
    kept = ground.fitting(question, LONGEST, "question")
    _require_sound(case, unit, kept, days, silence)
    if case.advices.filter(unit=unit, outcome="").exists():
        raise AskedAlready
    due_on = asking.last_day(case, days, now)
    task = CaseTask.objects.create(
        case=case, key=asking.ADVICE, branch=unit, title=TITLE, role=Role.HANDLER, unit=unit,
        opened_at=now, due_on=case.next_due_on, step_due_on=due_on, days=days, silence=silence,
        joint=True, since_version=case.version, turn=case.advices.count() + 1,
    )  # fmt: skip
    advice = CaseAdvice.objects.create(
        case=case, task=task, unit=unit, question=kept, asked_by=actor.name[:64],
        asked_post=f"{post.unit}/{post.role}", asked_at=now, due_on=due_on,
    )  # fmt: skip
    asking.tell_asked(case, unit, asking.ADVICE)
    audit.record(actor, events.ADVICE_ASKED, number, at=now, unit=unit, due_on=str(due_on))
    return advice


@transaction.atomic
def advise(*, actor: Actor, number: str, advice_id: int, answer: str, now: datetime) -> CaseAdvice:
    """Answer a question that the actor's department was asked."""
    case = ground.locked(actor, number)
    advice = _open(case, advice_id)
    post = perms.post_at(actor, advice.task)
    require(post)
    kept = ground.fitting(answer, LONGEST, "answer")
    if not kept:
        raise Invalid(fields={"answer": "请写明你部门的意见。"})
    close(advice, GIVEN, kept, actor.name, now)
    ground.note(
        case, actor, rules.Step.FORWARD, before=case.state, now=now, words=kept,
        task=f"征求意见：{directory.department(advice.unit).name}"[:64], post=post,
    )  # fmt: skip
    audit.record(actor, events.ADVICE_GIVEN, number, at=now, unit=advice.unit)
    return advice


@transaction.atomic
def recall(*, actor: Actor, number: str, advice_id: int, now: datetime) -> CaseAdvice:
    """Take a question back; the department need not answer any more."""
    case = ground.locked(actor, number)
    advice = _open(case, advice_id)
    _asking_post(case, actor)
    close(advice, RECALLED, "", actor.name, now)
    audit.record(actor, events.ADVICE_RECALLED, number, at=now, unit=advice.unit)
    return advice


def require_answered(case: Case) -> None:
    """Decline a decision while a department that was asked has time left."""
    if case.advices.filter(outcome="").exists():
        raise AdviceOpen


def close(advice: CaseAdvice, outcome: str, answer: str, name: str, now: datetime) -> None:
    """Write down how a question ended; part of a command."""
    advice.outcome, advice.answer = outcome, answer
    advice.answered_by, advice.answered_at = name[:64], now
    advice.save(update_fields=["outcome", "answer", "answered_by", "answered_at"])
    CaseTask.objects.filter(pk=advice.task_id).update(closed_at=now, outcome=outcome)
    asking.tell_answered(advice.case, advice.unit, asking.ADVICE, outcome)


def _open(case: Case, advice_id: int) -> CaseAdvice:
    rows = case.advices.select_for_update(of=("self",)).select_related("task")
    found = rows.filter(pk=advice_id, outcome="").first()
    if found is None:
        raise AdviceUnknown
    return found


def _asking_post(case: Case, actor: Actor) -> Post:
    """A post of the deciding department that has to act on the case now."""
    for task in case.tasks.open().exclude(key__in=asking.BESIDE).order_by("id"):
        post = perms.post_at(actor, task)
        if post is not None and post.unit == case.unit:
            return post
    post = perms.post_for(actor, case, Role.HANDLER, Role.REVIEWER, Role.APPROVER)
    require(post)
    assert post is not None  # noqa: S101 - `require` has said so
    return post


def _require_sound(case: Case, unit: str, question: str, days: int, silence: str) -> None:
    wrong = {}
    known = {one.key: one for one in directory.departments([unit])}
    if unit not in known or known[unit].closed_on or unit == case.unit:
        wrong["unit"] = "请选择要征求意见的另一个部门。"
    if not question:
        wrong["question"] = "请写明要征求什么意见。"
    if not 1 <= days <= MOST_DAYS:
        wrong["days"] = f"答复期限要在 1 到 {MOST_DAYS} 个工作日之间。"
    if silence not in set(Silence):
        wrong["silence"] = "请选择逾期不答复怎么办。"
    if wrong:
        raise Invalid(fields=wrong)
