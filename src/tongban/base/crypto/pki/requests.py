"""Requests to an outside authority, and whether what came back belongs to our key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asn1crypto import csr

from tongban.base.crypto import der, keys
from tongban.base.crypto.errors import InvalidSignature
from tongban.base.crypto.pki import building, signatures
from tongban.base.crypto.pki.certificates import BROKEN, LONGEST, plain, require_one_spelling
from tongban.base.crypto.pki.errors import CertificateBroken

if TYPE_CHECKING:
    from tongban.base.crypto.pki.certificates import Certificate
    from tongban.base.crypto.pki.names import Name


class NotOurKey(CertificateBroken):
    """The certificate is for another key than the one it was asked for."""


def request(key_id: str, name: Name) -> bytes:
    """Return a request (PKCS #10, DER) for a certificate of one of our keys."""
    return building.request(key_id, name.built(), keys.store().public_der(key_id))


def require_own(certificate: Certificate, key_id: str) -> None:
    """Return if the certificate is for our key, else raise `NotOurKey`."""
    if certificate.public_key_der != keys.store().public_der(key_id):
        raise NotOurKey(f"the certificate of {certificate.subject} is not for key {key_id}")


def requested_key(content: bytes) -> bytes:
    """Return the key (DER) of a request whose signature proves possession of it.

    Anything else raises `CertificateBroken`.
    """
    content = plain(content, "CERTIFICATE REQUEST")
    try:
        der.require(content, longest=LONGEST)
        loaded = csr.CertificationRequest.load(content, strict=True)
        inner = loaded["certification_request_info"]
        require_one_spelling(content, inner, loaded["signature_algorithm"], loaded["signature"])
        public = bytes(inner["subject_pk_info"].dump())
        algorithm = loaded["signature_algorithm"]["algorithm"].dotted
        signatures.verify(public, algorithm, inner.dump(), loaded["signature"].native)
    except (*BROKEN, InvalidSignature) as broken:
        raise CertificateBroken(f"this is not a request for a certificate: {broken}") from broken
    return public
