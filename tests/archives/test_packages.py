"""The package: looked at, tampered with, refused, restored, waiting for the ledger."""

from __future__ import annotations

import dataclasses
import io
import json
import stat
import zipfile
from datetime import timedelta

import pytest

from tests.archives.filed import archived, package, packed, parts, signed, stamped
from tests.cases import circumstances
from tests.cases.circumstances import TUESDAY, day
from tongban.archives import queries, rules, services
from tongban.archives.models import Archive, Check, RestoredCase, Wish
from tongban.archives.rules import metadata, packages
from tongban.base import audit
from tongban.base.actors import SYSTEM
from tongban.cases import queries as cases


@pytest.fixture
def content() -> bytes:
    return package(archived())


def root_of(files: dict[str, bytes]) -> str:
    return next(iter(files)).partition("/")[0]


def described(files: dict[str, bytes], name: str) -> bytes:
    return files[f"{root_of(files)}/{name}"]


def test_the_fresh_package_passes_every_look() -> None:
    archive = archived()

    report = Check.objects.get(archive=archive)

    assert report.ok
    assert {row["property"] for row in report.findings} == {each.value for each in rules.Property}


def test_a_change_of_any_file_is_found(content: bytes) -> None:
    files = parts(content)
    for name, body in files.items():
        changed = bytearray(body)
        changed[len(changed) // 2] ^= 1

        findings = services.examine(packed({**files, name: bytes(changed)}))

        assert not all(finding.ok for finding in findings), name


def test_a_file_more_or_less_is_found(content: bytes) -> None:
    files = parts(content)
    more = {**files, f"{root_of(files)}/01_apply/999_x.json": b"{}"}
    gone = next(name for name in files if "/01_apply/" in name)
    less = {name: body for name, body in files.items() if name != gone}

    for tampered in (more, less):
        assert not all(finding.ok for finding in services.examine(packed(tampered)))


def test_signed_by_a_strange_key_it_is_not_genuine(content: bytes) -> None:
    from tongban.base.crypto import sm2

    files = parts(content)
    root, stranger = root_of(files), sm2.generate()
    stated = json.loads(described(files, "signature/signature.json"))
    value = sm2.sign(stranger, described(files, "signature/digests.txt"))
    stated["value"] = value.hex()
    files[f"{root}/signature/signature.json"] = json.dumps(
        stated, ensure_ascii=False, indent=1, sort_keys=True
    ).encode()
    files[f"{root}/signature/public-key.pem"] = stranger.public.to_pem().encode()

    found = services.examine(packed(files))

    assert [finding.detail for finding in found if not finding.ok] == ["签名的密钥不是本平台的"]


def hostile(name: str, body: bytes = b"x", *, mode: int = 0) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        entry = zipfile.ZipInfo(name)
        entry.external_attr = mode << 16
        entry.compress_type = zipfile.ZIP_DEFLATED
        archive.writestr(entry, body)
    return written.getvalue()


@pytest.mark.parametrize(
    ("reason", "made"),
    [
        ("path", hostile("a/../../etc/passwd")),
        ("path", hostile("/etc/passwd")),
        ("path", hostile("a/c:\\x")),
        ("link", hostile("a/link", mode=stat.S_IFLNK | 0o777)),
        ("inflates", hostile("a/bomb", b"\0" * 50_000_000)),
        ("no_root", hostile("alone.txt")),
        ("missing", hostile("a/b.txt")),
        ("duplicate", packed({"a/B.txt": b"1", "a/b.txt": b"2"})),
        ("broken", b"PK\x03\x04 nothing"),
        ("broken", b""),
        ("too_many", packed({})),
    ],
)
def test_a_hostile_package_is_refused(reason: str, made: bytes) -> None:
    with pytest.raises(rules.PackageRefused) as refused:
        services.restore(actor=SYSTEM, content=made, now=TUESDAY)

    assert refused.value.reason == reason
    assert not RestoredCase.objects.exists()


def test_a_document_type_in_the_metadata_is_not_read() -> None:
    with pytest.raises(ValueError, match="document type"):
        metadata.read(b'<!DOCTYPE x [<!ENTITY a "b">]><x/>')


def test_restored_into_nothing_the_facts_are_equal() -> None:
    archive = archived()
    content, number = package(archive), archive.case_number
    facts = services.case_facts(cases.case(SYSTEM, number))
    Check.objects.all().delete()
    Archive.objects.all().delete()

    restored = services.restore(actor=SYSTEM, content=content, now=day(1))

    assert restored.facts == facts
    assert RestoredCase.objects.get().facts["case"]["number"] == number
    assert {paper["path"].split("/")[0] for paper in restored.papers} >= {"01_apply", "06_other"}


def test_a_tampered_package_restores_nothing(content: bytes) -> None:
    files = parts(content)
    name = f"{root_of(files)}/{packages.FACTS}"
    files[name] = files[name].replace("样例".encode(), "假的".encode(), 1) + b" "

    with pytest.raises(services.PackageFailed):
        services.restore(actor=SYSTEM, content=packed(files), now=TUESDAY)

    assert not RestoredCase.objects.exists()


def test_archived_once_however_often_it_is_asked_for() -> None:
    archive = archived()

    services.want(number=archive.case_number, now=day(1))

    assert services.build(number=archive.case_number, now=day(1)) is None
    assert Archive.objects.count() == 1


def test_a_withdrawn_case_is_archived_too() -> None:
    from tongban.cases import services as case_services

    number = circumstances.submitted()
    case_services.withdraw(
        actor=circumstances.applicant(), number=number, reason="不办了", now=TUESDAY
    )
    services.want(number=number, now=TUESDAY)
    stamped()
    signed()

    done = services.build_due(now=TUESDAY)

    assert done == 1
    assert Archive.objects.get().period == "10年"


def test_a_broken_case_waits_and_stops_nobody() -> None:
    services.want(number="nobody", now=TUESDAY)
    archive_of = circumstances.concluded()
    services.want(number=archive_of, now=TUESDAY)
    stamped()
    signed()

    services.build_due(now=TUESDAY)

    broken = Wish.objects.get(case_number="nobody")
    assert (broken.attempts, broken.built_at) == (1, None)
    assert broken.next_try_at > TUESDAY
    assert Archive.objects.get().case_number == archive_of
    assert [wish.case_number for wish in queries.failed()] == ["nobody"]


def test_while_seals_or_the_signed_head_are_late_the_package_waits_and_then_holds_all() -> None:
    number = circumstances.concluded()
    services.want(number=number, now=TUESDAY)

    tries = [services.build_due(now=TUESDAY)]
    unsealed = Wish.objects.get().last_error
    stamped()
    tries += [services.build_due(now=TUESDAY + timedelta(hours=hour)) for hour in (1, 2)]
    said = [Wish.objects.get().last_error, queries.failed()[0].case_number]
    signed()
    late = services.build_due(now=day(1))

    assert (tries, late) == ([0, 0, 0], 1)
    titles = "收件凭证、受理通知书、准予行政许可决定书、送达回证"
    assert unsealed == f"{titles}还没有盖电子印章，盖好以后归档。"
    assert said == ["账本还没有签发树头，请一分钟后再试。", number]
    assert Wish.objects.get().last_error == ""
    files = parts(package(Archive.objects.get()))
    proven = json.loads(described(files, packages.PROOFS))
    trail = {str(entry.pk) for entry in audit.trail(number) if entry.at < day(1)}
    assert {each["reference"] for each in proven["leaves"] if each["kind"] == "audit"} == trail
    assert [each["kind"] for each in proven["leaves"]].count("licence.issued") == 1
    assert proven["head"]


def test_without_a_period_that_is_known_nothing_is_filed_and_the_sentence_says_why(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    number = circumstances.concluded()
    services.want(number=number, now=TUESDAY)
    stamped()
    signed()
    right = queries.settings()
    wrong = dataclasses.replace(right, rules=({"type": "行政确认", "period": "20年"},))
    monkeypatch.setattr(queries, "settings", lambda: wrong)

    refused = services.build_due(now=TUESDAY)
    said = Wish.objects.get().last_error
    monkeypatch.setattr(queries, "settings", lambda: right)

    assert (refused, services.build_due(now=day(1))) == (0, 1)
    assert "“20年”" in said
    assert "只能是永久、30年、10年" in said
    assert "居住证申领" in said


def test_the_package_lies_sealed_on_the_disk() -> None:
    from django.core.files.storage import storages

    archive = archived()
    with storages["files"].open(f"archives/{archive.digest[:2]}/{archive.digest}") as kept:
        raw = kept.read()

    assert not raw.startswith(b"PK")
    assert archive.case_number.encode() not in raw
