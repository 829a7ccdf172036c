"""The proof that travels with a licence: one signed line after the end of the PDF.

A PDF ends with `%%EOF`; readers pass over a comment behind it.  Ours holds the statement that was
signed (identifier, SM3 of the document before it, SM3 of the canonical metadata), the key and the
SM2 signature, in one exact spelling: any other byte anywhere in the file is noticed.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from dataclasses import dataclass

from tongban.base.crypto import sm3
from tongban.licences.rules import metadata

MARK = b"\n%TONGBAN-LICENCE-PROOF 1 "
TRACE = b"TONGBAN-LICENCE-PROOF"
LONGEST = 900
ALGORITHM = "SM2-SM3"
_DIGEST = re.compile(r"[0-9a-f]{64}")
_KEYS = {"algorithm", "document", "identifier", "key", "metadata"}
_SIGNATURE_SIZE = 64


class ProofBroken(Exception):
    """The file carries a proof of ours, and it does not belong to the file."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What the office vouches for: this document and these metadata are this licence."""

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


@dataclass(frozen=True, slots=True)
class Proof:
    """A statement with its signature and the key that made it."""

    statement: Statement
    key_id: str
    signature: bytes

    def line(self) -> bytes:
        """The line behind the document."""
        stated = metadata.canonical({**self.statement.values(), "key": self.key_id})
        encoded = base64.urlsafe_b64encode(self.signature).rstrip(b"=")
        made = MARK + stated + b" " + encoded + b"\n"
        if len(made) > LONGEST:
            raise ValueError("the proof is too long for readers to find the end of the file")
        return made


def statement(identifier: str, document: bytes, whole: metadata.Metadata) -> Statement:
    """The statement about a document and the metadata of its licence."""
    return Statement(identifier, sm3.digest(document).hex(), metadata_digest(whole))


def metadata_digest(whole: metadata.Metadata) -> str:
    """SM3 of the canonical metadata, in hex."""
    return sm3.digest(metadata.canonical(whole)).hex()


def carries_trace(content: bytes) -> bool:
    """Whether the file says of itself that it is one of ours."""
    return TRACE in content


def open_file(content: bytes) -> Proof | None:
    """Return the proof at the end of a file, None where there is none.

    Raises `ProofBroken` when the line is not exactly as we write it, or speaks of another
    document.  The signature is still to be verified.
    """
    document, mark, rest = content.rpartition(MARK)
    if not mark:
        return None
    proof = _read(rest)
    if proof.line() != mark + rest:
        raise ProofBroken
    if sm3.digest(document).hex() != proof.statement.document_digest:
        raise ProofBroken
    return proof


def _read(rest: bytes) -> Proof:
    if len(rest) > LONGEST:
        raise ProofBroken
    written, _, encoded = rest.removesuffix(b"\n").partition(b" ")
    try:
        values = json.loads(written.decode("ascii"))
        signature = base64.b64decode(encoded + b"==", altchars=b"-_", validate=True)
    except (ValueError, binascii.Error, RecursionError) as unreadable:
        raise ProofBroken from unreadable
    if not _is_statement(values) or len(signature) != _SIGNATURE_SIZE:
        raise ProofBroken
    stated = Statement(values["identifier"], values["document"], values["metadata"])
    return Proof(stated, values["key"], signature)


def _is_statement(values: object) -> bool:
    return (
        isinstance(values, dict)
        and values.keys() == _KEYS
        and all(isinstance(value, str) for value in values.values())
        and values["algorithm"] == ALGORITHM
        and all(_DIGEST.fullmatch(values[name]) for name in ("document", "metadata"))
    )
