"""What every step of a seal's life writes: the new state, its history, the trail, the event."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongban.base import audit, outbox
from tongban.seals import events
from tongban.seals.models import SealHistory
from tongban.seals.rules import states
from tongban.seals.rules.states import Act, State, Step

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from tongban.base.actors import Actor
    from tongban.seals.models import Seal

_EVENTS: Mapping[Step, str] = {
    Step.APPLY: events.APPLIED,
    Step.PASS: events.EXAMINED,
    Step.DECLINE: events.EXAMINED,
    Step.PREPARE: events.KEYS_PREPARED,
    Step.MAKE: events.MADE,
    Step.FILE: events.FILED,
    Step.ACTIVATE: events.ACTIVATED,
    Step.SUSPEND: events.SUSPENDED,
    Step.RESUME: events.RESUMED,
    Step.RENEW: events.RENEWED,
    Step.CANCEL: events.CANCELLED,
    Step.LIMIT: events.LIMITED,
}


def move(actor: Actor, seal: Seal, step: Step, *, act: Act, now: datetime) -> None:
    """Take a step that was decided: save the state, write history and trail, tell others."""
    before = State(seal.state)
    seal.state = states.next_state(before, step)
    seal.save(update_fields=["state", "version"])
    tell(actor, seal, step, before=before.value, act=act, now=now)


def tell(actor: Actor, seal: Seal, step: Step, *, before: str, act: Act, now: datetime) -> None:
    """Write history and trail, and tell others, of a step that was taken."""
    remember(actor, seal, step, before=before, act=act, now=now)
    event = _EVENTS[step]
    audit.record(
        actor, event, seal.code, at=now, step=step.value, before=before, after=str(seal.state),
        version=seal.version.number if seal.version is not None else None, document=act.document,
    )  # fmt: skip
    outbox.publish(events.SealChanged(seal_code=seal.code, step=step.value, state=str(seal.state)))


def remember(actor: Actor, seal: Seal, step: Step, *, before: str, act: Act, now: datetime) -> None:
    """Write what happened into the seal's own history."""
    version = seal.version
    SealHistory.objects.create(
        seal=seal,
        step=step,
        before=before,
        after=seal.state,
        version=version.number if version is not None else None,
        valid_until=version.valid_until if version is not None else None,
        ground=act.ground,
        document=act.document,
        account=actor.account,
        actor_name=actor.name,
        at=now,
    )
