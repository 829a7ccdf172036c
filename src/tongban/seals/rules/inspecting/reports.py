"""What checking a document found: for programs, and in a few lines for people."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

BEIJING = timezone(timedelta(hours=8))


class Verdict(StrEnum):
    """What the whole comes to; `UNKNOWN` is neither good nor bad, and never counts as good."""

    VALID = "valid"
    INVALID = "invalid"
    TAMPERED = "tampered"
    UNKNOWN = "unknown"
    NONE = "none"

    @property
    def words(self) -> str:
        """The verdict in Chinese."""
        return _VERDICTS[self]


_VERDICTS = {
    Verdict.VALID: "有效",
    Verdict.INVALID: "无效",
    Verdict.TAMPERED: "被篡改",
    Verdict.UNKNOWN: "未能核验",
    Verdict.NONE: "没有印章",
}
_SUMMARIES: Mapping[Verdict, str] = MappingProxyType(
    {
        Verdict.VALID: "文件从盖章到现在没有改动，印章和证书都核对无误。",
        Verdict.INVALID: "文件上的印章不能采信。",
        Verdict.TAMPERED: "文件与盖章时不一致。",
        Verdict.UNKNOWN: "现有的材料不足以判断，既不能说有效，也不能说无效。",
        Verdict.NONE: "文件上没有电子印章，无法判断它的来源。",
    }
)
_WORST_FIRST = (Verdict.TAMPERED, Verdict.INVALID, Verdict.UNKNOWN)


class Result(StrEnum):
    """How one step came out."""

    OK = "ok"
    FAILED = "failed"
    UNKNOWN = "unknown"


class StepName(StrEnum):
    """The steps, in the order in which they are taken (GM/T 0031, GB/T 38540)."""

    FORMAT = "format"
    REFERENCES = "references"
    COVERAGE = "coverage"
    SEAL_FILE = "seal_file"
    VALUE = "value"
    CERTIFICATE = "certificate"
    TIME = "time"
    DIGEST = "digest"
    SIGNER_LISTED = "signer_listed"
    SEAL_FORMAT = "seal_format"
    MAKER_VALUE = "maker_value"
    MAKER = "maker"
    SEAL_PERIOD = "seal_period"
    TIME_STAMP = "time_stamp"
    STATUS = "status"

    @property
    def heading(self) -> str:
        """The step in Chinese."""
        return _TITLES[self]


_TITLES = {
    StepName.FORMAT: "签章格式",
    StepName.REFERENCES: "文件内容",
    StepName.COVERAGE: "保护范围",
    StepName.SEAL_FILE: "印章文件",
    StepName.VALUE: "签名值",
    StepName.CERTIFICATE: "签章者证书",
    StepName.TIME: "签章时间",
    StepName.DIGEST: "原文杂凑值",
    StepName.SIGNER_LISTED: "签章者名单",
    StepName.SEAL_FORMAT: "印章格式",
    StepName.MAKER_VALUE: "制章者签名",
    StepName.MAKER: "制章者证书",
    StepName.SEAL_PERIOD: "印章有效期",
    StepName.TIME_STAMP: "时间戳",
    StepName.STATUS: "印章状态",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what was looked at, how it came out, and a sentence that says so."""

    name: StepName
    result: Result
    words: str
    verdict: Verdict
    """What the step alone makes of the signature."""

    def values(self) -> dict[str, str]:
        """The step for programs."""
        return {
            "step": self.name.value,
            "heading": self.name.heading,
            "result": self.result.value,
            "words": self.words,
        }


def passed(name: StepName, words: str) -> Step:
    """Nothing was found against the signature."""
    return Step(name, Result.OK, words, Verdict.VALID)


def invalid(name: StepName, words: str) -> Step:
    """The seal cannot be believed, though nothing shows that the document was changed."""
    return Step(name, Result.FAILED, words, Verdict.INVALID)


def tampered(name: StepName, words: str) -> Step:
    """Something was changed after it was sealed."""
    return Step(name, Result.FAILED, words, Verdict.TAMPERED)


def unknown(name: StepName, words: str) -> Step:
    """What would be needed to tell is missing."""
    return Step(name, Result.UNKNOWN, words, Verdict.UNKNOWN)


def worst(verdicts: tuple[Verdict, ...]) -> Verdict:
    """What several verdicts come to; none at all is `NONE`."""
    if not verdicts:
        return Verdict.NONE
    return next((each for each in _WORST_FIRST if each in verdicts), Verdict.VALID)


