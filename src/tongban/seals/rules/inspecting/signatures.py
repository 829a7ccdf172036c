"""Checking one signature of a document, step by step (GM/T 0031-2014, 6.2.3; GB/T 38540)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeAlias

from tongban.base.crypto import pki, sm3
from tongban.seals.rules import ses
from tongban.seals.rules.inspecting import seals, stamped
from tongban.seals.rules.inspecting.reports import (
    SealedBy,
    SignatureReport,
    Step,
    StepName,
    invalid,
    passed,
    shown,
    tampered,
    unknown,
)
from tongban.seals.rules.states import SealStatus

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tongban.base import ofd
    from tongban.base.crypto.pki import Trust

CLOCKS_DIFFER = timedelta(minutes=5)
"""How far two honest clocks may be apart."""


Statuses: TypeAlias = Callable[[str, datetime], SealStatus | None]
"""Takes the code of a seal and a moment; answers None where the records do not know."""


@dataclass(frozen=True, slots=True)
class Case:
    """Everything that the steps look at."""

    package: ofd.Package
    entries: tuple[ofd.SignatureEntry, ...]
    list_path: str
    entry: ofd.SignatureEntry
    impression: ses.Impression
    signer: pki.Certificate
    trust: Trust
    at: datetime
    statuses: Statuses | None

    @property
    def stated_at(self) -> datetime:
        """The time the signer states; the step of time has found that there is one."""
        return self.impression.at or self.at


def inspect_signature(
    package: ofd.Package,
    entries: tuple[ofd.SignatureEntry, ...],
    list_path: str,
    entry: ofd.SignatureEntry,
    *,
    trust: Trust,
    at: datetime,
    statuses: Statuses | None,
) -> SignatureReport:
    """Take the steps of one signature, up to the first that fails."""
    pages = tuple(sorted({spot.page for spot in entry.spots}))
    if entry.kind != "Seal":
        step = unknown(StepName.FORMAT, "这是不带印章的数字签名，本工具不核验这一种。")
        return SignatureReport(entry.identifier, pages, (step,))
    try:
        impression = ses.read_impression(entry.value)
        signer = pki.read(impression.certificate)
    except ses.StructureBroken as broken:
        step = tampered(StepName.FORMAT, f"签章数据读不懂：{broken}")
        return SignatureReport(entry.identifier, pages, (step,))
    except pki.CertificateBroken:
        step = tampered(StepName.FORMAT, "签章者的证书读不懂。")
        return SignatureReport(entry.identifier, pages, (step,))
    case = Case(package, entries, list_path, entry, impression, signer, trust, at, statuses)
    token = stamped.proven(case.impression, trust)
    steps = tuple(seals.until_failure(_steps(case, token)))
    return SignatureReport(entry.identifier, pages, steps, _sealed_by(case, token))


def _sealed_by(case: Case, token: stamped.Proven) -> SealedBy:
    facts = case.impression.seal.facts
    return SealedBy(
        seal_code=facts.identifier,
        seal_name=facts.name,
        version=case.impression.version,
        signer=case.signer.common_name,
        organisation=case.signer.organisation,
        digest=case.impression.digest,
        stated_at=case.impression.at,
        stamped_at=token.at,
    )


def _steps(case: Case, token: stamped.Proven) -> Iterator[Step]:
    """All steps, in the order of the standards."""
    version = case.impression.version
    yield passed(StepName.FORMAT, f"签章数据的结构符合标准，版本号 {version}。")
    yield _references(case)
    yield _coverage(case)
    yield _seal_file(case)
    yield _value(case)
    yield _certificate(case)
    yield _time(case)
    yield _digest(case)
    yield _listed(case)
    yield from seals.steps_of(case.impression.seal, trust=case.trust, at=case.stated_at)
    at = token.at or case.stated_at
    standing = case.trust.judge(case.signer, at=at, usage=pki.Usage.SIGNING)
    yield from stamped.steps(token, stated_at=case.stated_at, standing=standing)
    yield from _status(case, at)


def _references(case: Case) -> Step:
    if case.entry.check_method not in SM3_NAMES:
        return unknown(StepName.REFERENCES, "文件摘要用了不支持的算法，未能核验。")
    changed = case.entry.changed(case.package)
    if changed:
        more = f"等 {len(changed)} 项" if len(changed) > 1 else ""
        return tampered(
            StepName.REFERENCES, f"{kind_of(changed[0])}（{changed[0]}）{more}在盖章后改动过。"
        )
    return passed(StepName.REFERENCES, f"受保护的 {len(case.entry.references)} 项内容没有改动。")


def _coverage(case: Case) -> Step:
    """Whether the signature vouches for all there was when it was made.

    Free are the list of signatures and what belongs to later ones.  A description of a signature
    that this one vouches for, and that the list does not name any more, was taken away.
    """
    later = case.entries[case.entries.index(case.entry) + 1 :]
    free = {case.list_path}
    for each in later:
        free |= {each.description_path, each.value_path, each.seal_path}
    bare = [p for p in case.package.files if p not in free and not case.entry.covers(p)]
    if bare:
        return invalid(StepName.COVERAGE, f"{kind_of(bare[0])}（{bare[0]}）没有受到印章的保护。")
    known = {each.description_path for each in case.entries}
    gone = [
        path
        for path, _ in case.entry.references
        if path.endswith("/Signature.xml") and path not in known
    ]
    if gone:
        return tampered(StepName.COVERAGE, "签名清单里少了先前盖的印章。")
    return passed(StepName.COVERAGE, "印章保护了文件的全部内容。")


def _seal_file(case: Case) -> Step:
    if case.entry.seal is None:
        return passed(StepName.SEAL_FILE, "文件里没有另放印章，以签章数据中的印章为准。")
    if case.entry.seal != case.impression.seal.der:
        return tampered(StepName.SEAL_FILE, "文件里的印章与签章时用的印章不是同一枚。")
    return passed(StepName.SEAL_FILE, "文件里的印章与签章时用的印章相同。")


def _value(case: Case) -> Step:
    stated = case.impression
    matched = seals.signed_with(case.signer, stated.algorithm, stated.to_sign, stated.signature)
    if matched is None:
        return unknown(StepName.VALUE, "签章用了不支持的签名算法，未能核验。")
    if not matched:
        return tampered(StepName.VALUE, "签名值不对，签章数据在签名后改动过。")
    return passed(StepName.VALUE, "签名值正确。")


def _standing(case: Case) -> pki.Standing:
    return case.trust.judge(case.signer, at=case.stated_at, usage=pki.Usage.SIGNING)


def _certificate(case: Case) -> Step:
    standing = _standing(case)
    if not standing.chain:
        return unknown(StepName.CERTIFICATE, "签章者的证书不是由信任名单里的机构签发的，未能核验。")
    if not standing.trusted:
        return invalid(StepName.CERTIFICATE, f"签章者的证书不能采信：{standing.reason}")
    return passed(StepName.CERTIFICATE, f"签章者 {case.signer.common_name} 的证书可信。")


def _time(case: Case) -> Step:
    """Period and revocation decide by the moment of signing, not by today."""
    if case.impression.at is None:
        return unknown(StepName.TIME, "签章数据没有写明签章时间，未能核验。")
    standing = _standing(case)
    if case.stated_at > case.at + CLOCKS_DIFFER:
        return invalid(StepName.TIME, "签章时间晚于现在。")
    if not standing.in_period:
        return invalid(StepName.TIME, "签章时，签章者的证书不在有效期内。")
    return _revocation(case, standing)


def _revocation(case: Case, standing: pki.Standing) -> Step:
    at, revoked_at = case.stated_at, standing.revoked_at
    if revoked_at is not None and revoked_at <= at:
        words = f"签章者的证书在签章之前已被吊销（{shown(revoked_at)}）。"
        return invalid(StepName.TIME, words)
    if standing.chain and not standing.revocation_known:
        return unknown(StepName.TIME, "没有可用的吊销列表，不知道签章时证书是否已被吊销。")
    if revoked_at is not None:
        words = f"签章在前，证书在后来才被吊销（{shown(revoked_at)}），不影响这次签章。"
        return passed(StepName.TIME, words)
    return passed(StepName.TIME, f"{shown(at)}签章，当时证书有效。")


def _digest(case: Case) -> Step:
    if sm3.digest(case.entry.description) != case.impression.digest:
        return tampered(StepName.DIGEST, "签名描述与签章时不一致，或者签章是从别的文件搬来的。")
    return passed(StepName.DIGEST, "签名描述与签章时一致。")


def _listed(case: Case) -> Step:
    if not case.impression.seal.facts.admits(case.impression.certificate):
        return invalid(StepName.SIGNER_LISTED, "签章者不在这枚印章允许的签章者名单里。")
    return passed(StepName.SIGNER_LISTED, "签章者在印章允许的名单里。")


def _status(case: Case, at: datetime) -> Iterator[Step]:
    if case.statuses is None:
        return
    found = case.statuses(case.impression.seal.facts.identifier, at)
    if found is None:
        yield unknown(StepName.STATUS, "印章的备案记录没有答复，未能核验。")
    elif found is not SealStatus.NORMAL:
        yield invalid(StepName.STATUS, f"盖章时，备案记录里这枚印章的状态是“{found}”。")
    else:
        yield passed(StepName.STATUS, "盖章时，备案记录里这枚印章的状态正常。")


SM3_NAMES = frozenset({"1.2.156.10197.1.401", "SM3", "sm3"})
_KINDS = (
    (("/Content.xml",), "页面内容"),
    ((".ttf", ".otf"), "字体"),
    ((".png", ".jpg", ".jpeg", ".bmp"), "图片"),
    (("/Signature.xml", "/SignedValue.dat", "/Seal.esl"), "先前的印章"),
    (("OFD.xml",), "文件信息"),
)


def kind_of(path: str) -> str:
    """What a file of the package is, for people."""
    return next((word for endings, word in _KINDS if path.endswith(endings)), "其他内容")
