"""Stamping with a key of this node: for development, and where no outside authority is needed."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from asn1crypto import cms, core, tsp, x509

from tongban.base import clock
from tongban.base.crypto import pki
from tongban.base.crypto.pki import signatures
from tongban.base.crypto.stamps import digests, tokens

if TYPE_CHECKING:
    from datetime import datetime

POLICY = "2.25.173468721093742095147825618204731846523"
"""Ours: the clock of the node, within a second, and nothing promised beyond that."""
_DIGESTS = {"stamps": digests.SM3, "pages_stamps": digests.SHA256}


@dataclass(frozen=True, slots=True)
class LocalAuthority:
    """Stamps with the key of a purpose: SM2 over SM3, or for PDF files ECDSA over SHA-256."""

    purpose: str = "stamps"

    @property
    def algorithm(self) -> str:
        """OID of the digests it stamps."""
        return _DIGESTS[self.purpose]

    def stamp(self, digest: bytes, *, at: datetime | None = None) -> bytes:
        """Return a token (DER) that a digest existed at a moment, by default now."""
        return self.token(digest, at=at or clock.now(), nonce=None)

    def token(self, digest: bytes, *, at: datetime, nonce: int | None) -> bytes:
        """Return a token that repeats the nonce of whoever asked."""
        chain = pki.own(self.purpose)
        content = _stated(self.algorithm, digest, at, nonce).dump()
        signed = cms.SignedData(
            {
                "version": "v3",
                "digest_algorithms": [{"algorithm": self.algorithm}],
                "encap_content_info": {
                    "content_type": tokens.TST_INFO,
                    "content": core.ParsableOctetString(content),
                },
                "certificates": [
                    cms.CertificateChoices("certificate", x509.Certificate.load(each.der))
                    for each in chain
                ],
                "signer_infos": [self._signer(content, chain[0])],
            }
        )
        return bytes(cms.ContentInfo({"content_type": "signed_data", "content": signed}).dump())

    def _signer(self, content: bytes, certificate: pki.Certificate) -> cms.SignerInfo:
        attributes = _attributes(self.algorithm, content, certificate)
        loaded = x509.Certificate.load(certificate.der)
        key_id = pki.active(self.purpose)
        return cms.SignerInfo(
            {
                "version": "v1",
                "sid": cms.SignerIdentifier(
                    "issuer_and_serial_number",
                    {"issuer": loaded.issuer, "serial_number": certificate.serial},
                ),
                "digest_algorithm": {"algorithm": self.algorithm},
                "signed_attrs": attributes,
                "signature_algorithm": {"algorithm": signatures.algorithm_of(key_id)},
                "signature": signatures.made(key_id, attributes.dump()),
            }
        )


def _stated(algorithm: str, digest: bytes, at: datetime, nonce: int | None) -> tsp.TSTInfo:
    if len(digest) != digests.size(algorithm):
        raise ValueError(f"a digest to be stamped has {digests.size(algorithm)} bytes")
    stated: dict[str, Any] = {
        "version": "v1",
        "policy": POLICY,
        "message_imprint": {
            "hash_algorithm": {"algorithm": algorithm},
            "hashed_message": digest,
        },
        "serial_number": 1 + secrets.randbits(127),
        "gen_time": at.replace(microsecond=0),
        "accuracy": {"seconds": 1},
    }
    return tsp.TSTInfo(stated if nonce is None else stated | {"nonce": nonce})


def _attributes(algorithm: str, content: bytes, certificate: pki.Certificate) -> cms.CMSAttributes:
    pointer = tsp.SigningCertificateV2(
        {
            "certs": [
                {
                    "hash_algorithm": {"algorithm": algorithm},
                    "cert_hash": digests.digest(algorithm, certificate.der),
                }
            ]
        }
    )
    built = cms.CMSAttributes(
        [
            cms.CMSAttribute({"type": name, "values": [value]})
            for name, value in (
                ("content_type", tokens.TST_INFO),
                ("message_digest", digests.digest(algorithm, content)),
                ("signing_certificate_v2", pointer),
            )
        ]
    )
    return cms.CMSAttributes.load(built.dump())  # what is loaded is not written again each time
