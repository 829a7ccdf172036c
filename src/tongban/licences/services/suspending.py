"""Suspending a licence for a time, and giving it back (暂扣、恢复)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongban.base import audit, outbox
from tongban.licences import events
from tongban.licences.rules.states import State

if TYPE_CHECKING:
    from datetime import datetime

    from tongban.base.actors import Actor
    from tongban.licences.models import Licence, LicenceAct


def suspend(actor: Actor, licence: Licence, act: LicenceAct, now: datetime) -> None:
    """Carry a suspension out upon a locked licence."""
    licence.state, licence.suspended_on = State.SUSPENDED, act.effective_on
    licence.save(update_fields=["state", "suspended_on"])
    audit.record(
        actor,
        events.SUSPENDED,
        licence.identifier,
        at=now,
        act=act.place,
        legal_ground=act.legal_ground,
    )
    outbox.publish(
        events.LicenceSuspended(
            identifier=licence.identifier, type_key=licence.type.key, act=act.place
        )
    )


def resume(actor: Actor, licence: Licence, act: LicenceAct, now: datetime) -> None:
    """Give a locked licence back to its holder."""
    licence.state, licence.suspended_on = State.VALID, None
    licence.save(update_fields=["state", "suspended_on"])
    audit.record(
        actor,
        events.RESUMED,
        licence.identifier,
        at=now,
        act=act.place,
        legal_ground=act.legal_ground,
    )
    outbox.publish(
        events.LicenceResumed(
            identifier=licence.identifier, type_key=licence.type.key, act=act.place
        )
    )
