"""Signers of signed JSON: which key of the node signs, and in which spelling."""

from __future__ import annotations

from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from tongban.base.crypto import keys, pki
from tongban.licences.rules import jws

_SIZE = 32
_PURPOSES = {jws.ES256: "credentials", jws.SM2: "status"}


@dataclass(frozen=True, slots=True)
class Signer:
    """One key; `sign` gives 64 raw bytes r‖s whatever its algorithm."""

    algorithm: str
    key_id: str

    @property
    def header(self) -> dict[str, object]:
        """What a header says of the signature."""
        return {"alg": self.algorithm, "kid": self.key_id}

    def sign(self, message: bytes) -> bytes:
        """Sign with this key."""
        made = keys.store().sign_by(self.key_id, message).value
        if self.algorithm == jws.SM2:
            return made
        r, s = decode_dss_signature(made)
        return r.to_bytes(_SIZE) + s.to_bytes(_SIZE)


def signer(algorithm: str) -> Signer:
    """The active key for credentials (ES256) or for status lists and credentials (SM2)."""
    return Signer(algorithm, pki.active(_PURPOSES[algorithm]))
