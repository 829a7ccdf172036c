"""A look at the frame of DER before anything is read from it: bounded in size, depth and time.

`asn1crypto` reads lazily and takes several spellings of one value.  What has been checked here
holds definite, shortest lengths only, nothing behind its end, and no more than was agreed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

DEEPEST = 32
"""Levels of nesting; certificates and tokens need about ten."""
MOST = 200_000
"""Elements in one structure; a list of 50,000 revoked certificates fits."""

_CONSTRUCTED, _MANY_BYTES, _LONG = 0x20, 0x1F, 0x80
_LENGTH_BYTES = 4
_UNIVERSAL_STRINGS = frozenset({0x24, 0x23})
"""OCTET STRING and BIT STRING in pieces, which DER forbids."""


class BrokenFrame(ValueError):
    """These bytes are not one DER value."""


class Element(NamedTuple):
    """One element: how deep it lies, its tag, and the length of its content."""

    depth: int
    tag: int
    size: int


def require(content: bytes, *, longest: int) -> None:
    """Return if `content` is exactly one well-formed DER value, else raise `BrokenFrame`."""
    for _ in elements(content, longest=longest):
        pass


def elements(content: bytes, *, longest: int, most: int = MOST) -> Iterator[Element]:
    """Every element, outer ones first; raises `BrokenFrame` where there is no DER any more."""
    if not content or len(content) > longest:
        raise BrokenFrame(f"expected 1 to {longest} bytes, found {len(content)}")
    ends = [len(content)]
    position = count = 0
    while ends:
        if position == ends[-1]:
            ends.pop()
            continue
        count += 1
        tag, start, end = _head(content, position, ends[-1])
        if count > most:
            raise BrokenFrame("too many elements")
        if len(ends) == 1 and end != len(content):
            raise BrokenFrame("something follows the end")
        yield Element(len(ends) - 1, tag, end - start)
        if not tag & _CONSTRUCTED:
            position = end
        elif len(ends) > DEEPEST:
            raise BrokenFrame("nested too deeply")
        else:
            position = start
            ends.append(end)


def signed(content: bytes, algorithm: bytes, signature: bytes) -> bytes:
    """The one spelling of what X.509 signs: content, algorithm, and the signature as bits."""
    bits = _element(0x03, b"\x00" + signature)
    return _element(0x30, content + algorithm + bits)


def _element(tag: int, content: bytes) -> bytes:
    size = len(content)
    if size < _LONG:
        return bytes([tag, size]) + content
    octets = (size.bit_length() + 7) // 8
    return bytes([tag, _LONG + octets]) + size.to_bytes(octets) + content


def _head(content: bytes, position: int, limit: int) -> tuple[int, int, int]:
    """The tag of the value at `position`, where its content starts, and ends."""
    if position + 2 > limit:
        raise BrokenFrame("an element is cut off")
    tag = content[position]
    if tag & _MANY_BYTES == _MANY_BYTES:
        raise BrokenFrame("tags of several bytes are not used here")
    if tag in _UNIVERSAL_STRINGS:
        raise BrokenFrame("a string in pieces is not DER")
    size, position = content[position + 1], position + 2
    if size >= _LONG:
        size, position = _long_length(content, position, size - _LONG, limit)
    if size > limit - position:
        raise BrokenFrame("a length reaches behind the end")
    return tag, position, position + size


def _long_length(content: bytes, position: int, count: int, limit: int) -> tuple[int, int]:
    if not 0 < count <= _LENGTH_BYTES or position + count > limit:
        raise BrokenFrame("a length is indefinite, too long or cut off")
    size = int.from_bytes(content[position : position + count])
    if size < _LONG or size >> (8 * (count - 1)) == 0:
        raise BrokenFrame("a length is not written in its shortest form")
    return size, position + count
