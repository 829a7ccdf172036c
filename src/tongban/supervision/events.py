"""Facts about supervision that others hear, and the names of audited acts."""

from __future__ import annotations

from dataclasses import dataclass

from tongban.base import outbox


@dataclass(frozen=True)
class WarningRaised(outbox.Event):
    """A rule found something in a case; each card (预警、黄牌、红牌) is raised once."""

    name = "supervision.warning_raised"
    number: str
    rule: str
    light: str


@dataclass(frozen=True)
class OrderIssued(outbox.Event):
    """A department was ordered to act on a case (督办)."""

    name = "supervision.order_issued"
    number: str
    order: str


@dataclass(frozen=True)
class OrderEscalated(outbox.Event):
    """The day of an order passed without a reply; `level` counts how often."""

    name = "supervision.order_escalated"
    number: str
    order: str
    level: int


@dataclass(frozen=True)
class InventoryChanged(outbox.Event):
    """Lines of the lists that these departments keep (清单) were written, changed or struck out."""

    name = "supervision.inventory_changed"
    units: list[str]


INVENTORY_KEPT = "supervision.inventory_kept"
INVENTORY_STRUCK = "supervision.inventory_struck"
CIRCULAR_PUBLISHED = "supervision.circular_published"
CIRCULAR_WITHDRAWN = "supervision.circular_withdrawn"
CIRCULAR_PRINTED = "supervision.circular_printed"


@dataclass(frozen=True)
class ComplaintAnswered(outbox.Event):
    """A question or complaint about a case was answered."""

    name = "supervision.complaint_answered"
    number: str
    serial: str


CARD_ANSWERED = "supervision.card_answered"
CARD_REVIEWED = "supervision.card_reviewed"
CARD_WRITTEN_OFF = "supervision.card_written_off"
ORDER_REPLIED = "supervision.order_replied"
ORDER_RETURNED = "supervision.order_returned"
ORDER_CLOSED = "supervision.order_closed"
LETTER_PRINTED = "supervision.letter_printed"
COMPLAINT_REGISTERED = "supervision.complaint_registered"
COMPLAINT_PUT_OFF = "supervision.complaint_put_off"
FEE_NOTED = "supervision.fee_noted"
FEE_STRUCK = "supervision.fee_struck"
SAMPLE_DRAWN = "supervision.sample_drawn"
SAMPLE_CHECKED = "supervision.sample_checked"
RULE_DRAFTED = "supervision.rule_drafted"
RULE_DISCARDED = "supervision.rule_discarded"
RULE_PUBLISHED = "supervision.rule_published"
RECORDS_EXPORTED = "supervision.records_exported"
