"""Places on a page in millimetres, x to the right, y downwards; and what moves and turns them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

_LEVEL = 1e-6


class Matrix(NamedTuple):
    """Takes (x, y) to (ax + cy + e, bx + dy + f)."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0

    def then(self, other: Matrix) -> Matrix:
        """First this one, then the other."""
        a, b, c, d, e, f = self
        g, h, i, j, k, m = other
        return Matrix(
            a * g + b * i, a * h + b * j,
            c * g + d * i, c * h + d * j,
            e * g + f * i + k, e * h + f * j + m,
        )  # fmt: skip

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Where a point comes to lie."""
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    @property
    def scale(self) -> float:
        """By how much lengths grow, on the average of all directions."""
        return math.sqrt(abs(self.a * self.d - self.b * self.c))

    @property
    def even(self) -> bool:
        """Whether lengths grow the same in all directions, so that a pen stays round."""
        most = math.hypot(self.a, self.b) + math.hypot(self.c, self.d)
        apart = abs(math.hypot(self.a, self.b) - math.hypot(self.c, self.d))
        square = abs(self.a * self.c + self.b * self.d)
        return apart <= most * 1e-3 and square <= most * most * 1e-3

    @property
    def level(self) -> bool:
        """Whether lines stay level, read from the left, and nothing is turned on its head."""
        limit = _LEVEL * (abs(self.a) + abs(self.d))
        return (
            abs(self.b) <= limit
            and abs(self.c) <= limit
            and self.a > 0 > self.d
            and abs(self.a + self.d) <= 1e-4 * self.a
        )


class Box(NamedTuple):
    """A rectangle by its edges."""

    left: float
    top: float
    right: float
    bottom: float

    @classmethod
    def around(cls, points: Sequence[float], margin: float = 0.0) -> Box:
        """The smallest one that holds points, given as x, y, x, y; made wider by a margin."""
        xs, ys = points[0::2], points[1::2]
        return cls(min(xs) - margin, min(ys) - margin, max(xs) + margin, max(ys) + margin)

    def cut(self, other: Box | None) -> Box:
        """What lies in both; without size where they do not meet."""
        if other is None:
            return self
        left, top = max(self.left, other.left), max(self.top, other.top)
        return Box(
            left, top, max(left, min(self.right, other.right)),
            max(top, min(self.bottom, other.bottom)),
        )  # fmt: skip

    def rounded(self) -> Box:
        """To micrometres, as it is written."""
        return Box(*(round(edge, 3) for edge in self))

    @property
    def bare(self) -> bool:
        """Whether nothing can be seen in it."""
        return self.right <= self.left or self.bottom <= self.top

    def holds(self, other: Box) -> bool:
        """Whether another lies in it altogether, by a hundredth of a millimetre."""
        return (
            self.left - 0.01 <= other.left
            and self.top - 0.01 <= other.top
            and other.right <= self.right + 0.01
            and other.bottom <= self.bottom + 0.01
        )


SIZES = {"M": 2, "L": 2, "B": 6, "C": 0}
"""How many coordinates follow each step of a path."""


class Path:
    """Lines and curves: steps to move, draw a line, bend (Bézier) and close, and their points."""

    __slots__ = ("points", "steps")

    def __init__(self) -> None:
        self.steps: list[str] = []
        self.points: list[float] = []

    def moved(self, matrix: Matrix) -> Path:
        """The same path where the matrix takes it."""
        a, b, c, d, e, f = matrix
        xs = [float(x) for x in self.points[0::2]]
        ys = [float(y) for y in self.points[1::2]]
        path = Path()
        path.steps, path.points = self.steps, [0.0] * len(self.points)
        path.points[0::2] = [a * x + c * y + e for x, y in zip(xs, ys, strict=True)]
        path.points[1::2] = [b * x + d * y + f for x, y in zip(xs, ys, strict=True)]
        return path

    def rectangle(self) -> Box | None:
        """The rectangle that the path is, if it is one that stands upright."""
        if "".join(self.steps) not in {"MLLL", "MLLLC", "MLLLL", "MLLLLC"}:
            return None
        x0, y0, x1, y1, x2, y2, x3, y3 = self.points[:8]
        if self.points[8:] not in ([], [x0, y0]):
            return None
        across = _same(y0, y1) and _same(x1, x2) and _same(y2, y3) and _same(x3, x0)
        along = _same(x0, x1) and _same(y1, y2) and _same(x2, x3) and _same(y3, y0)
        return Box.around(self.points) if across or along else None

    def written(self, left: float, top: float) -> str:
        """The path in the short form of GB/T 33190, seen from a corner."""
        texts = [""] * len(self.points)
        texts[0::2] = [repr(round(x - left, 3)) for x in self.points[0::2]]
        texts[1::2] = [repr(round(y - top, 3)) for y in self.points[1::2]]
        parts: list[str] = []
        at = 0
        for step in self.steps:
            parts.append(step)
            size = SIZES[step]
            parts += texts[at : at + size]
            at += size
        return " ".join(parts)


def _same(one: float, other: float) -> bool:
    return abs(one - other) < 1e-3  # noqa: PLR2004 - a micrometre


def figures(*values: float) -> str:
    """Numbers as the format writes them: micrometres are enough, parted by blanks."""
    return " ".join([f"{value:.3f}".rstrip("0").rstrip(".") for value in values])
