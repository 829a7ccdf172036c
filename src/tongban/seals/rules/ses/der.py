"""A quick look at DER before it is parsed: no more parts, and none longer, than seals need.

The parser behind it is made for well-meant input: it multiplies numbers of any length, and takes
several spellings of one value.  What passes here can do neither.
"""

from __future__ import annotations

from tongban.base.crypto import der
from tongban.seals.rules.ses.facts import StructureBroken

MOST_PARTS = 4_000
_CONSTRUCTED, _CLASS, _NUMBER = 0x20, 0xC0, 0x1F
_SEQUENCE, _SET = 0x10, 0x11
_FULL_SIZE = frozenset({0x03, 0x04})
"""BIT STRING and OCTET STRING: as long as the whole may be."""
_TEXTS = frozenset({0x0C, 0x13, 0x16})
_LONGEST_TEXT, _LONGEST_VALUE = 2_000, 64


def parts(content: bytes, *, largest: int) -> int:
    """How many values stand inside the outermost one.

    Anything but one DER value of bearable shape is `StructureBroken`.
    """
    count = 0
    try:
        for element in der.elements(content, longest=largest, most=MOST_PARTS):
            count += element.depth == 1
            _require_kind(element.tag, element.size)
    except der.BrokenFrame as broken:
        raise StructureBroken("数据的编码不完整、不规范，或者超出了限度。") from broken
    return count


def _require_kind(tag: int, length: int) -> None:
    number = tag & _NUMBER
    if tag & _CLASS:
        return
    if bool(tag & _CONSTRUCTED) is not (number in {_SEQUENCE, _SET}):
        raise StructureBroken("数据的编码里有写法不对的类型。")
    if tag & _CONSTRUCTED or number in _FULL_SIZE:
        return
    if length > (_LONGEST_TEXT if number in _TEXTS else _LONGEST_VALUE):
        raise StructureBroken("数据的编码里有一项过长。")
