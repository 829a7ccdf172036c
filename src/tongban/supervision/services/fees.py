"""What was charged for a case: written down by the office, struck out where it was wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from tongban.base import audit, clock
from tongban.base.errors import require
from tongban.supervision import events, perms, queries, rules
from tongban.supervision.models import CaseTouch, FeeNote

if TYPE_CHECKING:
    from datetime import datetime

    from tongban.base.actors import Actor
    from tongban.supervision.rules import Charged


@transaction.atomic
def note_fee(*, actor: Actor, number: str, note: Charged, now: datetime) -> FeeNote:
    """Write down what was charged, or on what ground nothing was; declined with `FeeInvalid`."""
    view = queries.fee_view(actor, number)
    require(perms.may_note_fee(actor, view.case))
    kept = rules.written(note, view.fee, clock.day_of(now))
    row = FeeNote.objects.create(
        case_number=number, charge=kept.charge, quantity=kept.quantity, amount=kept.amount,
        bill=kept.bill, paid_on=kept.paid_on, waiver=kept.waiver,
        noted_at=now, noted_by=actor.name,
    )  # fmt: skip
    CaseTouch.objects.create(number=number)
    audit.record(
        actor, events.FEE_NOTED, number, at=now, charge=kept.charge, amount=str(kept.amount)
    )
    return row


@transaction.atomic
def strike_fee(*, actor: Actor, number: str, note: int, now: datetime) -> None:
    """Strike a note out that was wrong; it stays to be seen."""
    view = queries.fee_view(actor, number)
    require(perms.may_note_fee(actor, view.case))
    row = FeeNote.objects.select_for_update().filter(case_number=number, pk=note).first()
    if row is None:
        raise queries.FeeNoteUnknown
    if row.struck_at is None:
        row.struck_at, row.struck_by = now, actor.name
        row.save(update_fields=["struck_at", "struck_by"])
        CaseTouch.objects.create(number=number)
        audit.record(actor, events.FEE_STRUCK, number, at=now, amount=str(row.amount))
