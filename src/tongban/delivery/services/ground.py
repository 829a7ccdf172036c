"""What every command about a consignment begins and ends with."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from tongban.base import clock, numbering, outbox
from tongban.base.crypto import sm3
from tongban.base.errors import Stale, require
from tongban.cases import services as cases
from tongban.delivery import events, perms, queries, rules
from tongban.delivery.models import Consignment

if TYPE_CHECKING:
    from datetime import date, datetime

    from tongban.base.actors import Actor


def locked(actor: Actor, number: str, *, version: int | None = None) -> Consignment:
    """The consignment, held until the transaction ends; `Stale` if somebody changed it since."""
    rows = Consignment.objects.filter(perms.visible_to(actor), number=number)
    found = rows.select_for_update(of=("self",)).first()
    if found is None:
        raise queries.ConsignmentUnknown
    if version is not None and version != found.version:
        raise Stale
    return found


def at_counter(actor: Actor, number: str, *, version: int | None = None) -> Consignment:
    """The same for whoever keeps it; `Forbidden` for all others."""
    found = locked(actor, number, version=version)
    require(perms.may_handle(actor, found.hall))
    return found


def keep(consignment: Consignment) -> None:
    """Save it as its next version."""
    consignment.version += 1
    consignment.save()


def next_number(now: datetime) -> str:
    """The number of a new consignment: CJ, the day, a serial of the day."""
    day = f"{clock.day_of(now):%y%m%d}"
    return f"CJ{day}{numbering.next_number('consignments', period=day):06d}"


def leave_box(consignment: Consignment, now: datetime) -> None:
    """Somebody at the counter has taken it out of its box, if it lay in one; part of a command."""
    consignment.boxes.filter(emptied_at=None).update(emptied_at=now)


def new_code() -> str:
    """A code that nobody guesses and everybody can read aloud."""
    return "".join(secrets.choice(rules.consigning.ALPHABET) for _ in range(CODE_LENGTH))


CODE_LENGTH = rules.consigning.CODE_LENGTH


def digest_of(code: str, bound_to: str) -> str:
    """What is kept of a code: bound to its consignment, so that none opens another."""
    return sm3.digest(f"{bound_to}:{rules.bare_code(code)}".encode()).hex()


def lay_ready(
    consignment: Consignment, state: rules.State, now: datetime, *, until_on: date | None = None
) -> None:
    """It lies ready: from today on the hall keeps it, and the applicant is told."""
    settings = queries.settings()
    consignment.state = state
    consignment.ready_on = clock.day_of(now)
    kept = consignment.ready_on + timedelta(days=settings.keep_days)
    consignment.keep_until = until_on or kept
    plan = settings.reminders(consignment.ready_on, consignment.keep_until)
    consignment.reminders, consignment.remind_on = 0, plan.days[0]
    consignment.turns += 1
    consignment.returned_because = ""
    keep(consignment)
    for number in case_numbers(consignment):
        cases.await_fetching(
            number=number, place=consignment.hall, until_on=consignment.keep_until, now=now
        )
    outbox.publish(events.ConsignmentReady(number=consignment.number, turn=consignment.turns))


def case_numbers(consignment: Consignment) -> list[str]:
    """The cases of which something still is to be handed over."""
    things = consignment.things.filter(handed=None).order_by("id")
    return list(dict.fromkeys(things.values_list("case_number", flat=True)))
