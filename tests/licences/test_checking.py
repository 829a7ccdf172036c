"""Anybody checks a licence: by file, by code, by identifier, by number."""

from __future__ import annotations

import io
import random
import re
import shutil
import subprocess
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pypdf
import pytest

from tests.directory.factories import make_department
from tests.licences.factories import (
    ENTERPRISE,
    NOON,
    OTHER_PERSON,
    issue_licence,
    make_licence,
    make_subject,
)
from tests.seals import entrusted
from tongban.base import clock, files, ofd, typeset
from tongban.base.actors import SYSTEM
from tongban.base.crypto import keys, pki, sm2
from tongban.licences import services
from tongban.licences.models import Licence
from tongban.licences.rules import faces, identifiers, layouts, qr
from tongban.licences.rules.findings import Verdict
from tongban.licences.services import rendering
from tongban.seals import services as seals

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("licence_types")]
FLIPS = 320


@pytest.fixture
def licence() -> Licence:
    return make_licence(make_subject(**ENTERPRISE), "food_business_licence")


def content_of(licence: Licence) -> bytes:
    return files.read(licence.file_digest)


def revoke(licence: Licence) -> None:
    services.revoke(
        actor=SYSTEM,
        identifier=licence.identifier,
        kind="吊销",
        reason="经营腐败变质食品",
        legal_ground="《行政处罚法》第九条",
        now=NOON + timedelta(days=5),
    )


def test_the_file_as_issued_is_valid_with_public_facts(licence: Licence) -> None:
    found = services.verify_file(content_of(licence), now=NOON)

    assert found.verdict is Verdict.VALID
    assert found.is_valid
    assert found.facts is not None
    assert (found.facts.number, found.facts.holder) == (
        "JY22301020000013",
        "样例省样例市示例科技有限公司",
    )
    assert found.facts.valid_until == date(2031, 1, 4)


def test_natural_persons_are_masked_whatever_is_checked() -> None:
    licence = make_licence(make_subject(), "resident_id")

    for found in (
        services.verify_file(content_of(licence), now=NOON),
        services.verify_qr(licence.qr_text, now=NOON),
        services.verify_identifier(licence.identifier, now=NOON),
    ):
        assert found.is_valid
        assert "大" not in str(found)
        assert "199003" not in str(found)
        assert found.facts is not None
        assert (found.facts.holder, found.facts.number) == ("样*民", "9****************5")


def test_one_flipped_bit_anywhere_is_noticed(licence: Licence) -> None:
    """What stays valid differs in nothing but how the archive was written."""
    content = content_of(licence)
    whole = ofd.open_package(content).files
    chosen = random.Random(2026).sample(range(len(content)), FLIPS)  # noqa: S311 - no secret

    for at in [0, 1, len(content) - 1, *chosen]:
        changed = bytearray(content)
        changed[at] ^= 0x20
        found = services.verify_file(bytes(changed), now=NOON)
        if found.is_valid:
            assert ofd.open_package(bytes(changed)).files == whole, at
        else:
            assert found.verdict is Verdict.TAMPERED, at
            assert found.facts is None


