"""Earlier decisions of the same item with the same answers: nothing that names a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import F, TextField
from django.db.models.functions import MD5, Cast

from tongban.cases import perms
from tongban.cases.models import Case

if TYPE_CHECKING:
    from datetime import date

    from tongban.base.actors import Actor

MOST = 5


@dataclass(frozen=True, slots=True)
class Earlier:
    """How a like case was decided."""

    number: str
    decided_on: date | None
    granted: bool
    reason: str


def similar(actor: Actor, case: Case, *, most: int = MOST) -> list[Earlier]:
    """The department's last decisions of the item with the same answers, the latest first."""
    own = Case.objects.filter(pk=case.pk).values_list(MD5(Cast("answers", TextField())))
    digest = own.first()
    if digest is None:
        return []
    rows = (
        Case.objects.filter(perms.visible_cases(actor), unit=case.unit, item_key=case.item_key)
        .filter(granted__isnull=False)
        .annotate(answered=MD5(Cast("answers", TextField())))
        .filter(answered=digest[0])
        .order_by(F("decided_on").desc(), "id")
    )
    found = rows.only("number", "decided_on", "granted", "finish_reason")[: most + 1]
    return [
        Earlier(str(one.number), one.decided_on, bool(one.granted), one.finish_reason)
        for one in found
        if one.pk != case.pk
    ][:most]
