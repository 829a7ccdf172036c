"""How the result is fetched, and that it was: chosen, waited for, handed over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from tongban.base import audit, outbox
from tongban.base.actors import SYSTEM
from tongban.base.errors import require
from tongban.cases import events, perms, rules
from tongban.cases.models import Case
from tongban.cases.rules import outputs
from tongban.cases.services import ground, outcome

if TYPE_CHECKING:
    from datetime import date, datetime

    from tongban.base.actors import Actor


@transaction.atomic
def choose_way(*, actor: Actor, number: str, way: outputs.Way, now: datetime) -> Case:
    """Say anew how the result is to be fetched, as long as the case is open.

    What waits to be handed over is delivered electronically at once if that is chosen now.  The
    version of the case stays: nobody who examines it is concerned.  Declined with `NoWayOpen`.
    """
    case = ground.locked(actor, number)
    require(perms.may_choose_way(actor, case))
    if case.state not in rules.OPEN:
        raise outputs.NoWayOpen
    before = outputs.way_of(case.form)
    case.form = {**case.form, outputs.FIELD: outputs.SAYS[way]}
    case.save(update_fields=["form"])
    audit.record(actor, events.WAY_CHOSEN, number, at=now, before=before, way=way)
    if case.state == rules.State.DELIVERING and way is outputs.Way.ELECTRONIC:
        outcome.hand(case, SYSTEM, None, now, last=True)
        outbox.publish(events.ResultDelivered(number=number))
    return case


@transaction.atomic
def await_fetching(*, number: str, place: str, until_on: date, now: datetime) -> Case:
    """The result lies ready and the applicant knows: the office waits for him until that day.

    The ten days of delivery (行政许可法 第四十四条) are kept by then, so they warn nobody any more.
    """
    case = _delivering(SYSTEM, number)
    case.next_due_on = until_on
    outcome.wait_at(case, place, now, title="等待领取")
    audit.record(SYSTEM, events.AWAITING_FETCH, number, at=now, until_on=until_on.isoformat())
    return case


@transaction.atomic
def hand_over(
    *, actor: Actor, number: str, handed: outputs.Handed, last: bool = True, now: datetime
) -> Case:
    """Note what reached whom, with its 送达回证; with the `last` of it the case concludes.

    Declined with `NotDelivering` or `Forbidden`; nothing is written then.
    """
    case = _delivering(actor, number)
    outcome.hand(case, actor, handed, now, last=last)
    if last:
        outbox.publish(events.ResultDelivered(number=number))
    return case


def _delivering(actor: Actor, number: str) -> Case:
    case = Case.objects.submitted().filter(number=number).select_for_update(of=("self",)).first()
    if case is None or not perms.may_hand_over(actor, case):
        raise ground.CaseUnknown
    if case.state != rules.State.DELIVERING:
        raise outputs.NotDelivering
    return case
