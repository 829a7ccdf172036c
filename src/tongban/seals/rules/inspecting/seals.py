"""Checking a seal: its maker's signature, the maker, and the period (GM/T 0031-2014, 6.1.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongban.base.crypto import pki, sm2
from tongban.base.crypto.errors import InvalidSeal
from tongban.seals.rules import ses
from tongban.seals.rules.inspecting.reports import (
    Result,
    Step,
    StepName,
    invalid,
    passed,
    shown,
    tampered,
    unknown,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from tongban.base.crypto.pki import Trust


def inspect_seal(content: bytes, *, trust: Trust, at: datetime) -> tuple[Step, ...]:
    """The steps for a seal by itself, at the moment it is to be used; they end at a failure."""
    try:
        seal = ses.read_seal(content)
    except ses.StructureBroken as broken:
        return (invalid(StepName.SEAL_FORMAT, str(broken)),)
    return tuple(until_failure(steps_of(seal, trust=trust, at=at)))


def verify_seal(content: bytes, *, trust: Trust, at: datetime) -> None:
    """Return if the seal may be used at the moment, else raise `InvalidSeal`."""
    for step in inspect_seal(content, trust=trust, at=at):
        if step.result is not Result.OK:
            raise InvalidSeal(step.words)


def steps_of(seal: ses.Seal, *, trust: Trust, at: datetime) -> Iterator[Step]:
    """The steps for a seal used at a moment, all of them."""
    try:
        maker = pki.read(seal.maker)
    except pki.CertificateBroken:
        yield invalid(StepName.SEAL_FORMAT, "印章里的制章者证书读不懂。")
        return
    yield passed(StepName.SEAL_FORMAT, f"印章的结构符合标准，版本号 {seal.facts.version}。")
    yield maker_value(seal, maker)
    yield maker_standing(seal, maker, trust, at)
    yield period(seal.facts, at)


def until_failure(steps: Iterator[Step]) -> Iterator[Step]:
    """The steps up to and with the first that failed; the rest is not looked at."""
    for step in steps:
        yield step
        if step.result is Result.FAILED:
            return


def signed_with(
    certificate: pki.Certificate, algorithm: str, message: bytes, signature: bytes
) -> bool | None:
    """Whether the key of a certificate signed the message; None for what we cannot check."""
    key = certificate.sm2_key
    if algorithm != ses.SM2_WITH_SM3 or key is None:
        return None
    try:
        sm2.verify(key, message, sm2.signature_from_der(signature))
    except sm2.InvalidSignature:
        return False
    return True


def maker_value(seal: ses.Seal, maker: pki.Certificate) -> Step:
    """Whether the maker signed the seal, by either of the inputs in use."""
    for kind, message in seal.to_sign:
        matched = signed_with(maker, seal.algorithm, message, seal.signature)
        if matched is None:
            return unknown(StepName.MAKER_VALUE, "印章用了不支持的签名算法，未能核验。")
        if matched:
            inputs = {
                ses.MakerInput.INFORMATION: "印章信息",
                ses.MakerInput.WITH_CERTIFICATE: "印章信息和制章者证书",
            }
            return passed(StepName.MAKER_VALUE, f"制章者的签名正确，签的是{inputs[kind]}。")
    return tampered(StepName.MAKER_VALUE, "印章不是制章者签发的那一枚，内容或图像被改动过。")


def maker_standing(seal: ses.Seal, maker: pki.Certificate, trust: Trust, at: datetime) -> Step:
    """Whether the maker is trusted, was in its period when it made the seal, and not revoked.

    A maker's certificate may expire while its seals live on.  One that was revoked makes every
    use of its seals from then on worthless, as nobody knows what was made with the key.
    """
    usage = pki.Usage.SIGNING
    standing = trust.judge(maker, at=at, usage=usage)
    when_made = trust.judge(maker, at=seal.facts.created_at, usage=usage)
    if not standing.chain:
        return unknown(StepName.MAKER, "制章者不在信任名单里，未能核验。")
    if not standing.trusted:
        return invalid(StepName.MAKER, f"制章者的证书不能采信：{standing.reason}")
    if not when_made.in_period:
        return invalid(StepName.MAKER, "制作印章时，制章者的证书不在有效期内。")
    if standing.revoked_at is not None and standing.revoked_at <= at:
        return invalid(StepName.MAKER, "盖章之前，制章者的证书已被吊销。")
    if not (standing.revocation_known or when_made.revocation_known):
        return unknown(StepName.MAKER, "没有可用的吊销列表，不知道制章者的证书是否已被吊销。")
    return passed(StepName.MAKER, f"制章者 {maker.common_name} 可信。")


def period(facts: ses.SealFacts, at: datetime) -> Step:
    """Whether the seal could be used at the moment."""
    if at < facts.valid_from:
        return invalid(StepName.SEAL_PERIOD, "盖章时印章还没有生效。")
    if at > facts.valid_until:
        return invalid(StepName.SEAL_PERIOD, "盖章时印章已经过期。")
    return passed(
        StepName.SEAL_PERIOD,
        f"盖章时间在印章的有效期内（到 {shown(facts.valid_until)} 为止）。",
    )
