"""The one set of materials (一套材料): handed in once, taken back, looked at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from tongban.access import services as access
from tongban.base import audit, files
from tongban.base.errors import Invalid, require
from tongban.cases import events, perms, queries
from tongban.cases.models import BundleFile, BundleMaterial
from tongban.cases.rules.bundles import BundleState, NotRunning
from tongban.cases.rules.materials import Source, Verdict, initial_source
from tongban.cases.services.bundles import ground
from tongban.cases.services.materials import (
    LONGEST_NAME,
    LONGEST_REMARK,
    MOST_FILES,
    TooManyFiles,
)

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from tongban.base.actors import Actor
    from tongban.cases.models import Bundle


@transaction.atomic
def attach(
    *, actor: Actor, draft_id: UUID, material_key: str, content: bytes, name: str, now: datetime
) -> BundleFile:
    """Add a file to a material of the draft; every member that uses it gets it."""
    draft = ground.locked_draft(actor, draft_id)
    added = add_file(ground.material_of(draft, material_key), content, name, now)
    ground.keep(draft, now)
    audit.record(
        actor, events.BUNDLE_MATERIAL_HANDED_IN, str(draft.pk), at=now, key=material_key,
        digest=added.digest,
    )  # fmt: skip
    return added


def add_file(material: BundleMaterial, content: bytes, name: str, now: datetime) -> BundleFile:
    """Store a file with the material; part of a command that holds the thing."""
    if material.files.count() >= MOST_FILES:
        raise TooManyFiles(fields={material.key: TooManyFiles.sentence})
    stored = files.store(content, name=name)
    added, _ = BundleFile.objects.get_or_create(
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
        material.source, material.trust = Source.UPLOAD, "D"
    material.brought_on, material.verdict = timezone.localdate(now), ""
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
    audit.record(actor, events.BUNDLE_MATERIAL_TAKEN_BACK, str(draft.pk), at=now, key=material_key)


@transaction.atomic
def check_material(
    *,
    actor: Actor,
    number: str,
    material_key: str,
    verdict: str,
    remark: str = "",
    now: datetime,
) -> BundleMaterial:
    """Write down what the clerk found, once for all departments: good, or wrong with the reason."""
    bundle = ground.locked(actor, number)
    require(perms.may_take_bundle(actor, bundle))
    if bundle.state != BundleState.RUNNING or bundle.accepted_at is not None:
        raise NotRunning
    material = ground.material_of(bundle, material_key)
    if verdict not in set(Verdict) or len(remark) > LONGEST_REMARK:
        raise Invalid(fields={material_key: "请选择“符合”或“不符合”，说明不超过 500 字。"})
    if verdict == Verdict.WRONG and not remark.strip():
        raise Invalid(fields={material_key: "请写明哪里不符合、应当怎样改。"})
    material.verdict, material.remark = verdict, remark.strip()
    material.save(update_fields=["verdict", "remark"])
    ground.keep(bundle, now)
    audit.record(
        actor, events.BUNDLE_MATERIAL_CHECKED, number, at=now, key=material_key, verdict=verdict
    )
    return material


def read_file(
    *, actor: Actor, bundle_ref: str, file_id: int, now: datetime
) -> tuple[bytes, str, str]:
    """The content, name and media type of a file; a look by staff is recorded first."""
    found = queries.bundle_file(actor, bundle_ref, file_id)
    bundle: Bundle = found.material.bundle
    if actor.is_staff:
        access.record_access(
            actor=actor,
            subject_id=bundle.applicant_id,
            what=(found.material.name,),
            purpose=f"办理{bundle.event_name}",
            case_number=bundle.number or str(bundle.pk),
            now=now,
        )
    return files.read(found.digest), found.name, found.media_type
