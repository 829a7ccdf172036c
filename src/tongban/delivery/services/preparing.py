"""Made ready at the counter: to be fetched, posted, or put into a box."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from tongban.base import audit, clock, outbox
from tongban.base.errors import Invalid, require
from tongban.delivery import events, perms, queries, rules
from tongban.delivery.models import Consignment, LockerBox, Parcel
from tongban.delivery.rules import parcels
from tongban.delivery.services import ground
from tongban.directory import queries as directory

if TYPE_CHECKING:
    from datetime import datetime

    from tongban.base.actors import Actor

FROM = (rules.State.PREPARING, rules.State.RETURNED)


class CarrierUnknown(Invalid):
    """Nobody of this name carries for us."""

    code = "delivery.carrier_unknown"

    def __init__(self) -> None:
        super().__init__(fields={"carrier": "请选一家寄递企业。"})


class NumberTaken(Invalid):
    """Another parcel of the same carrier has this number."""

    code = "delivery.number_taken"

    def __init__(self) -> None:
        super().__init__(fields={"parcel": "这个运单号已经用在另一个包裹上，请核对面单。"})


class BoxInvalid(Invalid):
    """The locker has no such box, or something lies in it."""

    code = "delivery.box_invalid"

    def __init__(self, sentence: str) -> None:
        super().__init__(fields={"box": sentence})


def _leaving(actor: Actor, number: str, version: int | None, now: datetime) -> Consignment:
    """The consignment, if it may leave now; what a life event yields leaves together."""
    consignment = ground.at_counter(actor, number, version=version)
    rules.require_state(consignment.state, *FROM)
    ground.leave_box(consignment, now)
    if consignment.bundle and consignment.state == rules.State.PREPARING:
        rules.require_complete(
            queries.coming([consignment.bundle])[consignment.bundle],
            asked_early=consignment.asked_early_at is not None, due_on=consignment.due_on,
            today=clock.day_of(now),
        )  # fmt: skip
    return consignment


@transaction.atomic
def ask_early(*, actor: Actor, number: str, now: datetime) -> Consignment:
    """The applicant wants what is there of his life event and does not wait for the rest.

    He says so himself, or at the counter.  Said twice, the first time counts; declined with
    `NothingToWaitFor` or `WrongState`.
    """
    consignment = ground.locked(actor, number)
    require(perms.is_owner(actor) or perms.may_handle(actor, consignment.hall))
    rules.require_state(consignment.state, rules.State.PREPARING)
    if not consignment.bundle:
        raise rules.NothingToWaitFor
    if consignment.asked_early_at is None:
        consignment.asked_early_at = now
        ground.keep(consignment)
        audit.record(actor, events.ASKED_EARLY, number, at=now, bundle=consignment.bundle)
    return consignment


@transaction.atomic
def lay_ready(
    *, actor: Actor, number: str, version: int | None = None, now: datetime
) -> Consignment:
    """Everything lies at the counter; the applicant is told and the time of keeping begins.

    Declined with `WrongState` or `OthersComing`.
    """
    consignment = _leaving(actor, number, version, now)
    consignment.way = rules.Way.PICKUP
    ground.lay_ready(consignment, rules.State.READY, now)
    audit.record(actor, events.ConsignmentReady.name, number, at=now)
    return consignment


@transaction.atomic
def post(
    *,
    actor: Actor,
    number: str,
    carrier: str,
    parcel_number: str = "",
    version: int | None = None,
    now: datetime,
) -> Parcel:
    """Send it as a parcel: booked with the carrier by a job, or under the number of a label.

    Declined with `WrongState`, `CarrierUnknown`, `AddressInvalid` or `NumberTaken`.
    """
    consignment = _leaving(actor, number, version, now)
    if carrier not in queries.settings().carriers:
        raise CarrierUnknown
    rules.check_address(consignment.address)
    numbered = parcels.check_number(parcel_number) if parcel_number.strip() else ""
    if numbered and Parcel.objects.filter(carrier=carrier, number=numbered).exists():
        raise NumberTaken
    parcel = Parcel.objects.create(
        consignment=consignment, carrier=carrier, number=numbered, wanted_at=now,
        reference=f"{number}-{consignment.parcels.count() + 1}", next_try_at=now,
        state=rules.ParcelState.BOOKED if numbered else rules.ParcelState.WANTED,
        sent_by=directory.hall(consignment.hall).name,
    )  # fmt: skip
    consignment.state, consignment.way = rules.State.POSTED, rules.Way.COURIER
    ground.keep(consignment)
    audit.record(actor, events.POSTED, number, at=now, carrier=carrier, parcel=numbered)
    outbox.publish(events.ParcelWanted(parcel=parcel.pk))
    return parcel


@transaction.atomic
def put_in_box(
    *, actor: Actor, number: str, box: int, version: int | None = None, now: datetime
) -> LockerBox:
    """Put it into a box of the hall's locker; it opens by a code of the applicant only.

    Declined with `WrongState` or `BoxInvalid`.
    """
    consignment = _leaving(actor, number, version, now)
    _check_box(consignment.hall, box)
    hours = queries.settings().locker_hours
    put = LockerBox.objects.create(
        consignment=consignment, hall=consignment.hall, box=box, put_in_at=now,
        expires_at=now + timedelta(hours=hours),
    )  # fmt: skip
    consignment.way = rules.Way.LOCKER
    until_on = clock.day_of(put.expires_at)
    ground.lay_ready(consignment, rules.State.BOXED, now, until_on=until_on)
    audit.record(actor, events.BOXED, number, at=now, box=box)
    return put


def _check_box(hall: str, box: int) -> None:
    lockers = queries.settings().lockers
    most = int((lockers.get(hall) or lockers.get("*") or {"boxes": 0})["boxes"])
    if not 1 <= box <= most:
        raise BoxInvalid(f"取件柜的格口从 1 到 {most}。")
    if LockerBox.objects.filter(hall=hall, box=box, emptied_at=None).exists():
        raise BoxInvalid("这个格口里还有别的出件，请换一个。")


def free_box(hall: str) -> int:
    """A box that nothing lies in; 0 if there is none."""
    lockers = queries.settings().lockers
    most = int((lockers.get(hall) or lockers.get("*") or {"boxes": 0})["boxes"])
    used = set(LockerBox.objects.filter(hall=hall, emptied_at=None).values_list("box", flat=True))
    return next((box for box in range(1, most + 1) if box not in used), 0)


@transaction.atomic
def take_back(
    *, actor: Actor, number: str, version: int | None = None, now: datetime
) -> Consignment:
    """What came back, or lay too long, is at the counter again and can be fetched there."""
    consignment = ground.at_counter(actor, number, version=version)
    rules.require_state(consignment.state, rules.State.RETURNED)
    consignment.way = rules.Way.PICKUP
    ground.leave_box(consignment, now)
    ground.lay_ready(consignment, rules.State.READY, now)
    audit.record(actor, events.TAKEN_BACK, number, at=now)
    return consignment
