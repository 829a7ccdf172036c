"""Looking into the library of one's own office: with a purpose and a ground, and on record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from tongban.access import rules as access_rules
from tongban.access import services as access
from tongban.base import audit, clock, files
from tongban.base.errors import Invalid, NotFound, require
from tongban.identity import queries as identity
from tongban.licences import events, perms, queries
from tongban.licences.rules import identifiers, looking

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from tongban.base.actors import Actor
    from tongban.licences.models import Licence
    from tongban.licences.queries import ActRow, LicenceRow, SheetRow
    from tongban.licences.rules.acts import Step
    from tongban.licences.rules.looking import Ground


@dataclass(frozen=True, slots=True)
class Opened:
    """A licence of the actor's office, with all that was ever done to it."""

    row: LicenceRow
    versions: tuple[LicenceRow, ...]
    acts: tuple[ActRow, ...]
    sheets: tuple[SheetRow, ...]
    next_blank: str
    steps: tuple[Step, ...]
    qr_text: str
    holders: tuple[tuple[str, str], ...]
    may_grade: bool
    ended_on: date | None
    ended_reason: str
    suspended_on: date | None


@transaction.atomic
def search(
    *, actor: Actor, by: str, value: str, ground: Ground, now: datetime
) -> tuple[LicenceRow, ...]:
    """What the actor's office issued under an identifier, a number or a holder's number.

    The search is written into the trail, found or not, and each holder who is found can read of
    it.  Declined with `Forbidden`, `looking.GroundMissing` or `access.rules.PurposeMissing`.
    """
    checked = _permitted(actor, ground)
    found = _found(actor, by, value)
    audit.record(
        actor,
        events.LIBRARY_SEARCHED,
        "",
        at=now,
        purpose=checked.purpose,
        by=by,
        found=len(found),
        case_number=checked.case_number,
    )
    for holder, names in _by_holder(found).items():
        access.record_access(
            actor=actor,
            subject_id=holder,
            what=[f"证照目录：{name}" for name in names],
            purpose=checked.purpose,
            case_number=checked.case_number,
            basis=checked.legal_basis,
            now=now,
        )
    today = clock.day_of(now)
    return tuple(queries.row(licence, today) for licence in found)


@transaction.atomic
def open_licence(*, actor: Actor, identifier: str, ground: Ground, now: datetime) -> Opened:
    """One licence of the actor's office whole; the look is recorded for its holder.

    Declined as `search` is, and with `LicenceUnknown`.
    """
    checked = _permitted(actor, ground)
    licence = queries.find(queries.kept(actor), identifier)
    access.record_access(
        actor=actor,
        subject_id=licence.holder_id,
        what=[f"证照照面：{licence.type.name}"],
        purpose=checked.purpose,
        case_number=checked.case_number,
        basis=checked.legal_basis,
        now=now,
    )
    today = clock.day_of(now)
    return Opened(
        row=queries.row(licence, today),
        versions=tuple(queries.row(one, today) for one in queries.versions_of(licence)),
        acts=queries.acts_of(licence),
        sheets=queries.sheets_of(licence),
        next_blank=queries.next_blank(licence),
        steps=queries.steps_open_to(actor, licence, today),
        qr_text=licence.qr_text,
        holders=tuple(zip(licence.holder_names, licence.personal["CZZTDM"], strict=True)),
        may_grade=perms.may_keep_library(actor, licence.issuer.key),
        ended_on=licence.ended_on,
        ended_reason=licence.ended_reason,
        suspended_on=licence.suspended_on,
    )


def act_document(*, actor: Actor, act_id: int) -> tuple[bytes, str]:
    """The file of a decision about a licence of the actor's office, and a name to save it under."""
    found = queries.act_of_office(actor, act_id)
    if not found.document_digest:
        raise NotFound
    return files.read(found.document_digest), found.document_name


def _permitted(actor: Actor, ground: Ground) -> Ground:
    require(actor.is_staff and actor.holds(*perms.OFFICIAL))
    looking.check(ground)
    purpose = access_rules.check_purpose(ground.purpose)
    return looking.Ground(purpose, ground.case_number.strip(), ground.legal_basis.strip())


def _found(actor: Actor, by: str, value: str) -> tuple[Licence, ...]:
    text = value.strip()
    if not 0 < len(text) <= identifiers.LONGEST:
        raise Invalid(fields={"value": "请填写要查的号码。"})
    match by:
        case looking.By.IDENTIFIER:
            try:
                return (queries.find(queries.kept(actor), text),)
            except queries.LicenceUnknown:
                return ()
        case looking.By.NUMBER:
            return queries.kept_under(actor, text)
        case looking.By.HOLDER:
            holders = (identity.find_by_number(kind, text) for kind in looking.HOLDER_TYPES)
            holder = next((one for one in holders if one is not None), None)
            return queries.kept_for(actor, holder) if holder else ()
    raise Invalid(fields={"by": "请选择按什么查。"})


def _by_holder(found: tuple[Licence, ...]) -> dict[UUID, list[str]]:
    names: dict[UUID, list[str]] = {}
    for licence in found:
        names.setdefault(licence.holder_id, [])
        if licence.type.name not in names[licence.holder_id]:
            names[licence.holder_id].append(licence.type.name)
    return names
