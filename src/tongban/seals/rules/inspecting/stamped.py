"""The time stamp of a signature: when it existed at the latest, by somebody else's clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from tongban.base.crypto import sm3
from tongban.base.crypto.errors import InvalidSeal
from tongban.seals.rules.inspecting.reports import (
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

    from tongban.base.crypto.pki import Standing, Trust
    from tongban.seals.rules import ses

EARLIEST = timedelta(minutes=5)
"""How much before the stated time a stamp may lie, as two clocks differ."""


@dataclass(frozen=True, slots=True)
class Proven:
    """What became of the token: the moment it proves, or the step that says why it proves none."""

    at: datetime | None = None
    fault: Step | None = None


def proven(impression: ses.Impression, trust: Trust) -> Proven:
    """Check the token over the signature's value; no token proves nothing and fails nothing."""
    if impression.time_stamp is None:
        return Proven()
    from tongban.base.crypto import stamps  # most documents carry none, and it takes time

    try:
        stamp = stamps.read(impression.time_stamp)
        stamps.check(stamp, sm3.digest(impression.signature))
    except InvalidSeal:
        words = "时间戳读不懂、签名不对，或者是给别的内容盖的。"
        return Proven(fault=tampered(StepName.TIME_STAMP, words))
    standing = stamps.judge(stamp, trust)
    if standing.good(stamp.at):
        return Proven(stamp.at)
    if not standing.chain:
        words = "时间戳机构不在信任名单里，未能核验。"
        return Proven(fault=unknown(StepName.TIME_STAMP, words))
    if standing.trusted and standing.in_period and standing.revoked_at is None:
        return Proven(fault=unknown(StepName.TIME_STAMP, f"时间戳机构：{standing.reason}"))
    return Proven(fault=invalid(StepName.TIME_STAMP, f"时间戳不能采信：{standing.reason}"))


def steps(token: Proven, *, stated_at: datetime, standing: Standing) -> Iterator[Step]:
    """The step of the time stamp, if there is one.

    The stamp is what fixes the time, so the signer's certificate is judged once more by it:
    `standing` is the one at the moment of the stamp.
    """
    if token.fault is not None:
        yield token.fault
    if token.at is None:
        return
    if token.at < stated_at - EARLIEST:
        yield invalid(StepName.TIME_STAMP, "时间戳早于写明的签章时间，写明的时间不真实。")
    elif not standing.in_period:
        yield invalid(StepName.TIME_STAMP, "加盖时间戳时，签章者的证书已经过期。")
    elif standing.revoked_at is not None and standing.revoked_at <= token.at:
        yield invalid(StepName.TIME_STAMP, "加盖时间戳时，签章者的证书已被吊销。")
    else:
        yield passed(StepName.TIME_STAMP, f"时间戳证明最迟在 {shown(token.at)} 已经签章。")
