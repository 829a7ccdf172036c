"""How the next object is drawn: the graphics state of a page, and where objects are gathered."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any

from tongban.base.ofd import fonts, images
from tongban.base.ofd.geometry import Box, Matrix, figures

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tongban.base.ofd.geometry import Path
    from tongban.base.ofd.marks import Place

_CAPS = ("Butt", "Round", "Square")
_JOINS = ("Miter", "Round", "Bevel")
_USUAL_MITER = 4.0


@dataclass
class State:
    """What an operator of the page sets for all that follow, until it is restored."""

    matrix: Matrix
    fill: str = "0 0 0"
    stroke: str = "0 0 0"
    fill_space: str = "gray"
    stroke_space: str = "gray"
    fill_alpha: float = 1.0
    stroke_alpha: float = 1.0
    width: float = 1.0
    cap: int = 0
    join: int = 0
    miter: float = 10.0
    dashes: tuple[float, ...] = ()
    dash_phase: float = 0.0
    face: fonts.Face | None = None
    size: float = 0.0
    spacing: float = 0.0
    leading: float = 0.0
    rise: float = 0.0
    mode: int = 0
    alpha: float = 1.0
    """How much of everything is seen, in a group that shows through as one."""
    clip: Box | None = None
    clip_paths: tuple[tuple[Path, bool], ...] = ()

    def copied(self) -> State:
        """The same state, to be changed apart; made as often as lines are drawn, so made simply."""
        other = object.__new__(State)
        other.__dict__.update(self.__dict__)
        return other

    def pen(self) -> str:
        """Attributes of a stroke; lengths grow with the matrix."""
        if not self.matrix.even:
            raise fonts.Undrawable("a line that is thicker in one direction")
        grown = self.matrix.scale
        parts = [f' LineWidth="{figures(self.width * grown)}"']
        if self.cap:
            parts.append(f' Cap="{_CAPS[self.cap]}"')
        if self.join:
            parts.append(f' Join="{_JOINS[self.join]}"')
        elif self.miter != _USUAL_MITER:
            parts.append(f' MiterLimit="{figures(self.miter)}"')
        if self.dashes:
            pattern = figures(*(each * grown for each in self.dashes))
            parts.append(
                f' DashPattern="{pattern}" DashOffset="{figures(self.dash_phase * grown)}"'
            )
        return "".join(parts)

    def margin(self) -> float:
        """How far a stroke may reach beyond its path."""
        return self.width * self.matrix.scale * (0.5 if self.join else max(self.miter, 1.0) / 2)

    def colour(self, *, stroke: bool = False) -> str:
        """The element of the colour that fills, or strokes."""
        name, value, alpha = (
            ("Stroke", self.stroke, self.stroke_alpha)
            if stroke
            else ("Fill", self.fill, self.fill_alpha)
        )
        alpha *= self.alpha
        seen = "" if alpha >= 1 else f' Alpha="{round(alpha * 255)}"'
        return f'<ofd:{name}Color Value="{value}"{seen}/>'

    def clips(self, left: float, top: float) -> str:
        """The element of the outlines beyond which nothing is seen, in an object at this corner."""
        if not self.clip_paths:
            return ""
        lines = []
        for path, odd in self.clip_paths:
            box = Box.around(path.points)
            place = figures(
                box.left - left, box.top - top, box.right - box.left, box.bottom - box.top
            )
            rule = ' Rule="Even-Odd"' if odd else ""
            lines.append(
                f'<ofd:Clip><ofd:Area><ofd:Path Boundary="{place}" Stroke="false"'
                f' Fill="true"{rule}>'
                f"<ofd:AbbreviatedData>{path.written(box.left, box.top)}</ofd:AbbreviatedData>"
                "</ofd:Path></ofd:Area></ofd:Clip>"
            )
        return f"<ofd:Clips>{''.join(lines)}</ofd:Clips>"


class Gathering:
    """What all pages of a document share while they are drawn: numbers, fonts, pictures, tags."""

    def __init__(self) -> None:
        self._numbers = count(1)
        self.last = 0
        self.faces: dict[Any, fonts.Face] = {}
        self.pictures: dict[tuple[str, bytes], images.Picture] = {}
        self.tags: list[tuple[str, int, int]] = []

    def number(self) -> int:
        """A further identifier; no two objects of a document share one."""
        self.last = next(self._numbers)
        return self.last

    def face(self, font: Any) -> fonts.Face:
        """The face of a font; a font used again is read once."""
        key = font.objgen
        if key == (0, 0):
            raise fonts.Undrawable("a font without a number of its own")
        if key not in self.faces:
            self.faces[key] = fonts.read(font, self.number())
        return self.faces[key]

    def picture(self, kind: str, content: bytes) -> images.Picture:
        """A picture to refer to; the same content is kept once."""
        key = (kind, content)
        if key not in self.pictures:
            self.pictures[key] = images.Picture(self.number(), kind, content)
        return self.pictures[key]


@dataclass(slots=True)
class Sheet:
    """One page while it is drawn."""

    gathering: Gathering
    identifier: int
    size: tuple[float, float]
    places: Sequence[Place]
    objects: list[str] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    values: Sequence[Place] = field(init=False)
    """The places where the value of an item stands."""

    def __post_init__(self) -> None:
        self.values = tuple(place for place in self.places if place.tagged)

    def add(self, kind: str, box: Box, attributes: str, body: str) -> int:
        """Draw an object on top of those that are there. It shows the values it lies in."""
        identifier = self.put(kind, box, attributes, body)
        self.tag([place.key for place in self.values if place.box.holds(box)], identifier)
        return identifier

    def put(self, kind: str, box: Box, attributes: str, body: str) -> int:
        """Draw an object; which values it shows is for the caller to say."""
        identifier = self.gathering.number()
        place = figures(box.left, box.top, box.right - box.left, box.bottom - box.top)
        self.boxes.append(box)
        self.objects.append(
            f'<ofd:{kind} ID="{identifier}" Boundary="{place}"{attributes}>{body}</ofd:{kind}>'
        )
        return identifier

    def tag(self, keys: Iterable[str], identifier: int) -> None:
        """Note that an object shows the values of keys."""
        self.gathering.tags += ((key, self.identifier, identifier) for key in keys)
