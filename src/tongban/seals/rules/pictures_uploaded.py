"""Uploaded pictures of seals: judged by what they are, not by what they are called."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from PIL import Image, ImageChops, UnidentifiedImageError

from tongban.base.errors import Invalid

LARGEST: Final = 512 * 1024
MOST_PIXELS: Final = 2_000
FEWEST_PIXELS: Final = 60
FORMATS: Final = ("PNG", "JPEG", "BMP", "GIF")
SHADES: Final = 16
_LIGHT = 235
_OPAQUE = 255
_TOO_MANY = f"印章图片的长和宽都不能超过{MOST_PIXELS}像素。"
_NOTHING = "这张图片里没有图案。"


class PictureRefused(Invalid):
    """The file is no picture that can be a seal."""

    code: ClassVar[str] = "seals.picture_refused"
    sentence: ClassVar[str] = "请上传 PNG、JPG、BMP 或 GIF 格式的印章图片，不超过 512 KB。"

    def __init__(self, sentence: str = "") -> None:
        said = sentence or self.sentence
        super().__init__(said, fields={"picture": said})


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it goes into the seal: a transparent PNG, and its size in pixels."""

    content: bytes
    width: int
    height: int
    type: str = "PNG"


def check(content: bytes) -> Picture:
    """The picture made anew from its pixels, or `PictureRefused`.

    Nothing but the pixels is kept: no comments, no further images, nothing hidden behind the end.
    A background that is nearly white becomes transparent where the file has no transparency.
    """
    if not content:
        raise PictureRefused("请选择印章图片。")
    if len(content) > LARGEST:
        raise PictureRefused("印章图片超过 512 KB，请缩小后再上传。")
    with _opened(content) as image:
        _measure(image)
        if getattr(image, "n_frames", 1) > 1:
            raise PictureRefused("印章图片不能是动画。")
        try:
            pixels = image.convert("RGBA")
        except (OSError, ValueError, SyntaxError) as broken:
            raise PictureRefused("这张图片打不开，可能不完整。") from broken
    return written(_without_background(pixels))


def written(pixels: Image.Image) -> Picture:
    """The pixels as a small PNG."""
    kept = io.BytesIO()
    pixels.save(kept, format="PNG")
    return Picture(kept.getvalue(), pixels.width, pixels.height)


def in_one_colour(content: bytes) -> Picture:
    """A picture drawn in one colour as a PNG of a quarter of the size: only the shades are kept."""
    with Image.open(io.BytesIO(content)) as image:
        pixels = image.convert("RGBA")
    shades = pixels.getchannel("A").point([round(a * (SHADES - 1) / 255) for a in range(256)])
    colour = _colour(pixels)
    paletted = Image.frombytes("P", pixels.size, shades.tobytes())
    paletted.putpalette(list(colour) * SHADES)
    kept = io.BytesIO()
    alphas = bytes(round(shade * 255 / (SHADES - 1)) for shade in range(SHADES))
    paletted.save(kept, format="PNG", transparency=alphas)
    return Picture(kept.getvalue(), pixels.width, pixels.height)


def _colour(pixels: Image.Image) -> tuple[int, int, int]:
    """The colour of most opaque pixels."""
    found: Any = pixels.getcolors(1 << 16) or []
    opaque = [(count, colour[:3]) for count, colour in found if colour[3] == _OPAQUE]
    if not opaque:
        raise PictureRefused(_NOTHING)
    red, green, blue = max(opaque)[1]
    return int(red), int(green), int(blue)


def _opened(content: bytes) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return Image.open(io.BytesIO(content), formats=FORMATS)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as unreadable:
        raise PictureRefused from unreadable
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise PictureRefused(_TOO_MANY) from bomb


def _measure(image: Image.Image) -> None:
    if max(image.size) > MOST_PIXELS:
        raise PictureRefused(_TOO_MANY)
    if min(image.size) < FEWEST_PIXELS:
        raise PictureRefused(f"印章图片的长和宽都不能小于{FEWEST_PIXELS}像素，否则看不清楚。")


def _without_background(pixels: Image.Image) -> Image.Image:
    least, most = _extremes(pixels.getchannel("A"))
    if most == 0:
        raise PictureRefused(_NOTHING)
    if least < _OPAQUE:
        return pixels
    red, green, blue, _alpha = pixels.split()
    darkest = ImageChops.darker(ImageChops.darker(red, green), blue)
    if _extremes(darkest)[0] >= _LIGHT:
        raise PictureRefused(_NOTHING)
    pixels.putalpha(darkest.point([_OPAQUE if value < _LIGHT else 0 for value in range(256)]))
    return pixels


def _extremes(band: Image.Image) -> tuple[float, float]:
    found: Any = band.getextrema()
    return found[0], found[1]
