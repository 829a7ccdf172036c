"""Runs of text: glyphs that a page shows become text objects with a place for each character."""

from __future__ import annotations

import struct
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple
from xml.sax.saxutils import escape

import pikepdf

from tongban.base.ofd.fonts import Undrawable
from tongban.base.ofd.geometry import Box, Matrix, figures

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tongban.base.ofd.fonts import Face, Letter
    from tongban.base.ofd.marks import Place
    from tongban.base.ofd.state import Sheet, State

_MODES = ("", ' Stroke="true" Fill="false"', ' Stroke="true"')
_HAIR = 0.05
_MID_HEIGHT = 0.3
"""A point this far above the line, in parts of the type size, lies in every small letter."""


class Glyph(NamedTuple):
    """A glyph of a run: its number, its letter, and its place along the line."""

    number: int
    letter: Letter
    at: float


def show(sheet: Sheet, state: State, matrix: Matrix, parts: Iterable[Any]) -> float:
    """Draw one run, and return how far the line went on. `matrix` is that of the text alone."""
    if state.face is None:
        raise Undrawable("text before its font")
    glyphs, end = _glyphs(state, state.face, parts)
    if glyphs:
        whole = Matrix(1, 0, 0, 1, 0, state.rise).then(matrix).then(state.matrix)
        _Run(sheet, state, state.face, whole).draw(glyphs)
    return end


def _glyphs(state: State, face: Face, parts: Iterable[Any]) -> tuple[list[Glyph], float]:
    glyphs: list[Glyph] = []
    letters, size, spacing, at = face.letters, state.size / 1000, state.spacing, 0.0
    for part in parts:
        if not isinstance(part, pikepdf.String):
            at -= float(part) * size
            continue
        octets = bytes(part)
        for number in struct.unpack(f">{len(octets) // 2}H", octets):
            letter = letters.get(number)
            if letter is None:
                raise Undrawable(f"the glyph {number} of {face.name} has no width")
            glyphs.append(Glyph(number, letter, at))
            at += letter.width * size + spacing
    return glyphs, at


