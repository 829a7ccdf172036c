import io
import re
import struct
import threading
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from pypdf import PdfReader

from tongban.base import typeset
from tongban.base.typeset import press
from tongban.licences.rules import faces, layouts

FACE = faces.Face(
    title="食品经营许可证",
    number="JY29901010000016",
    identifier="1.2.156.3005.2.119900000000000275001.11990100000000019F.2025000001.001.D",
    holders=("样大民",),
    issuer="样例区行政审批局",
    issued_on=date(2026, 3, 12),
    made_at=datetime(2026, 3, 12, 9, 0, tzinfo=timezone(timedelta(hours=8))),
    qr="ZZ1|sample",
    verify_at="https://demo.example/verify/",
)


FORM = "licences/portrait"
PLAIN = layouts.Layout(form=layouts.Form.PORTRAIT, border="none")


def facts_of(face: faces.Face = FACE) -> dict[str, object]:
    return layouts.printed(PLAIN, face)[1]


def with_entry(value: str) -> dict[str, object]:
    return facts_of(replace(FACE, entries=(faces.Entry("经营项目", value),)))


def text_of(content: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


@pytest.mark.parametrize(
    "markup",
    [
        '#import "/base/data/typst/sheet.typ": *',
        '#panic("no")',
        "#facts.number",
        "$ x^2 $ and $",
        "*strong* _stressed_ `raw`",
        "@holder <holder>",
        "= heading",
        "// comment /* block */",
        "\\u{1F600} \\ backslash",
        '"}, "number": "forged", "x": {"',
        "[content] {code} ~ -- --- ...",
    ],
)
def test_text_of_people_is_never_markup(markup: str) -> None:
    printed = text_of(typeset.pdf(FORM, with_entry(markup)))

    assert markup in printed.replace("\n", "")
    assert FACE.number in printed


def test_no_template_evaluates_text_or_fetches_packages() -> None:
    templates = list(press.HOUSES.glob("*/data/typst/*.typ"))

    assert len(templates) > 10
    for template in templates:
        code = re.sub(r"//.*", "", template.read_text(encoding="utf-8"))
        assert not re.search(r"\beval\(|@preview|\bplugin\(", code), template


def test_the_same_facts_give_the_same_bytes() -> None:
    first = typeset.pdf(FORM, facts_of())
    typeset.pdf(FORM, with_entry("another"))
    press._idle.get_nowait()  # The next one starts with a cold compiler.

    assert typeset.pdf(FORM, facts_of()) == first
    assert typeset.pdf(FORM, with_entry("another")) != first


def test_document_information_can_be_read_back() -> None:
    read = PdfReader(io.BytesIO(typeset.pdf(FORM, facts_of())))

    assert read.metadata is not None
    assert read.metadata.title == FACE.title
    assert read.metadata.author == FACE.issuer
    assert read.metadata.keywords == FACE.identifier
    assert read.metadata.creation_date == FACE.made_at.astimezone(UTC)


def test_files_are_tagged_and_fit_for_archives() -> None:
    content = typeset.pdf(FORM, facts_of())
    root = str(PdfReader(io.BytesIO(content)).root_object)

    assert "'/Marked': True" in root
    assert "'/Lang': 'zh-CN'" in root
    assert b"<pdfaid:part>2</pdfaid:part>" in content
    assert b"<pdfaid:conformance>A</pdfaid:conformance>" in content


def test_only_our_fonts_are_used() -> None:
    families = set(press._fonts().families())

    assert families == {"Noto Sans CJK SC", "Noto Serif CJK SC"}


def test_a_character_without_glyph_is_refused_or_spelled() -> None:
    facts = with_entry("经营者\U0002ffff先生\U0001f600")

    with pytest.raises(typeset.MissingGlyphs) as refused:
        typeset.pdf(FORM, facts)
    spelled = text_of(typeset.pdf(FORM, facts, missing="mark"))

    assert refused.value.characters == {"\U0002ffff", "\U0001f600"}
    assert "U+1F600" in str(refused.value)
    assert "经营者〔U+2FFFF〕先生〔U+1F600〕" in spelled


def test_invisible_characters_do_not_reach_the_paper() -> None:
    plain = typeset.pdf(FORM, with_entry("一万元整"))
    tricked = typeset.pdf(FORM, with_entry("一\u202e万\u200b元\x00整\ufeff\ud800"))

    assert tricked == plain


def test_a_picture_is_of_the_first_page() -> None:
    one = typeset.png(FORM, with_entry("短"), ppi=72)
    many = typeset.png(FORM, with_entry("很长的说明，" * 2000), ppi=72)

    for picture in (one, many):
        assert picture.startswith(b"\x89PNG")
        assert struct.unpack(">II", picture[16:24]) == (595, 842)


def test_threads_print_at_the_same_time() -> None:
    printed: dict[int, str] = {}

    def work(number: int) -> None:
        for turn in range(10):
            printed[number] = text_of(typeset.pdf(FORM, with_entry(f"第{number}号")))
            assert f"第{number}号" in printed[number], turn

    workers = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert {number: f"第{number}号" in text for number, text in printed.items()} == dict.fromkeys(
        range(4), True
    )


@pytest.mark.parametrize("name", ["licences/nothing", "../etc/passwd", "licences", "/a/b", "a/b.c"])
def test_an_unknown_template_is_named(name: str) -> None:
    with pytest.raises(typeset.TemplateUnknown, match=re.escape(name)):
        typeset.pdf(name, facts_of())


@pytest.mark.parametrize(
    "wrong", [{"made_at": "2026-03-12"}, {"made_at": date(2026, 3, 12)}, {"groups": object()}]
)
def test_facts_of_the_wrong_kind_are_not_guessed(wrong: Mapping[str, object]) -> None:
    with pytest.raises(TypeError):
        typeset.pdf(FORM, {**facts_of(), **wrong})


def test_facts_leave_no_trace_for_the_next_paper() -> None:
    typeset.pdf(FORM, with_entry("secret words"))

    assert "secret" not in text_of(typeset.pdf(FORM, facts_of()))


def test_every_word_of_the_templates_can_be_printed() -> None:
    for template in press.HOUSES.glob("*/data/typst/*.typ"):
        words = template.read_text(encoding="utf-8")
        assert typeset.missing_glyphs(words) == set(), template
