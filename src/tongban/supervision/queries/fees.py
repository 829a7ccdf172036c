"""What was charged for a case, beside what the catalogue says of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tongban.base.errors import NotFound
from tongban.cases import queries as cases
from tongban.items.rules import fee_for
from tongban.supervision import perms
from tongban.supervision.models import FeeNote
from tongban.supervision.rules import Charged, FeeSeen

if TYPE_CHECKING:
    from tongban.base.actors import Actor
    from tongban.cases.models import Case
    from tongban.items.rules import ItemDefinition


class FeeNoteUnknown(NotFound):
    """The case has no such note."""

    code = "supervision.fee_note_unknown"
    sentence = "没有这条收费记录。"


@dataclass(frozen=True, slots=True)
class FeeView:
    """The fees of a case: what is published, what was written down, and who may write."""

    case: Case
    fee: FeeSeen
    notes: tuple[FeeNote, ...]
    may_note: bool


def fee_view(actor: Actor, number: str) -> FeeView:
    """The fees of a case that the actor may see."""
    view = cases.case(actor, number)
    notes = tuple(FeeNote.objects.filter(case_number=number).order_by("id"))
    fee = fee_seen(view.definition, view.case, notes)
    return FeeView(view.case, fee, notes, perms.may_note_fee(actor, view.case))


def fee_notes(number: str) -> tuple[FeeNote, ...]:
    """What was written down for a case, the struck out included; the caller may see the case."""
    return tuple(FeeNote.objects.filter(case_number=number).order_by("id"))


def fee_seen(what: ItemDefinition, case: Case, notes: tuple[FeeNote, ...]) -> FeeSeen:
    """The fees as the rules see them; what was struck out is not there."""
    charges = what.fee.charges if what.fee.charged else ()
    return FeeSeen(
        standards=tuple((one.name, one.standard) for one in charges),
        told=fee_for(what, case.answers),
        charged=tuple(
            Charged(row.charge, row.quantity, row.amount, row.bill, row.paid_on, row.waiver)
            for row in notes
            if row.struck_at is None
        ),
    )
