"""What a seal and an impression say, free of any encoding."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from tongban.base.crypto import sm3
from tongban.base.crypto.errors import InvalidSeal

if TYPE_CHECKING:
    from datetime import datetime

SM2_WITH_SM3 = "1.2.156.10197.1.501"
SM3_OID = "1.2.156.10197.1.401"
WRITTEN_VERSION = 4
FIRST_EDITION = frozenset({1, 11})
"""Header versions of GM/T 0031-2014: programs write 1, the standard's own example says 11."""
SECOND_EDITION = frozenset({4, 5})
"""Header versions of GB/T 38540-2020 and GM/T 0031-2025."""
KNOWN_VERSIONS = FIRST_EDITION | SECOND_EDITION


class StructureBroken(InvalidSeal):
    """The bytes are no seal or impression of a known version; the message says why, in Chinese."""


class MakerInput(StrEnum):
    """What the maker of a seal signed; programs differ, so both are tried."""

    INFORMATION = "information"
    WITH_CERTIFICATE = "with_certificate"


@dataclass(frozen=True, slots=True)
class Extension:
    """One entry of the private data (自定义数据) of a seal or impression."""

    oid: str
    critical: bool
    value: bytes


@dataclass(frozen=True, slots=True)
class SealFacts:
    """What the maker vouches for: the picture, its owner's name, and who may sign with it.

    Signers are named by their certificates (`signers`, DER), or by digests of them
    (`signer_digests`, algorithm and digest); a seal has one kind of list, never both.
    """

    version: int
    identifier: str
    vendor: str
    kind: int
    name: str
    signers: tuple[bytes, ...]
    created_at: datetime
    valid_from: datetime
    valid_until: datetime
    picture_type: str
    picture: bytes = field(repr=False)
    width: int
    height: int
    signer_digests: tuple[tuple[str, bytes], ...] = ()
    extensions: tuple[Extension, ...] = ()

    def admits(self, certificate: bytes) -> bool:
        """Whether this certificate, byte by byte, is one that may sign with the seal."""
        if self.signers:
            return certificate in self.signers
        own = sm3.digest(certificate)
        return any(
            kind.upper() in {"SM3", SM3_OID} and digest == own
            for kind, digest in self.signer_digests
        )


@dataclass(frozen=True, slots=True)
class Seal:
    """A seal as its maker handed it out; nothing of it is believed before it is inspected.

    `signature` holds what stands in the BIT STRING, which for SM2 is DER of r and s.
    """

    facts: SealFacts
    maker: bytes = field(repr=False)
    algorithm: str
    signature: bytes = field(repr=False)
    der: bytes = field(repr=False)
    to_sign: tuple[tuple[MakerInput, bytes], ...] = field(repr=False)
    """What the maker may have signed, the likelier first."""
    time_stamp: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Impression:
    """One signature made with a seal; nothing of it is believed before it is inspected.

    `at` is the time the signer states, None where version 1 carries something else than a time.
    """

    version: int
    seal: Seal
    at: datetime | None
    digest: bytes
    property_info: str
    certificate: bytes = field(repr=False)
    algorithm: str
    signature: bytes = field(repr=False)
    to_sign: bytes = field(repr=False)
    der: bytes = field(repr=False)
    time_stamp: bytes | None = field(default=None, repr=False)
    extensions: tuple[Extension, ...] = ()
