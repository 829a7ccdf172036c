"""The applicant says how he wants it, also when it lies ready already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from tongban.base import audit
from tongban.base.errors import Forbidden, require
from tongban.cases import queries as cases
from tongban.cases import services as case_services
from tongban.cases.rules import outputs
from tongban.delivery import events, perms, queries, rules
from tongban.delivery.models import Choice, Consignment, Thing
from tongban.delivery.services import adding, ground, receiving
from tongban.directory import queries as directory

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from tongban.base.actors import Actor
    from tongban.cases.queries import CaseView

IN_CASES = {
    rules.Way.ELECTRONIC: outputs.Way.ELECTRONIC,
    rules.Way.PICKUP: outputs.Way.PICKUP,
    rules.Way.LOCKER: outputs.Way.PICKUP,
    rules.Way.COURIER: outputs.Way.COURIER,
}
CHANGEABLE = (rules.State.PREPARING, rules.State.READY, rules.State.RETURNED)


@transaction.atomic
def choose(
    *,
    actor: Actor,
    number: str,
    way: str,
    hall: str = "",
    address: Mapping[str, str] | None = None,
    now: datetime,
) -> Choice:
    """Say how the result of a case is fetched.

    What lies at a counter already changes its way; what is with a carrier or in a box does not
    (`WrongState`).  Declined with `WayNotOffered` or `AddressInvalid`; nothing is changed then.
    """
    view = cases.case(actor, number)
    consignment = _held(number)
    require(perms.is_owner(actor) or actor.holds("clerk", place=view.case.place))
    place = known_hall(hall, own=view.case.place)
    chosen = _offered(view, way, place)
    choice = note(number, chosen, place, address or {}, now)
    if consignment is not None:
        _move(consignment, choice, number, now)
    case_services.choose_way(actor=actor, number=number, way=IN_CASES[chosen], now=now)
    audit.record(actor, events.WAY_CHOSEN, number, at=now, way=chosen, hall=place)
    return choice


def note(
    number: str, way: rules.Way, hall: str, address: Mapping[str, str], now: datetime
) -> Choice:
    """Write down what was chosen for a case, or for a life event; part of a command.

    Only a courier needs an address; declined with `AddressInvalid`.
    """
    kept = rules.check_address(address) if way is rules.Way.COURIER else {}
    choice, _new = Choice.objects.update_or_create(
        case_number=number,
        defaults={"way": way, "hall": hall, "address": kept, "chosen_at": now},
    )
    return choice


def _held(number: str) -> Consignment | None:
    thing = Thing.objects.filter(case_number=number).first()
    if thing is None:
        return None
    rows = Consignment.objects.filter(pk=thing.consignment_id)
    return rows.select_for_update(of=("self",)).first()


def known_hall(hall: str, *, own: str) -> str:
    """The hall that was named, if there is one; the `own` one otherwise."""
    if not hall or hall == own:
        return own
    if all(hall != one.code for one in directory.halls()):
        raise rules.WayNotOffered("没有这个大厅，请重新选择。")
    return hall


def _offered(view: CaseView, way: str, hall: str) -> rules.Way:
    if way not in queries.offered(view, hall):
        raise rules.WayNotOffered
    return rules.Way(way)


def _move(consignment: Consignment, choice: Choice, number: str, now: datetime) -> None:
    """Take the things of the case out of what waits, and lay them where they are wanted now."""
    rules.require_state(consignment.state, *CHANGEABLE)
    things = consignment.things.filter(case_number=number, handed=None)
    if not things.exists():
        raise Forbidden
    if choice.way == rules.Way.ELECTRONIC:
        leave_electronically(consignment, number)
        return
    if set(ground.case_numbers(consignment)) == {number}:
        target = consignment
    else:
        target = Consignment.objects.create(
            number=ground.next_number(now), applicant_id=consignment.applicant_id,
            way=choice.way, hall=choice.hall, due_on=consignment.due_on, made_at=now,
            bundle=consignment.bundle, asked_early_at=now if consignment.bundle else None,
        )  # fmt: skip
        things.update(consignment=target)
        ground.keep(consignment)
    direct(target, choice)


def direct(target: Consignment, choice: Choice) -> None:
    """Let a consignment go the chosen way; it is prepared anew."""
    target.way, target.hall, target.address = choice.way, choice.hall, choice.address
    target.address_digest = receiving.address_digest(choice.address)
    target.state, target.ready_on, target.keep_until = rules.State.PREPARING, None, None
    ground.keep(target)


def leave_electronically(consignment: Consignment, number: str) -> None:
    """Nothing on paper is wanted any more; what is given back still has to be fetched."""
    things = consignment.things.filter(case_number=number, handed=None)
    if things.filter(kind__in=adding.OPEN_KINDS).exists():
        raise rules.WayNotOffered("还有要退还的原件或者纸质证照，不能改成只要电子件。")
    things.delete()
    if consignment.things.exists():
        ground.keep(consignment)
    elif not consignment.hand_overs.exists() and not consignment.parcels.exists():
        consignment.delete()
