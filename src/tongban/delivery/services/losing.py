"""A parcel that never arrived, or that no carrier would take: the counter begins again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from tongban.base import audit, outbox
from tongban.base.errors import Invalid, NotFound
from tongban.delivery import events, rules
from tongban.delivery.services import ground
from tongban.delivery.services.carrying import ASKED

if TYPE_CHECKING:
    from datetime import datetime

    from tongban.base.actors import Actor
    from tongban.delivery.models import Consignment

LONGEST = 100


class ParcelUnknown(NotFound):
    """The consignment has no parcel that is still awaited."""

    code = "delivery.parcel_unknown"
    sentence = "这张出件单没有在路上的包裹，请刷新页面。"


class ReasonMissing(Invalid):
    """Nobody said why the parcel is given up."""

    code = "delivery.reason_missing"

    def __init__(self) -> None:
        sentence = f"请写明原因，例如“寄递企业确认丢失”，最多 {LONGEST} 个字。"
        super().__init__(fields={"reason": sentence})


@transaction.atomic
def give_up_parcel(
    *, actor: Actor, number: str, reason: str, version: int | None = None, now: datetime
) -> Consignment:
    """Say that a parcel is lost or was never taken; what was in it is to be prepared anew.

    Its carrier is not asked any more, and the applicant is told why.  Declined with `WrongState`,
    `ParcelUnknown` or `ReasonMissing`.
    """
    consignment = ground.at_counter(actor, number, version=version)
    rules.require_state(consignment.state, rules.State.POSTED)
    why = " ".join(reason.split())
    if not 0 < len(why) <= LONGEST:
        raise ReasonMissing
    parcel = consignment.parcels.filter(state__in=ASKED).select_for_update().first()
    if parcel is None:
        raise ParcelUnknown
    parcel.state, parcel.next_try_at = rules.ParcelState.LOST, None
    parcel.save(update_fields=["state", "next_try_at"])
    consignment.state, consignment.returned_because = rules.State.PREPARING, why
    consignment.turns += 1
    ground.keep(consignment)
    audit.record(actor, events.ParcelLost.name, number, at=now, parcel=parcel.number, reason=why)
    outbox.publish(events.ParcelLost(number=number, turn=consignment.turns))
    return consignment
