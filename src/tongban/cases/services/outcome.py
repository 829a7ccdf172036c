"""After the decision: make the licence, deliver it, conclude."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from tongban.access.rules import Role
from tongban.base import audit, outbox
from tongban.base.actors import SYSTEM
from tongban.cases import events, rules
from tongban.cases.queries.facts import definition_of, facts
from tongban.cases.rules import outputs, papers
from tongban.cases.services import founding, ground, tasks
from tongban.cases.services.papers import add
from tongban.identity import queries as identity
from tongban.licences import services as licences

if TYPE_CHECKING:
    from datetime import datetime

    from tongban.base.actors import Actor
    from tongban.cases.models import Case

TASK = "deliver"
OWN_LICENCE = "own_licence"
"""The key of the task that waits for a licence which the department makes in its own system."""
_WAITS = {outputs.Way.PICKUP: "等待窗口领取", outputs.Way.COURIER: "等待邮寄"}


@transaction.atomic
def carry_out(*, number: str, now: datetime) -> Case:
    """Do what the decision ordered: the licence, and the way in which the applicant wants it.

    What is wanted electronically only is in the holder's library at once, and the case concludes.
    Anything else waits for `hand_over`, and a licence that the department makes itself for
    `own_licences.hand_in`.  Run twice, it does nothing the second time; a failure leaves the case
    as decided.
    """
    case = ground.locked(SYSTEM, number)
    if case.state not in (rules.State.GRANTED, rules.State.DENIED):
        return case
    if awaits_own_licence(case):
        begin_making(case, now, "部门制证系统制作证照")
        return case
    if case.granted and definition_of(case).result.licence:
        _make(case, now)
    send_out(case, now)
    return case


def awaits_own_licence(case: Case) -> bool:
    """Whether the department said that it makes the licence, and it has not come yet."""
    return case.tasks.open().filter(key=OWN_LICENCE).exists()


def send_out(case: Case, now: datetime) -> None:
    """Let what the case yields reach the applicant as he wants it; part of a command."""
    way = outputs.way_of(case.form)
    if way is outputs.Way.ELECTRONIC:
        _to_delivering(case, now, "电子送达")
        _hand(case, SYSTEM, _electronic(case), now)
        conclude(case, now)
    else:
        _to_delivering(case, now, _WAITS[way])
        wait_at(case, case.place, now)
        outbox.publish(events.ResultReady(number=str(case.number)))


def begin_making(case: Case, now: datetime, words: str = "") -> None:
    """The licence is being made, here or in the department; part of a command."""
    before = case.state
    case.state = rules.make(facts(case, now)).state
    ground.keep(case, now)
    ground.note(case, SYSTEM, rules.Step.MAKE, before=before, now=now, words=words)


def _make(case: Case, now: datetime) -> None:
    begin_making(case, now)
    definition = definition_of(case)
    today = timezone.localdate(now)
    licence = licences.issue(
        actor=SYSTEM,
        type_key=definition.result.licence or "",
        holders=(founding.holder_of(case, definition.result.licence or "", case.face),),
        face=case.face,
        issuer=case.unit,
        region=case.region,
        valid_from=today,
        case_number=case.number or "",
        now=now,
        dedupe=f"case:{case.number}",
    )
    bind(case, licence.identifier, SYSTEM, now)


def bind(case: Case, identifier: str, actor: Actor, now: datetime) -> None:
    """Note which licence the case led to; the caller keeps it."""
    case.licence = identifier
    audit.record(actor, events.LicenceMade.name, str(case.number), at=now, identifier=identifier)
    outbox.publish(events.LicenceMade(number=str(case.number)))


def _to_delivering(case: Case, now: datetime, words: str) -> None:
    before = case.state
    case.state = rules.deliver(facts(case, now)).state
    ground.keep(case, now)
    ground.note(case, SYSTEM, rules.Step.DELIVER, before=before, now=now, words=words)


def wait_at(case: Case, place: str, now: datetime, title: str = "备件送达") -> None:
    """Ask the windows of that hall to hand the result over; part of a command."""
    opening = tasks.Opening.of(case, Role.CLERK, TASK, title)
    case.waiting_role, case.waiting_key, case.waiting_title = Role.CLERK, TASK, title
    tasks.renew(case, (replace(opening, place=place or case.place),), now)
    ground.keep(case, now)


def yields(case: Case) -> tuple[papers.DeliveredPaper, ...]:
    """What the case yields: its decision and its licence; not what is given back."""
    decision = case.documents.filter(kind__in=("grant", "denial")).first()
    things = []
    if decision is not None:
        things.append(papers.DeliveredPaper(name=decision.title, number=decision.number))
    if case.licence:
        name = definition_of(case).result.name
        things.append(papers.DeliveredPaper(name=name, number=case.licence.split(".")[-3]))
    return tuple(things)


def _electronic(case: Case) -> outputs.Handed:
    return outputs.Handed(
        way="电子送达",
        place="申请人在本平台的证照库和办件页",
        things=yields(case),
        received_by="系统送达，申请人登录后可查看",
    )


def _hand(case: Case, actor: Actor, handed: outputs.Handed, now: datetime) -> None:
    """Add the 送达回证 and write the act down."""
    add(
        case,
        papers.Delivery,
        actor=actor,
        now=now,
        delivered=handed.things,
        recipient=identity.masked(case.applicant_id).name,
        way=handed.way,
        place=handed.place,
        delivered_at=now,
        received_by=handed.received_by,
        relation=handed.relation,
        remark=handed.remark,
    )
    audit.record(actor, events.DELIVERED, str(case.number), at=now, way=handed.way)


def hand(
    case: Case, actor: Actor, handed: outputs.Handed | None, now: datetime, *, last: bool
) -> None:
    """Note what reached the applicant, electronically if nothing is said; conclude if it is all."""
    _hand(case, actor, handed or _electronic(case), now)
    if last:
        conclude(case, now, actor)


def conclude(case: Case, now: datetime, actor: Actor = SYSTEM) -> None:
    """Nothing is owed any more; part of a command."""
    before = case.state
    last = case.steps.filter(step=rules.Step.DENY).order_by("-id").first()
    decided = rules.conclude(facts(case, now), reason=last.words if last else "")
    case.state = decided.state
    ground.close(case, decided.finish_kind, decided.reason, now)
    ground.keep(case, now)
    ground.note(case, actor, rules.Step.CONCLUDE, before=before, now=now)
    audit.record(actor, events.CaseConcluded.name, str(case.number), at=now)
    outbox.publish(events.CaseConcluded(number=str(case.number)))
