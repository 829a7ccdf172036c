"""A drawn page looks like the typeset one, and says where everything on it stands."""

from __future__ import annotations

import io
import re
import subprocess
from shutil import which
from typing import TYPE_CHECKING

import pikepdf
import pytest
from fontTools.ttLib import TTFont
from lxml import etree

from tests.base.ofd import pages, picture
from tongban.base import ofd
from tongban.base.typeset import Marked

if TYPE_CHECKING:
    from pathlib import Path

SVG = """
<svg xmlns='http://www.w3.org/2000/svg' width='100' height='50' viewBox='0 0 100 50'>
<g opacity='0.5'><circle cx='20' cy='20' r='15' fill='red'/>
<rect x='50' y='20' width='6' height='20' fill='blue' transform='rotate(10)'/></g>
<path d='M60 10h10v10z' fill='#00f' fill-opacity='.4' stroke='#000' stroke-dasharray='2 1'/>
<clipPath id='c'><circle cx='80' cy='30' r='10'/></clipPath>
<g clip-path='url(#c)'><rect x='70' y='20' width='20' height='10'/></g>
<path fill-rule='evenodd' d='M2 2h20v20h-20z M6 6h8v8h-8z'/></svg>
""".replace("\n", " ")
LOOKS = {
    "text in lines": "甲乙丙丁，abc — one two “引” 𫖯名 #text(font: 'Noto Sans CJK SC')[黑体 *粗*]",
    "kerned text": "AVATAR To. WAY #text(tracking: 3pt)[疏松] #text(size: 25pt)[大]",
    "coloured text": "#text(fill: cmyk(10%,20%,90%,40%))[油墨] #text(fill: luma(50%))[灰]"
    " #text(fill: rgb('#b01e23'))[红]",
    "outlined text": "#text(size: 20pt, stroke: 0.5pt + red)[描边] #text(size: 20pt, fill: yellow,"
    " stroke: (paint: blue, thickness: 1pt, join: 'round'))[描边]",
    "a watermark": "下面 #place(dy: 20mm, rotate(-24deg, text(size: 20pt, fill: rgb(90, 97, 106,"
    " 60), '仅供样例使用')))",
    "stretched text": "#scale(x: 200%, y: 100%, origin: left)[拉伸] #skew(ax: 20deg)[斜]",
    "lines": "#line(length: 30mm, angle: 10deg) #rect(width: 30mm, stroke: (dash: 'dashed',"
    " paint: blue, cap: 'round')) #circle(radius: 5mm, fill: red, stroke: none)",
    "corners": "#polygon((0mm, 0mm), (20mm, 2mm), (4mm, 8mm), fill: yellow, stroke: (paint: black,"
    " thickness: 3pt, join: 'bevel')) #rect(radius: 3mm, stroke: 2pt)[圆角]",
    "curves": "#curve(stroke: 1pt, curve.move((0mm, 0mm)), curve.cubic((5mm, 10mm), (10mm, -10mm),"
    " (15mm, 3mm)), curve.quad((20mm, 10mm), (25mm, 0mm)))",
    "cut by a box": "#box(clip: true, width: 10mm, height: 5mm, fill: aqua,"
    " text(size: 25pt)[字字])",
    "cut by round corners": "#box(clip: true, radius: 5mm, width: 10mm, height: 10mm, fill: aqua,"
    " text(size: 25pt)[字字])",
    "a photo": f"#image({pages.picture_of('RGB', 'jpeg')}, width: 20mm)",
    "a grey photo": f"#image({pages.picture_of('L', 'jpeg')}, width: 20mm)",
    "a photo of four inks": f"#image({pages.picture_of('CMYK', 'jpeg')}, width: 20mm)",
    "a picture": f"#image({pages.picture_of('RGB', 'png')}, width: 20mm)",
    "a grey picture": f"#image({pages.picture_of('L', 'png')}, width: 20mm)",
    "a picture of few colours": f"#image({pages.picture_of('P', 'png')}, width: 20mm)",
    "a picture that shows through": f"#set page(fill: aqua)\n"
    f"#image({pages.picture_of('RGBA', 'png')}, width: 20mm)",
    "a turned picture": f"#rotate(20deg, image({pages.picture_of('RGBA', 'png')}, width: 20mm))",
    "a cut picture": f"#box(clip: true, width: 20mm, height: 20mm, image("
    f"{pages.picture_of('RGB', 'jpeg')}, width: 20mm, height: 20mm, fit: 'cover'))",
    "a picture with round corners": f"#box(clip: true, radius: 8mm, image("
    f"{pages.picture_of('RGB', 'jpeg')}, width: 20mm))",
    "a drawing": f'#image(bytes("{SVG}"), format: "svg", width: 50.8mm)',
    "a tinted page": "#set page(fill: luma(230))\n 字",
}


