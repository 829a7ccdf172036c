"""After the decision: make the licence, deliver it, conclude."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from tongban.base import audit, outbox
from tongban.base.actors import SYSTEM
from tongban.cases import events, rules
from tongban.cases.queries.facts import definition_of, facts
from tongban.cases.rules import papers
from tongban.cases.services import ground
from tongban.cases.services.papers import add
from tongban.identity import queries as identity
from tongban.licences import services as licences

if TYPE_CHECKING:
    from datetime import datetime

    from tongban.cases.models import Case


@transaction.atomic
def carry_out(*, number: str, now: datetime) -> Case:
    """Do what the decision ordered: licence, delivery into the holder's library, conclusion.

    Run twice, it does nothing the second time; a failure leaves the case as decided.
    """
    case = ground.locked(SYSTEM, number)
    if case.state not in (rules.State.GRANTED, rules.State.DENIED):
        return case
    if case.granted and definition_of(case).result.licence:
        _make(case, now)
    _deliver(case, now)
    _conclude(case, now)
    return case


def _make(case: Case, now: datetime) -> None:
    before = case.state
    case.state = rules.make(facts(case, now)).state
    ground.keep(case, now)
    ground.note(case, SYSTEM, rules.Step.MAKE, before=before, now=now)
    definition = definition_of(case)
    today = timezone.localdate(now)
    licence = licences.issue(
        actor=SYSTEM,
        type_key=definition.result.licence or "",
        holders=(case.applicant_id,),
        face=case.face,
        issuer=case.unit,
        region=case.region,
        valid_from=today,
        case_number=case.number or "",
        now=now,
        dedupe=f"case:{case.number}",
    )
    case.licence = licence.identifier
    audit.record(
        SYSTEM, events.LicenceMade.name, str(case.number), at=now, identifier=licence.identifier
    )
    outbox.publish(events.LicenceMade(number=str(case.number)))


def _deliver(case: Case, now: datetime) -> None:
    before = case.state
    case.state = rules.deliver(facts(case, now)).state
    ground.keep(case, now)
    ground.note(case, SYSTEM, rules.Step.DELIVER, before=before, now=now, words="电子送达")
    decision = case.documents.filter(kind__in=("grant", "denial")).first()
    things = []
    if decision is not None:
        things.append(papers.DeliveredPaper(name=decision.title, number=decision.number))
    if case.licence:
        name = definition_of(case).result.name
        things.append(papers.DeliveredPaper(name=name, number=case.licence.split(".")[-3]))
    add(
        case,
        papers.Delivery,
        actor=SYSTEM,
        now=now,
        delivered=tuple(things),
        recipient=identity.masked(case.applicant_id).name,
        way="电子送达",
        place="申请人在本平台的证照库和办件页",
        delivered_at=now,
        received_by="系统送达，申请人登录后可查看",
    )
    audit.record(SYSTEM, events.DELIVERED, str(case.number), at=now)


def _conclude(case: Case, now: datetime) -> None:
    before = case.state
    last = case.steps.filter(step=rules.Step.DENY).order_by("-id").first()
    decided = rules.conclude(facts(case, now), reason=last.words if last else "")
    case.state = decided.state
    ground.close(case, decided.finish_kind, decided.reason, now)
    ground.keep(case, now)
    ground.note(case, SYSTEM, rules.Step.CONCLUDE, before=before, now=now)
    audit.record(SYSTEM, events.CaseConcluded.name, str(case.number), at=now)
    outbox.publish(events.CaseConcluded(number=str(case.number)))
