"""The file that OFD is drawn from: the same page, with the places of its items as links."""

from __future__ import annotations

import io
import shutil
from datetime import UTC, datetime
from queue import SimpleQueue
from typing import TYPE_CHECKING

import pytest
from fontTools.ttLib import TTFont
from pypdf import PdfReader

from tests.base.ofd import pages, picture
from tongban.base import ofd, typeset
from tongban.base.typeset import glyphs, press

if TYPE_CHECKING:
    from pathlib import Path

FACTS = {
    "title": "样张",
    "author": "样例区",
    "keywords": "1",
    "made_at": datetime(2026, 3, 12, tzinfo=UTC),
    "name": "样大民",
}
TEMPLATE = """
#import "/base/data/typst/sheet.typ": *
#import "/base/data/typst/marks.typ": mark
#show: sheet
#set page(width: 101.6mm, height: 50.8mm, margin: 6.35mm)
姓名 #mark("item/XM")[#facts.name] #mark("seal/1", box(width: 20mm, height: 20mm)) #qr(size: 10mm)
"""


@pytest.fixture(autouse=True)
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A house of its own with one template, beside what all share."""
    shutil.copytree(press.HOUSES / "base/data/typst", tmp_path / "base/data/typst")
    folder = tmp_path / "papers/data/typst"
    folder.mkdir(parents=True)
    (folder / "slip.typ").write_text(TEMPLATE, encoding="utf-8")
    monkeypatch.setattr(press, "HOUSES", tmp_path)
    monkeypatch.setattr(press, "_idle", SimpleQueue())


def links(content: bytes) -> list[str]:
    (page,) = PdfReader(io.BytesIO(content)).pages
    return [each.get_object()["/A"]["/URI"] for each in page.get("/Annots", [])]


def test_marks_are_links_in_the_marked_file_only() -> None:
    assert links(typeset.marked("papers/slip", FACTS).page) == ["tongban:item/XM", "tongban:seal/1"]
    assert links(typeset.pdf("papers/slip", FACTS)) == []


def test_the_code_is_drawn_where_the_page_leaves_its_place() -> None:
    facts = {**FACTS, "qr": "ZZ1|sample"}

    drawing = ofd.draw(typeset.marked("papers/slip", facts), ofd.Info("样张", "样例区", None))
    seen = picture.rendered(ofd.pack(drawing.files))

    printed = picture.opened(typeset.png("papers/slip", facts, ppi=picture.FINE))
    assert picture.apart(seen, printed) < 0.2  # which draws the edges of modules softer
    assert list(ofd.indexed(ofd.Package(drawing.files))) == ["item/XM"]
    others = ofd.draw(
        typeset.marked("papers/slip", {**facts, "qr": "ZZ1|other"}), ofd.Info("", "", None)
    )
    assert others.files["OFD.xml"] != drawing.files["OFD.xml"]
    with pytest.raises(ofd.Undrawable, match="nobody gave"):
        ofd.draw(pages.typeset('#mark("picture/qr", box(width: 9mm, height: 9mm))'), pages.INFO)


def test_marks_move_nothing_on_the_page() -> None:
    drawing = ofd.draw(typeset.marked("papers/slip", FACTS), ofd.Info("样张", "样例区", None))

    seen = picture.rendered(ofd.pack(drawing.files))

    printed = picture.opened(typeset.png("papers/slip", FACTS, ppi=picture.FINE))
    assert picture.apart(seen, printed) < 0.08


def test_the_marked_file_becomes_a_document_with_an_index() -> None:
    drawing = ofd.draw(typeset.marked("papers/slip", FACTS), ofd.Info("样张", "样例区", None))

    assert ofd.indexed(ofd.Package(drawing.files)) == {"item/XM": "样大民"}
    assert [mark.width for mark in drawing.marks["seal/1"]] == [20]


def test_the_same_facts_give_the_same_marked_file() -> None:
    assert typeset.marked("papers/slip", FACTS) == typeset.marked("papers/slip", FACTS)


def test_a_character_without_a_glyph_is_refused_or_marked() -> None:
    facts = {**FACTS, "name": "样\U0001f600"}

    with pytest.raises(typeset.MissingGlyphs):
        typeset.marked("papers/slip", facts)
    drawing = ofd.draw(
        typeset.marked("papers/slip", facts, missing="mark"), ofd.Info("样张", "", None)
    )
    assert ofd.indexed(ofd.Package(drawing.files)) == {"item/XM": "样〔U+1F600〕"}


def test_the_fonts_have_quadratic_outlines_without_programs() -> None:
    for path in glyphs.FONTS.glob("*.ttf"):
        with TTFont(path, lazy=True) as font:
            assert {"glyf", "loca"} <= set(font.keys())
            assert not {"CFF ", "fpgm", "prep", "cvt "} & set(font.keys())
            assert font["OS/2"].fsType == 0
