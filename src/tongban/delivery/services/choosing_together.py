"""The applicant says how he wants everything that his life event (一件事) yields, at one place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from tongban.base import audit
from tongban.base.errors import require
from tongban.cases import queries as cases
from tongban.cases.services import bundles
from tongban.delivery import events, perms, queries, rules
from tongban.delivery.models import Choice, Consignment
from tongban.delivery.services import choosing, ground

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from tongban.base.actors import Actor


@transaction.atomic
def choose_together(
    *,
    actor: Actor,
    number: str,
    way: str,
    hall: str = "",
    address: Mapping[str, str] | None = None,
    now: datetime,
) -> Choice:
    """Say how the results of a life event are fetched, those that are still to come too.

    One place and one way for all: what lies at a counter already goes along with the rest, what
    was chosen for single cases is given up; what is with a carrier or in a box keeps its way.
    Declined with `WayNotOffered`, `AddressInvalid` or `NoWayOpen`; nothing is changed then.
    """
    view = cases.bundle(actor, number)
    place = choosing.known_hall(hall, own=view.bundle.place)
    require(perms.is_owner(actor) or actor.holds("clerk", place=view.bundle.place))
    if way not in queries.offered_together(view, place):
        raise rules.WayNotOffered
    chosen = rules.Way(way)
    choice = choosing.note(number, chosen, place, address or {}, now)
    waiting, apart = _held(number)
    _gather(waiting, choice)
    numbers = bundles.choose_bundle_way(
        actor=actor, number=number, way=choosing.IN_CASES[chosen], apart=apart, now=now
    )
    Choice.objects.filter(case_number__in=numbers).delete()
    audit.record(actor, events.WAY_CHOSEN, number, at=now, way=chosen, hall=place)
    return choice


def _held(number: str) -> tuple[list[Consignment], frozenset[str]]:
    """What lies at a counter, held until the transaction ends; the cases that are on their way."""
    rows = Consignment.objects.filter(bundle=number).exclude(state=rules.State.DELIVERED)
    found = list(rows.select_for_update(of=("self",)).order_by("id"))
    waiting = [one for one in found if one.state in choosing.CHANGEABLE]
    left = [one for one in found if one.state not in choosing.CHANGEABLE]
    return waiting, frozenset(case for one in left for case in ground.case_numbers(one))


def _gather(waiting: Sequence[Consignment], choice: Choice) -> None:
    """Let what waits go the chosen way, in one consignment where nothing of it has left before."""
    if choice.way == rules.Way.ELECTRONIC:
        for one in waiting:
            for number in ground.case_numbers(one):
                choosing.leave_electronically(one, number)
        return
    into: Consignment | None = None
    for one in waiting:
        if into is not None and _is_untouched(one):
            one.things.update(consignment=into)
            into.due_on = min(into.due_on, one.due_on)
            ground.keep(into)
            one.delete()
            continue
        choosing.direct(one, choice)
        into = into or one


def _is_untouched(one: Consignment) -> bool:
    """Whether nothing was ever sent, boxed or handed over from it."""
    return not any(rows.exists() for rows in (one.hand_overs, one.parcels, one.boxes))
