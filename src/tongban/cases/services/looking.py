"""Looks of staff at what is otherwise masked or kept elsewhere; each is recorded first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from tongban.access import services as access
from tongban.base import audit
from tongban.base.errors import require
from tongban.cases import events, queries
from tongban.cases.services import ground
from tongban.identity import queries as identity
from tongban.identity.rules import NumberType
from tongban.licences import services as licences

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from tongban.base.actors import Actor
    from tongban.identity.queries import SubjectCard

SEEN = ("姓名", "证件号码", "手机号码", "邮箱", "地址", "申请表内容")


@transaction.atomic
def show_applicant(*, actor: Actor, number: str, purpose: str, now: datetime) -> SubjectCard:
    """The applicant in clear, for a member of staff who says why.

    Declined with `CaseNotFound`, or with `access.rules.PurposeMissing`; nobody sees anything then.
    """
    require(actor.is_staff)
    case = queries.case_alone(actor, number)
    access.record_access(
        actor=actor,
        subject_id=case.applicant_id,
        what=SEEN,
        purpose=purpose,
        case_number=number,
        now=now,
    )
    return identity.subject(case.applicant_id)


@transaction.atomic
def show_licence(*, actor: Actor, number: str, material_key: str, now: datetime) -> bytes:
    """The picture of the licence that answers a material of the case, for who works on it."""
    view = queries.case(actor, number)
    found = next((m for m in view.materials if m.key == material_key and m.licence), None)
    if found is None:
        raise ground.MaterialUnknown
    return licences.preview(
        actor=actor,
        identifier=found.licence,
        purpose=f"办理{view.case.item_name}",
        case_number=number,
        now=now,
    )


@transaction.atomic
def open_face(*, actor: Actor, number: str, now: datetime) -> None:
    """Note that the deciding post is shown, in clear, what is to stand on the licence."""
    case = queries.case_alone(actor, number)
    access.record_access(
        actor=actor,
        subject_id=case.applicant_id,
        what=("证面信息",),
        purpose=f"决定{case.item_name}",
        case_number=number,
        now=now,
    )


@transaction.atomic
def seek_person(*, actor: Actor, id_number: str, now: datetime) -> UUID | None:
    """Whose number this is: the identity number or credit code of an applicant; None if nobody's.

    Found exactly, by the keyed index.  The look is recorded first, and that somebody sought stands
    in the trail also when nobody was found.
    """
    require(actor.is_staff)
    kinds = (NumberType.CITIZEN, NumberType.CREDIT_CODE)
    sought = (identity.find_by_number(kind, id_number) for kind in kinds)
    found = next((one for one in sought if one is not None), None)
    if found is not None:
        access.record_access(
            actor=actor, subject_id=found, what=("在办件",), purpose="按证件号码查找办件", now=now
        )
    audit.record(actor, events.PERSON_SOUGHT, "subject:sought", at=now, found=found is not None)
    return found
