"""Handing materials in, taking them back, and looking at them at the counter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from tongban.access import services as access
from tongban.base import audit, files
from tongban.base.errors import Invalid, Refusal, require
from tongban.cases import events, perms, queries, rules
from tongban.cases.models import Case, CaseMaterial, MaterialFile
from tongban.cases.rules.materials import Source, Verdict, initial_source
from tongban.cases.services import gaps, ground

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from tongban.base.actors import Actor

MOST_FILES = 10
LONGEST_REMARK = 500
LONGEST_NAME = 200


class TooManyFiles(Invalid):
    """One material has as many files as it may have."""

    code = "cases.too_many_files"
    sentence = "一项材料最多上传 10 个文件，请删除不需要的，或合并成一个 PDF。"


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
    if material.files.count() >= MOST_FILES:
        raise TooManyFiles(fields={material_key: TooManyFiles.sentence})
    stored = files.store(content, name=name)
    added, _ = MaterialFile.objects.get_or_create(
        material=material,
        digest=stored.digest,
        defaults={
            "name": name[-LONGEST_NAME:],
            "media_type": stored.media_type,
            "size": stored.size,
            "added_at": now,
        },
    )
    if material.source != Source.LICENCE or material.verdict == Verdict.WRONG:
        by_clerk = case.channel == "window"
        material.source, material.trust = Source.UPLOAD, "C" if by_clerk else "D"
    material.brought_on = timezone.localdate(now)
    material.verdict = ""
    material.save()
    return added


@transaction.atomic
def detach(*, actor: Actor, draft_id: UUID, material_key: str, file_id: int, now: datetime) -> None:
    """Remove a file from a draft."""
    draft = ground.locked_draft(actor, draft_id)
    material = ground.material_of(draft, material_key)
    removed, _ = material.files.filter(pk=file_id).delete()
    if not removed:
        raise ground.MaterialUnknown
    if material.source == Source.UPLOAD and not material.files.exists():
        material.source, material.trust = initial_source(material.obtain) or "", ""
        material.save(update_fields=["source", "trust"])
    ground.keep(draft, now)
    audit.record(actor, events.MATERIAL_TAKEN_BACK, str(draft.pk), at=now, key=material_key)


@transaction.atomic
def receive_paper(
    *, actor: Actor, draft_id: UUID, material_key: str, received: bool, now: datetime
) -> None:
    """Note that a material was handed over on paper, or not: at the counter or to the worker."""
    draft = ground.locked_draft(actor, draft_id)
    require(actor.is_staff)
    material = ground.material_of(draft, material_key)
    source = Source.PAPER if received else initial_source(material.obtain) or ""
    material.source, material.trust = source, "C" if received else ""
    material.brought_on = timezone.localdate(now) if received else None
    material.save(update_fields=["source", "trust", "brought_on"])
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
    if verdict not in set(Verdict) or len(remark) > LONGEST_REMARK:
        raise Invalid(fields={material_key: "请选择“符合”或“不符合”，说明不超过 500 字。"})
    if verdict == Verdict.WRONG and not remark.strip():
        raise Invalid(fields={material_key: "请写明哪里不符合、应当怎样改。"})
    material.verdict, material.remark = verdict, remark.strip()
    material.save(update_fields=["verdict", "remark"])
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
    if actor.is_staff:
        access.record_access(
            actor=actor,
            subject_id=case.applicant_id,
            what=(found.material.name,),
            purpose=f"办理{case.item_name}",
            case_number=case.number or str(case.pk),
            now=now,
        )
    return files.read(found.digest), found.name, found.media_type


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
