"""Licences and acts as leaves of the ledger: public columns and digests, nothing about a person."""

from __future__ import annotations

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


def issued(licence: Licence) -> None:
    """Order the leaf of a licence that came into the library."""
    ledger.append(ISSUED, licence.identifier, of_licence(licence))


def changed(act: LicenceAct) -> None:
    """Order the leaf of an act."""
    ledger.append(CHANGED, reference_of(act), of_act(act))


def reference_of(act: LicenceAct) -> str:
    """How an act is named: the licence, and the place of the act among those upon it."""
    return f"{act.licence.identifier}#{act.place}"


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


@ledger.source(ISSUED)
def _licences(references: Sequence[str]) -> Rows:
    for licence in Licence.objects.filter(identifier__in=references).order_by("id"):
        yield licence.identifier, of_licence(licence)


@ledger.source(CHANGED)
def _acts(references: Sequence[str]) -> Rows:
    wanted = set(references)
    identifiers = {reference.partition("#")[0] for reference in wanted}
    rows = LicenceAct.objects.filter(licence__identifier__in=identifiers).order_by("id")
    for act in rows.select_related("licence"):
        if reference_of(act) in wanted:
            yield reference_of(act), of_act(act)
