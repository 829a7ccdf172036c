"""Reads what a page of a PDF draws, operator by operator, and draws the same as OFD objects.

Every operator is known here or refused with `Undrawable`: nothing is left out in silence.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

import pikepdf

from tongban.base.ofd import shapes, texts
from tongban.base.ofd.fonts import Undrawable
from tongban.base.ofd.geometry import Box, Matrix, Path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from tongban.base.ofd.fonts import Face
    from tongban.base.ofd.state import Sheet, State

_DEVICE_SPACES: Final = {"/DeviceGray": "gray", "/DeviceRGB": "rgb", "/DeviceCMYK": "cmyk"}
_ICC_SPACES: Final = {1: "gray", 3: "rgb"}
_DEEPEST: Final = 12
_SILENT: Final = frozenset({"BMC", "BDC", "EMC", "MP", "DP", "ri", "i"})
"""Notes for others that draw nothing."""
# Fill, fill by the even-odd rule, stroke, close first.
_PAINTS: Final = {
    "n": (False, False, False, False), "S": (False, False, True, False),
    "s": (False, False, True, True), "f": (True, False, False, False),
    "F": (True, False, False, False), "f*": (True, True, False, False),
    "B": (True, False, True, False), "B*": (True, True, True, False),
    "b": (True, False, True, True), "b*": (True, True, True, True),
}  # fmt: skip


def paint(sheet: Sheet, source: Any, resources: Any, state: State, depth: int = 0) -> None:
    """Draw what a page, or a form that stands on it, consists of."""
    if depth > _DEEPEST:
        raise Undrawable("forms that hold one another")
    painter = _Painter(sheet, resources, state, depth)
    for instruction in pikepdf.parse_content_stream(source):
        painter.take(str(instruction.operator), instruction.operands)
    painter.finish()


class _Painter:
    """The operators of one stream of content."""

    def __init__(self, sheet: Sheet, resources: Any, state: State, depth: int) -> None:
        self.sheet, self.resources, self.state, self.depth = sheet, resources, state, depth
        self.kept: list[State] = []
        self.path = Path()
        self.cutting = ""
        self.text = self.line = Matrix()
        self.spaces: dict[str, str] = {}
        self.faces: dict[str, Face] = {}
        self.known: Mapping[str, Callable[..., None]] = {
            "q": self._keep, "Q": self._restore, "cm": self._move,
            "w": self._set("width"), "J": self._set("cap", int), "j": self._set("join", int),
            "M": self._set("miter"), "d": self._dash, "gs": self._further,
            "m": self._step("M"), "l": self._step("L"), "c": self._step("B"), "v": self._bend_v,
            "y": self._bend_y, "h": self._step("C"), "re": self._rectangle,
            "W": self._cut("W"), "W*": self._cut("W*"),
            "BT": self._begin, "ET": lambda: None, "Tf": self._font, "Tm": self._place,
            "Td": self._shift, "TD": self._shift_and_lead, "T*": self._next_line,
            "Tj": self._show, "TJ": self._show_all, "'": self._show_next,
            "Tc": self._set("spacing"), "TL": self._set("leading"), "Ts": self._set("rise"),
            "Tr": self._mode, "Tw": self._usual(0), "Tz": self._usual(100),
            "cs": self._space("fill"), "CS": self._space("stroke"),
            "sc": self._colour("fill"), "scn": self._colour("fill"),
            "SC": self._colour("stroke"), "SCN": self._colour("stroke"),
            "g": self._colour("fill", "gray"), "G": self._colour("stroke", "gray"),
            "rg": self._colour("fill", "rgb"), "RG": self._colour("stroke", "rgb"),
            "k": self._colour("fill", "cmyk"), "K": self._colour("stroke", "cmyk"),
            "Do": self._object,
            **{name: partial(self._draw, *how) for name, how in _PAINTS.items()},
        }  # fmt: skip

    def take(self, operator: str, operands: Iterable[Any]) -> None:
        known = self.known.get(operator)
        if known is not None:
            known(*operands)
        elif operator not in _SILENT:
            raise Undrawable(f"the operator {operator}")

    def finish(self) -> None:
        if self.kept:
            raise Undrawable("a state that is kept and never restored")

    def _named(self, kind: str, name: Any) -> Any:
        """What a name stands for among the resources."""
        found = self.resources.get(f"/{kind}", {}).get(name)
        if found is None:
            raise Undrawable(f"the {kind} {name}, which is not there")
        return found

    # The state

    def _set(self, name: str, kind: type = float) -> Callable[..., None]:
        return lambda value: setattr(self.state, name, kind(value))

    def _usual(self, value: float) -> Callable[..., None]:
        def check(given: Any) -> None:
            if float(given) != value:
                raise Undrawable("text that is stretched")

        return check

    def _keep(self) -> None:
        self.kept.append(self.state)
        self.state = self.state.copied()

    def _restore(self) -> None:
        if not self.kept:
            raise Undrawable("a state restored that was never kept")
        self.state = self.kept.pop()

    def _move(self, *numbers: Any) -> None:
        if self.path.steps:
            raise Undrawable("a path that is moved while it is made")
        self.state.matrix = Matrix(*map(float, numbers)).then(self.state.matrix)

    def _dash(self, pattern: Any, phase: Any) -> None:
        self.state.dashes = tuple(float(each) for each in pattern)
        self.state.dash_phase = float(phase)

    def _further(self, name: Any) -> None:
        """Further settings by name: how much shows through, and nothing else but the usual."""
        for key, value in self._named("ExtGState", name).items():
            if key == "/ca":
                self.state.fill_alpha = float(value)
            elif key == "/CA":
                self.state.stroke_alpha = float(value)
            elif key != "/Type" and (key, value) not in {("/SMask", "/None"), ("/BM", "/Normal")}:
                raise Undrawable(f"the setting {key} {value}")

    # Colours

    def _space(self, which: str) -> Callable[..., None]:
        def change(name: Any) -> None:
            space = self.spaces.get(str(name)) or self._resolved(str(name))
            self.spaces[str(name)] = space
            setattr(self.state, f"{which}_space", space)
            setattr(self.state, which, "0 0 0")

        return change

    def _resolved(self, name: str) -> str:
        if name in _DEVICE_SPACES:
            return _DEVICE_SPACES[name]
        if name == "/Pattern":
            raise Undrawable("a colour that changes from place to place")
        space = self._named("ColorSpace", name)
        if not isinstance(space, pikepdf.Array) or space[0] != "/ICCBased":
            raise Undrawable(f"the colours {name}")
        if int(space[1].N) not in _ICC_SPACES:
            raise Undrawable(f"colours of {int(space[1].N)} parts")
        return _ICC_SPACES[int(space[1].N)]

    def _colour(self, which: str, space: str = "") -> Callable[..., None]:
        def change(*parts: Any) -> None:
            if space:
                setattr(self.state, f"{which}_space", space)
            used = getattr(self.state, f"{which}_space")
            setattr(self.state, which, shapes.rgb(used, tuple([float(part) for part in parts])))

        return change

    # Paths

    def _step(self, name: str) -> Callable[..., None]:
        def add(*numbers: Any) -> None:
            self.path.steps.append(name)
            self.path.points += numbers

        return add

    def _bend_v(self, *numbers: Any) -> None:
        """A curve whose first control point is where it begins."""
        self.path.steps.append("B")
        self.path.points += (*self.path.points[-2:], *numbers)

    def _bend_y(self, *numbers: Any) -> None:
        """A curve whose second control point is where it ends."""
        self.path.steps.append("B")
        self.path.points += (*numbers, *numbers[-2:])

    def _rectangle(self, *numbers: Any) -> None:
        x, y, width, height = map(float, numbers)
        self.path.steps += "MLLLC"
        self.path.points += (x, y, x + width, y, x + width, y + height, x, y + height)

    def _cut(self, operator: str) -> Callable[..., None]:
        return lambda: setattr(self, "cutting", operator)

    def _draw(self, fill: bool, odd: bool, stroke: bool, close: bool) -> None:  # noqa: FBT001
        if close:
            self.path.steps.append("C")
        path, self.path = self.path.moved(self.state.matrix), Path()
        if path.steps and (fill or stroke):
            shapes.outline(self.sheet, self.state, path, fill=fill, odd=odd, stroke=stroke)
        if self.cutting:
            self._cut_by(path)
            self.cutting = ""

    def _cut_by(self, path: Path) -> None:
        """What follows is seen only inside the path."""
        if not path.steps:
            raise Undrawable("everything cut away")
        box = Box.around(path.points)
        if path.rectangle() is None:
            self.state.clip_paths += ((path, self.cutting == "W*"),)
        self.state.clip = box.cut(self.state.clip)

    # Text

    def _begin(self) -> None:
        self.text = self.line = Matrix()

    def _font(self, name: Any, size: Any) -> None:
        if str(name) not in self.faces:
            self.faces[str(name)] = self.sheet.gathering.face(self._named("Font", name))
        self.state.face = self.faces[str(name)]
        self.state.size = float(size)

    def _mode(self, mode: Any) -> None:
        if int(mode) not in {0, 1, 2}:
            raise Undrawable("text that is not seen, or cuts what follows")
        self.state.mode = int(mode)

    def _place(self, *numbers: Any) -> None:
        self.text = self.line = Matrix(*map(float, numbers))

    def _shift(self, x: Any, y: Any) -> None:
        self.text = self.line = Matrix(1, 0, 0, 1, float(x), float(y)).then(self.line)

    def _shift_and_lead(self, x: Any, y: Any) -> None:
        self.state.leading = -float(y)
        self._shift(x, y)

    def _next_line(self) -> None:
        self._shift(0, -self.state.leading)

    def _show(self, part: Any) -> None:
        self._show_all([part])

    def _show_next(self, part: Any) -> None:
        self._next_line()
        self._show(part)

    def _show_all(self, parts: Any) -> None:
        went = texts.show(self.sheet, self.state, self.text, parts)
        self.text = Matrix(1, 0, 0, 1, went, 0).then(self.text)

    # Pictures and forms

    def _object(self, name: Any) -> None:
        found = self._named("XObject", name)
        kind = found.get("/Subtype")
        if kind == "/Image":
            shapes.picture(self.sheet, self.state, found)
        elif kind == "/Form":
            self._form(found)
        else:
            raise Undrawable(f"an object of the kind {kind}")

    def _form(self, form: Any) -> None:
        """A drawing within the drawing; as a group it shows through as one."""
        inner = self.state.copied()
        if "/Matrix" in form:
            inner.matrix = Matrix(*map(float, form.Matrix)).then(inner.matrix)
        if form.get("/Group") is not None:
            inner.alpha *= inner.fill_alpha
            inner.fill_alpha = inner.stroke_alpha = 1.0
        left, bottom, right, top = (float(edge) for edge in form.BBox)
        path = Path()
        path.steps += "MLLLC"
        path.points += (left, bottom, right, bottom, right, top, left, top)
        path = path.moved(inner.matrix)
        outer, self.state = self.state, inner
        self._cut_by(path)
        self.state = outer
        before = len(self.sheet.boxes)
        paint(self.sheet, form, form.get("/Resources", self.resources), inner, self.depth + 1)
        if inner.alpha < self.state.alpha and shapes.overlap(self.sheet.boxes[before:]):
            raise Undrawable("shapes that cover one another and show through as one")