class _Run:
    """Draws the glyphs of one run as one object, or as several where a mark begins or ends."""

    def __init__(self, sheet: Sheet, state: State, face: Face, matrix: Matrix) -> None:
        self.sheet, self.state, self.face, self.matrix = sheet, state, face, matrix
        self.level = matrix.level
        self.grown = matrix.scale
        self.size = state.size * self.grown
        self.near = self._near() if self.level and sheet.values else []

    def draw(self, glyphs: Sequence[Glyph]) -> None:
        for piece, keys in self._pieces(glyphs):
            box = self._box(piece)
            seen = box.cut(self.state.clip)
            if seen.bare:
                continue
            self.sheet.tag(keys, self._put(seen, piece))

    def _pieces(self, glyphs: Sequence[Glyph]) -> Iterator[tuple[list[Glyph], tuple[str, ...]]]:
        """Cut where a mark begins or ends. Blanks go with what is before them: at the end of a
        line they reach beyond its mark."""
        if self._whole(glyphs):
            yield [*glyphs], self._keys(glyphs[0])
            return
        piece, known = [glyphs[0]], self._keys(glyphs[0])
        for glyph in glyphs[1:]:
            keys = known if glyph.letter.blank else self._keys(glyph)
            if keys != known or _parted(piece[0], glyph):
                yield piece, known
                piece = []
            piece.append(glyph)
            known = keys
        yield piece, known

    def _whole(self, glyphs: Sequence[Glyph]) -> bool:
        """Whether no mark begins or ends within the run, and no glyph stands by itself."""
        first, last = self._across(glyphs[0]), self._across(glyphs[-1])
        edges = (edge for each in self.near for edge in (each.box.left, each.box.right))
        return not any(first <= edge <= last for edge in edges) and not any(
            letter.alone or letter.blank for _, letter, _ in glyphs
        )

    def _near(self) -> list[Place]:
        """The places that letters of this line can stand in."""
        height = self.matrix.f + self.matrix.d * _MID_HEIGHT * self.state.size
        return [each for each in self.sheet.values if each.box.top <= height <= each.box.bottom]

    def _keys(self, glyph: Glyph) -> tuple[str, ...]:
        if not self.near:
            return ()
        across = self._across(glyph)
        return tuple(each.key for each in self.near if each.box.left <= across <= each.box.right)

    def _across(self, glyph: Glyph) -> float:
        """Where the middle of a glyph stands on a level line."""
        middle = glyph.at + glyph.letter.width * self.state.size / 2000
        return self.matrix.a * middle + self.matrix.e

    def _box(self, piece: Sequence[Glyph]) -> Box:
        """All that the glyphs may cover, turned with them."""
        size, last = self.state.size, piece[-1]
        left, bottom, right, top = (each * size for each in self.face.box)
        left, right = (
            piece[0].at + min(left, 0),
            last.at + max(right, last.letter.width * size / 1000),
        )
        if self.level:  # Two corners are enough, and most text is level.
            corners: tuple[tuple[float, float], ...] = ((left, bottom), (right, top))
        else:
            corners = ((left, bottom), (right, bottom), (right, top), (left, top))
        points = [each for corner in corners for each in self.matrix.point(*corner)]
        pen = self.state.margin() if self.state.mode else 0.0
        return Box.around(points, pen + _HAIR).rounded()

    def _put(self, seen: Box, piece: Sequence[Glyph]) -> int:
        left, top, _, _ = seen
        attributes = f' Font="{self.face.identifier}" Size="{figures(self.size)}"'
        if self.level:
            places = [self.matrix.point(glyph.at, 0)[0] - left for glyph in piece]
            height = self.matrix.f - top
        else:
            places, height = [glyph.at * self.grown for glyph in piece], 0.0
            attributes += f' CTM="{self._turn(left, top)}"'
        body = self._clips(left, top) + self.state.colour()
        if self.state.mode:
            attributes += _MODES[self.state.mode] + self.state.pen()
            body += self.state.colour(stroke=True)
        body += _code(piece, places, height)
        return self.sheet.put("TextObject", seen, attributes, body)

    def _turn(self, left: float, top: float) -> str:
        a, b, c, d, e, f = self.matrix
        grown = self.grown
        linear = (a / grown, b / grown, -c / grown, -d / grown)
        return " ".join(f"{each:.6f}" for each in linear) + " " + figures(e - left, f - top)

    def _clips(self, left: float, top: float) -> str:
        if self.state.clip_paths and not self.level:
            raise Undrawable("turned text that is cut by an outline")
        return self.state.clips(left, top)


def _parted(first: Glyph, glyph: Glyph) -> bool:
    """Whether a glyph cannot go into the object that begins with another.

    Blanks in front stand apart: some readers drop them and draw the rest in their place.
    """
    one, other = first.letter, glyph.letter
    return one.alone or other.alone or (one.blank and not other.blank)


def _code(piece: Sequence[Glyph], places: Sequence[float], height: float) -> str:
    """The characters with their places; glyphs are named where the font does not lead to them."""
    named = ""
    first = piece[0].letter
    if not first.plain:
        named = (
            f'<ofd:CGTransform CodePosition="0" CodeCount="{len(first.text)}" GlyphCount="1">'
            f"<ofd:Glyphs>{piece[0].number}</ofd:Glyphs></ofd:CGTransform>"
        )
    rounded = [round(each, 3) for each in places]
    steps = figures(*(after - before for before, after in pairwise(rounded)))
    delta = f' DeltaX="{steps}"' if steps else ""
    text = escape("".join([glyph.letter.text for glyph in piece]))
    return (
        f'{named}<ofd:TextCode X="{figures(rounded[0])}" Y="{figures(height)}"{delta}>'
        f"{text}</ofd:TextCode>"
    )
