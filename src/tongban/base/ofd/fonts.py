"""Embedded fonts: the cut that typesetting made, completed to a file that every reader opens.

A PDF names glyphs by number, so its font files know no characters. OFD names characters: the file
gets the table that leads from characters to glyphs (cmap), and the one with weight and heights
that some systems insist on (OS/2). Outlines, names and licence stay as they are.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_BLOCKS = re.compile(rb"beginbfchar(.*?)endbfchar", re.DOTALL)
_PAIR = re.compile(rb"<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]+)>")
_UNKNOWN, _LAST = "\ufffd", "\uffff"
_UNPRINTABLE = re.compile("[\x00-\x1f\ud800-\udfff\ufffe\uffff]")
_NEEDED = frozenset({b"glyf", b"head", b"hhea", b"hmtx", b"loca", b"maxp", b"name", b"post"})
_MAGIC_SUM: Final = 0xB1B0AFBA
_LAST_OF_PLANE: Final = 0xFFFF
_SERIF, _BOLD_WEIGHT, _REGULAR_WEIGHT = 2, 700, 400


class Undrawable(ValueError):
    """The typeset page holds something that has no counterpart here; nothing was drawn.

    It says that a template uses what it should not, or that the typesetter learnt something new.
    """


class Letter(NamedTuple):
    """A glyph of a face, and what it stands for."""

    text: str
    width: float
    """In thousandths of the type size."""
    plain: bool
    """Whether the font leads from the text to this glyph."""
    alone: bool
    """Whether it takes an object of its own: readers differ in how they count characters beyond
    the basic plane, and glyphs that must be named."""
    blank: bool


@dataclass(frozen=True, slots=True)
class Face:
    """A font of a document: its letters by the numbers of their glyphs, and its file."""

    identifier: int
    name: str
    bold: bool
    serif: bool
    letters: Mapping[int, Letter]
    box: tuple[float, float, float, float]
    """What all glyphs together cover, in parts of the type size, y upwards."""
    content: bytes


def read(font: Any, identifier: int) -> Face:
    """Complete a font of a page. Raises `Undrawable` for what is not a TrueType subset."""
    if font.get("/Subtype") != "/Type0" or font.get("/Encoding") != "/Identity-H":
        raise Undrawable(f"a font of the kind {font.get('/Subtype')}")
    inner = font.DescendantFonts[0]
    described = inner.FontDescriptor
    if inner.get("/CIDToGIDMap") != "/Identity" or "/FontFile2" not in described:
        raise Undrawable(f"the font {font.BaseFont} has no TrueType outlines")
    texts = _texts(font.ToUnicode.read_bytes())
    glyphs: dict[str, int] = {}
    for glyph, text in texts.items():
        if len(text) == 1:
            glyphs.setdefault(text, glyph)
    name = str(font.BaseFont).removeprefix("/").rpartition("+")[2]
    bold = "Bold" in name
    left, bottom, right, top = (float(each) / 1000 for each in described.FontBBox)
    return Face(
        identifier, name, bold, bool(int(described.Flags) & _SERIF),
        _letters(texts, glyphs, _widths(inner.W), float(inner.get("/DW", 1000))),
        (left, bottom, right, top),
        completed(described.FontFile2.read_bytes(), glyphs, bold=bold),
    )  # fmt: skip


def _texts(mapping: bytes) -> dict[int, str]:
    if b"beginbfrange" in mapping:
        raise Undrawable("a font whose characters are given as ranges")
    return {
        int(glyph, 16): bytes.fromhex(text.decode()).decode("utf-16-be")
        for block in _BLOCKS.findall(mapping)
        for glyph, text in _PAIR.findall(block)
    }


def _letters(
    texts: Mapping[int, str], glyphs: Mapping[str, int], widths: Mapping[int, float], usual: float
) -> dict[int, Letter]:
    letters = {}
    for number in {*texts, *widths}:
        text = texts.get(number, "")
        if not text or _UNPRINTABLE.search(text):
            text = _UNKNOWN
        plain = glyphs.get(text) == number
        letters[number] = Letter(
            text, widths.get(number, usual), plain, not plain or text > _LAST, text.isspace()
        )
    return letters


def _widths(listed: Any) -> dict[int, float]:
    """Read `first last width` and `first [width width …]`."""
    widths: dict[int, float] = {}
    parts = iter(listed)
    for first in parts:
        second = next(parts)
        if isinstance(second, int):
            width = float(next(parts))
            widths.update((glyph, width) for glyph in range(int(first), second + 1))
        else:
            widths.update((int(first) + at, float(each)) for at, each in enumerate(second))
    return widths


def completed(font: bytes, glyphs: Mapping[str, int], *, bold: bool) -> bytes:
    """The font file with a character map and OS/2 table of these characters."""
    count = struct.unpack_from(">H", font, 4)[0]
    tables: dict[bytes, bytes] = {}
    for at in range(12, 12 + 16 * count, 16):
        tag, _, offset, length = struct.unpack_from(">4sIII", font, at)
        tables[tag] = font[offset : offset + length]
    if lacking := _NEEDED - tables.keys():
        raise Undrawable(f"a font without {lacking}")
    characters = sorted((ord(text), glyph) for text, glyph in glyphs.items())
    tables[b"cmap"] = _character_map(characters)
    tables[b"OS/2"] = _measures(tables[b"hhea"], characters, bold=bold)
    tables[b"head"] = tables[b"head"][:8] + bytes(4) + tables[b"head"][12:]
    return _assembled(tables)


def _assembled(tables: Mapping[bytes, bytes]) -> bytes:
    count = len(tables)
    power = 1 << (count.bit_length() - 1)
    directory = struct.pack(
        ">IHHHH", 0x00010000, count, power * 16, power.bit_length() - 1, (count - power) * 16
    )
    body, sums, offset, head = [], 0, 12 + 16 * count, 0
    for tag in sorted(tables):
        table = tables[tag]
        padded = table + bytes(-len(table) % 4)
        checked = _sum(padded)
        directory += struct.pack(">4sIII", tag, checked, offset, len(table))
        head = offset if tag == b"head" else head
        offset, sums = offset + len(padded), sums + checked
        body.append(padded)
    content = bytearray(directory + b"".join(body))
    struct.pack_into(">I", content, head + 8, (_MAGIC_SUM - sums - _sum(directory)) & 0xFFFFFFFF)
    return bytes(content)


def _sum(padded: bytes) -> int:
    words: tuple[int, ...] = struct.unpack(f">{len(padded) // 4}I", padded)
    return sum(words) & 0xFFFFFFFF


def _runs(characters: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int, int]]:
    """First and last character, and first glyph, of what counts up on both sides."""
    start = 0
    for at, (one, other) in enumerate(pairwise([*characters, (-1, -1)]), 1):
        if other != (one[0] + 1, one[1] + 1):
            yield characters[start][0], one[0], characters[start][1]
            start = at


def _character_map(characters: Sequence[tuple[int, int]]) -> bytes:
    """One table for the characters of two bytes, and one for all if there are others."""
    small = _format_4([each for each in characters if each[0] < _LAST_OF_PLANE])
    if all(each[0] <= _LAST_OF_PLANE for each in characters):
        return struct.pack(">HHHHI", 0, 1, 3, 1, 12) + small
    groups = [(first, last, glyph) for first, last, glyph in _runs(characters)]
    large = struct.pack(">HHIII", 12, 0, 16 + 12 * len(groups), 0, len(groups))
    large += b"".join(struct.pack(">III", *group) for group in groups)
    head = struct.pack(">HHHHIHHI", 0, 2, 3, 1, 20, 3, 10, 20 + len(small))
    return head + small + large


def _format_4(characters: Sequence[tuple[int, int]]) -> bytes:
    runs = [*_runs(characters), (_LAST_OF_PLANE, _LAST_OF_PLANE, 0)]
    count = len(runs)
    power = 1 << (count.bit_length() - 1)
    ends = struct.pack(f">{count}H", *(last for _, last, _ in runs))
    starts = struct.pack(f">{count}H", *(first for first, _, _ in runs))
    deltas = [(glyph - first) & 0xFFFF for first, _, glyph in runs[:-1]] + [1]
    tail = struct.pack(f">{count}H", *deltas) + bytes(2 * count)
    return (
        struct.pack(
            ">HHHHHHH", 4, 16 + 8 * count, 0, count * 2, power * 2, power.bit_length() - 1,
            (count - power) * 2,
        )
        + ends + b"\0\0" + starts + tail
    )  # fmt: skip


def _measures(hhea: bytes, characters: Sequence[tuple[int, int]], *, bold: bool) -> bytes:
    ascent, descent, gap = struct.unpack_from(">hhh", hhea, 4)
    weight = _BOLD_WEIGHT if bold else _REGULAR_WEIGHT
    codes = [min(code, _LAST_OF_PLANE) for code, _ in characters] or [0]
    style = 0x20 if bold else 0x40
    return struct.pack(
        ">HhHHHhhhhhhhhhhh10s4I4sHHHhhhHH2IhhHHH",
        4, 1000, weight, 5, 0, 650, 600, 0, 75, 650, 600, 0, 350, 50, 300, 0, bytes(10),
        0, 1 << 27, 0, 0, b"NONE", style, codes[0], codes[-1],
        ascent, descent, gap, ascent, -descent, 1 << 18, 0, 500, 700, 0, 32, 1,
    )  # fmt: skip