@pytest.mark.parametrize("body", LOOKS.values(), ids=LOOKS.keys())
def test_the_drawn_page_looks_like_the_typeset_one(body: str) -> None:
    body = body.replace("'", '"') if "<svg" not in body else body

    drawn = picture.rendered(ofd.pack(ofd.draw(pages.typeset(body), pages.INFO).files))

    assert picture.apart(drawn, pages.photograph(body)) < 0.08


def test_the_comparison_sees_a_letter_moved_by_half_a_millimetre() -> None:
    one, other = pages.photograph("字"), pages.photograph("#h(0.5mm)字")

    assert picture.apart(one, other) > 0.15


def test_letters_stand_where_another_reader_of_the_pdf_finds_them(tmp_path: Path) -> None:
    if which("pdftotext") is None:
        pytest.skip("pdftotext is not on this machine")
    body = "#set text(size: 14pt)\n" + "\n\n".join(f"第{n}行#h(1fr)ABC{n} 完" for n in range(5))
    file = tmp_path / "page.pdf"
    file.write_bytes(pages.typeset(body).page)

    listed = subprocess.run(  # noqa: S603 - our own file
        ["pdftotext", "-bbox", str(file), "-"],  # noqa: S607
        capture_output=True,
        check=True,
        text=True,
    ).stdout

    words = re.findall(r'xMin="([\d.]+)" yMin="([\d.]+)" .*yMax="([\d.]+)">([^<]+)<', listed)
    runs = ofd.runs(pages.drawn(body))
    assert len(words) >= 15
    for left, top, bottom, word in words:
        line = [run for run in runs if float(top) < run.y * 72 / 25.4 < float(bottom)]
        begins = [run for run in line if run.text.startswith(word)]
        assert len(begins) == 1, word
        assert abs(begins[0].x - float(left) * 25.4 / 72) < 0.5
        assert abs(begins[0].size - 14 * 25.4 / 72) < 0.01


def test_marks_become_places_and_an_index() -> None:
    drawing = ofd.draw(
        pages.typeset(
            '甲#mark("item/A")[乙丙]丁 #mark("item/B", block[一行\\ 二行])'
            '#mark("seal/1", box(width: 20mm, height: 15mm)[印])'
        ),
        pages.INFO,
    )

    seal = drawing.marks["seal/1"][0]
    assert (seal.page, seal.width, seal.height) == (1, 20, 15)
    assert drawing.marks["item/A"][0].x == pytest.approx(6.35 + 10 * 25.4 / 72, abs=0.01)
    package = ofd.Package(drawing.files)
    assert ofd.indexed(package) == {"item/A": "乙丙", "item/B": "一行二行"}
    assert "印" in "".join(run.text for run in ofd.runs(package))


def test_one_value_may_answer_several_items() -> None:
    drawing = ofd.draw(pages.typeset('#mark("item/A+item/B")[甲乙]'), pages.INFO)

    assert drawing.marks["item/A"] == drawing.marks["item/B"]
    assert ofd.indexed(ofd.Package(drawing.files)) == {"item/A": "甲乙", "item/B": "甲乙"}


def test_a_value_over_several_lines_keeps_its_blanks() -> None:
    words = "one two three four five six seven eight nine ten eleven twelve thirteen"

    package = pages.drawn(f'甲 #mark("item/A")[{words}] 乙')

    assert ofd.indexed(package)["item/A"] == words


def test_a_value_on_two_pages_is_put_together() -> None:
    drawing = ofd.draw(pages.typeset('#mark("item/A", block[甲 #v(60mm) 乙])'), pages.INFO)

    package = ofd.open_package(ofd.pack(drawing.files))
    assert [mark.page for mark in drawing.marks["item/A"]] == [1, 2]
    assert ofd.indexed(package) == {"item/A": "甲乙"}
    assert ofd.sizes(package) == ((101.6, 63.5), (101.6, 63.5))


def test_a_watermark_across_a_value_is_no_part_of_it() -> None:
    package = pages.drawn(
        '#mark("item/A")[甲乙丙丁]'
        "#place(dx: 2mm, dy: -5mm, rotate(-24deg, text(size: 9pt)[水印水印]))"
    )

    assert ofd.indexed(package) == {"item/A": "甲乙丙丁"}


def test_links_to_anywhere_else_become_nothing() -> None:
    drawing = ofd.draw(pages.typeset('#link("mailto:someone")[甲]'), pages.INFO)

    assert drawing.marks == {}
    assert not any("Tags" in path for path in drawing.files)


def test_text_is_kept_whatever_characters_it_holds() -> None:
    text = "a<b>&amp;\"'𫖯𬱖样" + "。" * 40

    package = ofd.open_package(
        ofd.pack(
            ofd.draw(pages.typeset("#sys.inputs.value", inputs={"value": text}), pages.INFO).files
        )
    )

    shown = "".join(run.text for run in ofd.runs(package))
    assert shown.replace("“", '"').replace("”", '"').replace("’", "'").replace("‘", "'") == text


