"""SM2 (GB/T 32918) by libcrypto of OpenSSL 3: keys, signatures with the signer's id, encryption.

Signatures are 64 raw bytes r‖s and ciphertexts C1‖C3‖C2 unless a function says DER: both forms
are converted at the border and never guessed.
"""

from tongban.base.crypto.errors import (
    CryptographyMissing,
    InvalidKey,
    InvalidSeal,
    InvalidSignature,
)
from tongban.base.crypto.sm2.encoding import (
    ciphertext_from_der,
    ciphertext_to_der,
    signature_from_der,
    signature_to_der,
)
from tongban.base.crypto.sm2.encryption import decrypt, encrypt
from tongban.base.crypto.sm2.keys import PrivateKey, PublicKey, generate
from tongban.base.crypto.sm2.signing import DEFAULT_ID, digest, sign, verify

__all__ = [
    "DEFAULT_ID",
    "CryptographyMissing",
    "InvalidKey",
    "InvalidSeal",
    "InvalidSignature",
    "PrivateKey",
    "PublicKey",
    "ciphertext_from_der",
    "ciphertext_to_der",
    "decrypt",
    "digest",
    "encrypt",
    "generate",
    "sign",
    "signature_from_der",
    "signature_to_der",
    "verify",
]
