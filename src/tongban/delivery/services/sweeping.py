"""What the calendar asks: reminders, boxes whose time is over, what lay too long."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import structlog
from django.db import transaction

from tongban.base import audit, clock
from tongban.base.actors import SYSTEM
from tongban.delivery import events, queries, rules
from tongban.delivery.models import Consignment, LockerBox
from tongban.delivery.services import carrying
from tongban.directory import queries as directory
from tongban.notices import services as notices

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from uuid import UUID

    from django.db.models import QuerySet

log = structlog.get_logger()
BATCH = 500
LYING = (rules.State.READY, rules.State.BOXED)


def sweep(*, now: datetime) -> int:
    """Each consignment by itself, so that a broken one stops nobody; returns how many changed."""
    today = clock.day_of(now)
    lying = Consignment.objects.filter(state__in=LYING)
    boxed = LockerBox.objects.filter(emptied_at=None, consignment__state=rules.State.BOXED)
    over = boxed.filter(expires_at__lte=now)
    late = lying.filter(state=rules.State.READY, keep_until__lt=today)
    silent = lying.filter(remind_on__lte=today, keep_until__gte=today)
    done = _each(_first(over.order_by("expires_at", "id")), _expire, now)
    done += _each(_first(late.order_by("keep_until", "id")), _send_back, now)
    return done + _each(_first(silent.order_by("remind_on", "id")), remind, now)


def _first(rows: QuerySet[Any]) -> list[int]:
    return list(rows.values_list("id", flat=True)[:BATCH])


def _each(found: list[int], act: Callable[[int, datetime], bool], now: datetime) -> int:
    done = 0
    for row in found:
        try:
            done += act(row, now)
        except Exception as failed:  # noqa: BLE001 - one broken row must not stop the others
            log.warning("delivery.sweep_failed", row=row, reason=type(failed).__name__)
    return done


@transaction.atomic
def _expire(box_id: int, now: datetime) -> bool:
    """Its code opens the box no more; the box is free when the counter has emptied it."""
    rows = Consignment.objects.filter(
        state=rules.State.BOXED, boxes=box_id, boxes__emptied_at=None, boxes__expires_at__lte=now
    )
    consignment = rows.select_for_update(of=("self",)).first()
    if consignment is None:
        return False
    box = LockerBox.objects.get(pk=box_id)
    carrying.come_back(consignment, "取件柜超时未取", now)
    audit.record(SYSTEM, events.ParcelReturned.name, consignment.number, at=now, box=box.box)
    return True


@transaction.atomic
def _send_back(row: int, now: datetime) -> bool:
    rows = Consignment.objects.select_for_update().filter(pk=row, state=rules.State.READY)
    consignment = rows.first()
    today = clock.day_of(now)
    if consignment is None or (consignment.keep_until or today) >= today:
        return False
    carrying.come_back(consignment, "超过保管期没有领取", now)
    audit.record(SYSTEM, events.ParcelReturned.name, consignment.number, at=now)
    return True


@transaction.atomic
def remind(row: int, now: datetime) -> bool:
    """Tell whoever has not come yet, on the days that the area has set; each day once."""
    rows = Consignment.objects.select_for_update().filter(pk=row, state__in=LYING)
    consignment = rows.first()
    if consignment is None or not (consignment.ready_on and consignment.keep_until):
        return False
    plan = queries.settings().reminders(consignment.ready_on, consignment.keep_until)
    today = clock.day_of(now)
    which = plan.due(consignment.reminders, today)
    consignment.reminders = plan.passed(today)
    consignment.remind_on = plan.next_day(today)
    consignment.save(update_fields=["reminders", "remind_on"])
    if not which:
        return False
    template = {"remind": "delivery.remind", "last": "delivery.last_call"}[which]
    tell(consignment, template, f"{consignment.turns}:{consignment.reminders}", now)
    audit.record(SYSTEM, events.REMINDED, consignment.number, at=now, which=which)
    return True


def tell_about(*, number: str, template: str, turn: int, now: datetime) -> None:
    """Tell the applicant once how his consignment stands; for jobs."""
    tell(Consignment.objects.get(number=number), template, str(turn), now)


def tell(consignment: Consignment, template: str, mark: str, now: datetime) -> None:
    """One message to the applicant, linked to the life event or the first of his cases in it."""
    things = list(consignment.things.order_by("id"))
    hall = directory.hall(consignment.hall)
    until = consignment.keep_until
    link = f"/cases/{things[0].case_number}/" if things else "/cases/"
    if consignment.bundle:
        link = f"/events/cases/{consignment.bundle}/"
    subject: UUID = consignment.applicant_id
    notices.tell(
        subject_id=subject,
        template_key=template,
        context={
            "items": "、".join(dict.fromkeys(thing.item_name for thing in things)),
            "hall": hall.name,
            "address": hall.address,
            "hours": hall.hours,
            "until": f"{until:%Y年%-m月%-d日}" if until else "",
            "why": consignment.returned_because,
        },
        link=link,
        now=now,
        dedupe=f"{template}:{consignment.number}:{mark}",
    )