@dataclass(frozen=True, slots=True)
class SealedBy:
    """What the signature says of itself; to be believed only if the verdict is `VALID`."""

    seal_code: str
    seal_name: str
    version: int
    signer: str
    organisation: str
    digest: bytes
    stated_at: datetime | None
    stamped_at: datetime | None = None

    @property
    def at(self) -> datetime | None:
        """When it was sealed: as the time stamp proves, else as the signer states."""
        return self.stamped_at or self.stated_at

    def values(self) -> dict[str, object]:
        """The same for programs."""
        return {
            "seal_code": self.seal_code,
            "seal_name": self.seal_name,
            "structure_version": self.version,
            "signer": self.signer,
            "organisation": self.organisation,
            "digest": self.digest.hex(),
            "stated_at": self.stated_at.isoformat() if self.stated_at else None,
            "stamped_at": self.stamped_at.isoformat() if self.stamped_at else None,
        }


@dataclass(frozen=True, slots=True)
class SignatureReport:
    """One signature with its steps; they end at the first that failed."""

    identifier: str
    pages: tuple[int, ...]
    steps: tuple[Step, ...]
    sealed_by: SealedBy | None = None

    @property
    def verdict(self) -> Verdict:
        """What the steps come to."""
        return worst(tuple(step.verdict for step in self.steps) or (Verdict.UNKNOWN,))

    @property
    def trouble(self) -> str:
        """The sentence of the step that decided against it; empty if none did."""
        return next((s.words for s in self.steps if s.verdict is self.verdict != "valid"), "")

    def values(self) -> dict[str, object]:
        """The signature for programs."""
        return {
            "identifier": self.identifier,
            "pages": list(self.pages),
            "verdict": self.verdict.value,
            "verdict_words": self.verdict.words,
            "sealed_by": self.sealed_by.values() if self.sealed_by else None,
            "steps": [step.values() for step in self.steps],
        }

    def plain(self) -> str:
        """One line for people."""
        by = self.sealed_by
        if by is None:
            return f"{self.verdict.words}：{self.trouble}"
        when = f"，{shown(by.at)}" if by.at else ""
        stamped = "（时间戳证明）" if by.stamped_at else ""
        words = f"：{self.trouble}" if self.trouble else ""
        return f"{by.seal_name}（{by.seal_code}）{when}{stamped} —— {self.verdict.words}{words}"


@dataclass(frozen=True, slots=True)
class Report:
    """What checking a document found."""

    verdict: Verdict
    checked_at: datetime
    signatures: tuple[SignatureReport, ...] = ()
    problem: str = ""
    """Why the document could not be looked at as a whole; empty if it could."""
    licence: Mapping[str, str] = field(default_factory=dict)
    """What the document says of the licence it is, by the short names of GB/T 36903.

    A paper (文书) states its name (WSMC) and its verification code (WSHYM).
    """

    def plain(self) -> str:
        """A few lines for people."""
        lines = [f"{self.verdict.words}。{self.problem or _SUMMARIES[self.verdict]}"]
        lines += [f"证照：{'，'.join(self.licence_words())}"] if self.licence_words() else []
        if self.licence.get("WSHYM"):
            lines.append(f"文书：{self.licence.get('WSMC', '')}，核验码 {self.licence['WSHYM']}")
        many = len(self.signatures) > 1
        for number, each in enumerate(self.signatures, 1):
            lines.append(f"印章{number if many else ''}：{each.plain()}")
        return "\n".join(lines)

    def licence_words(self) -> tuple[str, ...]:
        """Title, number, issuer and identifier, as far as the document states them."""
        stated = (("", "ZZMC"), ("编号 ", "ZZBH"), ("", "ZZBFJG"), ("标识 ", "ZZBS"))
        return tuple(f"{word}{self.licence[key]}" for word, key in stated if self.licence.get(key))

    def values(self) -> dict[str, object]:
        """The report for programs."""
        return {
            "verdict": self.verdict.value,
            "verdict_words": self.verdict.words,
            "checked_at": self.checked_at.isoformat(),
            "problem": self.problem,
            "licence": dict(self.licence),
            "signatures": [each.values() for each in self.signatures],
        }


def shown(moment: datetime) -> str:
    """A moment for people, in the time of Beijing."""
    local = moment.astimezone(BEIJING)
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M:%S}"
