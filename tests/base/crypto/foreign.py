"""Certificates and revocation lists as others make them, right and wrong, with `cryptography`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from tongban.base.crypto import pki

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

NOON = datetime(2026, 3, 6, 12, tzinfo=UTC)
DAY = timedelta(days=1)
FIRST, LAST = NOON - 300 * DAY, NOON + 300 * DAY
_ALL_USAGES = (
    "digital_signature", "content_commitment", "key_encipherment", "data_encipherment",
    "key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
)  # fmt: skip
SIGNING = ("digital_signature", "content_commitment")
ISSUING = ("key_cert_sign", "crl_sign")


@dataclass(frozen=True)
class Made:
    """A certificate with its key."""

    certificate: x509.Certificate
    key: Any

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.DER)

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    @property
    def ours(self) -> pki.Certificate:
        return pki.read(self.der)


def named(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def made(
    name: str,
    issuer: Made | None = None,
    *,
    ca: bool | None = False,
    usages: Iterable[str] | None = SIGNING,
    path_length: int | None = None,
    first: datetime = FIRST,
    last: datetime = LAST,
    key: Any = None,
    extended: Iterable[x509.ObjectIdentifier] = (),
    extensions: Iterable[tuple[x509.ExtensionType, bool]] = (),
    digest: Any = None,
) -> Made:
    """Make a certificate, self-signed without an issuer."""
    key = key or ec.generate_private_key(ec.SECP256R1())
    builder = (
        x509.CertificateBuilder()
        .subject_name(named(name))
        .issuer_name(issuer.certificate.subject if issuer else named(name))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(first)
        .not_valid_after(last)
    )
    if ca is not None:
        builder = builder.add_extension(x509.BasicConstraints(ca, path_length), critical=True)
    if usages is not None:
        builder = builder.add_extension(usage_of(usages), critical=True)
    if extended:
        builder = builder.add_extension(x509.ExtendedKeyUsage(list(extended)), critical=True)
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical=critical)
    return Made(builder.sign(issuer.key if issuer else key, digest or hashes.SHA256()), key)


def authority(name: str, issuer: Made | None = None, **more: Any) -> Made:
    """Make a certificate that may issue others."""
    wanted: dict[str, Any] = {"ca": True, "usages": ISSUING}
    return made(name, issuer, **(wanted | more))


def stamper(name: str, issuer: Made, **more: Any) -> Made:
    """Make a certificate that may stamp the time."""
    return made(name, issuer, extended=[ExtendedKeyUsageOID.TIME_STAMPING], **more)


def usage_of(usages: Iterable[str]) -> x509.KeyUsage:
    wanted = set(usages)
    return x509.KeyUsage(**{usage: usage in wanted for usage in _ALL_USAGES})


def revocation_list(
    issuer: Made,
    revoked: Mapping[Made, datetime] | None = None,
    *,
    first: datetime = NOON - DAY,
    last: datetime = NOON + DAY,
    key: Any = None,
    extensions: Iterable[tuple[x509.ExtensionType, bool]] = (),
) -> bytes:
    """Make a list of what an issuer withdrew (DER)."""
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.certificate.subject)
        .last_update(first)
        .next_update(last)
    )
    for each, at in (revoked or {}).items():
        builder = builder.add_revoked_certificate(
            x509.RevokedCertificateBuilder()
            .serial_number(each.certificate.serial_number)
            .revocation_date(at)
            .add_extension(x509.CRLReason(x509.ReasonFlags.key_compromise), critical=False)
            .build()
        )
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical=critical)
    signed = builder.sign(key or issuer.key, hashes.SHA256())
    return signed.public_bytes(serialization.Encoding.DER)


def trusting(*roots: Made, crls: Iterable[bytes] = ()) -> pki.Trust:
    """Trust these, by way of a trust file."""
    return pki.Trust.from_pem(b"".join(root.pem for root in roots), crls=crls)
