"""Anybody checks a licence: by file, by code, by identifier, by number."""

from __future__ import annotations

import io
import random
import shutil
import subprocess
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pypdf
import pytest

from tests.licences.factories import (
    ENTERPRISE,
    NOON,
    OTHER_PERSON,
    issue_licence,
    make_licence,
    make_subject,
)
from tongban.base import files, typeset
from tongban.base.actors import SYSTEM
from tongban.base.crypto import keys, sm2
from tongban.licences import services
from tongban.licences.models import Licence
from tongban.licences.rules import faces, identifiers, layouts, proofs, qr
from tongban.licences.rules.findings import Verdict

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.django_db
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


def test_one_flipped_bit_anywhere_is_tampering(licence: Licence) -> None:
    content = content_of(licence)
    tail = content.rindex(proofs.MARK)
    chosen = random.Random(2026).sample(range(tail), FLIPS)  # noqa: S311 - no secret
    places = [0, 1, tail - 1, *chosen, *range(tail, len(content))]

    for at in places:
        for bit in (0x01, 0x20):
            changed = bytearray(content)
            changed[at] ^= bit
            found = services.verify_file(bytes(changed), now=NOON)
            assert found.verdict is Verdict.TAMPERED, (at, bit)
            assert found.facts is None


def test_cutting_adding_and_mixing_is_tampering(licence: Licence) -> None:
    other = content_of(make_licence(make_subject(), "resident_id"))
    content = content_of(licence)
    tail = content.rindex(proofs.MARK)

    for changed in (
        content[:tail],
        content[:-1],
        content + b"\n",
        content + b"%%EOF\n",
        content[:tail] + b"\n1 0 obj <<>> endobj %%EOF" + content[tail:],
        other[: other.rindex(proofs.MARK)] + content[tail:],
        b"%PDF-1.7\n%%EOF" + content[tail:],
        content[tail:],
    ):
        assert services.verify_file(changed, now=NOON).verdict is Verdict.TAMPERED


def test_a_proof_signed_by_somebody_else_is_tampering(licence: Licence) -> None:
    document = content_of(licence).rpartition(proofs.MARK)[0]
    forger = sm2.generate()
    stated = proofs.statement(licence.identifier, document, licence.whole_metadata)
    signature = sm2.sign(forger, stated.message())

    for key_id in (licence.key_id, "licences-00000000", "documents"):
        forged = document + proofs.Proof(stated, key_id, signature).line()
        assert services.verify_file(forged, now=NOON).verdict is Verdict.TAMPERED


def test_a_key_for_other_papers_proves_no_licence(licence: Licence) -> None:
    document = content_of(licence).rpartition(proofs.MARK)[0]
    stated = proofs.statement(licence.identifier, document, licence.whole_metadata)
    signed = keys.store().sign("documents", stated.message())

    forged = document + proofs.Proof(stated, signed.key_id, signed.value).line()

    assert services.verify_file(forged, now=NOON).verdict is Verdict.TAMPERED


def test_a_re_saved_file_is_tampering(licence: Licence) -> None:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(content_of(licence)))
    saved = io.BytesIO()
    writer.write(saved)

    assert services.verify_file(saved.getvalue(), now=NOON).verdict is Verdict.TAMPERED


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


@pytest.mark.parametrize("scanned", ["", "https://sample.example/", "WIFI:S:x;;", "ZZ2|x"])
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


def test_readers_pass_over_the_proof(licence: Licence, tmp_path: Path) -> None:
    content = content_of(licence)
    reader = pypdf.PdfReader(io.BytesIO(content), strict=True)
    assert len(reader.pages) == 1
    assert reader.metadata is not None
    assert str(reader.metadata["/Keywords"]) == licence.identifier

    file = tmp_path / "licence.pdf"
    file.write_bytes(content)
    for tool in ("pdfinfo", "pdftotext"):
        if (program := shutil.which(tool)) is None:
            continue
        arguments = [program, str(file), *(["-"] if tool == "pdftotext" else [])]
        ran = subprocess.run(arguments, capture_output=True, text=True, check=True)  # noqa: S603
        assert ("食品经营许可证" in ran.stdout) or ("Pages:" in ran.stdout)


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
