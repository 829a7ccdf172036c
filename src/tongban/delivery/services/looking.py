"""Looks at the address of a parcel and at receipts, and the applicant's own word that it came."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from tongban.access import services as access
from tongban.base import audit
from tongban.base.actors import SYSTEM
from tongban.base.errors import require
from tongban.cases import services as cases
from tongban.delivery import events, perms, queries, rules
from tongban.delivery.services import ground

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from tongban.base.actors import Actor
    from tongban.delivery.models import Consignment

WHY = "填写寄递面单"


@transaction.atomic
def show_address(*, actor: Actor, number: str, now: datetime) -> Mapping[str, str]:
    """The address in clear for whoever writes the label; the look is recorded first."""
    consignment = ground.at_counter(actor, number)
    thing = consignment.things.order_by("id").first()
    access.record_access(
        actor=actor, subject_id=consignment.applicant_id, what=["name", "phone", "address"],
        purpose=WHY, case_number=thing.case_number if thing else "", now=now,
    )  # fmt: skip
    audit.record(actor, events.ADDRESS_SHOWN, number, at=now)
    address: Mapping[str, str] = dict(consignment.address)
    return address


@transaction.atomic
def print_receipt(
    *, actor: Actor, number: str, document_id: UUID, now: datetime
) -> tuple[bytes, str]:
    """The PDF of a 送达回证 and its name, for whoever keeps the consignment.

    The hall that hands over need not be the one that took the case in, so it may not open the case.
    """
    consignment = ground.at_counter(actor, number)
    shown = queries.receipts(queries.consignment(actor, consignment.number))
    found = next((one for one in shown if one.id == document_id), None)
    if found is None:
        raise queries.ConsignmentUnknown
    return cases.open_document(
        actor=SYSTEM, number=found.case_number, document_id=document_id, now=now
    )


@transaction.atomic
def confirm_receipt(*, actor: Actor, number: str, now: datetime) -> Consignment:
    """The applicant says that he has got everything; said twice, the first time counts."""
    consignment = ground.locked(actor, number)
    require(perms.is_owner(actor))
    rules.require_state(consignment.state, rules.State.DELIVERED)
    if consignment.confirmed_at is None:
        consignment.confirmed_at = now
        consignment.save(update_fields=["confirmed_at"])
        audit.record(actor, events.RECEIPT_CONFIRMED, number, at=now)
    return consignment
