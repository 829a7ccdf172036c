"""Every form of licence is printed and read back; templates are judged before they are used."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import ValidationError
from pypdf import PdfReader

from tongban.base import ofd, typeset
from tongban.licences.rules import faces, layouts
from tongban.licences.rules.face_values import Field, FieldKind
from tongban.licences.rules.layouts import Form, Group, Layout, Line, Number

if TYPE_CHECKING:
    from tongban.base.ofd import Mark

IMAGE = re.compile(rb"/Subtype\s*/Image\b")
FORMS = tuple(Form)
ROOMY = tuple(form for form in FORMS if form is not Form.CARD)
FACE = faces.Face(
    title="食品经营许可证",
    number="JY29901010000016",
    identifier="1.2.156.3005.2.119900000000000275001.11990100000000019F.2025000001.001.D",
    holders=("样例区样例小吃店", "样大民"),
    issuer="样例区行政审批局",
    issued_on=date(2026, 3, 12),
    made_at=datetime(2026, 3, 12, 9, 0, tzinfo=timezone(timedelta(hours=8))),
    valid_from=date(2026, 3, 13),
    valid_until=date(2031, 3, 12),
    entries=(
        faces.Entry("经营者", "样例区样例小吃店", "KZ_JYZ"),
        faces.Entry("住所", "样例省样例市样例区示范路1号临街一层商铺甲03室", "KZ_ZS"),
        faces.Entry("经营项目", "热食类食品制售；自制饮品制售", "KZ_JYXM"),
        faces.Entry("发证机关", "样例区行政审批局", "KZ_FZJG"),
    ),
    qr="ZZ1|1.2.156|20260312|" + "A" * 86,
    verify_at="https://demo.example/verify/",
)
FIELDS = (
    Field("KZ_JYZ", "经营者", FieldKind.TEXT, mandatory=True),
    Field("KZ_ZS", "住所", FieldKind.TEXT, mandatory=True),
    Field("KZ_JYXM", "经营项目", FieldKind.LONGTEXT, mandatory=True),
    Field("KZ_ZP", "照片", FieldKind.IMAGE, mandatory=False),
)


def plain(form: Form, **other: Any) -> Layout:
    return Layout.model_validate({"form": form, **other})


def pages_of(layout: Layout, face: faces.Face = FACE) -> list[str]:
    pages = PdfReader(io.BytesIO(typeset.pdf(*layouts.printed(layout, face)))).pages
    return ["".join(page.extract_text().split()) for page in pages]


def marks_of(layout: Layout, face: faces.Face = FACE) -> dict[str, tuple[Mark, ...]]:
    drawn = ofd.draw(
        typeset.marked(*layouts.printed(layout, face)),
        ofd.Info(title="样例", author="样例", created_at=FACE.made_at),
    )
    return drawn.marks


@pytest.mark.parametrize("form", FORMS)
def test_every_fact_is_on_the_face(form: Form) -> None:
    (printed,) = pages_of(plain(form))

    for words in (FACE.title, FACE.number, FACE.identifier, FACE.issuer, FACE.verify_at):
        assert words in printed
    for entry in FACE.entries[:3]:
        assert entry.name in printed
        assert entry.value in printed
    assert "2026年3月12日" in printed
    assert "自2026年3月13日至2031年3月12日" in printed
    assert "样例区样例小吃店、样大民" in printed


@pytest.mark.parametrize("form", FORMS)
def test_what_says_the_same_is_printed_once(form: Form) -> None:
    alone = replace(FACE, holders=("样例区样例小吃店",))

    (printed,) = pages_of(plain(form), alone)

    assert printed.count("样例区样例小吃店") == 1
    assert "持证主体" not in printed
    # The red head of a reply names the authority, and so does the signature.
    assert printed.count("样例区行政审批局") == (2 if form is Form.REPLY else 1)


@pytest.mark.parametrize("form", FORMS)
def test_every_value_says_where_it_stands(form: Form) -> None:
    alone = replace(FACE, holders=("样例区样例小吃店",))

    marks = marks_of(plain(form), alone)

    wanted = {"ZZMC", "ZZBH", "CZZT", "ZZBFJG", "ZZBFRQ", "ZZYXQQSRQ", "ZZYXQJZRQ"}
    wanted |= {entry.key for entry in FACE.entries}
    assert {f"item/{key}" for key in wanted} <= set(marks)
    assert marks["item/KZ_FZJG"] == marks["item/ZZBFJG"]
    assert marks["item/KZ_JYZ"] == marks["item/CZZT"]


@pytest.mark.parametrize("seal", ["left", "centre", "right"])
@pytest.mark.parametrize("form", FORMS)
def test_the_seal_covers_the_issuer_and_nothing_else(form: Form, seal: str) -> None:
    marks = marks_of(plain(form, seal=seal))
    (spot,) = marks["seal/1"]

    for key in ("item/ZZBFJG", "item/ZZBFRQ"):
        middle = marks[key][-1].x + marks[key][-1].width / 2
        assert abs(middle - (spot.x + spot.width / 2)) < 1
        assert spot.y < marks[key][-1].y < spot.y + spot.height
    others = [mark for key in marks if "BF" not in key and "FZJG" not in key for mark in marks[key]]
    assert [mark for mark in others if mark != spot and overlap(mark, spot)] == []


def overlap(one: Mark, other: Mark) -> bool:
    return (
        one.page == other.page
        and one.x < other.x + other.width
        and other.x < one.x + one.width
        and one.y < other.y + other.height
        and other.y < one.y + one.height
    )


@pytest.mark.parametrize("form", FORMS)
def test_the_identifier_can_be_read_back_from_the_file(form: Form) -> None:
    content = typeset.pdf(*layouts.printed(plain(form), FACE))
    read = PdfReader(io.BytesIO(content)).metadata

    assert read is not None
    assert (read.title, read.keywords) == (FACE.title, FACE.identifier)


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (None, None, "有效期限长期"),
        (date(2026, 3, 13), None, "自2026年3月13日起长期有效"),
        (None, date(2031, 3, 12), "至2031年3月12日"),
    ],
)
@pytest.mark.parametrize("form", FORMS)
def test_the_term_is_said_in_words(
    form: Form, first: date | None, last: date | None, words: str
) -> None:
    assert words in pages_of(plain(form), replace(FACE, valid_from=first, valid_until=last))[0]


@pytest.mark.parametrize("watermark", ["across", "tiled"])
@pytest.mark.parametrize("form", FORMS)
def test_a_copy_for_one_use_says_so_across_the_sheet(form: Form, watermark: str) -> None:
    copied = replace(FACE, watermark="仅供办理困难补贴使用")

    assert "仅供办理困难补贴使用" in pages_of(plain(form, watermark=watermark), copied)[0]
    assert "仅供" not in pages_of(plain(form))[0]


@pytest.mark.parametrize("form", FORMS)
def test_a_licence_that_is_over_says_so(form: Form) -> None:
    assert "已注销" in pages_of(plain(form), replace(FACE, ended="已注销"))[0]
    assert "已注销" not in pages_of(plain(form))[0]


@pytest.mark.parametrize("form", FORMS)
def test_a_face_without_entries_and_code_is_still_a_paper(form: Form) -> None:
    (printed,) = pages_of(plain(form), replace(FACE, entries=(), qr="", verify_at=""))

    assert "样例区样例小吃店、样大民" in printed
    assert "扫码" not in printed


@pytest.mark.parametrize("form", FORMS)
def test_what_does_not_fit_stands_on_a_second_page(form: Form) -> None:
    scope = "".join(f"技术服务{each}；" for each in range(800))
    entries = (*FACE.entries, faces.Entry("经营范围", scope, "KZ_JYFW"))

    pages = pages_of(plain(form), replace(FACE, entries=entries))

    assert len(pages) > 1
    assert "（见附页）" in pages[0]
    assert "附页" in pages[1]
    for each in (0, 450, 799):
        assert f"技术服务{each}；" in "".join(pages)
    assert all(FACE.identifier in page for page in pages)


@pytest.mark.parametrize("form", FORMS)
def test_a_long_number_stays_on_the_paper(form: Form) -> None:
    code = faces.Entry("代码", "91990101MACMPL0100" * 12, "KZ_DM")
    layout = plain(form)
    wide = 148 if form is Form.CARD else 297 if layout.is_landscape else 210

    marks = marks_of(layout, replace(FACE, number="N" * 100, entries=(*FACE.entries, code)))

    assert len(marks["item/KZ_DM"]) > 1
    over = [mark for key in marks for mark in marks[key] if mark.x + mark.width > wide - 8]
    assert over == []


@pytest.mark.parametrize("form", FORMS)
def test_very_many_items_are_all_printed(form: Form) -> None:
    entries = tuple(faces.Entry(f"信息{n}", f"内容{n}号", f"KZ_X{n}") for n in range(60))

    printed = "".join(pages_of(plain(form), replace(FACE, entries=entries)))

    assert [n for n in range(60) if f"内容{n}号" not in printed] == []


def test_a_full_card_stays_on_one_card() -> None:
    address = "样例省样例市样例区示范路1号"
    entries = tuple(faces.Entry(f"信息项{each}", address, f"KZ_X{each}") for each in range(9))

    (printed,) = pages_of(plain(Form.CARD), replace(FACE, entries=entries))

    assert printed.count(address) == 9


def test_a_photo_is_printed_where_one_was_given() -> None:
    photo = typeset.qr_png("a picture", scale=2)
    card = plain(Form.CARD, photo="right")

    with_photo = typeset.pdf(*layouts.printed(card, replace(FACE, photo=photo)))
    without = typeset.pdf(*layouts.printed(card, FACE))

    assert len(IMAGE.findall(with_photo)) == len(IMAGE.findall(without)) + 1


def test_lines_stand_in_the_order_and_under_the_words_of_the_template() -> None:
    layout = plain(
        Form.PORTRAIT,
        groups=(
            Group(title="经营", lines=(Line(key="KZ_JYXM", label="许可项目"),)),
            Group(title="主体", lines=(Line(key="CZZT", label="经营者"), Line(key="KZ_ZS"))),
        ),
    )

    (printed,) = pages_of(layout)

    places = [printed.index(w) for w in ("经营", "许可项目", "主体", "经营者样例区", "住所样例省")]
    assert places == sorted(places)
    assert "经营项目" not in printed


def test_what_the_template_does_not_name_follows_unless_hidden() -> None:
    named = Group(lines=(Line(key="KZ_ZS"),))

    (followed,) = pages_of(plain(Form.PORTRAIT, groups=(named,)))
    (without,) = pages_of(plain(Form.PORTRAIT, groups=(named,), hidden=("KZ_JYXM",)))

    assert followed.index("住所") < followed.index("经营项目")
    assert "热食类" not in without


def test_sentences_are_filled_and_blanks_stay_where_nothing_is_known() -> None:
    layout = plain(
        Form.LETTER, opening=("{CZZT}在{KZ_ZS}从事{KZ_JYXM}，见{KZ_WU}。",), closing=("特此证明。",)
    )

    (printed,) = pages_of(layout)

    assert "样大民在样例省样例市样例区示范路1号临街一层商铺甲03室从事热食类" in printed
    assert "，见。" in printed
    assert "{" not in printed


def test_a_list_with_headings_becomes_a_table() -> None:
    line = Line(key="KZ_ZZ", columns=("资质", "等级"))
    entries = (faces.Entry("资质类别及等级", "建筑工程|二级\n市政|三级|另注\n装修", "KZ_ZZ"),)
    layout = plain(Form.QUALIFICATION, groups=(Group(lines=(line,)),))

    facts = layouts.printed(layout, replace(FACE, entries=entries))[1]

    rows: Any = facts["groups"]
    assert rows[0]["rows"][0]["cells"] == (
        ("建筑工程", "二级"),
        ("市政", "三级|另注"),
        ("装修", ""),
    )
    assert "资质等级建筑工程二级" in pages_of(layout, replace(FACE, entries=entries))[0]


@pytest.mark.parametrize(
    ("wrong", "path"),
    [
        ({"opening": ("{KZ_WU}先生",)}, "opening[0]"),
        ({"opening": ("{KZ_ZS",)}, "opening[0]"),
        ({"subtitle": "{KZ_ZP}"}, "subtitle"),
        ({"groups": (Group(lines=(Line(key="KZ_WU"),)),)}, "groups[0].lines[0]"),
        ({"groups": (Group(lines=(Line(key="KZ_ZS"), Line(key="KZ_ZS"))),)}, "groups[0].lines[1]"),
        ({"hidden": ("KZ_WU",)}, "hidden[0]"),
    ],
)
def test_a_template_that_does_not_fit_its_type_is_told_where(
    wrong: dict[str, Any], path: str
) -> None:
    assert path in layouts.faults(plain(Form.LETTER, **wrong), FIELDS)
    assert layouts.faults(plain(Form.LETTER, opening=("{KZ_ZS}",)), FIELDS) == {}


def test_a_photo_needs_a_picture_on_the_face() -> None:
    assert "photo" in layouts.faults(plain(Form.CARD, photo="right"), FIELDS[:3])
    assert layouts.faults(plain(Form.CARD, photo="right"), FIELDS) == {}


@pytest.mark.parametrize(
    "wrong",
    [
        {"form": "poster"},
        {"form": "card", "orientation": "portrait"},
        {"colour": "#ff0000"},
        {"border": "emblem"},
        {"title": "长" * 61},
        {"title": "两\n行"},
        {"opening": ["句"] * 9},
        {"opening": ["长" * 601]},
        {"groups": [{"lines": [{"key": "kz_x"}]}]},
        {"groups": [{"lines": [{"key": "KZ_X"}] * 61}]},
        {"typst": "#eval"},
        {"columns": 3},
        {"number": {"place": "everywhere"}},
    ],
)
def test_a_template_holds_nothing_but_its_choices(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Layout.model_validate(wrong)


@pytest.mark.parametrize("markup", ["#panic()", "$x$", "*a* _b_", '"}]', "@a <b>", "= h", "//"])
@pytest.mark.parametrize("form", FORMS)
def test_words_of_a_template_are_never_markup(form: Form, markup: str) -> None:
    layout = plain(
        form, title=f"样{markup}", number=Number(label=markup), notes=(f"注{markup}",),
        issuer_label=markup, closing=(f"兹{markup}",),
    )  # fmt: skip

    (printed,) = pages_of(layout)

    assert f"兹{markup}".replace(" ", "") in printed


@pytest.mark.parametrize(
    ("name", "category", "has_photo", "fields", "form"),
    [
        ("居民身份证", "证件", True, 7, Form.CARD),
        ("市民卡", "证件", True, 5, Form.CARD),
        ("学位证书", "证件", True, 6, Form.BOOKLET),
        ("出生医学证明", "证明", False, 17, Form.LETTER),
        ("林木采伐许可证", "批文", False, 7, Form.REPLY),
        ("营业执照", "执照", False, 12, Form.FRAMED),
        ("药品经营许可证", "许可", False, 9, Form.PORTRAIT),
    ],
)
def test_a_type_without_a_template_gets_a_fitting_one(
    name: str, category: str, has_photo: bool, fields: int, form: Form
) -> None:
    read = [Field(f"KZ_{n}", f"项{n}", FieldKind.TEXT, mandatory=True) for n in range(fields)]
    picture = [Field("KZ_ZP", "照片", FieldKind.IMAGE, mandatory=True)] if has_photo else []

    layout = layouts.fitting(name=name, category=category, fields=[*read, *picture])

    assert layout.form is form
    assert layouts.faults(layout, [*read, *picture]) == {}
