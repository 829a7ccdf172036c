"""Looking licences up by the number on their face: policy, record, signature, then the licence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongban.access import rules as access_rules
from tongban.access import services as access
from tongban.base import clock
from tongban.base.errors import require
from tongban.licences import perms
from tongban.licences.queries import opened
from tongban.licences.rules import numbers

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from tongban.base.actors import Actor
    from tongban.licences.queries.licences import LicenceRow


def look_up_number(
    *,
    actor: Actor,
    number: str,
    type_key: str = "",
    purpose: str,
    case_number: str = "",
    legal_basis: str = "",
    now: datetime,
) -> tuple[LicenceRow, ...]:
    """The versions issued under this number, newest first, in whatever standing they are.

    For offices only, with a purpose and a case or a legal basis.  The access is written down for
    the first holder before anything is returned; types that are not shared reach the issuing
    office only.  Declined with `Forbidden`, `access.rules.PurposeMissing` or
    `opened.RecordBroken`.
    """
    require(
        perms.may_look_up(actor, is_own=False, case_number=case_number, legal_basis=legal_basis)
    )
    reason = access_rules.check_purpose(purpose)
    wanted = numbers.normalised(number)
    if not 0 < len(wanted) <= numbers.LONGEST:
        return ()
    found = opened.by_number(
        wanted,
        type_key=type_key,
        units=sorted(actor.units(*perms.OFFICIAL)),
        today=clock.day_of(now),
    )
    for holder, names in _by_holder(found).items():
        access.record_access(
            actor=actor,
            subject_id=holder,
            what=[f"电子证照：{name}" for name in names],
            purpose=reason,
            case_number=case_number,
            basis=legal_basis,
            now=now,
        )
    return tuple(one.row for one in found)


def _by_holder(found: tuple[opened.Opened, ...]) -> dict[UUID, list[str]]:
    names: dict[UUID, list[str]] = {}
    for one in found:
        listed = names.setdefault(one.holder, [])
        if one.row.type_name not in listed:
            listed.append(one.row.type_name)
    return names
