"""The face (照面) of a licence: what is printed on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tongban.licences.rules.face_values import FieldKind, displayed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from tongban.licences.rules.face_values import Field

MADE_BY_US = "二维码"
"""The one picture on faces that the platform draws itself."""


@dataclass(frozen=True)
class Entry:
    """One item of information on the face, as it is shown; `key` is its short name."""

    name: str
    value: str
    key: str = ""


@dataclass(frozen=True, kw_only=True)
class Face:
    """Everything printed on one licence; `layouts.printed` puts it on a form.

    The identifier is also in the keywords of the document, where a program reads it back.
    """

    title: str  # 证照名称
    number: str  # 证照编号
    identifier: str  # 证照标识 (GB/T 36904)
    holders: tuple[str, ...]
    issuer: str
    issued_on: date
    made_at: datetime
    valid_from: date | None = None
    valid_until: date | None = None  # None: valid for long.
    entries: tuple[Entry, ...] = ()
    photo: bytes | None = field(default=None, repr=False)  # PNG or JPEG.
    qr: str = ""
    verify_at: str = ""
    watermark: str = ""  # On copies for one use (加注件): for what, by whom, until when.
    ended: str = ""  # On what is kept of licences that are over: 已注销, 已吊销 …


def entries(fields: Sequence[Field], face: Mapping[str, str]) -> tuple[Entry, ...]:
    """The items of the face that are read, in the order of the type."""
    return tuple(
        Entry(field.name, displayed(field, face[field.key]), field.key)
        for field in fields
        if field.kind is not FieldKind.IMAGE and face.get(field.key)
    )


def portrait(fields: Sequence[Field], face: Mapping[str, str]) -> str:
    """The digest of the picture that was handed in for the face, or ""."""
    for each in fields:
        if each.kind is FieldKind.IMAGE and each.name != MADE_BY_US and face.get(each.key):
            return face[each.key]
    return ""
