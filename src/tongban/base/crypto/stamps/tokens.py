"""Time stamp tokens (RFC 3161, GB/T 20520), read strictly and checked against what was stamped."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from asn1crypto import cms, core, tsp
from cryptography.hazmat.primitives import hashes

from tongban.base.crypto import der, pki
from tongban.base.crypto.errors import InvalidSeal
from tongban.base.crypto.pki import signatures
from tongban.base.crypto.pki.certificates import BROKEN, Certificate
from tongban.base.crypto.stamps import digests

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST = 64 * 1024
TST_INFO = "1.2.840.113549.1.9.16.1.4"
SIGNED_DATA: Mapping[str, str] = {
    "1.2.840.113549.1.7.2": "v3",
    "1.2.156.10197.6.1.4.2.2": "v1",
}
"""The content type of CMS, and the one that GB/T 35275 puts in its place, with their versions."""

# Where only the kind of key is named, the digest named beside it completes the algorithm.
_COMPLETED: Mapping[tuple[str, str], str] = {
    (signatures.SM2_SM3, digests.SM3): signatures.SM2_SM3,
    (signatures.SM2_PLAIN, digests.SM3): signatures.SM2_SM3,
    (signatures.ECDSA_SHA256, digests.SHA256): signatures.ECDSA_SHA256,
    (signatures.EC_PLAIN, digests.SHA256): signatures.ECDSA_SHA256,
    (signatures.EC_PLAIN, digests.SHA384): "1.2.840.10045.4.3.3",
    ("1.2.840.10045.4.3.3", digests.SHA384): "1.2.840.10045.4.3.3",
    (signatures.EC_PLAIN, digests.SHA512): "1.2.840.10045.4.3.4",
    ("1.2.840.10045.4.3.4", digests.SHA512): "1.2.840.10045.4.3.4",
    (signatures.RSA_PLAIN, digests.SHA256): "1.2.840.113549.1.1.11",
    ("1.2.840.113549.1.1.11", digests.SHA256): "1.2.840.113549.1.1.11",
    (signatures.RSA_PLAIN, digests.SHA384): "1.2.840.113549.1.1.12",
    ("1.2.840.113549.1.1.12", digests.SHA384): "1.2.840.113549.1.1.12",
    (signatures.RSA_PLAIN, digests.SHA512): "1.2.840.113549.1.1.13",
    ("1.2.840.113549.1.1.13", digests.SHA512): "1.2.840.113549.1.1.13",
}


class SignedContent(core.Sequence):  # type: ignore[misc]  # asn1crypto has no types
    """A ContentInfo with SignedData, whichever OID announces it."""

    _fields = [
        ("content_type", core.ObjectIdentifier),
        ("content", cms.SignedData, {"explicit": 0}),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """What one token says, its own signature checked; whom to trust is not decided here."""

    at: datetime
    digest: bytes
    algorithm: str
    """OID of the digest that was stamped."""
    serial: int
    nonce: int | None
    policy: str
    certificate: Certificate
    others: tuple[Certificate, ...] = field(repr=False)
    """Further certificates in the token, for the chain."""


def read(token: bytes) -> Stamp:
    """Read a token and check that the certificate in it signed it, else raise `InvalidSeal`."""
    try:
        der.require(token, longest=LONGEST)
        loaded = SignedContent.load(token, strict=True)
        if loaded["content_type"].dotted not in SIGNED_DATA:
            raise InvalidSeal("this is not a signed time stamp")
        _require_frame(loaded["content"], SIGNED_DATA[loaded["content_type"].dotted])
        return _taken(loaded["content"])
    except BROKEN as broken:
        raise InvalidSeal(f"this is not a time stamp: {broken}") from broken


def check(stamp: Stamp, digest: bytes, *, algorithm: str = digests.SM3) -> None:
    """Return if the stamp is for this digest, else raise `InvalidSeal`."""
    if (stamp.algorithm, stamp.digest) != (algorithm, digest):
        raise InvalidSeal("the time stamp is for something else")


def judge(stamp: Stamp, trust: pki.Trust) -> pki.Standing:
    """What is known of the authority's certificate at the stamped moment."""
    return trust.judge(
        stamp.certificate, at=stamp.at, others=stamp.others, usage=pki.Usage.STAMPING
    )


def verify(
    token: bytes, digest: bytes, trust: pki.Trust, *, algorithm: str = digests.SM3
) -> datetime:
    """Return when the digest was stamped by a trusted authority, else raise `InvalidSeal`.

    An authority whose withdrawal nobody can tell about is not trusted.
    """
    stamp = read(token)
    check(stamp, digest, algorithm=algorithm)
    standing = judge(stamp, trust)
    if not standing.good(stamp.at):
        raise InvalidSeal(f"the time stamp authority is not trusted: {standing.reason}")
    return stamp.at


