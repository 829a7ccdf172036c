"""Handing materials in, taking them back, and looking at them at the counter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from tongban.base import audit
from tongban.base.errors import Refusal, require
from tongban.cases import events, perms, queries, rules
from tongban.cases.models import Case, CaseMaterial, MaterialFile
from tongban.cases.rules.materials import Source
from tongban.cases.services import filing, gaps, ground
from tongban.cases.services.filing import LONGEST_REMARK, TooManyFiles

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from tongban.base.actors import Actor


class NotOpenForMaterials(Refusal):
    """In this state nothing may be handed in or taken back."""

    code = "cases.not_open_for_materials"
    sentence = "办件目前的阶段不能增减材料。"


@transaction.atomic
def attach(
    *,
    actor: Actor,
    draft_id: UUID,
    material_key: str,
    content: bytes,
    name: str,
    compared: bool = False,
    now: datetime,
) -> MaterialFile:
    """Add a file to a material of a draft.

    `compared` says that a clerk holds the scan against the original (trust grade B).
    Declined with the refusals of `files.store`, `TooManyFiles` or `MaterialUnknown`.
    """
    draft = ground.locked_draft(actor, draft_id)
    added = add_file(draft, material_key, content, name, now)
    if compared and draft.channel == "window" and actor.is_staff:
        draft.materials.filter(key=material_key, source=Source.UPLOAD).update(trust="B")
    ground.keep(draft, now)
    audit.record(
        actor, events.MATERIAL_HANDED_IN, str(draft.pk), at=now, key=material_key,
        digest=added.digest, compared=compared,
    )  # fmt: skip
    return added


def add_file(
    case: Case, material_key: str, content: bytes, name: str, now: datetime
) -> MaterialFile:
    """Store a file with the material; part of a command that holds the case."""
    material = ground.material_of(case, material_key)
    return filing.put(material, content, name, now, by_clerk=case.channel == "window")


@transaction.atomic
def detach(*, actor: Actor, draft_id: UUID, material_key: str, file_id: int, now: datetime) -> None:
    """Remove a file from a draft."""
    draft = ground.locked_draft(actor, draft_id)
    if not filing.remove(ground.material_of(draft, material_key), file_id):
        raise ground.MaterialUnknown
    ground.keep(draft, now)
    audit.record(actor, events.MATERIAL_TAKEN_BACK, str(draft.pk), at=now, key=material_key)


@transaction.atomic
def receive_paper(
    *, actor: Actor, draft_id: UUID, material_key: str, received: bool, now: datetime
) -> None:
    """Note that a material was handed over on paper, or not: at the counter or to the worker."""
    draft = ground.locked_draft(actor, draft_id)
    require(actor.is_staff)
    filing.note_paper(ground.material_of(draft, material_key), now, received=received)
    ground.keep(draft, now)
    audit.record(
        actor, events.MATERIAL_HANDED_IN, str(draft.pk), at=now, key=material_key,
        received=received,
    )  # fmt: skip


@transaction.atomic
def check_material(
    *,
    actor: Actor,
    number: str,
    material_key: str,
    verdict: str,
    remark: str = "",
    now: datetime,
) -> CaseMaterial:
    """Write down what the clerk found: good, or wrong with the reason.

    What follows after the acceptance (容缺后补) is also judged by the posts of the review, and is
    owed again when found wrong.
    """
    case = ground.locked(actor, number)
    material = ground.material_of(case, material_key)
    late = material.late_due_on is not None and case.state in rules.UNDER_REVIEW
    require(perms.may_judge_material(actor, case, late=late))
    if not late:
        rules.next_state(rules.State(case.state), rules.Step.ACCEPT)
    filing.judge(material, verdict, remark)
    gaps.follow(case, now)
    ground.keep(case, now)
    audit.record(actor, events.MATERIAL_CHECKED, number, at=now, key=material_key, verdict=verdict)
    return material


@transaction.atomic
def take_back(
    *, actor: Actor, number: str, material_key: str, file_id: int, reason: str, now: datetime
) -> Case:
    """Let the applicant take a file back before the decision; whoever decides is told.

    The version of the case moves on, so a decision made on the older one is declined as stale.
    """
    case = ground.locked(actor, number)
    require(perms.may_take(actor, case, rules.Step.WITHDRAW))
    if case.state not in rules.UNDECIDED:
        raise NotOpenForMaterials
    material = ground.material_of(case, material_key)
    removed, _ = material.files.filter(pk=file_id).delete()
    if not removed:
        raise ground.MaterialUnknown
    if material.source == Source.UPLOAD and not material.files.exists():
        material.source, material.trust, material.brought_on = "", "", None
    if material.asked and material.source == Source.UPLOAD:
        material.brought_on = _brought_since_asked(case, material)
    material.verdict = ""
    kept = ground.fitting(reason, LONGEST_REMARK, material_key)
    material.remark = kept or "申请人撤回文件"
    material.save()
    gaps.follow(case, now)
    ground.keep(case, now)
    audit.record(actor, events.MATERIAL_TAKEN_BACK, number, at=now, key=material_key)
    return case


def _brought_since_asked(case: Case, material: CaseMaterial) -> date | None:
    """The day of the newest file that came after the notice; None when none is left."""
    asked = case.steps.filter(step=rules.Step.ASK_SUPPLEMENT).order_by("-id").first()
    newest = material.files.order_by("-added_at", "-id").first()
    if asked is None or newest is None or newest.added_at <= asked.at:
        return None
    return timezone.localdate(newest.added_at)


@transaction.atomic
def read_file(
    *, actor: Actor, case_ref: str, file_id: int, now: datetime
) -> tuple[bytes, str, str]:
    """The content, name and media type of a handed-in file; a look by staff is recorded first."""
    found = queries.handed_in_file(actor, case_ref, file_id)
    case = found.material.case
    return filing.read(
        found, actor, applicant=case.applicant_id, doing=case.item_name,
        number=case.number or str(case.pk), now=now,
    )  # fmt: skip


__all__ = [
    "NotOpenForMaterials",
    "TooManyFiles",
    "attach",
    "check_material",
    "detach",
    "read_file",
    "receive_paper",
    "take_back",
]
