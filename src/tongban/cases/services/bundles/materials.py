"""The one set of materials (一套材料): handed in once, taken back, looked at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from tongban.base import audit
from tongban.base.actors import Channel
from tongban.base.errors import require
from tongban.cases import events, perms, queries
from tongban.cases.rules.bundles import BundleState, NotRunning
from tongban.cases.rules.materials import Source
from tongban.cases.services import filing
from tongban.cases.services.bundles import ground

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime
    from uuid import UUID

    from tongban.base.actors import Actor
    from tongban.cases.models import Bundle, BundleFile, BundleMaterial


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
) -> BundleFile:
    """Add a file to a material of the draft; every member that uses it gets it.

    `compared` says that a clerk holds the scan against the original (trust grade B).
    """
    draft = ground.locked_draft(actor, draft_id)
    material = ground.material_of(draft, material_key)
    added = add_file(draft, material, content, name, now)
    if compared and actor.is_staff and material.source == Source.UPLOAD:
        material.trust = "B"
        material.save(update_fields=["trust"])
    ground.keep(draft, now)
    audit.record(
        actor, events.BUNDLE_MATERIAL_HANDED_IN, str(draft.pk), at=now, key=material_key,
        digest=added.digest, compared=compared,
    )  # fmt: skip
    return added


def add_file(
    bundle: Bundle, material: BundleMaterial, content: bytes, name: str, now: datetime
) -> BundleFile:
    """Store a file with the material; part of a command that holds the thing."""
    return filing.put(material, content, name, now, by_clerk=bundle.channel == Channel.WINDOW)


@transaction.atomic
def detach(*, actor: Actor, draft_id: UUID, material_key: str, file_id: int, now: datetime) -> None:
    """Remove a file from a draft."""
    draft = ground.locked_draft(actor, draft_id)
    if not filing.remove(ground.material_of(draft, material_key), file_id):
        raise ground.MaterialUnknown
    ground.keep(draft, now)
    audit.record(actor, events.BUNDLE_MATERIAL_TAKEN_BACK, str(draft.pk), at=now, key=material_key)


@transaction.atomic
def receive_papers(
    *, actor: Actor, draft_id: UUID, keys: Collection[str], received: bool, now: datetime
) -> None:
    """Note that materials were handed over on paper at the counter, or not; once for all members.

    Declined with `MaterialUnknown`, or `Forbidden` for anybody but a clerk.
    """
    draft = ground.locked_draft(actor, draft_id)
    require(actor.is_staff)
    for key in keys:
        filing.note_paper(ground.material_of(draft, key), now, received=received)
    ground.keep(draft, now)
    audit.record(
        actor, events.BUNDLE_MATERIAL_HANDED_IN, str(draft.pk), at=now, keys=sorted(keys),
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
) -> BundleMaterial:
    """Write down what the clerk found, once for all departments: good, or wrong with the reason."""
    bundle = ground.locked(actor, number)
    require(perms.may_take_bundle(actor, bundle))
    if bundle.state != BundleState.RUNNING or bundle.accepted_at is not None:
        raise NotRunning
    material = ground.material_of(bundle, material_key)
    filing.judge(material, verdict, remark)
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
    return filing.read(
        found, actor, applicant=bundle.applicant_id, doing=bundle.event_name,
        number=bundle.number or str(bundle.pk), now=now,
    )  # fmt: skip
