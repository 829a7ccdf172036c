"""Papers (文书) of the special forms of acceptance: with a gap, on a promise, referred up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from tongban.cases.rules.papers import Acceptance, Against, LateMaterial, Paper

if TYPE_CHECKING:
    from datetime import date, datetime


@dataclass(frozen=True, kw_only=True)
class GapAcceptance(Acceptance):
    """容缺受理通知书: as 受理通知书, with what is to follow until when, and what if not."""

    template: ClassVar[str] = "cases/gap_acceptance"
    name: ClassVar[str] = "容缺受理通知书"

    gap_due_on: date
    consequence: str


@dataclass(frozen=True, kw_only=True)
class Signed(Paper):
    """What the applicant promised, and how and when he signed it."""

    promised: tuple[str, ...]
    signed_at: datetime
    signed_way: str


@dataclass(frozen=True, kw_only=True)
class GapPromise(Signed):
    """容缺受理承诺书: what the applicant will bring until when, and what he accepts if not."""

    template: ClassVar[str] = "cases/gap_promise"
    name: ClassVar[str] = "容缺受理承诺书"

    late_materials: tuple[LateMaterial, ...]


@dataclass(frozen=True, kw_only=True)
class Promise(Signed):
    """告知承诺书: what the office told (告知书) and what the applicant promised (承诺书)."""

    template: ClassVar[str] = "cases/promise"
    name: ClassVar[str] = "告知承诺书"

    basis: str
    requirements: tuple[str, ...]
    replaced: tuple[str, ...]
    check: str
    liability: str


@dataclass(frozen=True, kw_only=True)
class Referral(Paper):
    """转报通知书: who examined first, who decides now, under which number, until when."""

    template: ClassVar[str] = "cases/referral"
    name: ClassVar[str] = "转报通知书"

    accepted_on: date
    referred_on: date
    upper_office: str
    upper_number: str
    upper_due_on: date


@dataclass(frozen=True, kw_only=True)
class Revocation(Against):
    """撤销行政许可决定书: which decision is taken back for the breach, and on what legal ground."""

    template: ClassVar[str] = "cases/revocation"
    name: ClassVar[str] = "撤销行政许可决定书"

    granted_on: date
    licence_name: str
    legal_ground: str
