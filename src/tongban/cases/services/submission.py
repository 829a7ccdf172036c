"""Submitting: the one moment in which a draft becomes a case that cannot be lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from tongban.base import audit, numbering, outbox
from tongban.base.errors import require
from tongban.cases import events, perms, rules
from tongban.cases.models import Case
from tongban.cases.queries.facts import definition_of, facts
from tongban.cases.rules import acceptance_papers, papers
from tongban.cases.rules.materials import SOURCE_LABELS, Source
from tongban.cases.services import gaps, ground, promising
from tongban.cases.services.papers import Heading, add, read_heading
from tongban.items import queries as items
from tongban.items import rules as item_rules

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from tongban.base.actors import Actor
    from tongban.cases.models import CaseMaterial, CasePromise
    from tongban.items.rules import ItemDefinition

DATED = frozenset({Source.FORM, Source.SHARED})


@transaction.atomic
def submit(*, actor: Actor, draft_id: UUID, now: datetime) -> Case:
    """Hand a draft in: number, receipt, clock, trail, audit and event in one transaction.

    The draft is the token: a second request for it finds the case that the first one made and
    returns it unchanged.  Declined with `FormIncomplete`, `MaterialsMissing`, `PromiseUnsigned`
    or, when the item takes no applications any more, `ItemClosed`; nothing is written then.
    """
    case = _held(actor, draft_id)
    if case.state != rules.State.DRAFT:
        return case
    require(perms.may_edit_draft(actor, case))
    items.applicable(case.item_key)
    return hand_in(case, actor, now)


def hand_in(case: Case, actor: Actor, now: datetime) -> Case:
    """Make a case of a draft that is held; part of a command that permitted it."""
    definition = definition_of(case)
    signed = promising.settle(case, definition)
    decided = rules.submit(facts(case, now, faults=_faults(case, definition, now)))
    case.materials.filter(source__in=DATED, brought_on=None).update(
        brought_on=timezone.localdate(now)
    )
    materials = list(case.materials.order_by("seq").prefetch_related("files"))
    heading = read_heading(case)
    case.state = decided.state
    case.submitted_at = now
    case.receipt_on = decided.receipt.receipt_on
    case.answer_due_on = decided.answer_due_on
    ground.wait_for(case, "clerk", "", "预审和受理", now=now, due_on=decided.answer_due_on)
    ground.note(case, actor, rules.Step.SUBMIT, before=rules.State.DRAFT, now=now)
    take_numbers(case, definition.implement_code, now)  # late: the series are locked from here
    ground.keep(case, now)
    _write_receipt(case, materials, heading, actor, now)
    if signed is not None:
        _write_promise(case, signed, heading, actor, now)
    audit.record(
        actor, events.CaseSubmitted.name, str(case.number), at=now,
        item=case.item_key, version=definition.version, materials=_digests(materials),
    )  # fmt: skip
    outbox.publish(events.CaseSubmitted(number=str(case.number)))
    return case


def _held(actor: Actor, draft_id: UUID) -> Case:
    """The draft, or the case that an earlier request made of it; waits for one under way."""
    found = Case.objects.filter(perms.visible_to(actor), pk=draft_id)
    case = found.select_for_update(of=("self",)).first()
    if case is None:
        raise ground.DraftUnknown
    return case


def _faults(case: Case, definition: ItemDefinition, now: datetime) -> dict[str, str]:
    today = timezone.localdate(now)
    faults = item_rules.check_answers(definition, case.answers, final=True)
    return faults | items.check_form(definition, case.form, final=True, today=today)


def take_numbers(case: Case, implement_code: str, now: datetime) -> None:
    """Give a case its project and case number; both series stay locked until the end."""
    day = timezone.localdate(now)
    period = f"{day:%Y%m%d}"
    serial = numbering.next_number(f"projects:{implement_code}", period=period)
    case.project_no = rules.project_number(implement_code, day, serial)
    serial = numbering.next_number(f"cases:{case.region}", period=period)
    case.number = rules.case_number(case.region, day, serial)


def _write_receipt(
    case: Case, materials: list[CaseMaterial], heading: Heading, actor: Actor, now: datetime
) -> None:
    received = [
        papers.ReceivedMaterial(
            name=material.name,
            form=SOURCE_LABELS[Source(material.source)],
            copies=max(1, len(material.files.all())),
            remark="可容缺后补" if material.need == "容缺后补" else "",
        )
        for material in materials
        if material.source
    ]
    add(
        case,
        papers.Receipt,
        actor=actor,
        now=now,
        heading=heading,
        received_at=now,
        materials=tuple(received),
        answer_by=case.answer_due_on,
    )


def _write_promise(
    case: Case, signed: CasePromise, heading: Heading, actor: Actor, now: datetime
) -> None:
    """File what was told and promised, in the words that were shown when it was signed."""
    lists = ("requirements", "replaced", "promised")
    add(
        case, acceptance_papers.Promise, actor=actor, now=now, heading=heading,
        **{name: tuple(signed.terms[name]) for name in lists},
        **{name: str(signed.terms[name]) for name in ("basis", "check", "liability")},
        signed_at=timezone.localtime(signed.signed_at), signed_way=gaps.way_of(signed.way),
    )  # fmt: skip


def _digests(materials: list[CaseMaterial]) -> dict[str, list[str]]:
    """Which files each material consisted of; digests say nothing about their content."""
    return {
        material.key: [file.digest for file in material.files.all()] or [material.licence]
        for material in materials
        if material.files.all() or material.licence
    }
