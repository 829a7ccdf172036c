"""What comes with time: acts whose day has come, and licences whose last day has passed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from tongban.base import audit, clock, outbox
from tongban.base.actors import SYSTEM
from tongban.base.errors import Refusal
from tongban.licences import events, queries
from tongban.licences.models import Licence, WaitingAct
from tongban.licences.rules import acts, states
from tongban.licences.services import acting, changing, recording

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

BATCH = 500


def sweep(*, now: datetime) -> tuple[int, int]:
    """Carry out the acts that are due and note expiries; each once, however often this runs.

    Returns how many acts and how many expiries there were.  What many sweeps at the same time
    reach for, one of them gets.
    """
    today = clock.day_of(now)
    carried = noted = 0
    while due := queries.due(today, BATCH):
        carried += sum(_take(act_id, now) for act_id in due)
        if len(due) < BATCH:
            break
    while expired := queries.expired_untold(today, BATCH):
        noted += sum(_note_expiry(licence, now) for licence in expired)
        if len(expired) < BATCH:
            break
    return carried, noted


@transaction.atomic
def _take(act_id: int, now: datetime) -> bool:
    rows = WaitingAct.objects.filter(act=act_id, done_at=None).select_related("act")
    waiting = rows.select_for_update(of=("self",), skip_locked=True).first()
    if waiting is None:
        return False
    licence = queries.for_change(SYSTEM, _identifier(waiting))
    try:
        with transaction.atomic():
            acts.next_state(acts.Step(waiting.act.step), queries.facts(licence, clock.day_of(now)))
            _carry_out(licence, waiting, now)
    except Refusal as refusal:
        acting.drop(SYSTEM, waiting, str(refusal)[: states.LONGEST_REASON], now)
        return False
    waiting.done_at = now
    waiting.save(update_fields=["done_at"])
    return True


def _identifier(waiting: WaitingAct) -> str:
    return waiting.act.licence.identifier


def _carry_out(licence: Licence, waiting: WaitingAct, now: datetime) -> None:
    if waiting.act.step in acts.NEW_VERSION:
        changing.carry_out(SYSTEM, licence, waiting.act, waiting.wish or {}, now)
    else:
        acting.CARRY_OUT[waiting.act.step](SYSTEM, licence, waiting.act, now)


@transaction.atomic
def _note_expiry(licence_id: UUID, now: datetime) -> bool:
    """Write down, and tell once, that the last day of a licence has passed (失效)."""
    rows = Licence.objects.filter(pk=licence_id, expiry_told_on=None)
    rows = rows.exclude(state=states.State.ENDED).select_related("type", "issuer")
    licence = rows.select_for_update(of=("self",), skip_locked=True).first()
    if licence is None:
        return False
    today = clock.day_of(now)
    ground = acts.GROUNDS[acts.Step.LAPSE]
    decided = acts.Decided(
        acts.Step.LAPSE,
        acts.Decision(f"有效期到{licence.valid_until:%Y-%m-%d}", ground),
        today,
        states.State(licence.state),
        waits=False,
    )
    act = recording.write(SYSTEM, licence, decided, now=now)
    licence.expiry_told_on = today
    licence.save(update_fields=["expiry_told_on"])
    audit.record(SYSTEM, events.EXPIRED, licence.identifier, at=now, act=act.place)
    outbox.publish(
        events.LicenceExpired(
            identifier=licence.identifier, type_key=licence.type.key, act=act.place
        )
    )
    return True
