"""What the applicant does with a thing he has handed in: correct it once, take it back."""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from typing import TYPE_CHECKING

from django.db import transaction

from tongban.base import audit, outbox
from tongban.base.errors import Invalid, require
from tongban.cases import events, perms
from tongban.cases.rules.bundles import BundleState, MemberState, NothingToWithdraw, NotRunning
from tongban.cases.rules.states import UNDECIDED, State
from tongban.cases.services import applicant as alone
from tongban.cases.services import ground as words
from tongban.cases.services.bundles import following, ground
from tongban.cases.services.bundles.materials import add_file
from tongban.cases.services.materials import NotOpenForMaterials

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from tongban.base.actors import Actor
    from tongban.cases.models import Bundle, BundleMaterial, Case

LONGEST_REASON = 500


@transaction.atomic
def bring_to_bundle(
    *, actor: Actor, number: str, material_key: str, content: bytes, name: str, now: datetime
) -> Bundle:
    """Add a file to a material that was asked for; every case that asked gets it."""
    bundle = _own(actor, number)
    material = ground.material_of(bundle, material_key)
    if not material.asked or bundle.accepted_at is not None:
        raise NotOpenForMaterials
    added = add_file(bundle, material, content, name, now)
    for case, key in _asking(bundle, material):
        alone.bring(
            actor=acting(actor, case), number=str(case.number), material_key=key,
            content=content, name=name, now=now,
        )  # fmt: skip
    audit.record(
        actor, events.BUNDLE_MATERIAL_HANDED_IN, number, at=now, key=material_key,
        digest=added.digest,
    )  # fmt: skip
    ground.keep(bundle, now)
    return bundle


def _own(actor: Actor, number: str) -> Bundle:
    bundle = ground.locked(actor, number)
    require(perms.may_act_on_bundle(actor, bundle))
    if bundle.state != BundleState.RUNNING:
        raise NotRunning
    return bundle


def _asking(bundle: Bundle, material: BundleMaterial) -> list[tuple[Case, str]]:
    """The cases in correction that asked for this material, each with its own key of it."""
    cases = ground.cases_of(bundle)
    return [
        (cases[member], key)
        for member, key in material.used_by
        if member in cases and cases[member].state == State.CORRECTION
    ]


@transaction.atomic
def supplement_bundle(*, actor: Actor, number: str, now: datetime) -> Bundle:
    """Hand the correction of everything in, once.

    Declined with `Invalid` that names each piece still missing.
    """
    bundle = _own(actor, number)
    asked = list(bundle.materials.exclude(asked="").order_by("seq"))
    if bundle.noticed_at is None or bundle.accepted_at is not None or not asked:
        raise NotOpenForMaterials
    missing = [row.key for row in asked if row.brought_on is None]
    if missing:
        raise Invalid(fields=dict.fromkeys(missing, "请先上传这项材料，再提交补正。"))
    for case in ground.cases_of(bundle).values():
        if case.state == State.CORRECTION:
            alone.supplement(actor=acting(actor, case), number=str(case.number), now=now)
    ground.keep(bundle, now)
    keys = [row.key for row in asked]
    audit.record(actor, events.BundleSupplemented.name, number, at=now, keys=keys)
    outbox.publish(events.BundleSupplemented(number=number))
    return bundle


@transaction.atomic
def withdraw_bundle(
    *,
    actor: Actor,
    number: str,
    reason: str,
    only: Collection[str] | None = None,
    now: datetime,
    version: int | None = None,
) -> Bundle:
    """Take back whatever is not decided yet, or only the members named; the rest stands.

    Declined with `NothingToWithdraw` when all of it is decided.
    """
    bundle = ground.locked(actor, number, version=version)
    require(perms.may_act_on_bundle(actor, bundle))
    kept = words.fitting(reason, LONGEST_REASON, "reason")
    if bundle.state != BundleState.RUNNING:
        raise NotRunning
    rows, _ = ground.states_of(bundle)
    cases = ground.cases_of(bundle)
    taken = [
        key for key, row in rows.items()
        if (only is None or key in only) and _may_be_taken(row.state, cases.get(key))
    ]  # fmt: skip
    if not taken:
        raise NothingToWithdraw
    for key in taken:
        if key in cases:
            alone.withdraw(
                actor=acting(actor, cases[key]), number=str(cases[key].number), reason=kept, now=now
            )
        else:
            following.cancel(rows[key], kept or "申请人撤回申请", now)
            rows[key].state = MemberState.WITHDRAWN
            rows[key].save(update_fields=["state"])
    following.follow(bundle, now)
    audit.record(actor, events.BUNDLE_WITHDRAWN, number, at=now, members=taken)
    return bundle


def acting(actor: Actor, case: Case) -> Actor:
    """The actor as the one whose case it is: himself, or the enterprise that the thing has made."""
    if not actor.is_person:
        return actor
    return replace(copy(actor), principal=case.applicant_id)  # the one of a request is lazy


def _may_be_taken(state: str, case: Case | None) -> bool:
    if case is None:
        return state == MemberState.PLANNED
    return state == MemberState.OPEN and case.state in UNDECIDED
