"""X.509 certificates (GB/T 20518), read strictly: what cannot be understood is refused."""

from __future__ import annotations

import base64
import binascii
import functools
import re
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from asn1crypto import core, pem, x509

from tongban.base.crypto import der, sm2, sm3
from tongban.base.crypto.pki import names
from tongban.base.crypto.pki.errors import CertificateBroken

LONGEST = 64 * 1024
BROKEN = (ValueError, TypeError, KeyError, IndexError, OverflowError, AttributeError)
"""What `asn1crypto` raises on bytes that do not fit."""

_ARMOUR = re.compile(rb"-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\s]*)-----END \1-----")
_SERIAL_BYTES = 20
_UNDERSTOOD = frozenset(
    {
        "basic_constraints",
        "key_usage",
        "extended_key_usage",
        "subject_alt_name",
        "issuer_alt_name",
        "certificate_policies",
        "crl_distribution_points",
        "authority_information_access",
        "key_identifier",
        "authority_key_identifier",
    }
)


class Usage(StrEnum):
    """What a certificate is wanted for; `judge` asks for it, `certify` writes it."""

    SIGNING = "signing"
    STAMPING = "stamping"
    AUTHORITY = "authority"


@dataclass(frozen=True, slots=True)
class Certificate:
    """What one certificate says; that anybody stands behind it is for `Trust.judge` to find."""

    der: bytes = field(repr=False)
    subject: str = field(compare=False)
    issuer: str = field(compare=False)
    common_name: str = field(compare=False)
    organisation: str = field(compare=False)
    serial: int = field(compare=False)
    not_before: datetime = field(compare=False)
    not_after: datetime = field(compare=False)
    public_key_der: bytes = field(compare=False, repr=False)
    is_authority: bool = field(compare=False)
    path_length: int | None = field(compare=False)
    usages: frozenset[str] = field(compare=False)
    """Names of key usages, such as ``digital_signature``; of extended ones, too."""
    not_understood: tuple[str, ...] = field(compare=False)
    """Critical extensions, and constraints on names, that we cannot honour."""
    subject_der: bytes = field(compare=False, repr=False)
    issuer_der: bytes = field(compare=False, repr=False)
    signed: bytes = field(compare=False, repr=False)
    algorithm: str = field(compare=False)
    signature: bytes = field(compare=False, repr=False)

    @property
    def sm2_key(self) -> sm2.PublicKey | None:
        """The key as an SM2 key, or None if it is of another kind."""
        return _sm2_key(self.public_key_der)

    @property
    def fingerprint(self) -> str:
        """SM3 over the whole certificate, in hexadecimal."""
        return sm3.digest(self.der).hex()

    @property
    def self_issued(self) -> bool:
        """Whether subject and issuer are the same."""
        return self.subject_der == self.issuer_der

    def covers(self, at: datetime) -> bool:
        """Whether its period holds the moment."""
        return self.not_before <= at <= self.not_after

    def to_pem(self) -> str:
        """The certificate as PEM."""
        return str(pem.armor("CERTIFICATE", self.der).decode())


@functools.lru_cache(maxsize=1024)
def _sm2_key(public_der: bytes) -> sm2.PublicKey | None:
    """A key is used again with each document that its owner signed."""
    try:
        return sm2.PublicKey.from_der(public_der)
    except sm2.InvalidKey:
        return None


def read(content: bytes) -> Certificate:
    """Read one certificate, DER or PEM, or raise `CertificateBroken`."""
    return _read(plain(content, "CERTIFICATE"))


def plain(content: bytes, kind: str) -> bytes:
    """Return the DER of what may be PEM of exactly one object of a kind."""
    if not content.lstrip()[:10].startswith(b"-----BEGIN"):
        return bytes(content)
    found = armoured(content)
    if len(found) != 1 or found[0][0] != kind:
        raise CertificateBroken(f"expected one {kind} in PEM")
    return found[0][1]


def armoured(content: bytes) -> list[tuple[str, bytes]]:
    """Every object of a PEM text as its kind and DER; text between them is passed over.

    A text that is cut off, or whose parts do not match, raises `CertificateBroken` as a whole.
    """
    found = [(kind.decode(), _unarmoured(body)) for kind, body in _ARMOUR.findall(content)]
    if not found or len(found) != content.count(b"-----BEGIN"):
        raise CertificateBroken("this is not PEM, or it is cut off")
    return found


