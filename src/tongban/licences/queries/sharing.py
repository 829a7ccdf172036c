"""Reads for the sharing interface that name nobody: keys of answers, items of faces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongban.base import clock
from tongban.base.crypto import keys
from tongban.licences.queries.library import types_by_code
from tongban.licences.queries.types import TypeUnknown, on_day
from tongban.licences.rules.face_values import fields_of

if TYPE_CHECKING:
    from tongban.licences.rules.face_values import Field

KEY = "documents"


def answer_keys() -> list[keys.ToldKey]:
    """The keys that sign or signed answers, newest first; public."""
    return keys.told({KEY})


def face_items(type_code: str) -> tuple[Field, ...]:
    """The items on the face of a type by its code, or `TypeUnknown`; public."""
    kind = types_by_code([type_code]).get(type_code)
    if kind is None or kind.version == 0:
        raise TypeUnknown
    return fields_of(on_day(kind, clock.today()).fields)
