"""Deemed consent (默认许可): the office was silent to the last day, so the case is granted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from tongban.base import audit, outbox
from tongban.base.actors import SYSTEM
from tongban.cases import events, rules
from tongban.cases.queries.facts import definition_of, facts
from tongban.cases.rules import papers, silence
from tongban.cases.services import ground
from tongban.cases.services.papers import add
from tongban.processes import queries as runs
from tongban.processes import services as processes

if TYPE_CHECKING:
    from datetime import datetime

    from tongban.cases.models import Case


@transaction.atomic
def consent(*, number: str, now: datetime) -> Case:
    """Grant a case because its last day passed in silence, where the item's law says so.

    Whatever waits for somebody ends with it: the run of the process, questions to others, a wish
    to extend, a special procedure that did not hold the clock.  Declined with `NotConsentedYet`
    before that day, while the clock is held and for any other item, with `StepNotAllowed` once it
    is decided.
    """
    case = ground.locked(SYSTEM, number)
    definition = definition_of(case)
    due_on = None if case.clock.get("held") else case.legal_due_on or case.due_on
    decided = silence.consent(
        facts(case, now), due_on=due_on, legal_basis=definition.silent_consent
    )
    before = case.state
    ground.run_clock(case, rules.StopKind.SPECIAL, timezone.localdate(now))
    case.state, case.granted = decided.state, True
    case.decided_on, case.deliver_due_on = decided.decided_on, decided.deliver_due_on
    if runs.waiting(str(case.pk)):
        processes.cancel(reference=str(case.pk), now=now)
    ground.wait_for(case, "", "", "制证和送达", now=now, due_on=decided.deliver_due_on)
    ground.keep(case, now)
    words = f"逾期未作出决定，视为准予（{definition.silent_consent}）"
    ground.note(case, SYSTEM, rules.Step.GRANT, before=before, now=now, words=words)
    add(
        case, papers.Grant, actor=SYSTEM, now=now,
        accepted_on=case.accepted_on, decided_on=decided.decided_on, decision=words,
        validity=definition.result.validity, hand_over_by=decided.deliver_due_on,
    )  # fmt: skip
    audit.record(SYSTEM, events.CONSENTED, number, at=now, decided_on=str(decided.decided_on))
    outbox.publish(events.CaseGranted(number=number))
    return case
