"""Pictures of a typeset page: kept as JPEG where they are, else written as PNG."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pikepdf
from PIL import Image, ImageChops, ImageDraw

from tongban.base.ofd.fonts import Undrawable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tongban.base.ofd.geometry import Matrix, Path

_MODES: Final = {1: "L", 3: "RGB"}
_FINENESS, _STEPS_OF_A_CURVE = 4, 16


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture among the resources of a document."""

    identifier: int
    kind: str
    """`png` or `jpg`, also the end of its file's name."""
    content: bytes


def read(image: Any) -> tuple[str, bytes]:
    """Kind and content of an image of a PDF. Raises `Undrawable` for what cannot be kept."""
    if "/Mask" in image or "/ImageMask" in image:
        raise Undrawable("an image that is a stencil")
    plain = "/SMask" not in image and "/Decode" not in image
    if plain and image.get("/Filter") == "/DCTDecode" and _channels(image) in _MODES:
        return "jpg", image.read_raw_bytes()
    opened = _pixels(image)
    if "/SMask" in image:
        opened.putalpha(_pixels(image.SMask).convert("L").resize(opened.size))
    return "png", _png(opened)


def _channels(image: Any) -> int:
    space = image.ColorSpace
    if isinstance(space, pikepdf.Array):
        return int(space[1].N) if space[0] == "/ICCBased" else 0
    return {"/DeviceGray": 1, "/DeviceRGB": 3, "/DeviceCMYK": 4}.get(str(space), 0)


def _pixels(image: Any) -> Image.Image:
    if image.get("/Filter") == "/DCTDecode":
        opened = Image.open(io.BytesIO(image.read_raw_bytes()))
        return opened.convert("L" if opened.mode == "L" else "RGB")
    mode = _MODES.get(_channels(image))
    if mode is None or image.get("/BitsPerComponent") != 8 or "/Decode" in image:  # noqa: PLR2004
        raise Undrawable("an image of rare colours")
    size = int(image.Width), int(image.Height)
    return Image.frombytes(mode, size, image.read_bytes())


def _png(image: Image.Image) -> bytes:
    written = io.BytesIO()
    image.save(written, "png", compress_level=3)
    return written.getvalue()


def cut(content: bytes, outlines: Sequence[tuple[Path, bool]], matrix: Matrix) -> tuple[str, bytes]:
    """The picture with everything beyond outlines made transparent.

    Readers do not agree on how an outline moves with a picture; in the picture itself it is plain.
    `matrix` takes the picture's unit square, x to the right and y up, to the page.
    """
    opened = Image.open(io.BytesIO(content)).convert("RGBA")
    width, height = opened.size
    seen = opened.getchannel("A")
    for path, odd in outlines:
        mask = Image.new("L", (width * _FINENESS, height * _FINENESS))
        for points in _flat(path):
            pixels = [
                (x * width * _FINENESS, (1 - y) * height * _FINENESS)
                for x, y in _back(points, matrix)
            ]
            part = Image.new("L", mask.size)
            ImageDraw.Draw(part).polygon(pixels, fill=255)
            mask = ImageChops.difference(mask, part) if odd else ImageChops.lighter(mask, part)
        seen = ImageChops.multiply(seen, mask.resize((width, height)))
    opened.putalpha(seen)
    return "png", _png(opened)


def _back(points: Sequence[tuple[float, float]], matrix: Matrix) -> list[tuple[float, float]]:
    a, b, c, d, e, f = matrix
    size = a * d - b * c
    if not size:
        raise Undrawable("a picture without a size")
    return [
        ((d * (x - e) - c * (y - f)) / size, (a * (y - f) - b * (x - e)) / size) for x, y in points
    ]


def _flat(path: Path) -> list[list[tuple[float, float]]]:
    """The closed polygons of a path, its curves in short lines."""
    polygons: list[list[tuple[float, float]]] = []
    points = iter(zip(path.points[0::2], path.points[1::2], strict=True))
    for step in path.steps:
        if step == "M":
            polygons.append([next(points)])
        elif step == "L":
            polygons[-1].append(next(points))
        elif step == "B":
            polygons[-1] += _bent(polygons[-1][-1], next(points), next(points), next(points))
    return [each for each in polygons if len(each) > 2]  # noqa: PLR2004 - two make no area


def _bent(*corners: tuple[float, float]) -> list[tuple[float, float]]:
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = corners
    found = []
    for step in range(1, _STEPS_OF_A_CURVE + 1):
        t = step / _STEPS_OF_A_CURVE
        s = 1 - t
        k0, k1, k2, k3 = s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t
        found.append((k0 * x0 + k1 * x1 + k2 * x2 + k3 * x3, k0 * y0 + k1 * y1 + k2 * y2 + k3 * y3))
    return found
