"""Ending licences before their time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from tongban.base import audit, clock, outbox
from tongban.base.errors import require
from tongban.licences import events, perms, queries
from tongban.licences.rules import acts, states
from tongban.licences.services import recording

if TYPE_CHECKING:
    from datetime import date, datetime

    from tongban.base.actors import Actor
    from tongban.licences.models import Licence, LicenceAct
    from tongban.licences.rules.states import Ended

_COLUMNS = [
    "state",
    "suspended_on",
    "ended_on",
    "ended_kind",
    "ended_reason",
    "legal_ground",
    "replaced_by",
]


@transaction.atomic
def revoke(
    *, actor: Actor, identifier: str, kind: str, reason: str, legal_ground: str, now: datetime
) -> Licence:
    """End a licence today by 撤销, 撤回, 吊销 or 注销, for a caller whose case is the document.

    Declined with `LicenceUnknown`, `Forbidden`, `states.EndingIncomplete` or
    `states.AlreadyEnded`; the first end stands.  With a decision document, use `act`.
    """
    licence = queries.for_change(actor, identifier)
    require(perms.may_revoke(actor, licence.issuer.key))
    ended = states.end(
        states.State(licence.state), kind=kind, reason=reason, legal_ground=legal_ground
    )
    today = clock.day_of(now)
    decided = acts.Decided(
        step=acts.Step(ended.kind),
        decision=acts.Decision(ended.reason, ended.legal_ground),
        effective_on=today,
        state=states.State.ENDED,
        waits=False,
    )
    carry_out(actor, licence, recording.write(actor, licence, decided, now=now), now)
    return licence


def carry_out(actor: Actor, licence: Licence, act: LicenceAct, now: datetime) -> None:
    """End a locked licence as an office decided."""
    kind = acts.ENDINGS[acts.Step(act.step)]
    write_end(licence, states.Ended(kind, act.reason, act.legal_ground), act.effective_on)
    audit.record(
        actor,
        events.REVOKED,
        licence.identifier,
        at=now,
        kind=kind,
        legal_ground=act.legal_ground,
        act=act.place,
    )
    outbox.publish(
        events.LicenceRevoked(identifier=licence.identifier, type_key=licence.type.key, kind=kind)
    )


def give_way(
    actor: Actor, licence: Licence, act: LicenceAct, *, successor: str, now: datetime
) -> None:
    """Let a locked licence end because a newer version takes its place."""
    ended = states.Ended(
        states.Ending.LAPSED, f"{act.step}：{act.reason}"[: states.LONGEST_REASON], act.legal_ground
    )
    write_end(licence, ended, act.effective_on, replaced_by=successor)
    audit.record(
        actor,
        events.LAPSED,
        licence.identifier,
        at=now,
        act=act.place,
        step=act.step,
        successor=successor,
    )
    outbox.publish(
        events.LicenceChanged(
            identifier=licence.identifier,
            type_key=licence.type.key,
            act=act.place,
            step=act.step,
            successor=successor,
        )
    )


def write_end(licence: Licence, ended: Ended, day: date, *, replaced_by: str = "") -> None:
    """Write down how a locked licence ended, and by which it was replaced, if by one."""
    licence.state = states.State.ENDED
    licence.suspended_on = None
    licence.ended_on = day
    licence.ended_kind = ended.kind
    licence.ended_reason = ended.reason
    licence.legal_ground = ended.legal_ground
    licence.replaced_by = replaced_by
    licence.save(update_fields=_COLUMNS)
