"""QR codes (GB/T 18284) for papers and pages."""

import io
from functools import lru_cache

import segno

MASK = 3


@lru_cache(maxsize=1_000)
def qr_svg(text: str) -> str:
    """The QR code of a text as an inline SVG that takes the size of its place.

    Error correction is at least M, so that a fold or a stamp over the code does no harm.
    """
    return str(segno.make_qr(text, error="m").svg_inline(border=2, omitsize=True))


def qr_png(text: str, *, scale: int = 6) -> bytes:
    """The QR code of a text as a PNG picture, `scale` pixels for each module.

    Always with the same mask: trying all eight takes most of the time and helps no scanner of
    today.
    """
    picture = io.BytesIO()
    made = segno.make_qr(text, error="m", mask=MASK)
    made.save(picture, kind="png", scale=scale, border=2)
    return picture.getvalue()
