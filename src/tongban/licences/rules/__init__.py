"""Decisions about licences, pure: no database, no clock, no network."""

from tongban.licences.rules import (
    acts,
    face_values,
    findings,
    identifiers,
    metadata,
    numbers,
    objections,
    paper,
    proofs,
    qr,
    states,
    types,
    validity,
)

__all__ = [
    "acts",
    "face_values",
    "findings",
    "identifiers",
    "metadata",
    "numbers",
    "objections",
    "paper",
    "proofs",
    "qr",
    "states",
    "types",
    "validity",
]
