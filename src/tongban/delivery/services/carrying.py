"""Parcels: booked and followed with the carrier, the network outside of any transaction."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import structlog
from django.db import transaction

from tongban.base import audit, clock, outbox
from tongban.base.actors import SYSTEM
from tongban.delivery import clients, events, queries, rules
from tongban.delivery.models import Consignment, HandOver, Parcel, ParcelTrace
from tongban.delivery.rules import parcels
from tongban.delivery.services import ground, handing
from tongban.directory import queries as directory

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from tongban.delivery.rules import Trace

log = structlog.get_logger()
CLAIM = timedelta(minutes=2)
BATCH = 100
ASKED = sorted({*rules.UNDERWAY, rules.ParcelState.WANTED})


def follow_due(*, now: datetime) -> int:
    """Book and ask for whatever is due, each by itself; returns how many were answered.

    A carrier who is silent for a day loses nothing: every parcel is asked for again, ever more
    rarely.  One broken parcel does not stop the others.
    """
    rows = Parcel.objects.filter(state__in=ASKED, next_try_at__lte=now)
    ids = list(rows.order_by("next_try_at", "id").values_list("id", flat=True)[:BATCH])
    done = 0
    for parcel_id in ids:
        try:
            done += follow(parcel_id=parcel_id, now=now)
        except Exception as failed:  # noqa: BLE001 - one broken parcel must not stop the others
            log.warning("delivery.follow_failed", parcel=parcel_id, reason=type(failed).__name__)
    return done


def follow(*, parcel_id: int, now: datetime) -> bool:
    """Book the parcel if it has no number yet, else ask where it is; True if it was answered."""
    parcel = _claim(parcel_id, now)
    if parcel is None:
        return False
    try:
        if parcel.state == rules.ParcelState.WANTED:
            booked = clients.carrier().book(_order(parcel), at=now)
            _booked(parcel.pk, _usable(booked), now)
        else:
            traces = clients.carrier().track(parcel.carrier, parcel.number, at=now)
            _moved(parcel.pk, traces, now)
    except (clients.Unreachable, clients.Rejected) as trouble:
        _failed(parcel, str(trouble), now)
        return False
    return True


def _usable(number: str) -> str:
    try:
        return parcels.check_number(number)
    except parcels.ParcelNumberInvalid:
        raise clients.Unreachable("寄递企业给的运单号不能用") from None


@transaction.atomic(durable=True)
def _claim(parcel_id: int, now: datetime) -> Parcel | None:
    """Count the try and keep others away while it lasts; None if it is not ours."""
    due = Parcel.objects.filter(pk=parcel_id, state__in=ASKED, next_try_at__lte=now)
    parcel = due.select_for_update(of=("self",), skip_locked=True).first()
    if parcel is None:
        return None
    parcel.attempts = min(parcel.attempts + 1, 1000)
    parcel.next_try_at = now + CLAIM
    parcel.save(update_fields=["attempts", "next_try_at"])
    return parcel


def _order(parcel: Parcel) -> clients.Order:
    consignment = parcel.consignment
    hall = directory.hall(consignment.hall)
    carrier = queries.settings().carriers[parcel.carrier]
    return clients.Order(
        reference=parcel.reference, carrier=parcel.carrier, business=carrier["business"],
        sender=hall.name, sender_address=hall.address, sender_phone=hall.phone,
        **consignment.address,
    )  # fmt: skip


@transaction.atomic(durable=True)
def _booked(parcel_id: int, number: str, now: datetime) -> None:
    parcel = Parcel.objects.select_for_update().get(pk=parcel_id)
    if parcel.state != rules.ParcelState.WANTED:
        return
    if Parcel.objects.filter(carrier=parcel.carrier, number=number).exists():
        raise clients.Unreachable("寄递企业给的运单号已经用在另一个包裹上")
    parcel.number, parcel.state = number, rules.ParcelState.BOOKED
    parcel.attempts, parcel.last_error = 0, ""
    parcel.next_try_at = now + timedelta(minutes=queries.settings().poll_minutes)
    parcel.save()
    audit.record(SYSTEM, events.PARCEL_BOOKED, parcel.consignment.number, at=now, parcel=parcel.pk)


@transaction.atomic(durable=True)
def _moved(parcel_id: int, traces: Sequence[Trace], now: datetime) -> None:
    """Note what the carrier wrote; the same lines a second time change nothing."""
    rows = Consignment.objects.filter(parcels=parcel_id)
    consignment = rows.select_for_update(of=("self",)).get()
    parcel = Parcel.objects.select_for_update().get(pk=parcel_id)
    ParcelTrace.objects.bulk_create(
        [ParcelTrace(parcel=parcel, at=t.at, word=t.word, place=t.place) for t in traces],
        ignore_conflicts=True,
    )
    before = rules.ParcelState(parcel.state)
    reached = parcels.advance(before, traces)
    strange = [trace.word for trace in traces if trace.state is None]
    parcel.state, parcel.unknown = reached, strange[-1] if strange else ""
    parcel.attempts, parcel.last_error = 0, ""
    ended = reached in rules.ENDS
    poll = timedelta(minutes=queries.settings().poll_minutes)
    parcel.next_try_at = None if ended else now + poll
    if reached is rules.ParcelState.SIGNED and before is not reached:
        _sign(consignment, parcel, traces, now)
    parcel.save()
    if reached is rules.ParcelState.RETURNED and before is not reached:
        come_back(consignment, "包裹退回", now)
    if reached is not before:
        audit.record(
            SYSTEM, events.PARCEL_MOVED, consignment.number, at=now, before=before, state=reached
        )


def _sign(consignment: Consignment, parcel: Parcel, traces: Sequence[Trace], now: datetime) -> None:
    """The carrier says that it was signed for: everything in it has reached the applicant."""
    last = max((t for t in traces if t.state is rules.ParcelState.SIGNED), key=lambda t: t.at)
    parcel.signed_at, parcel.signed_by = last.at, last.signed_by
    carrier = queries.settings().carriers[parcel.carrier]["name"]
    handed = HandOver.objects.create(
        consignment=consignment, at=last.at, way="邮寄送达",
        received_by=last.signed_by or "收件人", relation="",
        remark=f"{carrier} {parcel.number}，{clock.day_of(last.at)} 签收",
    )  # fmt: skip
    owed = consignment.things.filter(handed=None).order_by("id")
    handing.give(SYSTEM, consignment, handed, list(owed.values_list("id", flat=True)), now)


def come_back(consignment: Consignment, why: str, now: datetime) -> None:
    """It comes back to the counter that keeps it, and the counter has to act; part of a command."""
    consignment.state, consignment.returned_because = rules.State.RETURNED, why
    consignment.turns += 1
    ground.keep(consignment)
    outbox.publish(events.ParcelReturned(number=consignment.number, turn=consignment.turns))
    log.info("delivery.returned", number=consignment.number, at=now.isoformat())


@transaction.atomic(durable=True)
def _failed(parcel: Parcel, error: str, now: datetime) -> None:
    """Ask again later, unless somebody else has begun another try."""
    rows = Parcel.objects.filter(pk=parcel.pk, attempts=parcel.attempts, state__in=ASKED)
    rows.update(last_error=error[:200], next_try_at=parcels.next_try(parcel.attempts, now))
    log.info("delivery.carrier_trouble", parcel=parcel.pk, error=error)
