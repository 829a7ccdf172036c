"""Ending licences before their time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from tongban.base import audit, clock, outbox
from tongban.base.errors import require
from tongban.licences import events, perms, queries
from tongban.licences.rules import states

if TYPE_CHECKING:
    from datetime import date, datetime

    from tongban.base.actors import Actor
    from tongban.licences.models import Licence
    from tongban.licences.rules.states import Ended

_COLUMNS = ["state", "ended_on", "ended_kind", "ended_reason", "legal_ground"]


@transaction.atomic
def revoke(
    *, actor: Actor, identifier: str, kind: str, reason: str, legal_ground: str, now: datetime
) -> Licence:
    """End a licence by 撤销, 撤回, 吊销 or 注销; from this day on every check says so.

    Declined with `LicenceUnknown`, `Forbidden`, `states.EndingIncomplete` or
    `states.AlreadyEnded`; the first end stands.
    """
    licence = queries.for_change(actor, identifier)
    require(perms.may_revoke(actor, licence.issuer.key))
    ended = states.end(
        states.State(licence.state), kind=kind, reason=reason, legal_ground=legal_ground
    )
    write_end(licence, ended, clock.day_of(now))
    audit.record(
        actor,
        events.REVOKED,
        licence.identifier,
        at=now,
        kind=ended.kind,
        legal_ground=ended.legal_ground,
    )
    outbox.publish(
        events.LicenceRevoked(
            identifier=licence.identifier, type_key=licence.type.key, kind=ended.kind
        )
    )
    return licence


def write_end(licence: Licence, ended: Ended, day: date) -> None:
    """Write down how a locked licence ended."""
    licence.state = states.State.ENDED
    licence.ended_on = day
    licence.ended_kind = ended.kind
    licence.ended_reason = ended.reason
    licence.legal_ground = ended.legal_ground
    licence.save(update_fields=_COLUMNS)
