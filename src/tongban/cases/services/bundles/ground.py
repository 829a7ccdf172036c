"""What every command about a thing (一件事) begins and ends with."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from tongban.base.errors import NotFound, Stale
from tongban.cases import perms
from tongban.cases.models import Bundle, BundleMaterial, Case
from tongban.cases.rules.bundles import BundleState
from tongban.items import queries as items

if TYPE_CHECKING:
    from datetime import datetime

    from tongban.base.actors import Actor
    from tongban.cases.models import BundleMember
    from tongban.items.rules.things import Thing


class BundleUnknown(NotFound):
    """There is no such thing, or the actor may not know that there is."""

    code = "cases.bundle_unknown"
    sentence = "没有找到这件事，请核对编号。"


class MaterialUnknown(NotFound):
    """The thing has no such material."""

    code = "cases.bundle_material_unknown"
    sentence = "这件事没有这项材料，请刷新页面后再试。"


def locked(actor: Actor, number: str, *, version: int | None = None) -> Bundle:
    """The thing that was handed in, held until the transaction ends."""
    rows = Bundle.objects.exclude(state=BundleState.DRAFT)
    found = rows.filter(perms.visible_bundles(actor), number=number)
    bundle = found.select_for_update(of=("self",)).first()
    if bundle is None:
        raise BundleUnknown
    if version is not None and version != bundle.version:
        raise Stale
    return bundle


def locked_draft(actor: Actor, draft_id: UUID) -> Bundle:
    """The draft, held until the transaction ends, if it is the actor's own or typed in by him."""
    rows = Bundle.objects.filter(perms.typed_bundles(actor), pk=draft_id, state=BundleState.DRAFT)
    draft = rows.select_for_update(of=("self",)).first()
    if draft is None:
        raise BundleUnknown
    return draft


def thing_of(bundle: Bundle) -> Thing:
    """What follows from the answers, in the versions under which it was opened."""
    return items.thing(bundle.event_version_id, bundle.item_versions, bundle.answers)


def keep(bundle: Bundle, now: datetime) -> None:
    """Save the thing as its next version."""
    bundle.version += 1
    bundle.changed_at = now
    bundle.save()


def material_of(bundle: Bundle, key: str) -> BundleMaterial:
    """The material of that key, held until the transaction ends."""
    material = bundle.materials.select_for_update().filter(key=key).first()
    if material is None:
        raise MaterialUnknown
    return material


def states_of(bundle: Bundle) -> tuple[dict[str, BundleMember], dict[str, str]]:
    """The members by key, and their states."""
    rows = {row.key: row for row in bundle.members.order_by("seq")}
    return rows, {key: row.state for key, row in rows.items()}


def cases_of(bundle: Bundle) -> dict[str, Case]:
    """The cases that were begun, by the key of their member."""
    return {case.member: case for case in bundle.cases.order_by("created_at", "id")}
