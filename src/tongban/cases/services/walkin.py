"""A person at the counter: found or registered by his number, taken in on the same screen."""

from __future__ import annotations

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
    places = actor.places(Role.CLERK)
    require(perms.may_take_in(actor))
    require(not place or place in places)
    definition = items.applicable(item_key)
    purpose = f"窗口受理{definition.name}"
    access.look_up_subject(
        actor=actor, number_type=number_type, number=id_number, purpose=purpose, now=now
    )
    kind = "legal" if number_type == "001" else "natural"
    applicant = identity.register(
        actor=actor, kind=kind, number_type=number_type, number=id_number,
        name=name, phone=phone, now=now,
    )  # fmt: skip
    draft = create(actor, definition, applicant.id, place=place or min(places), now=now)
    handing.first_asked(draft, actor, now)
    return draft
