"""Checking licences for anybody: by file, by QR code, by identifier, by number.

Signatures come first and need no database; the database adds whether the licence is still in
force.  Nothing but public facts leaves here, and nothing at all about what we did not issue.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from tongban.base import clock
from tongban.base.crypto import keys
from tongban.base.errors import Invalid
from tongban.identity import rules as identity_rules
from tongban.licences import queries
from tongban.licences.rules import findings, identifiers, metadata, numbers, qr
from tongban.licences.services import examining
from tongban.licences.services.making import PURPOSE

if TYPE_CHECKING:
    from datetime import date, datetime

    from tongban.base.crypto.sm2 import PublicKey
    from tongban.licences.models import Licence, LicenceUse
    from tongban.licences.rules.findings import Finding
    from tongban.seals.rules.inspecting import Report


class TypeNeeded(Invalid):
    """Licences of several types carry this number."""

    code = "licences.type_needed"
    sentence = "有不止一种证照用这个编号，请选择证照类型。"


@dataclass(frozen=True, slots=True)
class Checked:
    """The answer about a file; each step of the check of its seals if they were looked at."""

    finding: Finding
    report: Report | None


def verify_file(content: bytes, *, now: datetime | None = None) -> Finding:
    """Find out about a file: valid, not in force, changed in any byte, or none of ours.

    Takes the sealed OFD record, a copy for one use (加注件), and the PDF made from the record.
    """
    return check_file(content, now=now).finding


def check_file(content: bytes, *, now: datetime | None = None) -> Checked:
    """The same, with the report about the seals on the file."""
    moment = now or clock.now()
    examined = examining.examine(content, moment)
    if examined.licence is None:
        return Checked(examined.strange or findings.FILE_UNKNOWN, examined.report)
    found = _finding(examined.licence, clock.day_of(moment))
    if examined.use is not None:
        found = findings.of_copy(found, _note(examined.use), moment)
    return Checked(found, examined.report)


def _note(use: LicenceUse) -> findings.CopyNote:
    return findings.CopyNote(
        purpose=use.purpose,
        made_at=timezone.localtime(use.at),
        expires_at=timezone.localtime(use.expires_at),
    )


def verify_qr(payload: str, *, now: datetime | None = None) -> Finding:
    """Find out about a scanned code, an address or its bare text; the signature comes first."""
    try:
        said = qr.check_qr(payload, public_keys().values())
    except qr.QrUnknown:
        return findings.QR_UNKNOWN
    except qr.QrForged:
        return findings.QR_FORGED
    licence = queries.issued(str(said.identifier))
    if licence is None or licence.issued_on != said.issued_on:
        return findings.NO_SUCH
    return _finding(licence, _day(now))


def verify_identifier(identifier: str, *, now: datetime | None = None) -> Finding:
    """Find out about an identifier; one that is misspelt is `identifiers.IdentifierInvalid`."""
    licence = queries.issued(str(identifiers.parse(identifier)))
    return _finding(licence, _day(now)) if licence else findings.NO_SUCH


def verify_number(number: str, type_key: str = "", *, now: datetime | None = None) -> Finding:
    """Find out about the number on a face; `TypeNeeded` where it is not one licence's alone.

    A number that gives away a person's own number finds nothing: otherwise anybody could ask who
    holds what.  Such licences are checked by file or code.
    """
    wanted = numbers.normalised(number)
    if not 0 < len(wanted) <= numbers.LONGEST:
        return findings.NO_SUCH
    found = [one for one in queries.numbered(wanted, type_key) if not _is_personal(one)]
    if not found:
        return findings.NO_SUCH
    if len({one.type.key for one in found}) > 1:
        raise TypeNeeded(fields={"type_key": TypeNeeded.sentence})
    return _finding(found[0], _day(now))


def public_keys() -> dict[str, PublicKey]:
    """The public keys that licences were ever signed with, for checking without a database."""
    store = keys.store()
    held = (key.key_id for key in store.held() if key.purpose == PURPOSE)
    return {key_id: store.public(key_id) for key_id in held}


def _day(now: datetime | None) -> date:
    return clock.day_of(now) if now else clock.today()


def _finding(licence: Licence, today: date) -> Finding:
    return queries.found(_facts(licence), licence, today)


def _facts(licence: Licence) -> findings.PublicFacts:
    return findings.PublicFacts(
        identifier=licence.identifier,
        type_key=licence.type.key,
        type_name=licence.type.name,
        number=_public_number(licence),
        holder="、".join(masked for _, _, masked in _holders(licence)),
        issuer_name=str(licence.metadata["ZZBFJG"]),
        issued_on=licence.issued_on,
        valid_from=licence.valid_from,
        valid_until=licence.valid_until,
        trust_grade=licence.trust_grade,
        version=licence.version,
    )


def _holders(licence: Licence) -> list[tuple[str, str, str]]:
    """Code type, number, and the name as anybody may read it, of each holder."""
    personal = licence.personal
    kinds = licence.metadata["CZZTDMLXDM"]
    return [
        (kind, number, name if _is_legal(kind) else identity_rules.mask_name(name))
        for kind, number, name in zip(kinds, personal["CZZTDM"], personal["CZZT"], strict=True)
    ]


def _is_legal(kind: str) -> bool:
    return kind in metadata.LEGAL_CODE_TYPES


def _is_personal(licence: Licence) -> bool:
    return any(
        not _is_legal(kind) and number in licence.number for kind, number, _ in _holders(licence)
    )


def _public_number(licence: Licence) -> str:
    if _is_personal(licence):
        return identity_rules.mask_number(licence.number)
    return licence.number
