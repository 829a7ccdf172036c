"""What a decided case yields comes to the counter; things for one person go together."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

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

_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 20163))"


class NotTogether(Invalid):
    """Two consignments go to different people, in different ways, or belong to different events."""

    code = "delivery.not_together"

    def __init__(self) -> None:
        sentence = "只有同一申请人、同一种领取方式、还没备好的才能合并，两件事的不能合在一起。"
        super().__init__(fields={"other": sentence})


@transaction.atomic
def receive(*, number: str, now: datetime) -> Consignment | None:
    """Put what the case yields into a consignment; run twice, it does so once.

    What the same applicant waits for in the same way and place, and nobody has prepared yet, goes
    with it (统一出件); what a life event yields goes with the rest of that event and nothing else.
    None if the case waits for nothing any more.
    """
    view = queries.case_view(number)
    if view.case.state != CaseState.DELIVERING:
        return None
    _one_after_the_other(view)
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


def _one_after_the_other(view: CaseView) -> None:
    """Two results of one person that come in the same moment find the same consignment."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [f"delivery:{_whose(view)['applicant_id']}"])


def _whose(view: CaseView) -> dict[str, Any]:
    """Whom it is for: the applicant of the case, or of the life event to which it belongs.

    An enterprise that the event brought into being gets its things through its founder.
    """
    bundle = view.case.bundle
    if bundle is None:
        return {"applicant_id": view.case.applicant_id, "bundle": ""}
    return {"applicant_id": bundle.applicant_id, "bundle": str(bundle.number)}


def _fitting(view: CaseView) -> Consignment | None:
    wanted = queries.wanted(view)
    rows = Consignment.objects.filter(
        **_whose(view), way=wanted.way, hall=wanted.hall, state=rules.State.PREPARING,
        address_digest=address_digest(wanted.address),
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
        **_whose(view), number=ground.next_number(now), way=wanted.way, hall=wanted.hall,
        address=dict(wanted.address), due_on=due_on, made_at=now,
        address_digest=address_digest(wanted.address),
    )  # fmt: skip


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
        and left.bundle in {"", into.bundle}
    )
    if not same:
        raise NotTogether
    left.things.update(consignment=into)
    into.due_on = min(into.due_on, left.due_on)
    ground.keep(into)
    left.delete()
    audit.record(actor, events.JOINED, number, at=now, other=other)
    return into
