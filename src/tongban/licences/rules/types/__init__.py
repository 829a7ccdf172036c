"""Licence types (证照类型): their file, their definition, their versions.

A *definition* says everything about a type; a *version* is a definition with the day from which it
holds.  Published versions never change: a licence follows the one in force on its day of issue.
"""

from tongban.licences.rules.types import patterns, sampling, versions, words
from tongban.licences.rules.types.definition import (
    Definition,
    DefinitionInvalid,
    judged,
    of_row,
    restored,
)
from tongban.licences.rules.types.differences import Difference, between
from tongban.licences.rules.types.parts import (
    CATEGORIES,
    HOLDER_CATEGORIES,
    LEVELS,
    SHARE_TYPES,
    FaceField,
    Validity,
)
from tongban.licences.rules.types.reading import KEY, TypeRow, TypesRefused, read

__all__ = [
    "CATEGORIES",
    "HOLDER_CATEGORIES",
    "KEY",
    "LEVELS",
    "SHARE_TYPES",
    "Definition",
    "DefinitionInvalid",
    "Difference",
    "FaceField",
    "TypeRow",
    "TypesRefused",
    "Validity",
    "between",
    "judged",
    "of_row",
    "patterns",
    "read",
    "restored",
    "sampling",
    "versions",
    "words",
]
