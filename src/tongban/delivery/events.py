"""Facts that others hear, and the names of audited acts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from tongban.base import outbox


@dataclass(frozen=True)
class ConsignmentEvent(outbox.Event):
    """Something happened to the consignment of this number."""

    number: str


@dataclass(frozen=True)
class ConsignmentReady(ConsignmentEvent):
    """It lies ready at the counter or in a locker; `turn` counts how often."""

    name: ClassVar[str] = "delivery.ready"
    turn: int = 1


@dataclass(frozen=True)
class ParcelWanted(outbox.Event):
    """A parcel is to be booked with its carrier."""

    name: ClassVar[str] = "delivery.parcel_wanted"
    parcel: int


@dataclass(frozen=True)
class ParcelReturned(ConsignmentEvent):
    """What was sent or boxed comes back to the counter; `turn` counts how often."""

    name: ClassVar[str] = "delivery.returned"
    turn: int = 1


@dataclass(frozen=True)
class ParcelLost(ConsignmentEvent):
    """A parcel never arrived or was never taken; what was in it is prepared anew."""

    name: ClassVar[str] = "delivery.parcel_lost"
    turn: int = 1


CONSIGNED: Final = "delivery.consigned"
WAY_CHOSEN: Final = "delivery.way_chosen"
ORIGINAL_ADDED: Final = "delivery.original_added"
THING_DROPPED: Final = "delivery.thing_dropped"
JOINED: Final = "delivery.joined"
ASKED_EARLY: Final = "delivery.asked_early"
POSTED: Final = "delivery.posted"
PARCEL_BOOKED: Final = "delivery.parcel_booked"
PARCEL_MOVED: Final = "delivery.parcel_moved"
BOXED: Final = "delivery.boxed"
TAKEN_BACK: Final = "delivery.taken_back"
HANDED_OVER: Final = "delivery.handed_over"
CHECK_FAILED: Final = "delivery.check_failed"
CODE_SHOWN: Final = "delivery.code_shown"
PROXY_AUTHORISED: Final = "delivery.proxy_authorised"
PROXY_REVOKED: Final = "delivery.proxy_revoked"
RECEIPT_CONFIRMED: Final = "delivery.receipt_confirmed"
ADDRESS_SHOWN: Final = "delivery.address_shown"
REMINDED: Final = "delivery.reminded"
