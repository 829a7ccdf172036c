"""The row of a licence that was made elsewhere: as it came, with our signature as receipt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tongban.base import clock
from tongban.base.crypto import keys
from tongban.licences import queries
from tongban.licences.models import Licence
from tongban.licences.rules import metadata, proofs
from tongban.licences.services import checking_up

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from tongban.directory.models import Department
    from tongban.licences.models import LicenceType

PURPOSE = "licences"


def entry(
    facts: metadata.Facts,
    *,
    kind: LicenceType,
    office: Department,
    holder: UUID,
    digest: str,
    now: datetime,
    **columns: str,
) -> Licence:
    """An unsaved row; the receipt covers identifier, metadata and the file, if one came along.

    `columns` are what the ways into the library differ in: origin, source, grade, preview.
    """
    whole = metadata.describe(facts)
    stated = proofs.Statement(str(facts.identifier), digest, proofs.metadata_digest(whole))
    receipt = keys.store().sign(PURPOSE, stated.message())
    return Licence(
        **described(facts, whole, kind=kind, office=office, holder=holder),
        document_digest=digest,
        file_digest=digest,
        key_id=receipt.key_id,
        signature=receipt.value,
        expiry_told_on=clock.day_of(now) if _is_over(facts, now) else None,
        created_at=now,
        **columns,
    )


def described(
    facts: metadata.Facts,
    whole: metadata.Metadata,
    *,
    kind: LicenceType,
    office: Department,
    holder: UUID,
) -> dict[str, Any]:
    """The columns that say what the licence is, whichever way it comes into the library."""
    public, personal = metadata.split(whole)
    return {
        "holder_id": holder,
        "type": kind,
        "issuer": office,
        "region_id": facts.region,
        "identifier": str(facts.identifier),
        "serial": facts.identifier.serial,
        "version": facts.identifier.version,
        "number_index": queries.number_indexes(facts.number)[0],
        "issued_on": facts.issued_on,
        "valid_from": facts.valid_from,
        "valid_until": facts.valid_until,
        "metadata": public,
        "personal": personal,
        "check_due_on": checking_up.first_due(kind, facts.issued_on),
    }


def _is_over(facts: metadata.Facts, now: datetime) -> bool:
    """Nobody is told of what expired before it came here."""
    return facts.valid_until is not None and facts.valid_until < clock.day_of(now)
