"""What the signatures in a PDF are worth, told in the same form as the seals on an OFD file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongban.seals.rules.inspecting import Report, SealedBy, SignatureReport, StepName, reports

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from tongban.base.crypto.pades import Finding
    from tongban.seals.rules.inspecting import Step

CHANGED = "签名之后，文件内容又改动过。"
ADDED = "签名之后，文件后面又添加了内容。"


def report(found: Sequence[Finding], now: datetime) -> Report:
    """Each signature with three steps; none at all is a verdict of its own."""
    signatures = tuple(
        SignatureReport(
            identifier=str(number),
            pages=(),
            steps=_steps(one, is_last=number == len(found)),
            sealed_by=SealedBy(
                seal_code="",
                seal_name=one.signer,
                version=0,
                signer=one.signer,
                organisation="",
                digest=b"",
                stated_at=one.signed_at,
                stamped_at=one.stamped_at,
            ),
        )
        for number, one in enumerate(found, 1)
    )
    return Report(reports.worst(tuple(one.verdict for one in signatures)), now, signatures)


def _steps(one: Finding, *, is_last: bool) -> tuple[Step, ...]:
    """The steps up to the first that decides against the signature."""
    if not one.intact:
        return (reports.tampered(StepName.VALUE, "签名不对，文件在签名后改动过。"),)
    value = reports.passed(StepName.VALUE, "签名正确，签名时的内容没有改动。")
    if one.changed_later:
        return value, reports.tampered(StepName.COVERAGE, CHANGED)
    if is_last and not one.whole_file:
        return value, reports.invalid(StepName.COVERAGE, ADDED)
    coverage = reports.passed(StepName.COVERAGE, "签名之后没有添加别的内容。")
    return value, coverage, _certificate(one)


def _certificate(one: Finding) -> Step:
    if one.trusted:
        return reports.passed(StepName.CERTIFICATE, "签名的证书可信。")
    words = "签名的证书不在信任名单里，或者不在有效期内，未能核验。"
    return reports.unknown(StepName.CERTIFICATE, words)
