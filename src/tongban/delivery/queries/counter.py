"""What a counter looks up: a consignment by any number, printed sheets, receipts to print."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from tongban.base.actors import SYSTEM
from tongban.cases import queries as cases
from tongban.delivery import perms
from tongban.delivery.models import Consignment, Parcel, Thing
from tongban.delivery.queries.consignments import case_view, lines
from tongban.delivery.queries.settings import settings
from tongban.identity import queries as identity
from tongban.identity.rules import NUMBER_TYPE_LABELS
from tongban.licences import queries as licences
from tongban.licences.rules.paper import SheetState

if TYPE_CHECKING:
    from uuid import UUID

    from tongban.base.actors import Actor
    from tongban.delivery.queries.consignments import Line, View

RECEIPT = "delivery"
"""The kind of paper that says what reached whom (送达回证)."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """One 送达回证 of a consignment, to be printed and signed."""

    id: UUID
    case_number: str
    number: str


def named(actor: Actor, text: str, *, most: int = 20) -> tuple[Line, ...]:
    """The consignments that a number names: their own, or that of a case, a parcel or a document.

    A life event is named by its own number, too.  The number of a document is that of the
    applicant; a proxy names the case.  The newest first.
    """
    wanted = "".join(text.split()).upper()
    if not wanted:
        return ()
    carriers = list(settings().carriers)
    holding = set(Thing.objects.filter(case_number=wanted).values_list("consignment", flat=True))
    sent = Parcel.objects.filter(carrier__in=carriers, number=wanted)
    holding.update(sent.values_list("consignment", flat=True))
    subjects = identity.found_by_numbers([(kind, wanted) for kind in NUMBER_TYPE_LABELS]).values()
    known = Q(number=wanted) | Q(bundle=wanted) | Q(pk__in=holding)
    rows = Consignment.objects.filter(
        perms.visible_to(actor), known | Q(applicant__in=[found for found, _name in subjects])
    )
    return tuple(lines(list(rows.defer("address").order_by("-made_at", "-id")[:most])))


def printed(case_number: str) -> tuple[str, ...]:
    """The sheets of blank paper on which the licence of a case was printed and that are good."""
    identifier = case_view(case_number).case.licence
    licence = licences.issued(identifier) if identifier else None
    if licence is None:
        return ()
    sheets = licences.sheets_of(licence)
    return tuple(sheet.serial for sheet in sheets if sheet.state == SheetState.USED)


def receipts(view: View) -> tuple[Receipt, ...]:
    """Every 送达回证 of the cases in it; none before something was handed over.

    What a life event (一件事) yielded has one for all of it.
    """
    if not view.hand_overs:
        return ()
    if whole := view.consignment.bundle:
        papers = cases.bundle(SYSTEM, whole).papers
        return tuple(Receipt(one.pk, whole, "") for one in papers if one.kind == RECEIPT)
    return tuple(
        Receipt(paper.pk, number, paper.number)
        for number in view.cases
        for paper in case_view(number).documents
        if paper.kind == RECEIPT
    )
