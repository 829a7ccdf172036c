"""Consents (使用授权): what a holder may allow, how it is written down, and while it counts."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from tongban.base.errors import Invalid, Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

MOST_USES: Final = 1000
MOST_YEARS: Final = 3
LONGEST_PURPOSE: Final = 200
DOMAIN: Final = b"tongban.consent.1\n"
"""Stands before what is signed, so that the signature counts for nothing else."""


class Mode(StrEnum):
    """What the user gets: a look at the values, or an annotated copy (加注件) as well."""

    VIEW = "view"
    COPY = "copy"


class PurposeCode(StrEnum):
    """What licences are shown for outside of offices."""

    LOAN = "loan"
    ACCOUNT = "account"
    EMPLOYMENT = "employment"
    LEASE = "lease"
    TENDER = "tender"
    TRADE = "trade"
    INSURANCE = "insurance"
    OTHER = "other"


class Standing(StrEnum):
    """Where a consent stands."""

    PENDING = "pending"
    OPEN = "open"
    EXPIRED = "expired"
    EXHAUSTED = "exhausted"
    REVOKED = "revoked"


MODE_LABELS: Mapping[str, str] = MappingProxyType(
    {Mode.VIEW: "只能在线查看", Mode.COPY: "可以查看和下载加注件"}
)
PURPOSE_LABELS: Mapping[str, str] = MappingProxyType(
    {
        PurposeCode.LOAN: "办理贷款",
        PurposeCode.ACCOUNT: "开户",
        PurposeCode.EMPLOYMENT: "求职入职",
        PurposeCode.LEASE: "租赁房屋、场地",
        PurposeCode.TENDER: "投标、采购",
        PurposeCode.TRADE: "签订合同、交易",
        PurposeCode.INSURANCE: "办理保险、理赔",
        PurposeCode.OTHER: "其他",
    }
)
STANDING_LABELS: Mapping[str, str] = MappingProxyType(
    {
        Standing.PENDING: "还没到开始日期",
        Standing.OPEN: "授权中",
        Standing.EXPIRED: "已到期",
        Standing.EXHAUSTED: "次数已用完",
        Standing.REVOKED: "已撤回",
    }
)
CONDITIONS: Final = (
    "只能用于本授权写明的用途，不得转给他人。",
    "每次使用都要写明事由，先登记后取得，持证人随时可以看到。",
    "持证人可以随时撤回；撤回后不得再取得。",
)
"""What every user accepts by using a consent."""


class ConsentInvalid(Invalid):
    """A consent cannot be given as it was filled in."""

    code = "access.consent_invalid"


class ConsentClosed(Refusal):
    """The consent does not count, or no longer; the sentence says why."""

    code = "access.consent_closed"


class ConsentBroken(Refusal):
    """What lies in the database is not what was signed; nothing is given out on it."""

    code = "access.consent_broken"
    sentence = "这份授权的签名核验不通过，不能使用。请联系平台运维人员。"


@dataclass(frozen=True, slots=True)
class Terms:
    """What a holder allows: for what, which items, how, from when to when, how often."""

    purpose_code: str
    purpose: str
    items: tuple[str, ...]
    mode: str
    since_on: date
    until_on: date
    uses: int


@dataclass(frozen=True, slots=True)
class Party:
    """One side of a consent, as the artefact names it."""

    reference: str
    name: str
    number_type: str
    number: str


def check_terms(terms: Terms, *, today: date) -> Terms:
    """The terms with a tidy purpose, or `ConsentInvalid` with a sentence for each field."""
    purpose = terms.purpose.strip()
    wrong: dict[str, str] = {}
    if terms.purpose_code not in set(PurposeCode):
        wrong["purpose_code"] = "请选择用途。"
    if not 0 < len(purpose) <= LONGEST_PURPOSE:
        wrong["purpose"] = f"请写明用途，不超过{LONGEST_PURPOSE}个字。"
    if terms.mode not in set(Mode):
        wrong["mode"] = "请选择对方能做什么。"
    if not 1 <= terms.uses <= MOST_USES:
        wrong["uses"] = f"次数请填1到{MOST_USES}。"
    wrong |= _span_faults(terms, today)
    if wrong:
        raise ConsentInvalid(fields=wrong)
    return Terms(
        terms.purpose_code, purpose, tuple(dict.fromkeys(terms.items)), terms.mode,
        terms.since_on, terms.until_on, terms.uses,
    )  # fmt: skip


def _span_faults(terms: Terms, today: date) -> dict[str, str]:
    if terms.since_on < today:
        return {"since_on": "开始日期不能早于今天。"}
    if terms.until_on < terms.since_on:
        return {"until_on": "截止日期不能早于开始日期。"}
    if terms.until_on > years_after(terms.since_on, MOST_YEARS):
        return {"until_on": f"一次最多授权{MOST_YEARS}年，请把截止日期改早。"}
    return {}


def years_after(day: date, years: int) -> date:
    """The same day some years later; 29 February becomes the 28th where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def standing(
    *, since_on: date, until_on: date, allowed: int, made: int, revoked: bool, today: date
) -> Standing:
    """Where a consent stands today; both its days count."""
    if revoked:
        return Standing.REVOKED
    if today > until_on:
        return Standing.EXPIRED
    if made >= allowed:
        return Standing.EXHAUSTED
    return Standing.PENDING if today < since_on else Standing.OPEN


