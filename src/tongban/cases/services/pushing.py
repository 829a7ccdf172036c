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
from tongban.base.errors import Invalid
from tongban.cases import events, perms, rules
from tongban.cases.models import PushedStep
from tongban.cases.rules.materials import Verdict
from tongban.cases.rules.pushed import Taken, check_step
from tongban.cases.services import ground, intake, own_licences, review
from tongban.cases.services.materials import check_material

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from datetime import date, datetime

    from tongban.base.actors import Actor
    from tongban.cases.models import Case

POSTS = (Role.HANDLER, Role.REVIEWER, Role.APPROVER)
LONGEST_HANDLER = 30
DECIDING = (review.GRANT, review.DENY)


@transaction.atomic
def push(
    *,
    actor: Actor,
    unit: str,
    number: str,
    version: int,
    handler: str,
    act: Callable[..., object],
    now: datetime,
) -> Case:
    """Let a department's own system do what the department's staff may do here.

    `act` is a command of this house that wants nothing more than `actor`, `number` and `now`.
    Declined with `CaseUnknown`, with `Stale` unless `version` is the one of the case, or as `act`.
    """
    if not perms.may_write_for(actor, unit):
        raise ground.CaseUnknown
    case = ground.locked(actor, number, version=version)
    act(actor=_acting(actor, case, unit, handler), number=number, now=now)
    case.refresh_from_db()
    return case


def keep_step(*, actor: Actor, number: str, taken: Taken, now: datetime) -> Case:
    """Keep a step (环节) that was taken inside the department's own system.

    It moves nothing here: that is what opinions and decisions are for.  Declined with
    `rules.pushed.CaseOver` or `rules.pushed.StepInvalid`.
    """
    case = ground.locked(actor, number)
    check_step(taken, state=rules.State(case.state), accepted_at=case.accepted_at, now=now)
    PushedStep.objects.create(
        case=case, unit=actor.posts[0].unit, client=actor.client, name=taken.name.strip(),
        handler=taken.handler.strip(), action=taken.action, opinion=taken.opinion.strip(),
        started_at=taken.started_at, ended_at=taken.ended_at, pushed_at=now,
    )  # fmt: skip
    ground.keep(case, now)
    audit.record(actor, events.STEP_PUSHED, number, at=now, step=taken.name, action=taken.action)
    return case


def accept_checked(
    *,
    actor: Actor,
    number: str,
    checked: Collection[str],
    note: str,
    gap_due_on: date | None,
    now: datetime,
) -> Case:
    """Accept a case whose materials `checked` were found good; as `intake.accept`."""
    for key in sorted(set(checked)):
        check_material(
            actor=actor, number=number, material_key=key, verdict=Verdict.GOOD, now=now
        )  # fmt: skip
    return intake.accept(actor=actor, number=number, note=note, gap_due_on=gap_due_on, now=now)


def opine(
    *, actor: Actor, number: str, task_key: str, outcome: str, opinion: str, now: datetime
) -> Case:
    """Give the opinion of a waiting post; as `give_opinion`, but not a decision."""
    if outcome in DECIDING:
        raise Invalid("准予和不予请用“决定”接口提交。")
    return review.give_opinion(
        actor=actor, number=number, task_key=task_key, outcome=outcome, opinion=opinion, now=now
    )


def decide(
    *,
    actor: Actor,
    number: str,
    task_key: str,
    granted: bool,
    opinion: str,
    face: Mapping[str, str],
    own_licence: bool,
    now: datetime,
) -> Case:
    """Decide the case; as `give_opinion`.

    With `own_licence` the department makes the licence itself and hands it in afterwards: the
    case waits for it, and no face is needed now.
    """
    case = review.give_opinion(
        actor=actor, number=number, task_key=task_key,
        outcome=review.GRANT if granted else review.DENY, opinion=opinion,
        face=None if own_licence else face, made_elsewhere=own_licence, now=now,
    )  # fmt: skip
    if own_licence:
        own_licences.expect(case, now)
    return case


def _acting(actor: Actor, case: Case, unit: str, handler: str) -> Actor:
    """The system in the posts of its department, with the name of who acted over there.

    Where its department decides, it takes in as well: the counter does so in its name only.
    """
    person = ground.fitting(handler, LONGEST_HANDLER, "handler")
    if not person:
        raise Invalid(fields={"handler": "请写明经办人姓名。"})
    own = next(post for post in actor.posts if post.serves(unit))
    posts = [own, *(replace(own, role=role) for role in POSTS)]
    if own.serves(case.unit):
        posts.append(replace(own, role=Role.CLERK, place=case.place))
    # The longest name of a system is longer than the place in the trail.
    name = f"{actor.name[: 64 - len(person) - 2]}（{person}）"
    return replace(actor, name=name, posts=tuple(posts))
