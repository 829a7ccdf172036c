"""Under review: opinions and the decision."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction

from tongban.base import audit, outbox
from tongban.cases import events, rules
from tongban.cases.queries.facts import definition_of, facts
from tongban.cases.rules import papers
from tongban.cases.services import asking, consulting, deciding, founding, ground, telling
from tongban.cases.services.intake import COURT, REVIEW_OFFICE
from tongban.cases.services.papers import add
from tongban.licences.services import preparing
from tongban.processes import services as processes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from tongban.base.actors import Actor, Post
    from tongban.cases.models import Case, CaseTask

GRANT, DENY, AGREE, BACK = "grant", "deny", "agree", "back"
_STEPS = {GRANT: rules.Step.GRANT, DENY: rules.Step.DENY}
LONGEST_OPINION = 2_000


class ProcessDisagrees(RuntimeError):
    """A drawing ends without a decision, or goes on after one."""


@transaction.atomic
def give_opinion(
    *,
    actor: Actor,
    number: str,
    task_key: str,
    outcome: str,
    opinion: str,
    now: datetime,
    face: Mapping[str, str] | None = None,
    version: int | None = None,
    branch: str | None = None,
    units: Sequence[str] = (),
    made_elsewhere: bool = False,
) -> Case:
    """Record an opinion at a waiting post and send the case on, back, or decide it.

    `outcome` is one that the waiting task offers; `grant` and `deny` decide.  A grant that
    yields a licence needs its face (证面信息) complete, unless it is `made_elsewhere`.  Where
    several are asked at once the one of the actor's department is meant, or that of `branch`;
    `units` are the departments to be asked next.  Declined with `Stale` when the case changed
    since `version`, with `TaskNotWaiting` for the second of two, with `StepNotAllowed` while the
    clock is held.
    """
    case = ground.locked(actor, number)
    task, post = deciding.seen_task(case, actor, task_key, branch, outcome=outcome, version=version)
    if outcome in _STEPS:
        consulting.require_answered(case)
    words = ground.fitting(opinion, LONGEST_OPINION, "opinion")
    seen = facts(case, now)
    step, words, decision = _decide(seen, outcome, words)
    if outcome == GRANT and seen.gives_licence and not made_elsewhere:
        _keep_face(case, face or {}, now)
    said = Said(actor, post, outcome, words, step)
    move_on(case, task, decision, said, now, units=units)
    audit.record(actor, _event_name(outcome), number, at=now, task=task_key, outcome=outcome)
    if isinstance(decision, rules.Decision):
        fact = events.CaseGranted if decision.granted else events.CaseDenied
        outbox.publish(fact(number=number))
    return case


@dataclass(frozen=True, slots=True)
class Said:
    """Who answered a task, by which post, and what."""

    actor: Actor
    post: Post | None
    outcome: str
    words: str
    step: rules.Step = rules.Step.FORWARD


def move_on(
    case: Case,
    task: CaseTask,
    decision: rules.Decision | rules.Forwarding,
    said: Said,
    now: datetime,
    *,
    units: Sequence[str] = (),
) -> None:
    """Complete the task in the drawing and write where the case stands now.

    The drawing must end exactly with the decision.
    """
    before = case.state
    done = processes.complete(
        reference=str(case.pk), task_key=task.key, outcome=said.outcome, actor=said.actor, now=now,
        unit=task.unit or None, branch=task.branch, units=units,
    )  # fmt: skip
    if done.finished != isinstance(decision, rules.Decision):
        raise ProcessDisagrees(case.process)
    case.state = decision.state
    asking.ask(case, done.waiting, now, answered=task, outcome=said.outcome)
    if isinstance(decision, rules.Decision):
        _decided(case, decision, said.actor, now)
    ground.keep(case, now)
    ground.note(
        case, said.actor, said.step, before=before, now=now,
        words=said.words, task=task.title, outcome=said.outcome, post=said.post,
    )  # fmt: skip
    if said.outcome == BACK:
        telling.returned(case, actor=said.actor, now=now)


def _event_name(outcome: str) -> str:
    names = {GRANT: events.CaseGranted.name, DENY: events.CaseDenied.name}
    return names.get(outcome, events.OPINION_GIVEN)


def _decide(
    seen: rules.Facts, outcome: str, opinion: str
) -> tuple[rules.Step, str, rules.Decision | rules.Forwarding]:
    if outcome == GRANT:
        return rules.Step.GRANT, opinion.strip() or "准予", rules.grant(seen)
    if outcome == DENY:
        return rules.Step.DENY, opinion.strip(), rules.deny(seen, (opinion,))
    if outcome == AGREE:
        opinion = opinion.strip() or "无异议"
    forwarding = rules.forward(seen, opinion)
    return rules.Step.FORWARD, forwarding.opinion, forwarding


def _keep_face(case: Case, face: Mapping[str, str], now: datetime) -> None:
    type_key = definition_of(case).result.licence or ""
    case.face = preparing.checked_face(
        type_key=type_key,
        holders=(founding.found(case, type_key, face, now),),
        face=face,
        issuer=case.unit,
        region=case.region,
        now=now,
    )


def _decided(case: Case, decision: rules.Decision, actor: Actor, now: datetime) -> None:
    case.granted = decision.granted
    case.decided_on = decision.decided_on
    case.deliver_due_on = decision.deliver_due_on
    ground.wait_for(case, "", "", "制证和送达", now=now, due_on=decision.deliver_due_on)
    common: dict[str, Any] = {"accepted_on": case.accepted_on, "decided_on": decision.decided_on}
    if not decision.granted:
        add(
            case, papers.Denial, actor=actor, now=now, **common,
            reasons=decision.reasons, review_office=REVIEW_OFFICE, court=COURT,
        )  # fmt: skip
        return
    result = definition_of(case).result
    add(
        case, papers.Grant, actor=actor, now=now, **common,
        licence_name=result.name, validity=result.validity,
        hand_over="电子证照存入本平台“我的证照”，可随时查看和下载。" if result.licence else "",
        hand_over_by=decision.deliver_due_on,
    )  # fmt: skip
