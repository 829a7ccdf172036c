"""转报: the lower office has examined; the one above goes on, with its own clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from tongban.access.rules import Role
from tongban.base import audit, outbox
from tongban.base.actors import SYSTEM
from tongban.base.errors import require
from tongban.cases import events, perms, rules
from tongban.cases.models import Case, CaseMaterial, MaterialFile
from tongban.cases.queries.facts import definition_of, facts
from tongban.cases.rules import acceptance_papers
from tongban.cases.services import asking, ending, ground, intake, submission
from tongban.cases.services.papers import add
from tongban.directory import queries as directory

if TYPE_CHECKING:
    from datetime import datetime

    from tongban.base.actors import Actor

LONGEST_OPINION = 2_000
# What goes up as it is; the applicant hands nothing in again (行政许可法 第四十三条).
_SAME = (
    "item_version_id", "item_key", "item_name", "kind", "process", "place", "applicant_id",
    "agent_id", "channel", "answers", "form", "prefilled", "consent_id",
)  # fmt: skip
_OF_MATERIAL = (
    "key", "seq", "name", "need", "obtain", "source", "trust", "licence", "licence_title",
    "licence_issuer", "brought_on", "verdict", "remark",
)  # fmt: skip
_OF_FILE = ("digest", "name", "media_type", "size", "added_at")


@transaction.atomic
def refer_up(
    *, actor: Actor, number: str, opinion: str, now: datetime, version: int | None = None
) -> Case:
    """Report a case up after the examination; returns the case of the upper office.

    Materials, form and opinions go with it.  Declined with `NotReferred` where the item is decided
    here, with `NotExamined` before the last post, with `GapOpen`, or with `ReasonMissing`.
    """
    case = ground.locked(actor, number, version=version)
    require(perms.may_take(actor, case, rules.Step.REFER))
    words = ground.fitting(opinion, LONGEST_OPINION, "opinion")
    decided = rules.refer(facts(case, now), words)
    if case.waiting_role != Role.APPROVER:
        raise rules.NotExamined("还没有到最后一个审查岗位，不能转报。")
    before = case.state
    case.state = decided.state
    ending.end(case, decided.finish_kind, decided.reason, now)
    ground.note(case, actor, rules.Step.REFER, before=before, now=now, words=words)
    above = _continue(case, now)
    add(
        case, acceptance_papers.Referral, actor=actor, now=now,
        accepted_on=case.accepted_on, referred_on=timezone.localdate(now),
        upper_office=directory.department(above.unit).name, upper_number=str(above.number),
        upper_due_on=above.due_on,
    )  # fmt: skip
    audit.record(
        actor, events.CaseReferred.name, number, at=now, continued_as=above.number, unit=above.unit
    )
    outbox.publish(events.CaseReferred(number=number, continued_as=str(above.number)))
    outbox.publish(events.CaseAccepted(number=str(above.number)))
    return above


def _continue(below: Case, now: datetime) -> Case:
    """Lay down the case of the upper office, accepted today."""
    definition, today = definition_of(below), timezone.localdate(now)
    office = directory.department(definition.refers_to)
    above = Case(
        **{name: getattr(below, name) for name in _SAME},
        unit=office.key, region=office.region_id, continues=below,
        state=rules.State.SUBMITTED, created_at=now, changed_at=now, submitted_at=now,
        receipt_on=today, answer_due_on=today, next_due_on=today,
    )  # fmt: skip
    submission.take_numbers(above, definition.implement_code, now)
    above.save(force_insert=True)
    _copy_materials(below, above)
    words = f"{directory.department(below.unit).name}初审后转报，原办件编号 {below.number}"
    ground.note(above, SYSTEM, rules.Step.SUBMIT, before=rules.State.DRAFT, now=now, words=words)
    decided = rules.accept(facts(above, now))
    intake.write_acceptance(above, decided)
    asking.start_review(above, now)
    ground.keep(above, now)
    ground.note(
        above, SYSTEM, rules.Step.ACCEPT, before=rules.State.SUBMITTED, now=now, words=words
    )
    intake.acceptance_paper(above, decided, (), SYSTEM, now)
    return above


def _copy_materials(below: Case, above: Case) -> None:
    for row in below.materials.order_by("seq").prefetch_related("files"):
        copied = CaseMaterial.objects.create(
            case=above, **{name: getattr(row, name) for name in _OF_MATERIAL}
        )
        MaterialFile.objects.bulk_create(
            MaterialFile(material=copied, **{name: getattr(file, name) for name in _OF_FILE})
            for file in row.files.all()
        )
