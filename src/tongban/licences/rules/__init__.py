"""Decisions about licences, pure: no database, no clock, no network."""

from tongban.licences.rules import (
    face_values,
    findings,
    identifiers,
    metadata,
    numbers,
    proofs,
    qr,
    states,
    types,
    validity,
)

__all__ = [
    "face_values",
    "findings",
    "identifiers",
    "metadata",
    "numbers",
    "proofs",
    "qr",
    "states",
    "types",
    "validity",
]
