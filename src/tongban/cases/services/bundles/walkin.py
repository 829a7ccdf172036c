"""A person at the counter for a life event (一件事): the clerk types it in for him."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from tongban.cases.services import walkin
from tongban.cases.services.bundles.drafts import create
from tongban.items import queries as items

if TYPE_CHECKING:
    from datetime import datetime

    from tongban.base.actors import Actor
    from tongban.cases.models import Bundle


@transaction.atomic
def take_in_bundle(
    *,
    actor: Actor,
    number_type: str,
    id_number: str,
    name: str,
    phone: str = "",
    event_key: str,
    place: str = "",
    now: datetime,
) -> Bundle:
    """Open a draft of a life event for the person or enterprise with this number.

    From here on it is the same application as online: questions, one form, one set of materials,
    one receipt.  Declined with `LifeEventUnknown`, `LifeEventClosed`, `ItemClosed`, or what
    `take_in` is declined with.
    """
    _version, event, _items = items.life_event_now(event_key)
    came = walkin.arrived(
        actor=actor, number_type=number_type, id_number=id_number, name=name, phone=phone,
        place=place, doing=event.name, now=now,
    )  # fmt: skip
    return create(event_key, actor, came.subject, place=came.place, now=now)
