"""Lines, areas and pictures, and their colours, as objects of a page."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from tongban.base.ofd import images
from tongban.base.ofd.fonts import Undrawable
from tongban.base.ofd.geometry import Box, Matrix, figures

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tongban.base.ofd.geometry import Path
    from tongban.base.ofd.state import Sheet, State


def outline(sheet: Sheet, state: State, path: Path, *, fill: bool, odd: bool, stroke: bool) -> None:
    """Draw a path, filled or stroked or both, as far as it can be seen."""
    box = Box.around(path.points, state.margin() if stroke else 0.0)
    seen = box.rounded().cut(state.clip)
    if seen.bare:
        return
    attributes = "" if stroke else ' Stroke="false"'
    attributes += ' Fill="true"' if fill else ""
    attributes += ' Rule="Even-Odd"' if odd else ""
    attributes += state.pen() if stroke else ""
    body = state.clips(seen.left, seen.top)
    body += state.colour(stroke=True) if stroke else ""
    body += state.colour() if fill else ""
    body += f"<ofd:AbbreviatedData>{path.written(seen.left, seen.top)}</ofd:AbbreviatedData>"
    sheet.add("PathObject", seen, attributes, body)


def picture(sheet: Sheet, state: State, image: Any) -> None:
    """Draw an image, which fills the unit square of its matrix."""
    a, b, c, d, e, f = Matrix(1, 0, 0, -1, 0, 1).then(state.matrix)
    box = Box.around((e, f, a + e, b + f, c + e, d + f, a + c + e, b + d + f))
    seen = box.rounded().cut(state.clip)
    if seen.bare:
        return
    kind, content = images.read(image)
    if state.clip_paths:
        kind, content = images.cut(content, state.clip_paths, state.matrix)
    kept = sheet.gathering.picture(kind, content)
    alpha = state.alpha * state.fill_alpha
    attributes = f' CTM="{figures(a, b, c, d, e - seen.left, f - seen.top)}"'
    attributes += f' ResourceID="{kept.identifier}"'
    attributes += f' Alpha="{round(alpha * 255)}"' if alpha < 1 else ""
    sheet.add("ImageObject", seen, attributes, "")


def placed(sheet: Sheet, box: Box, content: bytes | None) -> None:
    """Draw a picture in PNG so that it fills a box."""
    if content is None:
        raise Undrawable("a place for a picture that nobody gave")
    seen = box.rounded()
    kept = sheet.gathering.picture("png", content)
    size = figures(seen.right - seen.left, 0, 0, seen.bottom - seen.top, 0, 0)
    sheet.put("ImageObject", seen, f' CTM="{size}" ResourceID="{kept.identifier}"', "")


def overlap(boxes: Sequence[Box]) -> bool:
    """Whether any two of these have a place in common."""
    return any(not one.cut(other).bare for at, one in enumerate(boxes) for other in boxes[at + 1 :])


@lru_cache(maxsize=1_024)
def rgb(space: str, parts: tuple[float, ...]) -> str:
    """A colour as red, green and blue from 0 to 255."""
    if len(parts) != {"gray": 1, "rgb": 3, "cmyk": 4}[space]:
        raise Undrawable("a colour of the wrong number of parts")
    if space == "gray":
        parts = parts * 3
    elif space == "cmyk":
        *inks, black = parts
        parts = tuple((1 - ink) * (1 - black) for ink in inks)
    return " ".join([str(round(min(max(part, 0.0), 1.0) * 255)) for part in parts])
