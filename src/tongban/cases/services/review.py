"""Under review: opinions and the decision."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from tongban.access.rules import Role
from tongban.base import audit, outbox
from tongban.base.errors import require
from tongban.cases import events, perms, rules
from tongban.cases.queries.facts import definition_of, facts
from tongban.cases.rules import papers
from tongban.cases.services import ground
from tongban.cases.services.intake import COURT, REVIEW_OFFICE
from tongban.cases.services.papers import add
from tongban.licences.services import preparing
from tongban.processes import services as processes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from tongban.base.actors import Actor, Post
    from tongban.cases.models import Case
    from tongban.processes.services import Completed

GRANT, DENY = "grant", "deny"
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
) -> Case:
    """Record an opinion at the waiting post and send the case on, back, or decide it.

    `outcome` is one that the waiting task offers; `grant` and `deny` decide.  A grant that
    yields a licence needs its face (证面信息) complete.  Declined with `Stale` when the case
    changed since `version`, with `StepNotAllowed` while the clock is held.
    """
    case = ground.locked(actor, number, version=version)
    post = _deciding_post(case, actor, outcome)
    words = ground.fitting(opinion, LONGEST_OPINION, "opinion")
    seen = facts(case, now)
    before, title = case.state, case.waiting_title
    step, words, decision = _decide(seen, outcome, words)
    if outcome == GRANT and seen.gives_licence:
        _keep_face(case, face or {}, now)
    done = processes.complete(
        reference=str(case.pk), task_key=task_key, outcome=outcome, actor=actor, now=now,
        unit=case.unit if case.waiting_role != Role.CLERK else None,
    )  # fmt: skip
    _move_on(case, decision, done, actor, now)
    ground.keep(case, now)
    ground.note(
        case, actor, step, before=before, now=now,
        words=words, task=title, outcome=outcome, post=post,
    )  # fmt: skip
    audit.record(actor, _event_name(outcome), number, at=now, task=task_key, outcome=outcome)
    if isinstance(decision, rules.Decision):
        fact = events.CaseGranted if decision.granted else events.CaseDenied
        outbox.publish(fact(number=number))
    return case


def _deciding_post(case: Case, actor: Actor, outcome: str) -> Post | None:
    """The post by which the actor may complete the waiting task; `Forbidden` without one.

    Where the state allows no opinion at all, the decision says so to whoever could give one.
    """
    step = _STEPS.get(outcome, rules.Step.FORWARD)
    require(perms.may_take(actor, case, step))
    if case.state not in rules.RUNNING:
        return None
    post = perms.post_for(actor, case, case.waiting_role)
    require(post is not None)
    return post


def _move_on(
    case: Case,
    decision: rules.Decision | rules.Forwarding,
    done: Completed,
    actor: Actor,
    now: datetime,
) -> None:
    """Write where the case stands now; the drawing must end exactly with the decision."""
    if done.finished != isinstance(decision, rules.Decision):
        raise ProcessDisagrees(case.process)
    case.state = decision.state
    if isinstance(decision, rules.Decision):
        _decided(case, decision, actor, now)
    else:
        first = done.waiting[0]
        ground.wait_for(case, first.role, first.task_key, first.title, now=now)


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
    forwarding = rules.forward(seen, opinion)
    return rules.Step.FORWARD, forwarding.opinion, forwarding


def _keep_face(case: Case, face: Mapping[str, str], now: datetime) -> None:
    case.face = preparing.checked_face(
        type_key=definition_of(case).result.licence or "",
        holders=(case.applicant_id,),
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
