"""What a department's own system does on behalf of the department.

The system acts by the posts of its department, as if the people who sit in them had acted here;
who it was over there (`handler`) stands beside the system's name in the trail.  It names the
version of the whole case, also where a member of staff need only know what was asked of his post.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.db import transaction

from tongban.access.rules import Role
from tongban.base import audit
from tongban.base.actors import Post
from tongban.base.errors import Invalid
from tongban.cases import events, perms, rules
from tongban.cases.models import PushedStep
from tongban.cases.rules.pushed import Taken, check_step
from tongban.cases.services import ground, stopping
from tongban.cases.services.review import give_opinion

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from tongban.base.actors import Actor
    from tongban.cases.models import Case

POSTS = (Role.HANDLER, Role.REVIEWER, Role.APPROVER)
LONGEST_HANDLER = 30


@transaction.atomic
def push_step(
    *, actor: Actor, unit: str, number: str, version: int, taken: Taken, now: datetime
) -> Case:
    """Keep a step (环节) that was taken inside the department's own system.

    It moves nothing here: that is what opinions and decisions are for.  Declined with `Stale`,
    `rules.pushed.CaseOver` or `rules.pushed.StepInvalid`.
    """
    acting = _acting(actor, unit, taken.handler)
    case = ground.locked(acting, number, version=version)
    check_step(taken, state=rules.State(case.state), accepted_at=case.accepted_at, now=now)
    PushedStep.objects.create(
        case=case, unit=unit, client=actor.client, name=taken.name.strip(),
        handler=taken.handler.strip(), action=taken.action, opinion=taken.opinion.strip(),
        started_at=taken.started_at, ended_at=taken.ended_at, pushed_at=now,
    )  # fmt: skip
    ground.keep(case, now)
    audit.record(acting, events.STEP_PUSHED, number, at=now, step=taken.name, action=taken.action)
    return case


@transaction.atomic
def push_opinion(
    *,
    actor: Actor,
    unit: str,
    number: str,
    version: int,
    handler: str,
    task_key: str,
    outcome: str,
    opinion: str,
    now: datetime,
) -> Case:
    """Give the opinion of a waiting post; as `give_opinion`, but not a decision."""
    if outcome in ("grant", "deny"):
        raise Invalid("准予和不予请用“决定”接口提交。")
    acting = _acting(actor, unit, handler)
    ground.locked(acting, number, version=version)
    return give_opinion(
        actor=acting, number=number, task_key=task_key, outcome=outcome, opinion=opinion, now=now
    )


@transaction.atomic
def push_decision(
    *,
    actor: Actor,
    unit: str,
    number: str,
    version: int,
    handler: str,
    task_key: str,
    granted: bool,
    opinion: str,
    face: Mapping[str, str],
    now: datetime,
) -> Case:
    """Decide the case; a grant that yields a licence needs its face, as `give_opinion`."""
    acting = _acting(actor, unit, handler)
    ground.locked(acting, number, version=version)
    return give_opinion(
        actor=acting, number=number, task_key=task_key,
        outcome="grant" if granted else "deny", opinion=opinion, face=face, now=now,
    )  # fmt: skip


def push_begin(
    *,
    actor: Actor,
    unit: str,
    number: str,
    version: int,
    handler: str,
    name: str,
    reason: str,
    legal_basis: str,
    until_on: date | None,
    now: datetime,
) -> Case:
    """Begin a special procedure (特别程序); as `suspend`."""
    return stopping.suspend(
        actor=_acting(actor, unit, handler), number=number, name=name, reason=reason,
        legal_basis=legal_basis, until_on=until_on, version=version, now=now,
    )  # fmt: skip


def push_end(
    *,
    actor: Actor,
    unit: str,
    number: str,
    version: int,
    handler: str,
    finding: str = "",
    evidence: bytes = b"",
    evidence_name: str = "",
    now: datetime,
) -> Case:
    """End the special procedure with what proves it; as `resume`."""
    return stopping.resume(
        actor=_acting(actor, unit, handler), number=number, finding=finding, evidence=evidence,
        evidence_name=evidence_name, version=version, now=now,
    )  # fmt: skip


def _acting(actor: Actor, unit: str, handler: str) -> Actor:
    """The system in the posts of its department, with the name of who acted over there."""
    if not perms.may_write_for(actor, unit):
        raise ground.CaseUnknown
    person = ground.fitting(handler, LONGEST_HANDLER, "handler")
    if not person:
        raise Invalid(fields={"handler": "请写明经办人姓名。"})
    own = next(post for post in actor.posts if post.unit == unit)
    posts = (own, *(Post(0, role, unit) for role in POSTS))
    # The longest name of a system is longer than the place in the trail.
    return replace(actor, name=f"{actor.name[: 64 - len(person) - 2]}（{person}）", posts=posts)
