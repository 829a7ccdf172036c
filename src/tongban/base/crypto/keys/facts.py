"""What a key is, what it is for, and what any key store can do."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from tongban.base.crypto.sm2 import PublicKey


class Algorithm(StrEnum):
    """What a key is used with; written beside everything made with it."""

    SM4_GCM = "SM4-GCM"
    HMAC_SM3 = "HMAC-SM3"
    SM2_SM3 = "SM2-SM3"
    ECDSA_P256 = "ECDSA-P256"


class State(StrEnum):
    """An active key seals and opens; a retired one only opens and verifies."""

    ACTIVE = "active"
    RETIRED = "retired"


PURPOSES: Mapping[str, Algorithm] = MappingProxyType(
    {
        "fields": Algorithm.SM4_GCM,
        "index": Algorithm.HMAC_SM3,
        "files": Algorithm.SM4_GCM,
        "licences": Algorithm.SM2_SM3,
        "documents": Algorithm.SM2_SM3,
        "maker": Algorithm.SM2_SM3,
        "ledger": Algorithm.SM2_SM3,
        "stamps": Algorithm.SM2_SM3,
        "pages_stamps": Algorithm.ECDSA_P256,
        "status": Algorithm.SM2_SM3,
        "credentials": Algorithm.ECDSA_P256,
        "webhooks": Algorithm.SM2_SM3,
        "seals": Algorithm.SM2_SM3,
        "pages": Algorithm.ECDSA_P256,
        "authority": Algorithm.SM2_SM3,
        "pages_authority": Algorithm.ECDSA_P256,
    }
)
"""Every purpose this node keeps keys for; no key serves two."""

MANY = frozenset({"seals", "pages"})
"""Purposes with many active keys side by side, one for each seal; they are used by id only."""
SAMPLE_ONLY = frozenset({"authority", "pages_authority"})
"""Purposes of the test authority: keys for them exist in a demonstration only."""
SINGLE = tuple(purpose for purpose in PURPOSES if purpose not in MANY | SAMPLE_ONLY)
"""Purposes that every node has one active key for."""


class KeyTrouble(Exception):
    """A key cannot be used; the message is one line for the operator."""


class KeyMissing(KeyTrouble):
    """No active key exists for a purpose."""


class KeyUnknown(KeyTrouble):
    """No key of this id is held, neither active nor retired."""


class SampleKeys(KeyTrouble):
    """Production was to start with sample keys, or without some key."""


@dataclass(frozen=True, slots=True)
class KeyFacts:
    """What may be shown of a key; `sample` marks those made for demonstration."""

    key_id: str
    purpose: str
    algorithm: Algorithm
    state: State
    created_at: datetime
    sample: bool


@dataclass(frozen=True, slots=True)
class Secret:
    """The bytes of a symmetric key: 16 for SM4, 32 for HMAC-SM3."""

    key_id: str
    purpose: str
    value: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Signature:
    """What a key signed: of SM2 64 raw bytes r‖s with the default signer's id, of ECDSA DER."""

    key_id: str
    value: bytes
    algorithm: Algorithm = Algorithm.SM2_SM3


class KeyStore(Protocol):
    """Where keys live; private keys never leave it."""

    def held(self) -> tuple[KeyFacts, ...]:
        """Every key, newest first."""

    def sign(self, purpose: str, message: bytes) -> Signature:
        """Sign with the active key of a purpose, or raise `KeyMissing`."""

    def sign_by(self, key_id: str, message: bytes) -> Signature:
        """Sign with one active key, or raise `KeyUnknown`, or `KeyMissing` if it is retired."""

    def public(self, key_id: str) -> PublicKey:
        """The public half of an SM2 key, active or retired, or raise `KeyUnknown`."""

    def public_der(self, key_id: str) -> bytes:
        """The public half of any signing key as SubjectPublicKeyInfo, or raise `KeyUnknown`."""

    def secret(self, purpose: str) -> Secret:
        """The active symmetric key of a purpose, or raise `KeyMissing`."""

    def secrets(self, purpose: str) -> tuple[Secret, ...]:
        """Every symmetric key of a purpose, the active one first.

        A look-up by keyed index must try all of them until old rows are indexed anew.
        """

    def secret_by_id(self, key_id: str) -> Secret:
        """A symmetric key, active or retired, or raise `KeyUnknown`."""

    def create(self, purpose: str, *, now: datetime, sample: bool = False) -> KeyFacts:
        """Make one more key of a purpose in `MANY`; those before it stay active."""

    def rotate(self, purpose: str, *, now: datetime, sample: bool = False) -> KeyFacts:
        """Make a new active key of a purpose with one; those before it are retired."""

    def retire(self, key_id: str) -> KeyFacts:
        """Let a key of a purpose in `MANY` sign no more; it still verifies."""

    def create_missing(self, *, now: datetime, sample: bool = False) -> tuple[KeyFacts, ...]:
        """Make a key for each purpose with one that has no active one, and return those made."""
