"""What a decided case yields comes to the counter; things for one person go together."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django.db import transaction

from tongban.base import audit, clock
from tongban.base.actors import SYSTEM
from tongban.base.crypto import sm3
from tongban.base.errors import Invalid
from tongban.cases.rules import State as CaseState
from tongban.delivery import events, queries, rules
from tongban.delivery.models import Consignment, Thing
from tongban.delivery.services import ground

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from tongban.base.actors import Actor
    from tongban.cases.queries import CaseView

OPEN_KINDS = (rules.Kind.COPY, rules.Kind.ORIGINAL)
LONGEST_NAME = 200
MOST_COPIES = 99


class NotTogether(Invalid):
    """Two consignments go to different people or in different ways."""

    code = "delivery.not_together"

    def __init__(self) -> None:
        super().__init__(fields={"other": "只有同一申请人、同一种领取方式、还没备好的才能合并。"})


class ThingInvalid(Invalid):
    """What is to be added is not named, or is there already."""

    code = "delivery.thing_invalid"


@transaction.atomic
def receive(*, number: str, now: datetime) -> Consignment | None:
    """Put what the case yields into a consignment; run twice, it does so once.

    What the same applicant waits for in the same way and place, and nobody has prepared yet, goes
    with it (统一出件).  None if the case waits for nothing any more.
    """
    view = queries.case_view(number)
    if view.case.state != CaseState.DELIVERING:
        return None
    known = Thing.objects.filter(case_number=number).select_related("consignment").first()
    if known is not None:
        return known.consignment
    consignment = _fitting(view) or _new(view, now)
    for kind, name, numbered in yields(view):
        Thing.objects.create(
            consignment=consignment, case_number=number, item_name=view.case.item_name,
            kind=kind, name=name, number=numbered,
        )  # fmt: skip
    audit.record(SYSTEM, events.CONSIGNED, consignment.number, at=now, case=number)
    return consignment


def yields(view: CaseView) -> list[tuple[rules.Kind, str, str]]:
    """Kind, name and number of each thing that the case yields."""
    found = [
        (rules.Kind.DECISION, paper.title, paper.number)
        for paper in view.documents
        if paper.kind in {"grant", "denial"}
    ]
    if view.case.licence:
        serial = view.case.licence.split(".")[-3]
        found.append((rules.Kind.LICENCE, view.definition.result.name, serial))
    return found


def address_digest(address: Mapping[str, str]) -> str:
    """By what two addresses are compared without opening either; "" for none."""
    if not address:
        return ""
    written = json.dumps(dict(address), ensure_ascii=False, sort_keys=True).encode()
    return sm3.digest(written).hex()


def _fitting(view: CaseView) -> Consignment | None:
    wanted = queries.wanted(view)
    rows = Consignment.objects.filter(
        applicant=view.case.applicant_id, way=wanted.way, hall=wanted.hall,
        state=rules.State.PREPARING, address_digest=address_digest(wanted.address),
    ).order_by("id")  # fmt: skip
    found = rows.select_for_update(of=("self",)).first()
    if found is not None and view.case.deliver_due_on:
        found.due_on = min(found.due_on, view.case.deliver_due_on)
        ground.keep(found)
    return found


def _new(view: CaseView, now: datetime) -> Consignment:
    wanted = queries.wanted(view)
    due_on = view.case.deliver_due_on or view.case.next_due_on or clock.day_of(now)
    return Consignment.objects.create(
        number=ground.next_number(now), applicant_id=view.case.applicant_id, way=wanted.way,
        hall=wanted.hall, address=dict(wanted.address), due_on=due_on, made_at=now,
        address_digest=address_digest(wanted.address),
    )  # fmt: skip


@transaction.atomic
def add_thing(
    *,
    actor: Actor,
    number: str,
    case_number: str,
    kind: rules.Kind,
    name: str,
    copies: int = 1,
    now: datetime,
) -> Thing:
    """Add a printed licence or an original that is given back.

    Declined with `ThingInvalid` or `WrongState`.
    """
    consignment = ground.at_counter(actor, number)
    rules.require_state(consignment.state, rules.State.PREPARING, rules.State.RETURNED)
    kept = " ".join(name.split())
    known = consignment.things.filter(case_number=case_number).first()
    if known is None or kind not in OPEN_KINDS:
        raise ThingInvalid(fields={"case": "请选这张出件单里的办件。"})
    if not kept or len(kept) > LONGEST_NAME:
        raise ThingInvalid(fields={"name": f"请写明是什么，最多 {LONGEST_NAME} 个字。"})
    if not 1 <= copies <= MOST_COPIES:
        raise ThingInvalid(fields={"copies": f"份数从 1 到 {MOST_COPIES}。"})
    if consignment.things.filter(case_number=case_number, kind=kind, name=kept).exists():
        raise ThingInvalid(fields={"name": "这一样已经在单子上了。"})
    thing = Thing.objects.create(
        consignment=consignment, case_number=case_number, item_name=known.item_name, kind=kind,
        name=kept, copies=copies,
    )  # fmt: skip
    ground.keep(consignment)
    audit.record(actor, events.ORIGINAL_ADDED, number, at=now, kind=kind, case=case_number)
    return thing


@transaction.atomic
def join(*, actor: Actor, number: str, other: str, now: datetime) -> Consignment:
    """Let what lies in another consignment of the same applicant go with this one.

    The other is gone afterwards.  Declined with `NotTogether`.
    """
    first, second = sorted((number, other))  # always in one order, so that two clerks never wait
    found = {each: ground.at_counter(actor, each) for each in (first, second)}
    into, left = found[number], found[other]
    same = (
        number != other
        and into.applicant_id == left.applicant_id
        and (into.way, into.hall, into.address_digest) == (left.way, left.hall, left.address_digest)
        and {into.state, left.state} == {rules.State.PREPARING}
    )
    if not same:
        raise NotTogether
    left.things.update(consignment=into)
    into.due_on = min(into.due_on, left.due_on)
    ground.keep(into)
    left.delete()
    audit.record(actor, events.JOINED, number, at=now, other=other)
    return into
