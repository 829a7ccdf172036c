"""An independent reader opens our files, and sees the same text, the same places and the seal."""

from __future__ import annotations

import io
import sys
import types
from typing import TYPE_CHECKING, Any

import pytest
from asn1crypto import core
from PIL import Image, ImageDraw
from pypdf import PdfReader
from reportlab.pdfbase import pdfmetrics  # type: ignore[import-untyped]
from reportlab.pdfbase.ttfonts import TTFont  # type: ignore[import-untyped]

from tests.base.ofd import packages, pages
from tongban.base import ofd
from tongban.base.typeset import glyphs

if TYPE_CHECKING:
    from pathlib import Path

BODY = (
    '甲方：#mark("item/A")[样大民]　编号 #text(fill: red)[JY2990 0001] #h(1fr) 末'
    '\n\n第二行 𫖯 #text(font: "Noto Sans CJK SC")[黑体]'
    '\n#place(bottom + right, mark("seal/1", box(width: 20mm, height: 20mm)))'
)
SPOT = ofd.Spot(1, 70, 35, 20, 20)
SCALE = 200 / 25.4
"""How many points of its PDF the reader makes of a millimetre."""


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reader unpacks into the folder it is started in."""
    monkeypatch.chdir(tmp_path)


def seal_picture() -> bytes:
    made = Image.new("RGBA", (200, 200), (255, 255, 255, 0))
    ImageDraw.Draw(made).ellipse((4, 4, 195, 195), outline=(200, 0, 0, 255), width=12)
    written = io.BytesIO()
    made.save(written, "png")
    return written.getvalue()


class _Sequence(core.SequenceOf):  # type: ignore[misc]
    _child_spec = core.Any


def sequence(*parts: Any) -> core.Any:
    return core.Any(_Sequence([core.Any(part) for part in parts]))


def sealed_value(picture: bytes) -> bytes:
    """A value of the shape of GB/T 38540 as far as a reader looks for the picture; unsigned."""
    head = sequence(core.IA5String("ES"), core.Integer(4), core.IA5String("tongban"))
    shown = sequence(
        core.IA5String("PNG"), core.OctetString(picture), core.Integer(20), core.Integer(20)
    )
    seal = sequence(
        sequence(head, core.IA5String("11990100000001"), shown),
        core.OctetString(b"certificate"),
    )
    to_sign = sequence(core.Integer(4), seal, core.BitString((1, 0)))
    return bytes(sequence(to_sign, core.OctetString(b"certificate")).dump())


def sealed() -> tuple[bytes, ofd.Drawing]:
    drawing = ofd.draw(pages.typeset(BODY), pages.INFO)
    value = sealed_value(seal_picture())
    pending = ofd.begin_signature(
        drawing.files, provider="tongban", method_oid=packages.SM2_OID, at=packages.NOON,
        spots=[SPOT], seal=value,
    )  # fmt: skip
    return ofd.pack(pending.finish(value)), drawing


def opened(content: bytes) -> Any:
    """The file as the reader knows it. It turns PDF into OFD with a library we do not install."""
    sys.modules.setdefault("fitz", types.ModuleType("fitz"))
    from easyofd.ofd import OFD

    # The one font it writes text with, whatever the file says.
    song = glyphs.FONTS / "NotoSerifCJKsc-Regular.subset.ttf"
    pdfmetrics.registerFont(TTFont("宋体", str(song)))
    reader = OFD()
    reader.read(content, fmt="binary")
    return reader


@pytest.mark.filterwarnings("ignore")
def test_another_reader_finds_the_same_text_at_the_same_places() -> None:
    content, _ = sealed()

    (document,) = opened(content).data

    seen = document["page_info"][0]["text_list"]
    ours = [run for run in ofd.runs(ofd.open_package(content)) if run.text.strip()]
    assert [each["text"].strip() for each in seen] == [run.text.strip() for run in ours]
    for theirs, run in zip(seen, ours, strict=True):
        assert float(theirs["pos"][0]) + float(theirs["X"]) == pytest.approx(run.x, abs=0.002)
        assert float(theirs["pos"][1]) + float(theirs["Y"]) == pytest.approx(run.y, abs=0.002)
        assert theirs["size"] == pytest.approx(run.size, abs=0.001)


@pytest.mark.filterwarnings("ignore")
def test_another_reader_takes_the_embedded_fonts() -> None:
    content, drawing = sealed()

    (document,) = opened(content).data

    assert [each["FontFile"] for each in document["fonts"].values()] == ["font_1.ttf", "font_2.ttf"]
    for number in (1, 2):
        file = io.BytesIO(drawing.files[f"Doc_0/Res/font_{number}.ttf"])
        assert TTFont(f"embedded {number}", file).face.charToGlyph


@pytest.mark.filterwarnings("ignore")
def test_another_reader_shows_text_and_seal_where_they_belong() -> None:
    content, _ = sealed()

    page = PdfReader(io.BytesIO(opened(content).to_pdf())).pages[0]

    placed: list[tuple[str, float, float]] = []
    page.extract_text(
        visitor_text=lambda text, _, matrix, *__: placed.append((text, matrix[4], matrix[5]))
    )
    height = float(page.mediabox.height)
    first = next(each for each in placed if each[0].startswith("样"))
    run = next(each for each in ofd.runs(ofd.open_package(content)) if each.text == "样大民")
    assert first[1] / SCALE == pytest.approx(run.x, abs=0.5)
    assert (height - first[2]) / SCALE == pytest.approx(run.y, abs=0.5)
    assert len(page.images) == 1
    shown = page.images[0].image
    assert shown is not None
    assert shown.convert("RGB").getpixel((100, 8)) == (200, 0, 0)
    left, bottom, width, tall = place_of_the_image(page)
    assert (left, width, tall) == pytest.approx((SPOT.x, SPOT.width, SPOT.height), abs=0.1)
    assert height / SCALE - bottom - tall == pytest.approx(SPOT.y, abs=0.1)


def place_of_the_image(page: Any) -> tuple[float, float, float, float]:
    """Where the page puts its image, in millimetres: left, bottom, width, height."""
    operations = page.get_contents().operations
    at = next(index for index, (_, name) in enumerate(operations) if name == b"Do")
    width = height = left = bottom = 0.0
    for operands, name in reversed(operations[:at]):
        if name == b"cm":
            a, _, _, d, e, f = (float(each) for each in operands)
            width, height, left, bottom = abs(a), abs(d), e, f
            break
    return left / SCALE, bottom / SCALE, width / SCALE, height / SCALE
