"""Reads for the sharing interface that name nobody: keys of answers, items of faces."""

from __future__ import annotations

import base64
import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tongban.base import clock
from tongban.base.crypto import keys
from tongban.licences.queries.library import types_by_code
from tongban.licences.queries.types import TypeUnknown, on_day
from tongban.licences.rules.face_values import fields_of

if TYPE_CHECKING:
    from tongban.licences.rules.face_values import Field

KEY = "documents"


@dataclass(frozen=True, slots=True)
class AnswerKey:
    """A public key by which answers can be checked; `public_key` is PEM."""

    key_id: str
    state: str
    public_key: str


def answer_keys() -> list[AnswerKey]:
    """The keys that sign or signed answers, newest first; public."""
    store = keys.store()
    return [
        AnswerKey(key.key_id, str(key.state), _pem(store.public_der(key.key_id)))
        for key in store.held()
        if key.purpose == KEY
    ]


def face_items(type_code: str) -> tuple[Field, ...]:
    """The items on the face of a type by its code, or `TypeUnknown`; public."""
    kind = types_by_code([type_code]).get(type_code)
    if kind is None or kind.version == 0:
        raise TypeUnknown
    return fields_of(on_day(kind, clock.today()).fields)


def _pem(der: bytes) -> str:
    lines = textwrap.fill(base64.b64encode(der).decode(), 64)
    return f"-----BEGIN PUBLIC KEY-----\n{lines}\n-----END PUBLIC KEY-----\n"
