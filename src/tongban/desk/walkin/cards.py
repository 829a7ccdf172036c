"""What a document reader at the counter says: its line taken apart.

Readers that act as a keyboard write one line and press Enter.  Their makers differ in the order of
the fields and in what stands between them, so each field is known by what it looks like.  Taken are

- an identity card (公民身份号码): `样建国|男|汉|19491231|样例区示范路1号|990201194912310046|…`, the
  parts between `|`, `,`, `;`, `^` or tabs, in any order, or the number alone;
- the code on a business licence: `统一社会信用代码：…；名称：…`, or the code alone;
- what the local bridge hands over, written the same way.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from django import forms

from tongban.base.errors import Invalid
from tongban.identity.rules import NumberType

LONGEST = 1000
_BETWEEN = re.compile(r"[|,;^\t\r\n]+")
_CITIZEN = re.compile(r"\d{6}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dX]")
_CREDIT = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}")
_NAME = re.compile(r"[\u3400-\u9fff·（）()]{2,40}")
_LABELLED = re.compile(r"^(?:企业名称|单位名称|名称|姓名)\s*[:：]?\s*")
_CODED = re.compile(
    r"^(?:统一社会信用代码|社会信用代码|公民身份号码|身份证号码?|证件号码)\s*[:：]?\s*"
)
_NO_NAMES = re.compile(
    r"男|女|[\u3400-\u9fff]{1,6}族|长期|.*(?:公安局|分局|[省市区县镇路街号村室])$"
)


class CardUnreadable(Invalid):
    """The line of the reader holds no number of a known document."""

    code = "desk.card_unreadable"

    def __init__(self) -> None:
        sentence = "没有读到证件号码，请把证件放好再读一次，或者直接填写号码。"
        super().__init__(sentence, fields={"card": sentence})


@dataclass(frozen=True, slots=True)
class Card:
    """The document that was read; the name is empty when the line has none."""

    number_type: str
    number: str
    name: str = ""


def read(line: str) -> Card:
    """The document that the line speaks of; declined with `CardUnreadable`."""
    text = unicodedata.normalize("NFKC", line[:LONGEST])
    parts = [part.strip() for part in _BETWEEN.split(text) if part.strip()]
    bare = [_CODED.sub("", part).upper().replace(" ", "") for part in parts]
    for kind, shape in ((NumberType.CITIZEN, _CITIZEN), (NumberType.CREDIT_CODE, _CREDIT)):
        found = next((one for one in bare if shape.fullmatch(one)), None)
        if found is not None:
            return Card(kind.value, found, _name(parts))
    raise CardUnreadable


def number_in(text: str) -> str:
    """The number of the document when a reader wrote the text; else what was typed, as it is.

    Declined with `CardUnreadable` when a reader wrote something without a number.
    """
    written = unicodedata.normalize("NFKC", text[:LONGEST])
    return read(text).number if _BETWEEN.search(written.strip()) or ":" in written else text


class NumberField(forms.CharField):
    """A number that is typed, or read by a document reader into the same field."""

    def __init__(self, **given: Any) -> None:
        super().__init__(max_length=LONGEST, **given)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """What is read once more stands in the place of what was read before."""
        return {**super().widget_attrs(widget), "data-reader": ""}

    def clean(self, value: Any) -> str:
        """The number alone."""
        try:
            return number_in(super().clean(value))
        except CardUnreadable as unreadable:
            raise forms.ValidationError(str(unreadable)) from unreadable


def _name(parts: list[str]) -> str:
    """The part that is labelled as a name, else the first that can be one."""
    labelled = [part for part in parts if _LABELLED.match(part)]
    for part in [*labelled, *parts]:
        name = _LABELLED.sub("", part)
        if _NAME.fullmatch(name) and (part in labelled or not _NO_NAMES.fullmatch(name)):
            return name
    return ""
