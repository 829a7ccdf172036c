"""What the office vouches for in the row of a licence: this document and these metadata are it."""

from __future__ import annotations

from dataclasses import dataclass

from tongban.base.crypto import sm3
from tongban.licences.rules import metadata

ALGORITHM = "SM2-SM3"
OFFLINE = ("licences", "status")
"""Purposes of the keys with which codes and status lists are checked, both SM2."""
PUBLISHED = (*OFFLINE, "credentials")
"""Purposes of all keys that anybody needs who checks licences."""


@dataclass(frozen=True, slots=True)
class Statement:
    """Identifier, what the seal on the document signed, and SM3 of the metadata, all as text.

    `document_digest` is SM3 of `Signature.xml` of the sealed OFD file, in hex: that file holds
    the digest of every other.
    """

    identifier: str
    document_digest: str
    metadata_digest: str

    def values(self) -> metadata.Metadata:
        """The statement by names, as it is written down."""
        return {
            "algorithm": ALGORITHM,
            "document": self.document_digest,
            "identifier": self.identifier,
            "metadata": self.metadata_digest,
        }

    def message(self) -> bytes:
        """The bytes that are signed."""
        return metadata.canonical(self.values())


def metadata_digest(whole: metadata.Metadata) -> str:
    """SM3 of the canonical metadata, in hex."""
    return sm3.digest(metadata.canonical(whole)).hex()
