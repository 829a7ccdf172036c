"""A person at the counter: found or registered by his number, taken in on the same screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from tongban.access import services as access
from tongban.access.rules import Role
from tongban.base.errors import require
from tongban.cases import perms
from tongban.cases.services import handing
from tongban.cases.services.drafts import create
from tongban.identity import services as identity
from tongban.items import queries as items

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from tongban.base.actors import Actor
    from tongban.cases.models import Case


@transaction.atomic
def take_in(
    *,
    actor: Actor,
    number_type: str,
    id_number: str,
    name: str,
    phone: str = "",
    item_key: str,
    place: str = "",
    now: datetime,
) -> Case:
    """Open a draft at the counter for the person or enterprise with this number.

    Somebody not yet known is registered by the number and name of the document he shows.  A clerk
    of several halls says in which one he sits.
    Declined with `NumberInvalid`, or with `NameDiffers` when the name is not the one on record.
    """
    definition = items.applicable(item_key)
    came = arrived(
        actor=actor, number_type=number_type, id_number=id_number, name=name, phone=phone,
        place=place, doing=definition.name, now=now,
    )  # fmt: skip
    draft = create(actor, definition, came.subject, place=came.place, now=now)
    handing.first_asked(draft, actor, now)
    return draft


@dataclass(frozen=True, slots=True)
class Arrived:
    """Whoever came, and the hall to which he came."""

    subject: UUID
    place: str


def arrived(
    *, actor: Actor, number_type: str, id_number: str, name: str, phone: str, place: str,
    doing: str, now: datetime,
) -> Arrived:  # fmt: skip
    """Find or register whoever stands at the counter; part of a command that takes him in."""
    places = actor.places(Role.CLERK)
    require(perms.may_take_in(actor))
    require(not place or place in places)
    access.look_up_subject(
        actor=actor, number_type=number_type, number=id_number, purpose=f"窗口受理{doing}", now=now
    )
    subject = identity.register(
        actor=actor, kind="legal" if number_type == "001" else "natural",
        number_type=number_type, number=id_number, name=name, phone=phone, now=now,
    )  # fmt: skip
    return Arrived(subject.id, place or min(places))
