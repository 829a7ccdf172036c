import struct
import xml.etree.ElementTree as ET

from tongban.base import typeset

LINK = "https://demo.example/verify/?code=7K3M9QXW2F6A"


def test_the_svg_takes_the_size_of_its_place() -> None:
    drawn = ET.fromstring(typeset.qr_svg(LINK))  # noqa: S314  It is our own.

    assert drawn.get("viewBox") == "0 0 37 37"
    assert drawn.get("width") is None


def test_the_png_has_square_modules() -> None:
    picture = typeset.qr_png(LINK, scale=4)

    assert picture.startswith(b"\x89PNG")
    assert struct.unpack(">II", picture[16:24]) == (37 * 4, 37 * 4)


def test_text_cannot_break_out_of_the_svg() -> None:
    assert "script" not in typeset.qr_svg("</svg><script>")


def test_the_same_text_gives_the_same_code() -> None:
    assert typeset.qr_svg(LINK) == typeset.qr_svg(LINK)
    assert typeset.qr_svg(LINK) != typeset.qr_svg(LINK + "x")