def _unarmoured(body: bytes) -> bytes:
    try:
        return base64.b64decode(b"".join(body.split()), validate=True)
    except binascii.Error as broken:
        raise CertificateBroken("this is not PEM") from broken


@functools.lru_cache(maxsize=512)
def _read(content: bytes) -> Certificate:
    try:
        der.require(content, longest=LONGEST)
        return _taken(x509.Certificate.load(content, strict=True), content)
    except BROKEN as broken:
        raise CertificateBroken(f"this is not a certificate: {broken}") from broken


def _taken(loaded: x509.Certificate, content: bytes) -> Certificate:
    inner = loaded["tbs_certificate"]
    _require_sound(loaded)
    extensions = _extensions(inner)
    authority, path_length = _basics(extensions)
    return Certificate(
        der=content,
        subject=names.shown(inner["subject"]),
        issuer=names.shown(inner["issuer"]),
        common_name=names.part(inner["subject"], "common_name"),
        organisation=names.part(inner["subject"], "organization_name"),
        serial=inner["serial_number"].native,
        not_before=inner["validity"]["not_before"].native,
        not_after=inner["validity"]["not_after"].native,
        public_key_der=inner["subject_public_key_info"].dump(),
        is_authority=authority,
        path_length=path_length,
        usages=_usages(extensions),
        not_understood=_not_understood(inner),
        subject_der=inner["subject"].dump(),
        issuer_der=inner["issuer"].dump(),
        signed=inner.dump(),
        algorithm=loaded["signature_algorithm"]["algorithm"].dotted,
        signature=loaded["signature_value"].native,
    )


def _require_sound(loaded: x509.Certificate) -> None:
    inner = loaded["tbs_certificate"]
    if inner["version"].native != "v3":
        raise ValueError("only certificates of version 3 are taken")
    if inner["signature"].dump() != loaded["signature_algorithm"].dump():
        raise ValueError("it names two algorithms")
    require_one_spelling(
        loaded.dump(), inner, loaded["signature_algorithm"], loaded["signature_value"]
    )
    if not all(isinstance(end, datetime) for end in inner["validity"].native.values()):
        raise ValueError("its period cannot be read")
    number = inner["serial_number"]
    if number.native <= 0 or len(number.contents) > _SERIAL_BYTES + 1:
        raise ValueError("its number cannot be used")


def require_one_spelling(
    content: bytes, inner: core.Asn1Value, algorithm: core.Asn1Value, signature: core.Asn1Value
) -> None:
    """Raise `ValueError` if something outside of what is signed is not written as DER wants it.

    Otherwise bits could be changed that no signature covers, and a fingerprint would differ.
    """
    if content != der.signed(inner.dump(), algorithm.dump(), signature.native):
        raise ValueError("it is not in the one form DER allows")


def _extensions(inner: x509.TbsCertificate) -> dict[str, object]:
    found: dict[str, object] = {}
    for extension in inner["extensions"] or ():
        name = extension["extn_id"].native
        if name in found:
            raise ValueError(f"the extension {name} stands there twice")
        found[name] = extension["extn_value"].parsed.native if name in _UNDERSTOOD else None
    return found


def _basics(extensions: dict[str, object]) -> tuple[bool, int | None]:
    basics = extensions.get("basic_constraints")
    if not isinstance(basics, dict):
        return False, None
    return bool(basics["ca"]), basics["path_len_constraint"]


def _usages(extensions: dict[str, object]) -> frozenset[str]:
    found: set[str] = set()
    for name in ("key_usage", "extended_key_usage"):
        stated = extensions.get(name)
        if stated is not None:
            found |= set(map(str, stated))  # type: ignore[call-overload]
    return frozenset(found)


def _not_understood(inner: x509.TbsCertificate) -> tuple[str, ...]:
    # Constraints on names bind us even where they are not marked as critical.
    return tuple(
        extension["extn_id"].native
        for extension in inner["extensions"] or ()
        if extension["extn_id"].native == "name_constraints"
        or (extension["critical"].native and extension["extn_id"].native not in _UNDERSTOOD)
    )
