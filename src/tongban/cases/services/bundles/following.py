"""The thing follows its cases: what they yield lets others begin, what they refuse ends others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from django.db import transaction

from tongban.base import audit, outbox
from tongban.base.actors import SYSTEM
from tongban.cases import events
from tongban.cases.models import Bundle, BundleMember, Case
from tongban.cases.queries.facts import definition_of
from tongban.cases.rules import bundles as rules
from tongban.cases.rules.bundles import ENDED, BundleState, MemberState
from tongban.cases.services import founding
from tongban.cases.services.bundles import ground, starting

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from tongban.items.rules.things import Thing

log = structlog.get_logger()
BATCH = 200


@transaction.atomic
def follow_member(*, number: str, now: datetime) -> Bundle | None:
    """Let the thing follow the case of this number; nothing happens if the case stands alone.

    Run twice, or late, it does nothing more.
    """
    case = Case.objects.filter(number=number, bundle__isnull=False).first()
    if case is None or case.bundle is None:
        return None
    bundle = ground.locked(SYSTEM, str(case.bundle.number))
    follow(bundle, now)
    return bundle


def follow(bundle: Bundle, now: datetime) -> None:
    """Bring the members up to what their cases say; part of a command that holds the thing."""
    if bundle.state != BundleState.RUNNING:
        return
    rows, _ = ground.states_of(bundle)
    thing = ground.thing_of(bundle)
    _take_over(bundle, rows, ground.cases_of(bundle), now)
    _settle(bundle, rows, thing, now)


def _take_over(
    bundle: Bundle, rows: Mapping[str, BundleMember], cases: Mapping[str, Case], now: datetime
) -> None:
    for key, case in cases.items():
        row = rows[key]
        due = bool(definition_of(case).result.licence) and not case.licence
        reached = rules.member_state(case.state, granted=case.granted, licence_due=due)
        if row.state != MemberState.OPEN or reached == MemberState.OPEN:
            continue
        row.state, row.ended_at = reached, now
        row.reason = _why(case) if reached != MemberState.DONE else ""
        row.save()
        kind = definition_of(case).result.licence
        if reached == MemberState.DONE and kind:
            holder = founding.holder_of(case, kind, case.face)
            if holder != case.applicant_id:
                bundle.made_id = holder
                ground.keep(bundle, now)


def _why(case: Case) -> str:
    if case.finish_reason:
        return case.finish_reason
    last = case.steps.exclude(words="").order_by("-id").first()
    return last.words if last else ""


def _settle(bundle: Bundle, rows: Mapping[str, BundleMember], thing: Thing, now: datetime) -> None:
    """Begin what can begin, cancel what cannot any more, and end the thing when all has ended."""
    moved = True
    while moved:
        moved = False
        states = {key: row.state for key, row in rows.items()}
        for key, lost in rules.hopeless(states, thing.waits).items():
            cancel(rows[key], f"“{rows[lost].name}”没有办成，这个事项需要它的结果，不再办理。", now)
        for key in rules.ready(states, thing.waits):
            moved |= starting.try_to_begin(bundle, rows[key], thing, now)
    _end(bundle, rows, now)


def cancel(row: BundleMember, reason: str, now: datetime) -> None:
    """Note that a member will not be begun, and why."""
    row.state, row.ended_at, row.reason, row.hindrance = MemberState.CANCELLED, now, reason, ""
    row.save()


def _end(bundle: Bundle, rows: Mapping[str, BundleMember], now: datetime) -> None:
    reached = rules.outcome({key: row.state for key, row in rows.items()})
    if reached == BundleState.RUNNING:
        return
    bundle.state, bundle.concluded_at = reached, now
    failed = [row for row in rows.values() if row.state in ENDED and row.state != MemberState.DONE]
    bundle.end_reason = "；".join(f"{row.name}：{row.reason}" for row in failed)
    ground.keep(bundle, now)
    number = str(bundle.number)
    audit.record(SYSTEM, events.BundleConcluded.name, number, at=now, outcome=reached)
    outbox.publish(events.BundleConcluded(number=number, outcome=reached))


def begin_hindered(*, now: datetime) -> int:
    """Try again to begin members that something hindered; returns how many began.

    Each life event by itself: a broken one stops nobody.
    """
    hindered = BundleMember.objects.filter(state=MemberState.PLANNED).exclude(hindrance="")
    rows = hindered.order_by("id").values_list("bundle__number", flat=True)[:BATCH]
    begun = 0
    for number in sorted({str(number) for number in rows}):
        try:
            begun += _try_again(number, now)
        except Exception as failed:  # noqa: BLE001 - one broken one must not stop the others
            log.warning("cases.begin_failed", number=number, reason=type(failed).__name__)
    return begun


@transaction.atomic
def _try_again(number: str, now: datetime) -> int:
    bundle = ground.locked(SYSTEM, number)
    hindered = bundle.members.filter(state=MemberState.PLANNED).exclude(hindrance="")
    before = hindered.count()
    follow(bundle, now)
    return before - hindered.count()
