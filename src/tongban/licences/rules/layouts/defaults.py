"""The template a type gets as long as nobody made one for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongban.licences.rules.face_values import FieldKind
from tongban.licences.rules.faces import MADE_BY_US
from tongban.licences.rules.layouts.choices import Form
from tongban.licences.rules.layouts.layout import Layout

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tongban.licences.rules.face_values import Field

CARD_LINES = 8
"""More lines than this do not fit on a card in letters that can be read."""
_COLOURS = {"证件": "navy", "证明": "ink", "资质": "maroon", "执照": "vermilion"}


def fitting(*, name: str, category: str, fields: Sequence[Field]) -> Layout:
    """A plain template that fits the category: a card, a proof, a reply, a certificate."""
    read = [field for field in fields if field.kind is not FieldKind.IMAGE]
    pictured = any(field.kind is FieldKind.IMAGE and field.name != MADE_BY_US for field in fields)
    form = _form(name, category, len(read), pictured=pictured)
    return Layout(
        form=form,
        colour=_COLOURS.get(category, "vermilion"),
        ground="white" if form in {Form.LETTER, Form.REPLY} else "ivory",
        border="none" if form in {Form.LETTER, Form.REPLY} else "lines",
        columns=2 if form is Form.FRAMED else 1,
        photo="right" if pictured else "none",
    )


def _form(name: str, category: str, lines: int, *, pictured: bool) -> Form:
    if category == "批文":
        return Form.REPLY
    if pictured and lines <= CARD_LINES and name.endswith(("证", "卡")):
        return Form.CARD
    if category == "证明":
        return Form.LETTER
    if pictured:
        return Form.BOOKLET
    return Form.FRAMED if category == "执照" else Form.PORTRAIT
