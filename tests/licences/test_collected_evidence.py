"""Collected licences: judged by the type of their day, trusted by the seal on their file."""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.base.ofd import pages
from tests.directory.factories import make_department
from tests.licences import test_types_versions as typing
from tests.licences.batches import USCC, collect, identifier, row
from tests.licences.factories import NOON, official
from tests.seals import entrusted, making
from tongban.base import ofd
from tongban.base.actors import SYSTEM
from tongban.licences import services
from tongban.licences.models import Licence
from tongban.licences.rules import identifiers
from tongban.licences.rules.grades import GradeNotRaised
from tongban.seals import services as seals

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("licence_types")]
TYPE = "public_place_hygiene"
SERIAL = "20200001"


OLDER = NOON - timedelta(days=200)


def drawn(named: str) -> dict[str, bytes]:
    """The files of a document that says which licence it is."""
    info = ofd.Info("卫生许可证", "样例机构", NOON, custom={"ZZBS": named})
    return ofd.draw(pages.typeset("#set page(width: 210mm, height: 297mm)\n卫生许可证"), info).files


def sealed(named: str, unit: str = "mkt") -> str:
    """A licence as OFD, sealed by an office that has its seal here."""
    make_department(unit)
    entrusted.seal(unit)
    made = seals.seal_now(
        actor=SYSTEM, unit=unit, job=entrusted.JOB, document_kind="licence", files=drawn(named),
        spots=[ofd.Spot(1, 130, 220, 42, 42)], title="卫生许可证", decision="样卫许〔2024〕7号",
        now=NOON,
    )  # fmt: skip
    return base64.b64encode(made.content).decode()


def sealed_elsewhere(named: str, authority: making.Authority, organisation: str) -> str:
    """A licence as OFD from another system: its own seal, signer, maker and certificates."""
    office = making.office(organisation, authority=authority, created_at=OLDER, valid_from=OLDER)
    return base64.b64encode(making.sealed(office, drawn(named), at=NOON)).decode()


def trust(settings: Any, file: Path, authority: making.Authority) -> None:
    """Lay an authority down as one that this node trusts."""
    listed = making.armoured("X509 CRL", authority.crl(NOON - timedelta(hours=1)))
    file.write_text(authority.pem(lists=False) + listed, encoding="ascii")
    settings.TONGBAN = settings.TONGBAN.model_copy(update={"trust": file})


@pytest.mark.parametrize(
    ("trusted", "organisation", "grade"),
    [(True, "", "A"), (False, "", "B"), (True, "样例省另一个机构", "B")],
    ids=["a trusted authority", "nobody's authority", "another organisation"],
)
def test_a_seal_of_another_system_counts_by_its_authority_and_organisation(
    settings: Any, tmp_path: Path, trusted: bool, organisation: str, grade: str
) -> None:
    authority = making.Authority("另一套系统的样例根证书")
    if trusted:
        trust(settings, tmp_path / "trust.pem", authority)
    name = organisation or make_department("mkt").name
    file = sealed_elsewhere(identifier(SERIAL), authority, name)

    report = collect([row(SERIAL, file=file, file_name="证.ofd")])

    assert (report.accepted, Licence.objects.get().trust_grade) == (True, grade)


def test_a_file_sealed_by_its_issuer_makes_grade_a() -> None:
    collect([row(SERIAL, file=sealed(identifier(SERIAL)), file_name="证.ofd")])

    assert Licence.objects.get().trust_grade == "A"


@pytest.mark.parametrize(
    ("named", "unit"),
    [("20209999", "mkt"), (SERIAL, "civ")],
    ids=["another licence", "another office"],
)
def test_a_seal_that_proves_something_else_makes_grade_b(named: str, unit: str) -> None:
    if unit != "mkt":
        make_department(unit)

    collect([row(SERIAL, file=sealed(identifier(named), unit), file_name="证.ofd")])

    licence = Licence.objects.get()
    assert licence.trust_grade == "B"
    with pytest.raises(GradeNotRaised):
        services.raise_grade(
            actor=official("licensing"), identifier=licence.identifier, grade="A",
            reason="文件上有印章", evidence="原文件", now=NOON,
        )  # fmt: skip


def test_a_file_with_one_changed_byte_proves_nothing() -> None:
    whole = bytearray(base64.b64decode(sealed(identifier(SERIAL))))
    package = ofd.open_package(bytes(whole))
    page = next(name for name in package.files if name.endswith("Content.xml"))
    changed = {**package.files, page: package.files[page].replace(b"Content", b"Contend", 1)}
    content = base64.b64encode(ofd.pack(changed)).decode()

    collect([row(SERIAL, file=content, file_name="证.ofd")])

    assert Licence.objects.get().trust_grade == "B"


def test_rows_are_judged_by_the_type_of_their_day() -> None:
    first = row(SERIAL, ZZBFRQ=NOON.date().isoformat(), ZZYXQJZRQ="2030-01-01")
    extra = {"key": "KZ_XZ", "name": "新增项", "type": "text", "mandatory": True}
    fields = [*typing.said(TYPE)["fields"], extra]
    tomorrow = NOON.date() + timedelta(days=1)
    typing.publish(typing.draft(TYPE, fields=fields), tomorrow)
    later = NOON + timedelta(days=3)

    before = collect([first], now=later)
    after = collect([{**first, "ZZBFRQ": tomorrow.isoformat()}], "2026-002", now=later)

    assert (before.accepted, before.created) == (True, 1)
    assert not after.accepted
    assert "新增项" in " ".join(fault.sentence for fault in after.findings)


def test_a_day_without_a_version_is_told_and_a_draft_is_no_type() -> None:
    typing.retire(NOON.date() + timedelta(days=1), TYPE)
    issued_on = (NOON.date() + timedelta(days=2)).isoformat()
    days: dict[str, Any] = {"ZZBFRQ": issued_on, "ZZYXQJZRQ": "2030-01-01"}

    late = collect([row(SERIAL, **days)], now=NOON + timedelta(days=3))

    assert (late.accepted, late.created, late.warnings) == (True, 1, 1)
    (told,) = late.findings
    assert (told.row, told.field, told.level) == (1, "ZZBFRQ", "warning")
    assert "没有在用的版本" in told.sentence

    typing.new_type()
    named = identifiers.build(type_code=typing.NEW_CODE, issuer_code=USCC, serial=SERIAL, version=1)
    drafted = collect([row(SERIAL, ZZLXDM=typing.NEW_CODE, ZZBS=str(named))], "2026-002")

    assert not drafted.accepted
    assert [one.field for one in drafted.findings] == ["ZZLXDM"]
