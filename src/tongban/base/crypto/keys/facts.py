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
    }
)
"""Every purpose this node keeps keys for; no key serves two."""


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
    """64 raw bytes r‖s with the default signer's id, and which key made them."""

    key_id: str
    value: bytes
    algorithm: Algorithm = Algorithm.SM2_SM3


class KeyStore(Protocol):
    """Where keys live; private SM2 keys never leave it."""

    def held(self) -> tuple[KeyFacts, ...]:
        """Every key, newest first."""

    def sign(self, purpose: str, message: bytes) -> Signature:
        """Sign with the active key of a purpose, or raise `KeyMissing`."""

    def public(self, key_id: str) -> PublicKey:
        """The public half of a signing key, active or retired, or raise `KeyUnknown`."""

    def secret(self, purpose: str) -> Secret:
        """The active symmetric key of a purpose, or raise `KeyMissing`."""

    def secrets(self, purpose: str) -> tuple[Secret, ...]:
        """Every symmetric key of a purpose, the active one first.

        A look-up by keyed index must try all of them until old rows are indexed anew.
        """

    def secret_by_id(self, key_id: str) -> Secret:
        """A symmetric key, active or retired, or raise `KeyUnknown`."""
