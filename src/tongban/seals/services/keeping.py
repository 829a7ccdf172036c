"""Filing (备案), putting to use (启用), suspending and resuming (停用、恢复), cancelling (注销)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from tongban.base import clock
from tongban.base.errors import Invalid, require
from tongban.seals import perms
from tongban.seals.models import Seal
from tongban.seals.queries import register
from tongban.seals.rules import states
from tongban.seals.rules.pictures import check_limit
from tongban.seals.rules.states import Act, State, Step
from tongban.seals.rules.uses import SealExpired
from tongban.seals.services import noting

if TYPE_CHECKING:
    from datetime import date, datetime

    from tongban.base.actors import Actor

_LONGEST_AUTHORITY = 100


class FilingInvalid(Invalid):
    """The filing does not say its number, its authority and its day, or not properly."""

    code = "seals.filing_invalid"


@transaction.atomic
def register_filing(
    *,
    actor: Actor,
    seal_code: str,
    number: str = "",
    authority: str,
    filed_on: date,
    document: str,
    now: datetime,
) -> Seal:
    """Write down that the filing authority has taken the seal in (备案).

    `number` is what the authority gave, our own code if it kept that.  Declined with
    `SealUnknown`, `Forbidden`, `StepNotAllowed`, `GroundMissing` or `FilingInvalid`.
    """
    found = register.for_change(actor, seal_code)
    require(perms.may_keep(actor, found))
    states.next_state(State(found.state), Step.FILE)
    act = states.checked(Step.FILE, Act("", document))
    given = number.strip() or found.code
    _check_filing(found, given, authority.strip(), filed_on, now)
    found.filing_number, found.filing_authority = given, authority.strip()
    found.filed_on = filed_on
    found.save(update_fields=["filing_number", "filing_authority", "filed_on"])
    noting.move(actor, found, Step.FILE, act=act, now=now)
    return found


def _check_filing(found: Seal, number: str, authority: str, filed_on: date, now: datetime) -> None:
    faults = {}
    if not re.fullmatch(settings.TONGBAN.seal_filing_pattern, number, re.ASCII):
        faults["number"] = "备案编号的写法不对，应当是13位数字。"
    elif Seal.objects.filter(filing_number=number).exclude(pk=found.pk).exists():
        faults["number"] = "这个备案编号已经登记在另一枚印章上。"
    if not authority or len(authority) > _LONGEST_AUTHORITY:
        faults["authority"] = "请填写备案机关的名称。"
    if filed_on > clock.day_of(now):
        faults["filed_on"] = "备案日期不能晚于今天。"
    if faults:
        raise FilingInvalid(fields=faults)


@transaction.atomic
def activate(*, actor: Actor, seal_code: str, now: datetime) -> Seal:
    """Put a filed seal to use.

    Declined with `SealUnknown`, `Forbidden`, `StepNotAllowed` or `SealExpired`.
    """
    found = register.for_change(actor, seal_code)
    require(perms.may_keep(actor, found))
    states.next_state(State(found.state), Step.ACTIVATE)
    if found.version is None or found.version.is_over(now):
        raise SealExpired("印章的证书已经过期，不能启用。")
    noting.move(actor, found, Step.ACTIVATE, act=Act(), now=now)
    return found


@transaction.atomic
def suspend(
    *, actor: Actor, seal_code: str, ground: str, document: str = "", now: datetime
) -> Seal:
    """Stop the use of a seal at once; what is being sealed at this moment is finished before.

    Declined with `SealUnknown`, `Forbidden`, `StepNotAllowed` or `GroundMissing`.
    """
    found = register.for_change(actor, seal_code)
    require(perms.may_stop(actor, found))
    act = states.checked(Step.SUSPEND, Act(ground, document))
    noting.move(actor, found, Step.SUSPEND, act=act, now=now)
    return found


@transaction.atomic
def resume(*, actor: Actor, seal_code: str, ground: str, document: str = "", now: datetime) -> Seal:
    """Let a suspended seal be used again.

    Declined with `SealUnknown`, `Forbidden`, `StepNotAllowed` or `GroundMissing`.
    """
    found = register.for_change(actor, seal_code)
    require(perms.may_stop(actor, found))
    act = states.checked(Step.RESUME, Act(ground, document))
    noting.move(actor, found, Step.RESUME, act=act, now=now)
    return found


@transaction.atomic
def cancel(*, actor: Actor, seal_code: str, ground: str, document: str, now: datetime) -> Seal:
    """End a seal for ever, and its filing with it; what it sealed before stays valid.

    Every authorisation ends, too.  Declined with `SealUnknown`, `Forbidden`, `StepNotAllowed`
    or `GroundMissing`.
    """
    found = register.for_change(actor, seal_code)
    require(perms.may_keep(actor, found))
    states.next_state(State(found.state), Step.CANCEL)
    act = states.checked(Step.CANCEL, Act(ground, document))
    if found.filing_number is not None:
        found.filing_cancelled_on = clock.day_of(now)
        found.save(update_fields=["filing_cancelled_on"])
    found.authorisations.filter(withdrawn_at=None).update(
        withdrawn_at=now, withdrawn_by=actor.account
    )
    noting.move(actor, found, Step.CANCEL, act=act, now=now)
    return found


@transaction.atomic
def set_limits(
    *,
    actor: Actor,
    seal_code: str,
    two_person: bool,
    hourly_limit: int | None,
    now: datetime,
) -> Seal:
    """Say whether two people are needed for a use, and how many uses an hour may have.

    Declined with `SealUnknown`, `Forbidden`, `StepNotAllowed` or `SealNameInvalid`.
    """
    found = register.for_change(actor, seal_code)
    require(perms.may_entrust(actor, found))
    states.next_state(State(found.state), Step.LIMIT)
    found.two_person, found.hourly_limit = two_person, check_limit(hourly_limit)
    found.save(update_fields=["two_person", "hourly_limit"])
    limit = "不限" if hourly_limit is None else f"每小时{hourly_limit}次"
    people = "两人用印" if two_person else "一人用印"
    noting.move(actor, found, Step.LIMIT, act=Act(f"{people}，{limit}"), now=now)
    return found
