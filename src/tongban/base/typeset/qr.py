"""QR codes (GB/T 18284) for papers and pages."""

import io
from functools import lru_cache

import segno
from PIL import Image, ImageOps

from tongban.base.typeset import modules

BORDER = 2
_SHADES = bytes.maketrans(b"\0\1", b"\xff\0")
"""Of what a module says, 0 for light and 1 for dark, the shade that a picture has."""


@lru_cache(maxsize=1_000)
def qr_svg(text: str) -> str:
    """The QR code of a text as an inline SVG that takes the size of its place.

    Error correction is at least M, so that a fold or a stamp over the code does no harm.
    """
    return str(segno.make_qr(text, error="m").svg_inline(border=2, omitsize=True))


def qr_png(text: str, *, scale: int = 6) -> bytes:
    """The QR code of a text as a PNG picture, `scale` pixels for each module."""
    rows = modules.matrix(text)
    shades = Image.frombytes("L", (len(rows), len(rows)), b"".join(rows).translate(_SHADES))
    whole = ImageOps.expand(shades, border=BORDER, fill=255).convert("1", dither=Image.Dither.NONE)
    picture = io.BytesIO()
    side = whole.width * scale
    whole.resize((side, side), Image.Resampling.NEAREST).save(picture, format="PNG")
    return picture.getvalue()
