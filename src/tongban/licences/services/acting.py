"""Acts upon a licence: decided under a lock, written down for good, carried out on their day."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from django.db import transaction

from tongban.base import audit, clock
from tongban.base.errors import require
from tongban.licences import events, perms, queries
from tongban.licences.models import WaitingAct
from tongban.licences.rules import acts
from tongban.licences.services import checking_up, ending, recording, suspending

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date, datetime

    from tongban.base.actors import Actor
    from tongban.licences.models import Licence, LicenceAct
    from tongban.licences.services.recording import Document

    CarryOut: TypeAlias = Callable[[Actor, Licence, LicenceAct, datetime], None]


@transaction.atomic
def act(
    *,
    actor: Actor,
    identifier: str,
    step: str,
    decision: acts.Decision,
    document: Document | None = None,
    next_check_on: date | None = None,
    now: datetime,
) -> LicenceAct:
    """Do to a licence what an office decided: 年检, 年审, 签注, 暂扣, 恢复, 撤销, 撤回, 吊销, 注销.

    From the effect day on every check says so; a day ahead is waited for by the sweep.  `document`
    is the decision's file and its name.  Declined with `LicenceUnknown`, `Forbidden`,
    `acts.DecisionIncomplete`, `acts.StepNotPossible` or `states.AlreadyEnded`; of two acts at the
    same time that exclude each other, the first stands.
    """
    licence = queries.for_change(actor, identifier)
    require(perms.may_act_upon(actor, licence.issuer.key))
    if step in acts.NEW_VERSION:
        raise acts.StepNotPossible
    decided = acts.decide(step, queries.facts(licence, clock.day_of(now)), decision)
    details = checking_up.details(licence, decided, next_check_on)
    written = recording.write(actor, licence, decided, document=document, details=details, now=now)
    if decided.waits:
        wait(actor, written, now=now)
    else:
        CARRY_OUT[decided.step](actor, licence, written, now)
    return written


def wait(
    actor: Actor, written: LicenceAct, *, wish: Mapping[str, object] | None = None, now: datetime
) -> None:
    """Let an act wait for its effect day; the same one does not wait twice."""
    same = WaitingAct.objects.filter(
        act__licence=written.licence_id, act__step=written.step, done_at=None
    )
    if same.exists():
        raise acts.StepNotPossible(f"这本证照已经有一项等待生效的{written.step}。")
    WaitingAct.objects.create(act=written, due_on=written.effective_on, wish=wish)
    audit.record(
        actor,
        events.ACT_ORDERED,
        written.licence.identifier,
        at=now,
        act=written.place,
        step=written.step,
        effective_on=written.effective_on.isoformat(),
    )


@transaction.atomic
def call_off(*, actor: Actor, act_id: int, reason: str, now: datetime) -> None:
    """Take back an act before its day has come; it stays on record, with the reason."""
    waiting = queries.waiting_for_change(actor, act_id)
    require(perms.may_act_upon(actor, waiting.act.licence.issuer.key))
    if not 0 < len(reason.strip()) <= acts.LONGEST_NAME:
        sentence = f"请写明取消的原因，不超过{acts.LONGEST_NAME}个字。"
        raise acts.DecisionIncomplete(fields={"reason": sentence})
    drop(actor, waiting, reason.strip(), now)


def drop(actor: Actor, waiting: WaitingAct, why: str, now: datetime) -> None:
    """Note that a waiting act will not be carried out."""
    waiting.done_at, waiting.dropped_because = now, why
    waiting.save(update_fields=["done_at", "dropped_because"])
    audit.record(
        actor,
        events.ACT_DROPPED,
        waiting.act.licence.identifier,
        at=now,
        act=waiting.act.place,
        step=waiting.act.step,
    )


CARRY_OUT: Mapping[str, CarryOut] = {
    acts.Step.INSPECT: checking_up.carry_out,
    acts.Step.REVIEW: checking_up.carry_out,
    acts.Step.ENDORSE: checking_up.carry_out,
    acts.Step.SUSPEND: suspending.suspend,
    acts.Step.RESUME: suspending.resume,
    **dict.fromkeys(acts.ENDINGS, ending.carry_out),
}
"""How each act is carried out upon a locked licence, at once or on its day."""
