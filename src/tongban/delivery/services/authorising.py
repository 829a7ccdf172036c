"""Somebody else may fetch it (代领): said online by the applicant, or in writing at the counter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from tongban.base import audit, clock, files
from tongban.base.errors import NotFound, Refusal, require
from tongban.cases import queries as cases
from tongban.cases.rules import OPEN
from tongban.delivery import events, perms
from tongban.delivery.models import Proxy
from tongban.delivery.services import ground
from tongban.identity import rules as identity

if TYPE_CHECKING:
    from datetime import datetime

    from tongban.base.actors import Actor

MOST = 3


class ProxyUnknown(NotFound):
    """There is no such proxy, or he is none any more."""

    code = "delivery.proxy_unknown"
    sentence = "没有这位代领人，可能已经取消。"


class TooManyProxies(Refusal):
    """A result is fetched by one; three names are enough to choose from."""

    code = "delivery.too_many_proxies"
    sentence = f"一个办件最多登记 {MOST} 位代领人，请先取消一位。"


class CaseClosed(Refusal):
    """Everything was handed over, or the case ended otherwise."""

    code = "delivery.case_closed"
    sentence = "这个办件已经结束，不用再请人代领。"


@transaction.atomic
def authorise(
    *, actor: Actor, number: str, name: str, number_type: str, proxy_number: str, now: datetime
) -> Proxy:
    """The applicant lets somebody fetch the result of his case.

    Declined with `NameInvalid` or `NumberInvalid` of identity, `TooManyProxies` or `CaseClosed`.
    """
    found = cases.case_alone(actor, number)
    require(perms.is_owner(actor))
    if found.state not in OPEN:
        raise CaseClosed
    said = {"name": name, "number_type": number_type, "proxy_number": proxy_number}
    proxy = _enter(number, "", now, **said)
    audit.record(actor, events.PROXY_AUTHORISED, number, at=now, proxy=proxy.pk)
    return proxy


@transaction.atomic
def authorise_on_paper(
    *,
    actor: Actor,
    number: str,
    case_number: str,
    name: str,
    number_type: str,
    proxy_number: str,
    paper: bytes,
    paper_name: str,
    now: datetime,
) -> Proxy:
    """The counter keeps the written authorisation (授权委托书) that a proxy has brought."""
    consignment = ground.at_counter(actor, number)
    if case_number not in ground.case_numbers(consignment):
        raise CaseClosed
    kept = files.store(paper, name=paper_name).digest
    said = {"name": name, "number_type": number_type, "proxy_number": proxy_number}
    proxy = _enter(case_number, kept, now, **said)
    audit.record(actor, events.PROXY_AUTHORISED, case_number, at=now, proxy=proxy.pk, paper=kept)
    return proxy


def _enter(
    number: str, paper: str, now: datetime, *, name: str, number_type: str, proxy_number: str
) -> Proxy:
    checked = identity.check_number(
        number_type, proxy_number, sample_allowed=settings.TONGBAN.sample_allowed,
        today=clock.day_of(now),
    )  # fmt: skip
    standing = Proxy.objects.filter(case_number=number, revoked_at=None)
    if standing.select_for_update().count() >= MOST:
        raise TooManyProxies
    return Proxy.objects.create(
        case_number=number, name=identity.check_name(name), number_type=number_type,
        number=checked.number, on_paper=bool(paper), paper=paper, authorised_at=now,
    )  # fmt: skip


@transaction.atomic
def revoke(*, actor: Actor, number: str, proxy_id: int, now: datetime) -> Proxy:
    """The applicant takes an authorisation back; what was fetched before stays fetched."""
    cases.case_alone(actor, number)
    require(perms.is_owner(actor))
    rows = Proxy.objects.select_for_update().filter(pk=proxy_id, case_number=number)
    proxy = rows.filter(revoked_at=None).first()
    if proxy is None:
        raise ProxyUnknown
    proxy.revoked_at = now
    proxy.save(update_fields=["revoked_at"])
    audit.record(actor, events.PROXY_REVOKED, number, at=now, proxy=proxy.pk)
    return proxy
