"""A picture of a definition with sample data, drawn in the time a page may take."""

from __future__ import annotations

import base64
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.conf import settings

from tongban.base import typeset
from tongban.base.errors import Refusal
from tongban.licences.rules import layouts, qr
from tongban.licences.rules.types import sampling

if TYPE_CHECKING:
    from tongban.licences.rules.faces import Face
    from tongban.licences.rules.types import Definition

PPI = 84
LARGE_PPI = 110
_LONG = 12
_SAMPLE_CODE = f"ZZ1|{sampling.IDENTIFIER}|20260101|{'A' * 86}"


@dataclass(frozen=True, slots=True)
class Preview:
    """What an editor sees of a definition: a picture, the sample number, or why there is none."""

    picture: bytes = b""
    number: str = ""
    fault: str = ""

    @property
    def address(self) -> str:
        """The picture as an address that needs no further request."""
        return f"data:image/png;base64,{base64.b64encode(self.picture).decode()}"


def draw(definition: Definition, *, long: bool = False, ppi: int = PPI) -> Preview:
    """The first page of a sample licence; `long` fills it with far longer words."""
    category = definition.holder_category
    try:
        number = sampling.number_of(
            definition.number_pattern, definition.face_fields, holder_category=category
        )
        face = _face(definition, number)
        name, facts = layouts.printed(definition.layout, _stretched(face) if long else face)
        picture = typeset.png(name, facts, ppi=ppi, missing="mark")
    except Refusal as refusal:
        return Preview(fault=str(refusal))
    return Preview(picture, number)


def _face(definition: Definition, number: str) -> Face:
    return sampling.sample(
        title=definition.name,
        fields=definition.face_fields,
        holder_category=definition.holder_category,
        number=number,
        qr=qr.address(settings.TONGBAN.address, _SAMPLE_CODE),
        verify_at=f"{settings.TONGBAN.address}{qr.PATH}",
    )


def _stretched(face: Face) -> Face:
    """The same face with long names and long texts, to see that nothing runs over."""
    name = "样例省样例市样例区示范街道样例社区综合服务管理中心第一分中心有限责任公司"
    entries = tuple(
        replace(
            entry,
            value=entry.value * _LONG if len(entry.value) > _LONG else f"{entry.value}（{name}）",
        )
        for entry in face.entries
    )
    return replace(face, holders=(name, *face.holders), entries=entries)