def test_information_is_kept_and_read_back() -> None:
    told = ofd.Info(
        title="食品<经营>许可证",
        author="样例区&审批局",
        created_at=pages.INFO.created_at,
        subject="证照",
        keywords=("1.2.156", "样例"),
        custom={"ZZMC": "食品经营许可证", 'KZ_"备注"': "甲 <乙>\n丙"},
    )

    read = ofd.info(ofd.open_package(ofd.pack(ofd.draw(pages.typeset("字"), told).files)))

    assert (read.title, read.author, read.subject) == (told.title, told.author, told.subject)
    assert read.keywords == told.keywords
    assert read.custom == told.custom
    assert read.created_at is not None
    assert read.created_at.isoformat() == "2026-03-12T00:00:00+08:00"


def test_characters_that_xml_cannot_hold_are_left_out_of_the_information() -> None:
    told = ofd.Info("甲\x00乙\ud800", "丙\x1b\uffff", None, custom={"K\x01": "a\tb\nc\x0b"})

    read = ofd.info(ofd.open_package(ofd.pack(ofd.draw(pages.typeset("字"), told).files)))

    assert (read.title, read.author, dict(read.custom)) == ("甲乙", "丙", {"K": "a\tb\nc"})


def test_the_same_page_and_information_give_the_same_bytes() -> None:
    typeset = pages.typeset("甲乙")

    one, other = (ofd.pack(ofd.draw(typeset, pages.INFO).files) for _ in range(2))
    renamed = ofd.pack(ofd.draw(typeset, ofd.Info("别的", "", None)).files)

    assert one == other
    assert one != renamed


def test_every_object_has_a_number_of_its_own() -> None:
    files = ofd.draw(pages.typeset("甲#pagebreak()乙#rect()"), pages.INFO).files

    found = [
        int(each.get("ID"))
        for path in files
        if path.endswith(".xml")
        for each in etree.fromstring(files[path]).iter()
        if each.get("ID")
        and etree.QName(each).localname != "CustomTag"
        and not (path.endswith("Content.xml") and etree.QName(each).localname == "Page")
    ]

    assert len(found) == len(set(found))
    highest = etree.fromstring(files["Doc_0/Document.xml"]).findtext(".//{*}MaxUnitID")
    assert max(found) == int(highest)


def test_embedded_fonts_lead_from_characters_to_their_glyphs() -> None:
    files = ofd.draw(
        pages.typeset('甲乙AB𫖯#text(font: "Noto Sans CJK SC")[*粗*]'), pages.INFO
    ).files
    fonts = [TTFont(io.BytesIO(files[path])) for path in files if path.endswith(".ttf")]

    known = [set(font.getBestCmap()) for font in fonts]
    assert {ord(each) for each in "甲乙AB𫖯"} in known
    assert {ord("粗")} in known
    for font in fonts:
        font.ensureDecompiled()
        assert font["OS/2"].fsType == 0
        assert font["head"].magicNumber == 0x5F0F3CF5
        total = font.reader.tables["head"].checkSum
        assert total == sum_of(font, "head")
    assert {font["OS/2"].usWeightClass for font in fonts} == {400, 700}


def sum_of(font: TTFont, table: str) -> int:
    """The checksum of a table by another's count, its own sum of the whole file left out."""
    data = bytearray(font.reader[table])
    data[8:12] = bytes(4)
    data += bytes(-len(data) % 4)
    words = (int.from_bytes(data[at : at + 4], "big") for at in range(0, len(data), 4))
    return sum(words) & 0xFFFFFFFF


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ("#rect(fill: gradient.linear(red, blue))", "from place to place"),
        ("#rect(fill: tiling(size: (5mm, 5mm), circle(radius: 2mm)))", "from place to place"),
        (
            "#scale(x: 300%, y: 100%, rect(width: 5mm, height: 5mm, stroke: 1mm))",
            "thicker in one direction",
        ),
    ],
)
def test_what_cannot_be_drawn_is_refused(body: str, what: str) -> None:
    with pytest.raises(ofd.Undrawable, match=what):
        ofd.draw(pages.typeset(body), pages.INFO)


@pytest.mark.parametrize(
    "content",
    [
        b"/s0 sh", b"BX EX", b"q", b"Q", b"3 Tr", b"50 Tz", b"0 0 m 1 0 0 1 0 0 cm 1 1 l S",
        b"/Missing gs", b"BI /W 1 /H 1 /BPC 8 /CS /G ID x EI", b"/Lab cs", b"W n",
        b"BT (a) Tj ET", b"0 0 1 d0",
    ],
)  # fmt: skip
def test_operators_that_are_not_known_are_never_left_out(content: bytes) -> None:
    page = pikepdf.open(io.BytesIO(pages.typeset("字").page))
    page.pages[0].Contents = pikepdf.Stream(page, content)
    written = io.BytesIO()
    page.save(written)

    with pytest.raises(ofd.Undrawable):
        ofd.draw(Marked(written.getvalue(), {}), pages.INFO)
