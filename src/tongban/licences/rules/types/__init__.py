"""Licence types (证照类型): their file, their definition, their versions.

A *definition* says everything about a type; a *version* is a definition with the day from which it
holds.  Published versions never change: a licence follows the one in force on its day of issue.
"""

from tongban.licences.rules.types import sampling
from tongban.licences.rules.types.reading import (
    FaceField,
    TypeRow,
    TypesRefused,
    Validity,
    read,
)

__all__ = [
    "FaceField",
    "TypeRow",
    "TypesRefused",
    "Validity",
    "read",
    "sampling",
]