def _require_frame(signed: cms.SignedData, version: str) -> None:
    """What no signature covers is left no room for a second spelling."""
    for signer in signed["signer_infos"]:
        named = b"".join(each.dump() for each in signed["digest_algorithms"])
        if named != signer["digest_algorithm"].dump() or signer["version"].native != "v1":
            raise InvalidSeal("the time stamp names other digests than its signer used")
    if signed["version"].native != version:
        raise InvalidSeal("the time stamp is of another version than its kind")


def _taken(signed: cms.SignedData) -> Stamp:
    inner = signed["encap_content_info"]
    if inner["content_type"].dotted != TST_INFO or len(signed["signer_infos"]) != 1:
        raise InvalidSeal("this is not a time stamp of one signer")
    content = bytes(inner["content"])
    der.require(content, longest=LONGEST)
    stated = tsp.TSTInfo.load(content, strict=True)
    signer = signed["signer_infos"][0]
    held = _certificates(signed)
    certificate = _signer_of(signer, held)
    _require_signature(signer, content, certificate)
    return _stamp(stated, certificate, tuple(each for each in held if each != certificate))


def _stamp(stated: tsp.TSTInfo, certificate: Certificate, others: tuple[Certificate, ...]) -> Stamp:
    imprint, at = stated["message_imprint"], stated["gen_time"].native
    algorithm = imprint["hash_algorithm"]["algorithm"].dotted
    digest = imprint["hashed_message"].native
    if len(digest) != digests.size(algorithm) or not isinstance(at, datetime):
        raise InvalidSeal("the digest or the time in the time stamp cannot be read")
    if any(extension["critical"].native for extension in stated["extensions"] or ()):
        raise InvalidSeal("the time stamp holds something that is not understood")
    return Stamp(
        at=at.astimezone(UTC),
        digest=digest,
        algorithm=algorithm,
        serial=stated["serial_number"].native,
        nonce=stated["nonce"].native,
        policy=stated["policy"].dotted,
        certificate=certificate,
        others=others,
    )


def _certificates(signed: cms.SignedData) -> tuple[Certificate, ...]:
    return tuple(
        pki.read(choice.chosen.dump())
        for choice in signed["certificates"] or ()
        if choice.name == "certificate"
    )


def _signer_of(signer: cms.SignerInfo, held: tuple[Certificate, ...]) -> Certificate:
    wanted = signer["sid"]
    if wanted.name != "issuer_and_serial_number":
        raise InvalidSeal("the signer of the time stamp is not named by issuer and number")
    issuer = wanted.chosen["issuer"].dump()
    number = wanted.chosen["serial_number"].native
    for each in held:
        if (each.issuer_der, each.serial) == (issuer, number):
            return each
    raise InvalidSeal("the time stamp does not hold the certificate of its signer")


def _require_signature(signer: cms.SignerInfo, content: bytes, certificate: Certificate) -> None:
    attributes = _attributes(signer)
    hashed = signer["digest_algorithm"]["algorithm"].dotted
    named = signer["signature_algorithm"]["algorithm"].dotted
    if (named, hashed) not in _COMPLETED:
        raise InvalidSeal("the signature of the time stamp is of a kind not relied on")
    if attributes["content_type"].dotted != TST_INFO:
        raise InvalidSeal("the signature is not for a time stamp")
    if attributes["message_digest"].native != digests.digest(hashed, content):
        raise InvalidSeal("the signature is for another time stamp")
    if not _points_at(attributes, certificate):
        raise InvalidSeal("the time stamp was signed with another certificate")
    signed = signer["signed_attrs"].untag().dump()
    signatures.verify(
        certificate.public_key_der, _COMPLETED[named, hashed], signed, signer["signature"].native
    )


def _attributes(signer: cms.SignerInfo) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for attribute in signer["signed_attrs"] or ():
        name, values = attribute["type"].native, attribute["values"]
        if name in found or len(values) != 1:
            raise InvalidSeal(f"the attribute {name} does not stand there once")
        found[name] = values[0]
    return found


def _points_at(attributes: Mapping[str, Any], certificate: Certificate) -> bool:
    """Whether the signed pointer (RFC 5035) is to this certificate."""
    if "signing_certificate_v2" in attributes:
        first = attributes["signing_certificate_v2"]["certs"][0]
        algorithm = first["hash_algorithm"]["algorithm"].dotted
        return bool(first["cert_hash"].native == digests.digest(algorithm, certificate.der))
    if "signing_certificate" in attributes:
        first = attributes["signing_certificate"]["certs"][0]
        old = digests.plain_digest(hashes.SHA1(), certificate.der)  # noqa: S303 - finds only
        return bool(first["cert_hash"].native == old)
    return False