@pytest.mark.parametrize(
    "part", ["Content.xml", ".ttf", "Signature.xml", "Seal.esl", "SignedValue.dat", "OFD.xml"]
)
def test_a_changed_byte_inside_any_file_of_the_package_is_tampering(
    licence: Licence, part: str
) -> None:
    whole = dict(ofd.open_package(content_of(licence)).files)
    paths = [path for path in whole if path.endswith(part)]

    assert paths
    for path in paths:
        for at in (0, len(whole[path]) // 2, len(whole[path]) - 1):
            changed = bytearray(whole[path])
            changed[at] ^= 0x01
            packed = ofd.pack({**whole, path: bytes(changed)})
            assert services.verify_file(packed, now=NOON).verdict is not Verdict.VALID, (path, at)


def test_cutting_adding_and_mixing_is_noticed(licence: Licence) -> None:
    other = ofd.open_package(content_of(make_licence(make_subject(), "resident_id"))).files
    content = content_of(licence)
    whole = ofd.open_package(content).files
    page = next(path for path in whole if path.endswith("Content.xml"))

    for changed in (
        content[:-1],
        content[: len(content) // 2],
        ofd.pack({**whole, "Doc_0/Pages/Page_9/Content.xml": whole[page]}),
        ofd.pack({**whole, page: other[page]}),
        ofd.pack({path: part for path, part in whole.items() if "Sign" not in path}),
    ):
        assert services.verify_file(changed, now=NOON).verdict is Verdict.TAMPERED


def test_the_seal_of_another_office_proves_no_licence(licence: Licence) -> None:
    """The same page, validly sealed by somebody else for another paper."""
    make_department("edu")
    entrusted.seal("edu")
    whole = ofd.open_package(content_of(licence)).files
    bare = {path: part for path, part in whole.items() if "/Signs/" not in f"/{path}"}
    sealed = seals.seal_now(
        actor=SYSTEM, unit="edu", job=entrusted.JOB, document_kind="licence",
        files={**bare, "OFD.xml": re.sub(rb"<[^<]*Signatures>[^<]*<[^>]*>", b"", whole["OFD.xml"])},
        spots=[ofd.Spot(1, 150, 150, 40, 40)], title="样例", decision="样例", now=NOON,
    )  # fmt: skip

    found = services.verify_file(sealed.content, now=NOON)

    assert found.verdict is Verdict.TAMPERED
    assert found.reason == "文件上的签名不是颁发机构作出的，请不要采信。"


def test_a_seal_nobody_trusts_proves_nothing(licence: Licence, monkeypatch: Any) -> None:
    monkeypatch.setattr(pki, "trust", pki.Trust)

    assert services.verify_file(content_of(licence), now=NOON).verdict is Verdict.TAMPERED


def test_the_pdf_made_from_the_record_is_valid_and_nothing_else(licence: Licence) -> None:
    made = rendering.pdf(licence, now=clock.now())

    assert services.verify_file(made, now=clock.now()).is_valid
    gap = range(made.index(b"/Contents <"), made.rindex(b"/ByteRange") + 100)
    chosen = random.Random(7).sample(range(len(made)), 60)  # noqa: S311 - no secret
    for at in (at for at in chosen if at not in gap):
        changed = bytearray(made)
        changed[at] ^= 0x01
        assert not services.verify_file(bytes(changed), now=clock.now()).is_valid, at
    assert not services.verify_file(made + b"% more", now=clock.now()).is_valid


def test_a_re_saved_pdf_is_tampering(licence: Licence) -> None:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(rendering.pdf(licence, now=clock.now())))
    saved = io.BytesIO()
    writer.write(saved)

    assert services.verify_file(saved.getvalue(), now=clock.now()).verdict is Verdict.TAMPERED


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 %%EOF", b"\0" * 5000, b"PK\x03\x04"])
def test_somebody_elses_file_is_unknown(licence: Licence, content: bytes) -> None:
    foreign = content + b" 1.2.156.3005.2.11100000MB03271699022.340100.000000016.001.9"

    assert services.verify_file(content, now=NOON).verdict is Verdict.UNKNOWN
    assert services.verify_file(foreign, now=NOON).verdict is Verdict.UNKNOWN


def test_another_paper_of_ours_is_no_licence(licence: Licence) -> None:
    face = faces.Face(
        title="公告", number="1", identifier="", holders=(), issuer="样例部门",
        issued_on=NOON.date(), made_at=NOON,
    )  # fmt: skip
    paper = typeset.pdf(*layouts.printed(layouts.Layout(), face))

    assert services.verify_file(paper, now=NOON).verdict is Verdict.UNKNOWN


def test_a_licence_whose_record_was_changed_is_not_confirmed(licence: Licence) -> None:
    """Even who writes into the database cannot make a file say something else."""
    content = content_of(licence)
    personal = {**licence.personal, "CZZT": ["样例贸易有限公司"]}
    Licence.objects.filter(pk=licence.pk).update(personal=personal)

    assert services.verify_file(content, now=NOON).verdict is Verdict.TAMPERED


def test_a_revoked_licence_is_invalid_since_that_day_for_that_reason(licence: Licence) -> None:
    revoke(licence)

    for found in (
        services.verify_file(content_of(licence), now=NOON + timedelta(days=6)),
        services.verify_qr(licence.qr_text, now=NOON + timedelta(days=6)),
        services.verify_number(licence.number, now=NOON + timedelta(days=6)),
    ):
        assert found.verdict is Verdict.INVALID
        assert found.since == date(2026, 1, 10)
        assert found.reason == "2026年1月10日被吊销。"


def test_an_expired_licence_is_invalid_since_its_last_day(licence: Licence) -> None:
    last = NOON.replace(year=2031, month=1, day=4)

    assert services.verify_qr(licence.qr_text, now=last).is_valid
    found = services.verify_qr(licence.qr_text, now=last + timedelta(days=1))
    assert (found.verdict, found.since) == (Verdict.INVALID, date(2031, 1, 4))
    assert "2031年1月4日" in found.reason


def test_a_licence_that_is_not_yet_in_force_says_from_when() -> None:
    licence = issue_licence(make_subject(), "health_certificate", valid_from=date(2026, 2, 1))

    found = services.verify_qr(licence.qr_text, now=NOON)

    assert (found.verdict, found.since) == (Verdict.INVALID, date(2026, 2, 1))


def test_the_code_holds_as_text_and_as_address(licence: Licence) -> None:
    for scanned in (licence.qr_text, qr.address("http://127.0.0.1:8000", licence.qr_text)):
        assert services.verify_qr(scanned, now=NOON).is_valid


def test_the_code_on_the_face_is_the_one_on_file(licence: Licence) -> None:
    said = qr.check_qr(licence.qr_text, services.public_keys().values())

    assert str(said.identifier) == licence.identifier


@pytest.mark.parametrize("scanned", ["", "https://sample.example/", "WIFI:S:x;;", "ZZ3|x"])
def test_any_other_code_is_unknown(licence: Licence, scanned: str) -> None:
    assert services.verify_qr(scanned, now=NOON).verdict is Verdict.UNKNOWN


def test_a_forged_code_is_tampering(licence: Licence) -> None:
    forger = sm2.generate()
    forged = qr.payload(
        licence.identifier,
        licence.issued_on,
        sm2.sign(forger, qr.message(licence.identifier, licence.issued_on)),
    )
    body, _, _ = licence.qr_text.rpartition("|")

    for text in (forged, f"{body}|", "ZZ1|x|y|z", licence.qr_text.replace("2026-01", "2025-01")):
        found = services.verify_qr(text, now=NOON)
        assert (found.verdict, found.facts) == (Verdict.TAMPERED, None)


def test_a_rightly_signed_code_of_a_lost_record_confirms_nothing() -> None:
    identifier = identifiers.build(
        type_code="119900000000000275035", issuer_code="119900000000011852", serial="2026000099"
    )
    signed = keys.store().sign("licences", qr.message(str(identifier), date(2026, 1, 5)))

    found = services.verify_qr(qr.payload(str(identifier), date(2026, 1, 5), signed.value))

    assert found.verdict is Verdict.UNKNOWN


def test_the_number_is_enough_where_it_is_one_licences_own(licence: Licence) -> None:
    for number in (licence.number, f" {licence.number.lower()} "):
        assert services.verify_number(number, now=NOON).is_valid
        assert services.verify_number(number, "food_business_licence", now=NOON).is_valid
    for unknown in ("JY00000000000000", "", "x" * 200, "\0"):
        assert services.verify_number(unknown, now=NOON).verdict is Verdict.UNKNOWN
    other_type = services.verify_number(licence.number, "business_licence", now=NOON)
    assert other_type.verdict is Verdict.UNKNOWN


def test_a_number_of_several_types_asks_for_the_type(licence: Licence) -> None:
    holder = make_subject(**ENTERPRISE)
    make_licence(holder)
    issue_licence(holder, "publication_business_licence", face=BOOKS, number=ENTERPRISE["number"])

    with pytest.raises(services.TypeNeeded):
        services.verify_number(ENTERPRISE["number"], now=NOON)
    found = services.verify_number(ENTERPRISE["number"], "business_licence", now=NOON)
    assert found.is_valid


def test_nobody_learns_what_somebody_holds_from_his_own_number() -> None:
    make_licence(make_subject(), "resident_id")
    issue_licence(make_subject(), "special_operation_certificate", face=OPERATION)

    for number in ("990101199003070015", "T990101199003070015"):
        found = services.verify_number(number, now=NOON)
        assert found == services.verify_number(OTHER_PERSON["number"], now=NOON)
        assert found.verdict is Verdict.UNKNOWN


def test_the_newest_version_answers_for_the_number(licence: Licence) -> None:
    revoke(licence)
    issue_licence(
        make_subject(**ENTERPRISE),
        "food_business_licence",
        number=licence.number,
        now=NOON + timedelta(days=9),
    )

    found = services.verify_number(licence.number, now=NOON + timedelta(days=10))

    assert found.is_valid
    assert found.facts is not None
    assert found.facts.version == 2


def test_an_identifier_is_checked_or_declined_as_misspelt(licence: Licence) -> None:
    assert services.verify_identifier(licence.identifier.lower(), now=NOON).is_valid
    unknown = "1.2.156.3005.2.119900000000000275001.11990100000000019F.2025000001.001.D"
    assert services.verify_identifier(unknown, now=NOON).verdict is Verdict.UNKNOWN
    with pytest.raises(identifiers.IdentifierInvalid):
        services.verify_identifier(f"{licence.identifier}0", now=NOON)


def test_a_retired_key_still_verifies(licence: Licence) -> None:
    store: Any = keys.store()
    store.rotate("licences", now=NOON, sample=True)

    newer = make_licence(make_subject(), "resident_id")

    assert newer.key_id != licence.key_id
    for one in (licence, newer):
        assert services.verify_file(content_of(one), now=NOON).is_valid
        assert services.verify_qr(one.qr_text, now=NOON).is_valid


def test_poppler_shows_the_pdf_as_signed_and_valid(licence: Licence, tmp_path: Path) -> None:
    program = shutil.which("pdfsig")
    if program is None:
        pytest.skip("pdfsig (poppler-utils) is not on this machine")
    file = tmp_path / "licence.pdf"
    file.write_bytes(rendering.pdf(licence, now=NOON))

    ran = subprocess.run([program, str(file)], capture_output=True, text=True, check=False)  # noqa: S603

    assert "Signature is Valid" in ran.stdout
    assert "Total document signed" in ran.stdout


BOOKS = {
    "KZ_DZ": "样例省样例市样例区示范路1号",
    "KZ_FDDBR": "样大民",
    "KZ_JJLX": "有限责任公司",
    "KZ_JYFW": "图书、期刊零售",
}
OPERATION = {
    "KZ_ZYLB": "电工作业",
    "KZ_CZXM": "低压电工作业",
    "KZ_CLRQ": "2026-01-05",
    "KZ_YFSRQ": "2029-01-04",
}
