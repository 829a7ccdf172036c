import struct
import xml.etree.ElementTree as ET

import pytest
import segno

from tongban.base import typeset
from tongban.base.typeset import modules

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


@pytest.mark.parametrize("length", [2, 15, 26, 62, 99, 140, 230, 271, 900])
def test_the_modules_are_those_that_the_standard_wants(length: int) -> None:
    # One version and level after the other, with one block of words and with several.
    text = (LINK * 30)[: length - 1] + "a"

    drawn = segno.make_qr(text, error="m", mask=modules.MASK)

    assert modules.matrix(text) == tuple(bytes(row) for row in drawn.matrix)
    assert modules.matrix("A" + text[1:]) != modules.matrix(text)


@pytest.mark.parametrize("text", ["990101199003073371", "TB2026", "样例"])
def test_texts_that_have_a_shorter_way_take_it(text: str) -> None:
    drawn = segno.make_qr(text, error="m", mask=modules.MASK)

    assert modules.matrix(text) == tuple(bytes(row) for row in drawn.matrix)
