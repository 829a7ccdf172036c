"""Checking sealed documents: the order of the steps, and what becomes of every kind of fault."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.base.ofd import packages
from tests.seals import byhand, making
from tests.seals import derwriter as der
from tongban.base import ofd
from tongban.base.crypto import pki, sm2, sm3
from tongban.base.crypto.errors import InvalidSeal
from tongban.seals.rules import inspecting, ses, stamping
from tongban.seals.rules.inspecting import Result, SealStatus, StepName, Verdict

if TYPE_CHECKING:
    from datetime import datetime

    from tongban.seals.rules.inspecting import Report, SignatureReport

OFFICE = making.office()
OTHER = making.office("样例区税务局", "99010100000077", authority=OFFICE.authority)
TRUST = OFFICE.authority.trust()
ELSEWHERE = replace(making.SPOT, x=20)
SIGN = "Doc_0/Signs/Sign_0"
UNSTAMPED = [each for each in StepName if each not in {StepName.TIME_STAMP, StepName.STATUS}]


def inspect(content: bytes, *, trust: pki.Trust = TRUST, at: datetime = making.NOW) -> Report:
    return inspecting.inspect(content, trust=trust, at=at)


def only(report: Report) -> SignatureReport:
    (found,) = report.signatures
    return found


def failed_at(report: Report) -> StepName:
    """The step at which the only signature failed; it is the last that was taken."""
    steps = only(report).steps
    assert [step.result for step in steps[:-1]].count(Result.FAILED) == 0
    assert steps[-1].result is Result.FAILED
    return steps[-1].name


def unknown_at(report: Report) -> list[StepName]:
    return [each.name for each in only(report).steps if each.result is Result.UNKNOWN]


def with_files(content: bytes, **changed: bytes) -> bytes:
    """The document with some files put in place of others, or added."""
    files = dict(ofd.open_package(content).files)
    return ofd.pack({**files, **changed})


def resealed(office: making.Office, seal: bytes, *, at: datetime = making.SIGNED_AT) -> bytes:
    """A document sealed by hand with a seal that `stamping` would not take."""
    pending = ofd.begin_signature(
        making.document(),
        provider="elsewhere",
        method_oid=ses.SM2_WITH_SM3,
        at=at,
        spots=[making.SPOT],
        seal=seal,
    )
    facts = ses.read_seal(seal).facts
    value = byhand.impression(
        facts,
        seal,
        office.sign,
        certificate=office.signer,
        digest=sm3.digest(pending.description),
        path="/" + pending.description_path,
        at=at,
    )
    return ofd.pack(pending.finish(value))


def test_a_sound_document_passes_every_step_in_order() -> None:
    report = inspect(making.sealed(OFFICE))

    found = only(report)
    assert report.verdict is found.verdict is Verdict.VALID
    assert [step.name for step in found.steps] == UNSTAMPED
    assert {step.result for step in found.steps} == {Result.OK}
    assert found.pages == (1,)
    assert found.sealed_by is not None
    assert (found.sealed_by.seal_code, found.sealed_by.seal_name) == (
        OFFICE.facts.identifier,
        OFFICE.facts.name,
    )
    assert (found.sealed_by.organisation, found.sealed_by.at) == (
        OFFICE.facts.name,
        making.SIGNED_AT,
    )


def test_verify_returns_nothing_or_raises() -> None:
    content = making.sealed(OFFICE)

    inspecting.verify(content, trust=TRUST, at=making.NOW)
    for wrong in (ofd.pack(making.document()), content[:-1], b""):
        with pytest.raises(InvalidSeal):
            inspecting.verify(wrong, trust=TRUST, at=making.NOW)
    with pytest.raises(InvalidSeal, match="未能核验"):
        inspecting.verify(content, trust=pki.Trust(), at=making.NOW)


def test_empty_trust_verifies_nothing() -> None:
    report = inspect(making.sealed(OFFICE), trust=pki.Trust())

    assert report.verdict is Verdict.UNKNOWN
    assert unknown_at(report) == [StepName.CERTIFICATE, StepName.MAKER]


def test_a_document_without_seals_is_neither_good_nor_bad() -> None:
    report = inspect(ofd.pack(making.document()))

    assert (report.verdict, report.signatures) == (Verdict.NONE, ())
    assert "没有" in report.plain()


@pytest.mark.parametrize(
    ("path", "step"),
    [
        ("Doc_0/Pages/Page_0/Content.xml", StepName.REFERENCES),
        ("Doc_0/Res/Font_1.ttf", StepName.REFERENCES),
        ("Doc_0/Res/Image_1.png", StepName.REFERENCES),
        ("OFD.xml", StepName.REFERENCES),
        (f"{SIGN}/Seal.esl", StepName.REFERENCES),
    ],
)
def test_one_changed_byte_in_a_protected_file_is_tampering(path: str, step: StepName) -> None:
    files = dict(ofd.open_package(making.sealed(OFFICE)).files)
    content = bytearray(files[path])
    place = content.index(b"210") if path.endswith("Content.xml") else len(content) // 2
    if path == "OFD.xml":
        place = content.index(b"0123456789")
    content[place] ^= 1
    files[path] = bytes(content)

    report = inspect(ofd.pack(files))

    assert report.verdict is Verdict.TAMPERED
    assert failed_at(report) is step
    assert path in only(report).trouble


def test_one_changed_byte_anywhere_in_a_drawn_document_is_tampering() -> None:
    """With the fonts, pages, tags and pictures that a real licence has."""
    package = ofd.open_package(making.sealed(OFFICE, making.drawn()))
    endings = {Path(path).suffix for path in package.files}
    assert {".xml", ".ttf", ".png", ".esl", ".dat"} <= endings
    assert inspect(ofd.pack(package.files)).verdict is Verdict.VALID

    for path, content in package.files.items():
        if path == "Doc_0/Signs/Signatures.xml":
            continue
        changed = content[:-1] + bytes((content[-1] ^ 1,))
        report = inspect(ofd.pack({**package.files, path: changed}))
        assert report.verdict in {Verdict.TAMPERED, Verdict.INVALID}, path


def test_a_changed_description_is_tampering() -> None:
    files = dict(ofd.open_package(making.sealed(OFFICE)).files)
    files[f"{SIGN}/Signature.xml"] = files[f"{SIGN}/Signature.xml"].replace(
        b"130 220 42 42", b"130 120 42 42"
    )

    report = inspect(ofd.pack(files))

    assert report.verdict is Verdict.TAMPERED
    assert failed_at(report) is StepName.DIGEST


def test_a_changed_value_is_tampering() -> None:
    sound = ofd.open_package(making.sealed(OFFICE)).files[f"{SIGN}/SignedValue.dat"]
    place = sound.index(OFFICE.facts.name.encode()) + 2
    inside = bytearray(sound)
    inside[place] ^= 1
    at_the_end = sound[:-1] + bytes((sound[-1] ^ 1,))

    for changed in (at_the_end, sound[:-1], sound + b"\x00", b""):
        report = inspect(with_files(making.sealed(OFFICE), **{f"{SIGN}/SignedValue.dat": changed}))
        assert report.verdict is Verdict.TAMPERED
    report = inspect(
        with_files(making.sealed(OFFICE), **{f"{SIGN}/SignedValue.dat": bytes(inside)})
    )
    assert report.verdict is Verdict.TAMPERED


def test_a_changed_picture_inside_the_seal_is_tampering() -> None:
    """Also where somebody changes it in both places alike and mends the digests."""
    pixel = bytearray(OFFICE.seal)
    pixel[OFFICE.seal.index(b"IDAT") + 20] ^= 1
    forged = replace(OFFICE, seal=bytes(pixel))

    sealed_anew = inspect(resealed(OFFICE, bytes(pixel)))
    files = dict(ofd.open_package(making.sealed(OFFICE)).files)
    value = files[f"{SIGN}/SignedValue.dat"].replace(OFFICE.seal, bytes(pixel))
    both = inspect(
        ofd.pack({**files, f"{SIGN}/Seal.esl": bytes(pixel), f"{SIGN}/SignedValue.dat": value})
    )

    assert forged.seal != OFFICE.seal
    assert sealed_anew.verdict is both.verdict is Verdict.TAMPERED
    assert failed_at(sealed_anew) is StepName.MAKER_VALUE
    assert failed_at(both) is StepName.REFERENCES


def test_the_seal_of_another_organisation_does_not_fit() -> None:
    """Seal and value of another document, put in whole; or only the seal beside the value."""
    files = dict(ofd.open_package(making.sealed(OFFICE)).files)
    foreign = ofd.open_package(making.sealed(OTHER)).files
    moved = [f"{SIGN}/Seal.esl", f"{SIGN}/SignedValue.dat"]

    whole = inspect(ofd.pack({**files, **{path: foreign[path] for path in moved}}))
    value = inspect(ofd.pack({**files, moved[1]: foreign[moved[1]]}))

    assert whole.verdict is value.verdict is Verdict.TAMPERED
    assert failed_at(whole) is StepName.REFERENCES
    assert failed_at(value) is StepName.SEAL_FILE


def test_a_whole_signature_moved_from_another_document_is_tampering() -> None:
    elsewhere = OFFICE.stamp(making.document(2))
    files = {**making.document(1), **{p: c for p, c in elsewhere.items() if "/Signs/" in p}}
    files["OFD.xml"] = elsewhere["OFD.xml"]

    report = inspect(ofd.pack(files))

    assert report.verdict is Verdict.TAMPERED
    assert failed_at(report) is StepName.REFERENCES


def test_a_description_written_anew_is_found_by_its_digest() -> None:
    """Everything in the package fits together again, but nobody signed it."""
    honest = ofd.open_package(making.sealed(OFFICE)).files
    changed = {**making.document(), "Doc_0/Res/Font_1.ttf": b"another font"}
    pending = ofd.begin_signature(
        changed,
        provider=stamping.PROVIDER,
        method_oid=ses.SM2_WITH_SM3,
        at=making.SIGNED_AT,
        spots=[making.SPOT],
        seal=OFFICE.seal,
    )

    report = inspect(ofd.pack(pending.finish(honest[f"{SIGN}/SignedValue.dat"])))

    assert report.verdict is Verdict.TAMPERED
    assert failed_at(report) is StepName.DIGEST


def test_a_file_that_nobody_vouches_for_is_refused() -> None:
    report = inspect(with_files(making.sealed(OFFICE), **{"Doc_0/Attachs/note.xml": b"<a/>"}))

    assert report.verdict is Verdict.INVALID
    assert failed_at(report) is StepName.COVERAGE


def test_a_file_taken_away_is_tampering() -> None:
    files = dict(ofd.open_package(making.sealed(OFFICE)).files)
    del files["Doc_0/Res/Font_1.ttf"]

    assert failed_at(inspect(ofd.pack(files))) is StepName.REFERENCES


def test_several_seals_are_each_reported() -> None:
    twice = OTHER.stamp(OFFICE.stamp(making.document()), spots=[ELSEWHERE])

    report = inspect(ofd.pack(twice))

    assert report.verdict is Verdict.VALID
    codes = [each.sealed_by.seal_code for each in report.signatures if each.sealed_by]
    assert codes == [OFFICE.facts.identifier, OTHER.facts.identifier]


def test_one_bad_seal_of_two_spoils_the_document_and_both_are_reported() -> None:
    stranger = making.office("外省的局", "11010100000001")
    twice = stranger.stamp(OFFICE.stamp(making.document()), spots=[ELSEWHERE])

    report = inspect(ofd.pack(twice))

    assert [each.verdict for each in report.signatures] == [Verdict.VALID, Verdict.UNKNOWN]
    assert report.verdict is Verdict.UNKNOWN


def test_a_first_seal_taken_off_the_list_is_missed_by_the_second() -> None:
    twice = OTHER.stamp(OFFICE.stamp(making.document()), spots=[ELSEWHERE])
    path = "Doc_0/Signs/Signatures.xml"
    line = b'<ofd:Signature ID="s001" Type="Seal" BaseLoc="/Doc_0/Signs/Sign_0/Signature.xml"/>'
    assert twice[path].count(line) == 1

    report = inspect(ofd.pack({**twice, path: twice[path].replace(line, b"")}))

    assert report.verdict is Verdict.TAMPERED
    assert failed_at(report) is StepName.COVERAGE


def test_a_document_that_was_locked_shows_a_later_seal_as_tampering() -> None:
    locked = OFFICE.stamp(making.document(), lock=True)
    path = "Doc_0/Signs/Signatures.xml"

    assert inspect(ofd.pack(locked)).verdict is Verdict.VALID
    report = inspect(ofd.pack({**locked, path: locked[path] + b"\n"}))
    assert report.verdict is Verdict.TAMPERED
    assert failed_at(report) is StepName.REFERENCES


def test_a_signer_who_is_not_in_the_list_is_refused() -> None:
    report = inspect(resealed(replace(OTHER, facts=OFFICE.facts), OFFICE.seal))

    assert report.verdict is Verdict.INVALID
    assert failed_at(report) is StepName.SIGNER_LISTED


def test_a_signer_listed_by_digest_is_found() -> None:
    facts = replace(
        OFFICE.facts,
        signers=(),
        signer_digests=(("SM3", sm3.digest(OFFICE.signer)),),
    )
    seal = byhand.seal(facts, OFFICE.maker, making.signer(OFFICE.maker_key))

    assert inspect(resealed(OFFICE, seal)).verdict is Verdict.VALID
    assert failed_at(inspect(resealed(OTHER, seal))) is StepName.SIGNER_LISTED


@pytest.mark.parametrize("version", [1, 11, 4, 5])
def test_every_version_is_checked(version: int) -> None:
    facts = replace(OFFICE.facts, version=version)
    seal = byhand.seal(facts, OFFICE.maker, making.signer(OFFICE.maker_key))
    wrong = byhand.seal(facts, OFFICE.maker, making.signer(OTHER.maker_key))

    report = inspect(resealed(OFFICE, seal))

    assert report.verdict is Verdict.VALID, report.plain()
    assert only(report).sealed_by is not None
    assert failed_at(inspect(resealed(OFFICE, wrong))) is StepName.MAKER_VALUE


def test_which_input_the_maker_signed_is_recorded() -> None:
    sign = making.signer(OFFICE.maker_key)
    usual = byhand.seal(OFFICE.facts, OFFICE.maker, sign)
    unusual = byhand.seal(OFFICE.facts, OFFICE.maker, sign, input_of=byhand.with_certificate)

    said = []
    for seal in (usual, unusual):
        report = inspect(resealed(OFFICE, seal))
        assert report.verdict is Verdict.VALID
        said += [s.words for s in only(report).steps if s.name is StepName.MAKER_VALUE]

    assert said == [
        "制章者的签名正确，签的是印章信息。",
        "制章者的签名正确，签的是印章信息和制章者证书。",
    ]


def test_a_signature_that_is_no_seal_is_not_judged() -> None:
    report = inspect(ofd.pack(packages.signed(seal=b"")))

    assert report.verdict is Verdict.UNKNOWN
    assert unknown_at(report) == [StepName.FORMAT]


def test_an_unknown_algorithm_is_not_judged() -> None:
    files = dict(ofd.open_package(making.sealed(OFFICE)).files)
    path = f"{SIGN}/SignedValue.dat"
    sm2_oid = der.oid(ses.SM2_WITH_SM3)
    head, _, tail = files[path].rpartition(sm2_oid)
    files[path] = head + der.oid("1.2.156.10197.1.502") + tail

    report = inspect(ofd.pack(files))

    assert report.verdict is Verdict.UNKNOWN
    assert unknown_at(report) == [StepName.VALUE]


def test_the_status_of_the_seal_is_asked_for_the_moment_of_signing() -> None:
    asked = []
    content = making.sealed(OFFICE)

    def answer(status: SealStatus | None) -> Report:
        def statuses(code: str, at: datetime) -> SealStatus | None:
            asked.append((code, at))
            return status

        return inspecting.inspect(content, trust=TRUST, at=making.NOW, statuses=statuses)

    verdicts = [
        answer(status).verdict for status in (SealStatus.NORMAL, SealStatus.SUSPENDED, None)
    ]

    assert verdicts == [Verdict.VALID, Verdict.INVALID, Verdict.UNKNOWN]
    assert set(asked) == {(OFFICE.facts.identifier, making.SIGNED_AT)}
    assert failed_at(answer(SealStatus.CANCELLED)) is StepName.STATUS


@pytest.mark.parametrize(
    "content",
    [b"", b"PK", b"%PDF-1.7", b"PK\x03\x04" * 100, making.sealed(OFFICE)[:-30], b"\x00" * 500],
)
def test_what_cannot_be_read_is_not_judged(content: bytes) -> None:
    report = inspect(content)

    assert report.verdict is Verdict.UNKNOWN
    assert report.problem in report.plain()
    assert report.problem


def test_a_broken_list_of_signatures_is_invalid() -> None:
    broken = {"Doc_0/Signs/Signatures.xml": b"<a><b></a>"}
    report = inspect(with_files(making.sealed(OFFICE), **broken))

    assert report.verdict is Verdict.INVALID
    assert report.problem


def test_a_report_reads_calmly_and_as_json() -> None:
    report = inspect(making.sealed(OFFICE))

    assert report.plain().splitlines() == [
        "有效。文件从盖章到现在没有改动，印章和证书都核对无误。",
        "印章：样例市政务服务和数据管理局（99010100000042），2026年3月13日 17:30:00 —— 有效",
    ]
    read = json.loads(json.dumps(report.values()))
    assert (read["verdict"], read["verdict_words"]) == ("valid", "有效")
    (signature,) = read["signatures"]
    assert [step["step"] for step in signature["steps"]] == [str(name) for name in UNSTAMPED]
    assert signature["sealed_by"]["stated_at"] == making.SIGNED_AT.isoformat()


def test_what_licence_the_document_says_it_is_is_shown() -> None:
    files = making.document()
    stated = {
        "ZZBS": "1.2.156.3005.2.X",
        "ZZMC": "食品经营许可证",
        "ZZBH": "JY1",
        "ZZBFJG": "样例局",
    }
    custom = "".join(
        f'<ofd:CustomData Name="{name}">{value}</ofd:CustomData>' for name, value in stated.items()
    )
    files["OFD.xml"] = files["OFD.xml"].replace(
        b"</ofd:DocInfo>", f"<ofd:CustomDatas>{custom}</ofd:CustomDatas></ofd:DocInfo>".encode()
    )

    report = inspect(making.sealed(OFFICE, files))

    assert dict(inspecting.licence_facts(ofd.Package(files))) == stated
    assert report.licence == stated
    assert "证照：食品经营许可证，编号 JY1，样例局，标识 1.2.156.3005.2.X" in report.plain()


def test_a_seal_alone_is_checked_before_it_is_used() -> None:
    later = OFFICE.facts.valid_until + timedelta(seconds=1)

    inspecting.verify_seal(OFFICE.seal, trust=TRUST, at=making.NOW)
    steps = inspecting.inspect_seal(OFFICE.seal, trust=TRUST, at=later)

    assert steps[-1].name is StepName.SEAL_PERIOD
    assert steps[-1].result is Result.FAILED
    for wrong in (b"", OFFICE.seal[:-1] + bytes((OFFICE.seal[-1] ^ 1,))):
        with pytest.raises(InvalidSeal):
            inspecting.verify_seal(wrong, trust=TRUST, at=making.NOW)
    with pytest.raises(InvalidSeal):
        inspecting.verify_seal(OFFICE.seal, trust=pki.Trust(), at=making.NOW)


def test_the_key_in_the_certificate_decides_not_the_one_who_holds_the_file() -> None:
    prepared = stamping.prepare(
        making.document(), seal=OFFICE.seal, spots=[making.SPOT], at=making.SIGNED_AT
    )
    value = ses.impression(
        prepared.to_sign,
        certificate=OFFICE.signer,
        signature=sm2.sign(OTHER.signer_key, prepared.to_sign),
    )

    report = inspect(ofd.pack(prepared.pending.finish(value)))

    assert report.verdict is Verdict.TAMPERED
    assert failed_at(report) is StepName.VALUE
