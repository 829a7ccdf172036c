"""Licences and acts as leaves of the ledger: public columns and digests, nothing about a person.

The references are the ids of rows, as everybody may read them: an identifier there would tell
which licences there are.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from tongban.base import ledger
from tongban.base.crypto import sm3
from tongban.licences.models import Licence, LicenceAct
from tongban.licences.rules import metadata

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    Rows = Iterable[tuple[str, Mapping[str, object]]]

ISSUED: Final = "licence.issued"
CHANGED: Final = "licence.changed"
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def issued(licence: Licence) -> None:
    """Order the leaf of a licence that came into the library."""
    ledger.insert(of_issued(licence))


def of_issued(licence: Licence) -> ledger.Row:
    """The same leaf, to be written together with the licence."""
    return ledger.leaf(ISSUED, str(licence.pk), of_licence(licence))


def changed(act: LicenceAct) -> None:
    """Order the leaf of an act."""
    ledger.append(CHANGED, str(act.pk), of_act(act))


def of_licence(licence: Licence) -> dict[str, object]:
    """What never changes in the row of a licence."""
    return {
        "identifier": licence.identifier,
        "origin": str(licence.origin),
        "issued_on": licence.issued_on,
        "valid_from": licence.valid_from,
        "valid_until": licence.valid_until,
        "document": licence.document_digest,
        "metadata": sm3.digest(metadata.canonical(licence.metadata)).hex(),
        "key": licence.key_id,
        "signature": bytes(licence.signature),
    }


def of_act(act: LicenceAct) -> dict[str, object]:
    """What an act says, without the words a person wrote."""
    return {
        "identifier": act.licence.identifier,
        "place": act.place,
        "step": str(act.step),
        "effective_on": act.effective_on,
        "decided_at": act.decided_at,
        "document": act.document_digest,
        "words": sm3.digest(
            metadata.canonical({"ground": act.legal_ground, "number": act.document_number})
        ).hex(),
    }


def _licence_census(after: str, limit: int) -> list[str]:
    """The licences after one, in the order in which they came into the library."""
    start = Licence.objects.filter(pk=after).values_list("status_place", flat=True).first()
    rows = Licence.objects.filter(status_place__gt=-1 if start is None else start)
    found = rows.order_by("status_place").values_list("pk", flat=True)[:limit]
    return [str(pk) for pk in found]


def _act_census(after: str, limit: int) -> list[str]:
    rows = LicenceAct.objects.filter(pk__gt=int(after)).order_by("pk")
    return [str(pk) for pk in rows.values_list("pk", flat=True)[:limit]]


@ledger.source(ISSUED, census=_licence_census)
def _licences(references: Sequence[str]) -> Rows:
    ids = [one for one in references if _ID.fullmatch(one)]
    for licence in Licence.objects.filter(pk__in=ids).order_by("status_place"):
        yield str(licence.pk), of_licence(licence)


@ledger.source(CHANGED, census=_act_census)
def _acts(references: Sequence[str]) -> Rows:
    ids = [int(reference) for reference in references if reference.isdecimal()]
    for act in LicenceAct.objects.filter(pk__in=ids).order_by("pk").select_related("licence"):
        yield str(act.pk), of_act(act)
