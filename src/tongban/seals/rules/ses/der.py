"""A quick look at DER before it is parsed: one spelling, bounded depth, bounded number of parts.

The parser behind it is made for well-meant input: it accepts several spellings of one value,
follows any nesting and multiplies long numbers.  What passes here can do none of that.
"""

from __future__ import annotations

from tongban.seals.rules.ses.facts import StructureBroken

DEEPEST = 16
MOST_PARTS = 4_000
_CONSTRUCTED = 0x20
_CLASS = 0xC0
_NUMBER = 0x1F
_SEQUENCE, _SET = 0x10, 0x11
_LONG = 0x80
_MOST_LENGTH_BYTES = 4
_FULL_SIZE = frozenset({0x03, 0x04})
"""BIT STRING and OCTET STRING: as long as the whole may be."""
_TEXTS = frozenset({0x0C, 0x13, 0x16})
_LONGEST_TEXT, _LONGEST_VALUE = 2_000, 64


def require(content: bytes, *, largest: int) -> None:
    """Return if the bytes are one DER value of bearable shape, else raise `StructureBroken`."""
    if not 0 < len(content) <= largest:
        raise StructureBroken("数据为空或者过大。")
    ends = [len(content)]
    position = seen = 0
    while True:
        while ends and position == ends[-1]:
            ends.pop()
        if not ends:
            return
        if position and len(ends) == 1:
            raise StructureBroken("数据后面多出了内容。")
        seen += 1
        tag, start, end = _heading(content, position, ends[-1])
        if seen > MOST_PARTS or len(ends) > DEEPEST:
            raise StructureBroken("数据的层次或者数量超出了限度。")
        if tag & _CONSTRUCTED:
            ends.append(end)
            position = start
        else:
            position = end


def parts(content: bytes) -> int:
    """How many values stand inside the outermost one; `content` has passed `require`."""
    _tag, position, end = _heading(content, 0, len(content))
    found = 0
    while position < end:
        position = _heading(content, position, end)[2]
        found += 1
    return found


def _heading(content: bytes, position: int, limit: int) -> tuple[int, int, int]:
    """The tag at a position, and where its content begins and ends."""
    if position + 2 > limit:
        raise StructureBroken("数据在中间断开了。")
    tag, length = content[position], content[position + 1]
    start = position + 2
    if length & _LONG:
        count = length & ~_LONG
        written = content[start : start + count]
        length, start = int.from_bytes(written[:_MOST_LENGTH_BYTES]), start + count
        if not 0 < count <= _MOST_LENGTH_BYTES or start > limit:
            raise StructureBroken("长度的写法不对。")
        if not written[0] or length < _LONG:
            raise StructureBroken("长度的写法不对。")
    if start + length > limit:
        raise StructureBroken("长度超出了数据的范围。")
    _require_kind(tag, length)
    return tag, start, start + length


def _require_kind(tag: int, length: int) -> None:
    number = tag & _NUMBER
    if number == _NUMBER:
        raise StructureBroken("出现了不认识的数据类型。")
    if tag & _CLASS:
        return
    if bool(tag & _CONSTRUCTED) is not (number in {_SEQUENCE, _SET}):
        raise StructureBroken("数据类型的写法不对。")
    if tag & _CONSTRUCTED or number in _FULL_SIZE:
        return
    if length > (_LONGEST_TEXT if number in _TEXTS else _LONGEST_VALUE):
        raise StructureBroken("有一项内容过长。")
