"""Revocation lists (CRL): read, signed by whom they say, and what they tell about a moment."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from asn1crypto import crl

from tongban.base.crypto import der
from tongban.base.crypto.errors import InvalidSignature
from tongban.base.crypto.pki import names, signatures
from tongban.base.crypto.pki.certificates import BROKEN, plain, require_one_spelling
from tongban.base.crypto.pki.errors import CertificateBroken

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tongban.base.crypto.pki.certificates import Certificate

LONGEST = 16 * 1024 * 1024
REASONS = frozenset(
    {
        "unspecified",
        "key_compromise",
        "ca_compromise",
        "affiliation_changed",
        "superseded",
        "cessation_of_operation",
        "certificate_hold",
        "privilege_withdrawn",
        "aa_compromise",
    }
)
_UNDERSTOOD = frozenset({"crl_number", "authority_key_identifier", "issuer_alt_name"})
_UNDERSTOOD_OF_ENTRY = frozenset({"crl_reason", "hold_instruction_code", "invalidity_date"})


@dataclass(frozen=True, slots=True)
class Revocation:
    """From when on a certificate is withdrawn, and why."""

    at: datetime
    reason: str = "unspecified"


@dataclass(frozen=True, slots=True)
class RevocationList:
    """What one list says; whether its issuer signed it is for `signed_by` to find."""

    der: bytes = field(repr=False)
    issuer: str = field(compare=False)
    this_update: datetime = field(compare=False)
    next_update: datetime = field(compare=False)
    revoked: Mapping[int, Revocation] = field(compare=False, repr=False)
    issuer_der: bytes = field(compare=False, repr=False)
    signed: bytes = field(compare=False, repr=False)
    algorithm: str = field(compare=False)
    signature: bytes = field(compare=False, repr=False)

    def tells_about(self, certificate: Certificate, at: datetime) -> bool:
        """Whether a certificate that this list leaves out was good at the moment.

        A list may leave out what had expired before it was written.
        """
        return at <= self.next_update and self.this_update <= certificate.not_after


def read(content: bytes) -> RevocationList:
    """Read one list, DER or PEM, or raise `CertificateBroken`."""
    return _read(plain(content, "X509 CRL"))


@functools.lru_cache(maxsize=32)
def _read(content: bytes) -> RevocationList:
    try:
        der.require(content, longest=LONGEST)
        return _taken(crl.CertificateList.load(content, strict=True), content)
    except BROKEN as broken:
        raise CertificateBroken(f"this is not a revocation list: {broken}") from broken


def _taken(loaded: crl.CertificateList, content: bytes) -> RevocationList:
    inner = loaded["tbs_cert_list"]
    if inner["signature"].dump() != loaded["signature_algorithm"].dump():
        raise ValueError("it names two algorithms")
    require_one_spelling(content, inner, loaded["signature_algorithm"], loaded["signature"])
    _require_understood(inner["crl_extensions"], _UNDERSTOOD)
    this_update, next_update = inner["this_update"].native, inner["next_update"].native
    if not (isinstance(this_update, datetime) and isinstance(next_update, datetime)):
        raise ValueError("it does not say until when it holds")  # noqa: TRY004
    return RevocationList(
        der=content,
        issuer=names.shown(inner["issuer"]),
        this_update=this_update,
        next_update=next_update,
        revoked={
            entry["user_certificate"].native: _entry(entry)
            for entry in inner["revoked_certificates"] or ()
        },
        issuer_der=inner["issuer"].dump(),
        signed=inner.dump(),
        algorithm=loaded["signature_algorithm"]["algorithm"].dotted,
        signature=loaded["signature"].native,
    )


def _entry(entry: crl.RevokedCertificate) -> Revocation:
    _require_understood(entry["crl_entry_extensions"], _UNDERSTOOD_OF_ENTRY)
    at = entry["revocation_date"].native
    if not isinstance(at, datetime):
        raise ValueError("a date of revocation cannot be read")  # noqa: TRY004
    stated = (
        extension["extn_value"].parsed.native
        for extension in entry["crl_entry_extensions"] or ()
        if extension["extn_id"].native == "crl_reason"
    )
    return Revocation(at, str(next(stated, "unspecified")))


def _require_understood(
    extensions: Iterable[crl.TBSCertListExtension], known: frozenset[str]
) -> None:
    for extension in extensions or ():
        if extension["critical"].native and extension["extn_id"].native not in known:
            raise ValueError("it holds a critical extension that is not understood")


@functools.lru_cache(maxsize=256)
def signed_by(listed: RevocationList, issuer: Certificate) -> bool:
    """Whether an authority that may sign lists signed this one."""
    if listed.issuer_der != issuer.subject_der or "crl_sign" not in issuer.usages:
        return False
    try:
        signatures.verify(issuer.public_key_der, listed.algorithm, listed.signed, listed.signature)
    except InvalidSignature:
        return False
    return True


def state(
    certificate: Certificate, issuer: Certificate, lists: Iterable[RevocationList], at: datetime
) -> tuple[Revocation | None, bool]:
    """When the certificate was withdrawn, if ever, and whether that is known for the moment.

    The newest list of its issuer counts; being on it is known even when the list has expired.
    """
    usable = sorted(
        (each for each in lists if signed_by(each, issuer)),
        key=lambda each: each.this_update,
        reverse=True,
    )
    for each in usable:
        found = each.revoked.get(certificate.serial)
        if found is not None:
            return found, True
        if each.tells_about(certificate, at):
            return None, True
    return None, False
