"""Every form of licence is printed and read back."""

import io
import re
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

import pytest
from pypdf import PdfReader

from tongban.base import typeset
from tongban.licences.rules import faces

IMAGE = re.compile(rb"/Subtype\s*/Image\b")
FORMS = ("licences/certificate", "licences/permit", "licences/card")
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
        faces.Entry("经营者名称", "样例区样例小吃店"),
        faces.Entry("住所", "样例省样例市样例区示范路1号临街一层商铺甲03室"),
        faces.Entry("经营项目", "热食类食品制售；自制饮品制售"),
    ),
    qr="ZZ1|1.2.156|20260312|" + "A" * 86,
    verify_at="https://demo.example/verify/",
)


def pages_of(form: str, face: faces.Face) -> list[str]:
    pages = PdfReader(io.BytesIO(typeset.pdf(form, face.facts()))).pages
    return ["".join(page.extract_text().split()) for page in pages]


@pytest.mark.parametrize("form", FORMS)
def test_every_fact_is_on_the_face(form: str) -> None:
    (printed,) = pages_of(form, FACE)

    for words in (FACE.title, FACE.number, FACE.identifier, FACE.issuer, FACE.verify_at):
        assert words in printed
    for entry in FACE.entries:
        assert entry.name in printed
        assert entry.value in printed
    assert "2026年3月12日" in printed
    assert "自2026年3月13日至2031年3月12日" in printed


@pytest.mark.parametrize("form", FORMS)
def test_a_holder_is_named_once(form: str) -> None:
    (printed,) = pages_of(form, FACE)

    assert printed.count("样例区样例小吃店") == 1
    assert "持证主体样大民" in printed


@pytest.mark.parametrize("form", FORMS)
def test_the_identifier_can_be_read_back_from_the_file(form: str) -> None:
    read = PdfReader(io.BytesIO(typeset.pdf(form, FACE.facts()))).metadata

    assert read is not None
    assert (read.title, read.keywords) == (FACE.title, FACE.identifier)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (None, None, "有效期限长期"),
        (date(2026, 3, 13), None, "自2026年3月13日起长期有效"),
        (None, date(2031, 3, 12), "至2031年3月12日"),
    ],
)
def test_the_term_is_said_in_words(
    form: str, first: date | None, last: date | None, words: str
) -> None:
    assert words in pages_of(form, replace(FACE, valid_from=first, valid_until=last))[0]


@pytest.mark.parametrize("form", FORMS)
def test_a_copy_for_one_use_says_so_across_the_sheet(form: str) -> None:
    copied = replace(FACE, watermark="仅供办理困难补贴使用")

    assert "仅供办理困难补贴使用" in pages_of(form, copied)[0]
    assert "仅供" not in pages_of(form, FACE)[0]


@pytest.mark.parametrize("form", FORMS)
def test_a_face_without_entries_and_code_is_still_a_paper(form: str) -> None:
    (printed,) = pages_of(form, replace(FACE, entries=(), qr="", verify_at=""))

    assert "样例区样例小吃店、样大民" in printed
    assert "扫码" not in printed


@pytest.mark.parametrize("form", ["licences/certificate", "licences/permit"])
def test_a_long_scope_of_business_loses_nothing(form: str) -> None:
    scope = "".join(f"技术服务{each}；" for each in range(900))
    entries = (*FACE.entries, faces.Entry("经营范围", scope))

    pages = pages_of(form, replace(FACE, entries=entries))

    assert len(pages) > 1
    for each in (0, 450, 899):
        assert f"技术服务{each}；" in "".join(pages)
    assert all(FACE.identifier in page for page in pages)


def test_a_full_card_stays_on_one_card() -> None:
    entries = tuple(
        faces.Entry(f"信息项{each}", "样例省样例市样例区示范路1号")
        for each in range(faces.CARD_ENTRIES)
    )

    (printed,) = pages_of("licences/card", replace(FACE, entries=entries))

    assert printed.count("样例省样例市样例区示范路1号") == faces.CARD_ENTRIES


def test_a_photo_is_printed_where_one_was_given() -> None:
    photo = typeset.qr_png("a picture", scale=2)

    with_photo = typeset.pdf("licences/card", replace(FACE, photo=photo).facts())
    without = typeset.pdf("licences/card", FACE.facts())

    assert len(IMAGE.findall(with_photo)) == len(IMAGE.findall(without)) + 1


@pytest.mark.parametrize(
    ("name", "category", "has_photo", "entries", "form"),
    [
        ("居民身份证", "证件", True, 7, "card"),
        ("市民卡", "证件", True, 5, "card"),
        ("学位证书", "证件", True, 6, "certificate"),
        ("出生医学证明", "证明", False, 17, "permit"),
        ("林木采伐许可证", "批文", False, 7, "permit"),
        ("营业执照", "执照", False, 12, "certificate"),
        ("机动车驾驶证", "证件", True, 10, "certificate"),
    ],
)
def test_each_type_has_its_form(
    name: str, category: str, has_photo: bool, entries: int, form: str
) -> None:
    chosen = faces.template_for(name=name, category=category, has_photo=has_photo, entries=entries)

    assert chosen == f"licences/{form}"