_WHY_NOT: Mapping[Standing, str] = MappingProxyType(
    {
        Standing.PENDING: "授权的开始日期还没到，现在不能使用。",
        Standing.EXPIRED: "授权已经到期，不能再使用。需要时请对方重新授权。",
        Standing.EXHAUSTED: "授权的次数已经用完。需要时请对方重新授权。",
        Standing.REVOKED: "对方已经撤回授权，不能再使用。",
    }
)


def require_open(found: Standing) -> None:
    """Raise `ConsentClosed` with the reason unless the consent may be used now."""
    if found is not Standing.OPEN:
        raise ConsentClosed(_WHY_NOT[found])


def artefact(
    *,
    reference: str,
    given_at: str,
    giver: Party,
    agent: str,
    receiver: Party,
    provider: str,
    resource: tuple[str, str],
    terms: Terms,
) -> dict[str, Any]:
    """The consent as an object that can be signed, kept and read elsewhere."""
    return {
        "type": "tongban.consent",
        "version": 1,
        "id": reference,
        "given_at": given_at,
        "giver": _named(giver) | ({"agent": agent} if agent else {}),
        "receiver": _named(receiver),
        "provider": provider,
        "purpose": {"code": terms.purpose_code, "text": terms.purpose},
        "resource": {"reference": resource[0], "name": resource[1]},
        "items": {"all": not terms.items, "keys": list(terms.items)},
        "mode": terms.mode,
        "period": {"since": terms.since_on.isoformat(), "until": terms.until_on.isoformat()},
        "uses": terms.uses,
        "conditions": list(CONDITIONS),
        "revocation": f"{provider}/consents/{reference}/",
    }


def _named(party: Party) -> dict[str, str]:
    return {
        "reference": party.reference,
        "name": party.name,
        "number_type": party.number_type,
        "number": party.number,
    }


def canonical(values: Mapping[str, Any]) -> str:
    """The one form of an artefact that is signed: JSON, sorted keys, no blanks."""
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def message(written: str) -> bytes:
    """The octets that the signature of an artefact covers."""
    return DOMAIN + written.encode("utf-8")


def says(written: str, *, reference: str, resource: str, terms: Terms, parties: set[str]) -> bool:
    """Whether an artefact says what the columns of its row say."""
    found = json.loads(written)
    stated = {found["giver"]["reference"], found["receiver"]["reference"]}
    period = {"since": terms.since_on.isoformat(), "until": terms.until_on.isoformat()}
    return bool(
        found["id"] == reference
        and found["resource"]["reference"] == resource
        and stated == parties
        and found["purpose"] == {"code": terms.purpose_code, "text": terms.purpose}
        and found["items"] == {"all": not terms.items, "keys": list(terms.items)}
        and found["mode"] == terms.mode
        and found["period"] == period
        and found["uses"] == terms.uses
    )
