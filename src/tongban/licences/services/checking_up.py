"""Periodic checks and endorsements (年检、年审、签注): a record more, and the next day to come."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from tongban.base import audit, outbox
from tongban.licences import events
from tongban.licences.rules import acts, validity

if TYPE_CHECKING:
    from datetime import datetime

    from tongban.base.actors import Actor
    from tongban.licences.models import Licence, LicenceAct, LicenceType

NEXT = "next_check_on"
EVERY = 12
"""Months between checks where the type says that there are some, and not how many."""


def first_due(kind: LicenceType, issued_on: date) -> date | None:
    """The day by which a licence issued on a day is to be checked first; None if never."""
    return _later(kind, issued_on)


def details(
    licence: Licence, decided: acts.Decided, next_check_on: date | None
) -> dict[str, object]:
    """What the record of a check says beyond the decision: the day of the next one.

    Without a day given it lies one interval of the type after the day that was due.  Declined
    with `acts.DecisionIncomplete` when it does not lie after the check.
    """
    if decided.step not in acts.CHECKS:
        return {}
    following = next_check_on or _later(licence.type, licence.check_due_on or decided.effective_on)
    if following is None:
        return {}
    if following <= decided.effective_on:
        raise acts.DecisionIncomplete(fields={NEXT: "下次年检的日期要晚于这次。"})
    return {NEXT: following.isoformat()}


def carry_out(actor: Actor, licence: Licence, act: LicenceAct, now: datetime) -> None:
    """Enter a check or an endorsement upon a locked licence."""
    if following := act.details.get(NEXT):
        licence.check_due_on = date.fromisoformat(following)
        licence.save(update_fields=["check_due_on"])
    audit.record(
        actor,
        events.CHECKED,
        licence.identifier,
        at=now,
        act=act.place,
        step=act.step,
        next_check_on=act.details.get(NEXT, ""),
    )
    outbox.publish(
        events.LicenceChecked(
            identifier=licence.identifier, type_key=licence.type.key, act=act.place
        )
    )


def _later(kind: LicenceType, day: date) -> date | None:
    if not kind.periodic_check:
        return None
    return validity.after(day, validity.Length(kind.periodic_months or EVERY, "月"))
