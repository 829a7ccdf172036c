"""Facts about seals that other houses may hear, and the names written into the trail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from tongban.base import outbox

APPLIED: Final = "seals.applied"
EXAMINED: Final = "seals.examined"
KEYS_PREPARED: Final = "seals.keys_prepared"
MADE: Final = "seals.made"
FILED: Final = "seals.filed"
ACTIVATED: Final = "seals.activated"
AUTHORISED: Final = "seals.authorised"
AUTHORISATION_WITHDRAWN: Final = "seals.authorisation_withdrawn"
LIMITED: Final = "seals.limited"
SUSPENDED: Final = "seals.suspended"
RESUMED: Final = "seals.resumed"
RENEWED: Final = "seals.renewed"
CANCELLED: Final = "seals.cancelled"
ORDERED: Final = "seals.ordered"
ORDER_WITHDRAWN: Final = "seals.order_withdrawn"
IMPRESSED: Final = "seals.impressed"
STAMPED: Final = "seals.stamped"
STATED: Final = "seals.stated"


@dataclass(frozen=True)
class SealChanged(outbox.Event):
    """A seal took a step of its life; who keeps the filing elsewhere hears it."""

    name: ClassVar[str] = "seals.changed"
    seal_code: str
    step: str
    state: str


@dataclass(frozen=True)
class SealUsed(outbox.Event):
    """A document was sealed; `digest` is what the signature covers."""

    name: ClassVar[str] = "seals.used"
    impression: str
    seal_code: str
    number: int
    digest: str


@dataclass(frozen=True)
class ImpressionStamped(outbox.Event):
    """A time stamp exists for an impression; whoever keeps the file may put it in.

    `digest` is what the signature covers, `signature` names the signature inside the file.
    """

    name: ClassVar[str] = "seals.impression_stamped"
    impression: str
    digest: str
    signature: str
