"""The dark and light modules of QR codes, for papers that are drawn by the thousand.

segno knows the standard (ISO/IEC 18004); trying its way again for each text takes as long as
setting the page.  What is the same for all texts of a length is asked from it once: version, level
of correction, and what stands where.  Here only the text is put in, with its words of correction.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, lru_cache, reduce
from itertools import chain, product, zip_longest
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import segno
from segno import consts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

MASK = 3
_BYTES, _FILL, _FIELD = 0b0100, b"\xec\x11", 0x11D
_LONG_COUNT = 10
"""From this version on the length of the text takes two bytes."""
_TELLS_VERSION = 7
_TIMING = 6
"""The column that the pairs of columns leap over."""


def matrix(text: str) -> tuple[bytes, ...]:
    """The rows of the code of a text, 1 for dark: correction at least M, always the same mask.

    Trying all eight masks takes most of the time and helps no scanner of today.
    """
    data = text.encode()
    if not text.isascii() or not any("a" <= each <= "z" for each in text):
        return tuple(bytes(row) for row in _asked(text).matrix)  # other ways to write are shorter
    plan = _plan(len(data))
    bits = f"{plan.codewords(data) ^ plan.mask:0{plan.size}b}".encode().translate(_PLAIN)
    modules = bytes(plan.places(bits + plan.frame))
    return tuple(modules[at : at + plan.side] for at in range(0, len(modules), plan.side))


_PLAIN = bytes.maketrans(b"01", b"\0\1")


def _asked(text: str) -> segno.QRCode:
    return segno.make_qr(text, error="m", mask=MASK)


@dataclass(frozen=True, slots=True)
class _Plan:
    """What codes of one length share: `places` picks each module from the bits and the frame."""

    side: int
    version: int
    blocks: tuple[tuple[int, int], ...]
    size: int
    places: Callable[[bytes], tuple[int, ...]]
    frame: bytes
    mask: int = 0

    def codewords(self, data: bytes) -> int:
        """The text with its words of correction, block by block, as one row of bits."""
        count = 16 if self.version >= _LONG_COUNT else 8
        head = (_BYTES << count | len(data)) << 8 * len(data) | int.from_bytes(data)
        room = sum(kept for _, kept in self.blocks)
        stream = (head << 4).to_bytes(count // 8 + 1 + len(data)) + b"\0" + _FILL * room
        parts, at = [], 0
        for _, kept in self.blocks:
            parts.append(stream[at : at + kept])
            at += kept
        corrected = [
            _correction(part, total - kept)
            for part, (total, kept) in zip(parts, self.blocks, strict=True)
        ]
        words = bytes(each for part in (parts, corrected) for each in _in_turn(part))
        return int.from_bytes(words) << self.size - 8 * len(words)


def _in_turn(blocks: Sequence[bytes]) -> Iterator[int]:
    return (each for each in chain(*zip_longest(*blocks)) if each is not None)


@lru_cache(maxsize=128)
def _plan(length: int) -> _Plan:
    """Learnt from the code of one text of this length."""
    sample = "a" * length
    made = _asked(sample)
    version, rows = int(made.version), [bytes(row) for row in made.matrix]
    fixed = _fixed(version, len(rows))
    order = [place for place in _walk(len(rows)) if place not in fixed]
    found = {place: at for at, place in enumerate([*order, *fixed])}
    levels: Any = consts.ECC[version]
    shape = levels[consts.ERROR_MAPPING[made.error]]
    plan = _Plan(
        side=len(rows),
        version=version,
        blocks=tuple((one.num_total, one.num_data) for one in shape for _ in range(one.num_blocks)),
        size=len(order),
        places=itemgetter(*(found[place] for place in product(range(len(rows)), range(len(rows))))),
        frame=bytes(rows[row][column] for row, column in fixed),
    )
    drawn = int("".join(str(rows[row][column]) for row, column in order), 2)
    return replace(plan, mask=drawn ^ plan.codewords(sample.encode()))


def _fixed(version: int, side: int) -> dict[tuple[int, int], None]:
    """The places that hold no text: marks to find and to align the code, and what it says of
    itself."""
    near, far = range(9), range(side - 8, side)
    found = {*product(near, near), *product(near, far), *product(far, near)}
    found |= {place for at in range(side) for place in ((_TIMING, at), (at, _TIMING))}
    if version >= _TELLS_VERSION:
        found |= {*product(range(6), range(side - 11, side - 8))}
        found |= {*product(range(side - 11, side - 8), range(6))}
    marks = consts.ALIGNMENT_POS[version - 2] if version > 1 else ()
    for row, column in product(marks, repeat=2):
        at_corner = (row, column) in {(6, 6), (6, side - 7), (side - 7, 6)}
        if not at_corner:
            found |= {*product(range(row - 2, row + 3), range(column - 2, column + 3))}
    return dict.fromkeys(sorted(found))


def _walk(side: int) -> Iterator[tuple[int, int]]:
    """Pairs of columns from the right, up and down in turn."""
    upwards = True
    for right in chain(range(side - 1, _TIMING, -2), range(_TIMING - 1, 0, -2)):
        for row in range(side - 1, -1, -1) if upwards else range(side):
            yield row, right
            yield row, right - 1
        upwards = not upwards


def _correction(data: bytes, count: int) -> bytes:
    """The words of correction (Reed-Solomon): what is left when the data are divided."""
    table, shift = _rows(count), 8 * (count - 1)
    rest, most = 0, (1 << 8 * count) - 1
    for each in data:
        rest = (rest << 8 & most) ^ table[rest >> shift ^ each]
    return rest.to_bytes(count)


@cache
def _rows(count: int) -> tuple[int, ...]:
    """For each leading word, the multiple of the generator that takes it away."""
    generator = [1]
    for power in range(count):
        root = reduce(lambda one, _: _times(one, 2), range(power), 1)
        longer = [*generator, 0]
        for at, each in enumerate(generator, 1):
            longer[at] ^= _times(each, root)
        generator = longer
    return tuple(
        int.from_bytes(bytes(_times(lead, each) for each in generator[1:])) for lead in range(256)
    )


def _times(one: int, other: int) -> int:
    product = 0
    while other:
        product ^= one if other & 1 else 0
        one = one << 1 ^ (_FIELD if one & 0x80 else 0)
        other >>= 1
    return product
