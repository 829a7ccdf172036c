"""Applying for a seal (申请), and examining what was applied for (审核)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from tongban.base import numbering
from tongban.base.errors import require
from tongban.directory import queries as directory
from tongban.seals import perms
from tongban.seals.models import Seal, SealCounter
from tongban.seals.queries import register
from tongban.seals.rules import states
from tongban.seals.rules.pictures import check_contact, check_limit
from tongban.seals.rules.states import Act, State, Step
from tongban.seals.rules.uses import SamePerson
from tongban.seals.services import drawing, noting

if TYPE_CHECKING:
    from datetime import datetime

    from tongban.base.actors import Actor
    from tongban.directory.models import Department
    from tongban.seals.services.drawing import Look, Wish


@transaction.atomic
def apply(
    *,
    actor: Actor,
    unit: str,
    wish: Wish,
    contact: str,
    two_person: bool = True,
    hourly_limit: int | None = None,
    ground: str = "",
    document: str = "",
    now: datetime,
) -> Seal:
    """Apply for a seal of a department; it gets its code, and waits to be examined.

    Declined with `Forbidden` and with the refusals of `drawing.preview`; nothing is written then.
    """
    require(perms.may_apply(actor, unit))
    office = directory.department(unit)
    act = states.checked(Step.APPLY, Act(ground, document))
    person, limit = check_contact(contact), check_limit(hourly_limit)
    code = _next_code(office)
    look = drawing.look(wish, level=office.level, code=code, now=now)
    found = _write(actor, office, look, code=code, contact=person, now=now)
    found.two_person, found.hourly_limit = two_person, limit
    found.save(update_fields=["two_person", "hourly_limit"])
    SealCounter.objects.create(seal=found, at=now, hour=now)
    noting.tell(actor, found, Step.APPLY, before="", act=act, now=now)
    return found


def _next_code(office: Department) -> str:
    """Six digits of the division and seven of its series (GA 241 rule for physical seals)."""
    division = str(office.region_id)[:6]
    return f"{division}{numbering.next_number(f'seals.code:{division}'):07d}"


def _write(
    actor: Actor, office: Department, look: Look, *, code: str, contact: str, now: datetime
) -> Seal:
    return Seal.objects.create(
        code=code,
        unit=office,
        name=look.name,
        line=look.line,
        kind=look.kind,
        shape=look.shape,
        picture=look.picture,
        width_mm=look.width,
        height_mm=look.height,
        state=State.APPLIED,
        contact=contact,
        applied_by=actor.account,
        applied_at=now,
    )


@transaction.atomic
def examine(
    *,
    actor: Actor,
    seal_code: str,
    passed: bool,
    ground: str = "",
    document: str = "",
    now: datetime,
) -> Seal:
    """Let an application pass, or decline it with the reason; who applied cannot.

    Declined with `SealUnknown`, `Forbidden`, `SamePerson`, `StepNotAllowed` or `GroundMissing`.
    """
    found = register.for_change(actor, seal_code)
    require(perms.may_examine(actor, found))
    if actor.account is not None and actor.account == found.applied_by:
        raise SamePerson("申请印章的人不能自己审核，请由另一人审核。")
    step = Step.PASS if passed else Step.DECLINE
    act = states.checked(step, Act(ground, document))
    noting.move(actor, found, step, act=act, now=now)
    return found
