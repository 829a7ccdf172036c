"""What `tongban verify` does with each kind of file: sealed OFD, signed PDF, text of a QR code."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tongban.base.crypto.pades import Finding
    from tongban.base.crypto.pki import Trust
    from tongban.base.crypto.sm2 import PublicKey

PLACE = "ZTLBWZ"
"""Custom datum of a licence: its place in the status lists (状态列表位置)."""
UNTIL = "ZZYXQJZRQ"
VERDICTS = {
    "valid": "有效",
    "invalid": "无效",
    "tampered": "被篡改",
    "unknown": "未能核验",
    "none": "没有印章",
}
_BEIJING = timezone(timedelta(hours=8))
_CODE = re.compile(rb"\s*(ZZ[12]\||https?://\S+/verify/\?q=)")
_NAMED = (
    (b"\x89PNG", "PNG 图片"),
    (b"\xff\xd8\xff", "JPEG 图片"),
    (b"GIF8", "GIF 图片"),
    (b"\xd0\xcf\x11\xe0", "旧版 Office 文件"),
    (b"-----BEGIN", "证书或密钥文件"),
    (b"<", "XML 或网页文件"),
    (b"{", "JSON 文件"),
    (b"eyJ", "凭证或状态列表（JWT）"),
)
_KNOWN = "本命令核验 OFD 文件、PDF 文件和证照二维码的文字。"


@dataclass(frozen=True, slots=True)
class Means:
    """With what a file is checked."""

    trust: Trust
    keys: tuple[PublicKey, ...]
    at: datetime
    status: bytes | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is printed, and what the exit code is taken from."""

    verdict: str
    text: str
    values: Mapping[str, object]


def check(content: bytes, means: Means) -> Outcome:
    """Check whatever this is; what is not known is said to be so."""
    for fits, judge in _JUDGES:
        if fits(content):
            return judge(content, means)
    kind = next((word for mark, word in _NAMED if content.lstrip().startswith(mark)), "")
    words = f"这是{kind}。{_KNOWN}" if kind else f"认不出这是什么文件。{_KNOWN}"
    return _outcome("unknown", "unknown", words if content else f"文件是空的。{_KNOWN}")


def _outcome(kind: str, verdict: str, words: str, **more: object) -> Outcome:
    values = {"kind": kind, "verdict": verdict, "verdict_words": VERDICTS[verdict]}
    return Outcome(
        verdict, f"{VERDICTS[verdict]}。{words}", {**values, "words": words.split("\n"), **more}
    )


def _ofd(content: bytes, means: Means) -> Outcome:
    from tongban.seals.rules import inspecting

    report = inspecting.inspect(content, trust=means.trust, at=means.at)
    found = Outcome(report.verdict, report.plain(), {"kind": "ofd", **report.values()})
    if report.verdict is not inspecting.Verdict.VALID:
        return found if means.trust.anchors else _without_anchors(found)
    until = _expiry(report.licence.get(UNTIL, ""))
    if until is not None and means.at.astimezone(_BEIJING).date() > until:
        words = f"印章有效，但证照已过有效期（到 {until.isoformat()} 为止）。"
        return _worse(found, "invalid", words)
    place = report.licence.get(PLACE, "")
    if means.status is None or not report.licence.get("ZZBS"):
        return found
    return _with_status(found, int(place) if place.isdecimal() else None, means)


def _without_anchors(found: Outcome) -> Outcome:
    return replace(found, text=f"{found.text}\n没有信任名单，请用 --anchors 指定。")


