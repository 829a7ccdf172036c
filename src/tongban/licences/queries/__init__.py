"""Reads of types and licences."""

from tongban.licences.queries.licences import (
    LicenceRow,
    LicenceUnknown,
    Shown,
    ended,
    find,
    for_change,
    held_by,
    issued,
    number_indexes,
    numbered,
    own,
    own_licence,
    row,
    shown,
    standing,
)
from tongban.licences.queries.types import TypeUnknown, type_by_key, type_names, types

__all__ = [
    "LicenceRow",
    "LicenceUnknown",
    "Shown",
    "TypeUnknown",
    "ended",
    "find",
    "for_change",
    "held_by",
    "issued",
    "number_indexes",
    "numbered",
    "own",
    "own_licence",
    "row",
    "shown",
    "standing",
    "type_by_key",
    "type_names",
    "types",
]