def _expiry(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _worse(found: Outcome, verdict: str, words: str) -> Outcome:
    text = "\n".join([f"{VERDICTS[verdict]}。{words}", *found.text.split("\n")[1:]])
    told = {"verdict": verdict, "verdict_words": VERDICTS[verdict], "problem": words}
    return Outcome(verdict, text, {**found.values, **told})


def _with_status(found: Outcome, place: int | None, means: Means) -> Outcome:
    """The outcome with what the status list says of the licence, or that it says nothing."""
    verdict, words = ("unknown", "证照里没有写它在状态列表中的位置，不知道现在是否有效。")
    if place is not None:
        verdict, words = _status(place, means)
    if verdict != "valid":
        return _worse(found, verdict, words)
    return replace(found, text=f"{found.text}\n{words}", values={**found.values, "status": words})


def _status(place: int, means: Means) -> tuple[str, str]:
    from tongban.licences.rules import status_lists
    from tongban.seals.rules.inspecting.reports import shown

    try:
        listed = status_lists.read((means.status or b"").decode("ascii"))
        number, index = status_lists.place_of(place)
        if listed.address.rpartition(status_lists.PATH)[2] != str(number):
            return "unknown", "这份状态列表不包含这份证照。"
        status = listed.status(index)
    except (status_lists.ListUnreadable, UnicodeDecodeError):
        return "unknown", "状态列表读不懂。"
    if not _signed_by_one(listed.token, means.keys):
        return "unknown", "状态列表的签名不对，或者没有给出签发它的公钥。"
    if not listed.issued_at <= means.at <= listed.expires_at:
        return "unknown", "状态列表不是这个时间的，请换一份新的。"
    said = {
        status_lists.Status.VALID: ("valid", "证照现行有效"),
        status_lists.Status.ENDED: ("invalid", "证照已经失效（撤销、注销、换发或过期等）"),
        status_lists.Status.SUSPENDED: ("invalid", "证照被暂扣"),
    }
    verdict, words = said[status]
    return verdict, f"{words}，依据 {shown(listed.issued_at)} 发布的状态列表。"


def _signed_by_one(token: object, keys: tuple[PublicKey, ...]) -> bool:
    from tongban.base.crypto import sm2
    from tongban.licences.rules import jws

    if not isinstance(token, jws.Signed) or token.header.get("alg") != jws.SM2:
        return False
    for key in keys:
        try:
            sm2.verify(key, token.signed, token.signature)
        except sm2.InvalidSignature:
            continue
        return True
    return False


def _code(content: bytes, means: Means) -> Outcome:
    from tongban.licences.rules import qr

    text = content.decode("ascii", "replace").strip()
    try:
        taken = qr.check_qr(text, means.keys) if means.keys else qr.read(text)
    except qr.QrUnknown as unknown:
        return _outcome("qr", "unknown", str(unknown))
    except qr.QrForged as forged:
        return _outcome("qr", "invalid", str(forged))
    told = {"identifier": str(taken.identifier), "issued_on": taken.issued_on.isoformat()}
    named = f"证照标识 {told['identifier']}，颁发日期 {told['issued_on']}。"
    if not means.keys:
        words = f"没有给出签发机关的公钥，请用 --keys 指定。\n{named}"
        return _outcome("qr", "unknown", words, **told)
    words = f"二维码是签发机关生成的。\n{named}"
    found = _outcome("qr", "valid", words, **told)
    if means.status is not None:
        return _with_status(found, taken.place, means)
    hint = "二维码只说明证照签发过；要知道现在是否有效，请用 --status 指定状态列表。"
    return replace(found, text=f"{found.text}\n{hint}")


def _pdf(content: bytes, means: Means) -> Outcome:
    """A PDF is a convenience; its signatures are judged by the library that made them."""
    from tongban.base.crypto import pades

    try:
        findings = pades.inspect(
            content,
            [each.der for each in means.trust.anchors],
            means.at,
            crls=[each.der for each in means.trust.lists],
        )
    except pades.PagesRefused:
        return _outcome("pdf", "unknown", "这个 PDF 文件已损坏，打不开。")
    if not findings:
        return _outcome("pdf", "none", "PDF 文件里没有数字签名，无法判断它的来源。")
    judged = [_pdf_verdict(each) for each in findings]
    worst = min(judged, key=lambda each: _WORST_FIRST.index(each[0]))
    last = findings[-1]
    if worst[0] == "valid" and not last.whole_file:
        worst = ("invalid", "签名之后，文件后面又添加了内容。")
    lines = [f"签名：{each.signer or '不明'} —— {words}" for each, (_, words) in zip(
        findings, judged, strict=True)]  # fmt: skip
    return _outcome("pdf", worst[0], "\n".join([worst[1], *lines]))


_WORST_FIRST = ("tampered", "invalid", "unknown", "valid")


def _pdf_verdict(found: Finding) -> tuple[str, str]:
    if not found.intact:
        return "tampered", "签名不对，文件在签名后改动过。"
    if found.changed_later:
        return "tampered", "签名之后，文件内容又改动过。"
    if not found.trusted:
        return "unknown", "签名的证书不在信任名单里，或者不在有效期内，未能核验。"
    return "valid", "签名正确，证书可信。"


_JUDGES: tuple[tuple[Callable[[bytes], object], Callable[[bytes, Means], Outcome]], ...] = (
    (lambda content: content.startswith(b"PK"), _ofd),
    (lambda content: content.startswith(b"%PDF-"), _pdf),
    (_CODE.match, _code),
)
