"""Ordering that one document be sealed once (用印指令)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from tongban.base import audit, files, ofd
from tongban.base.errors import require
from tongban.base.files import kinds
from tongban.seals import events, perms
from tongban.seals.models import Order
from tongban.seals.queries import holding, register
from tongban.seals.queries import uses as reading
from tongban.seals.rules import stamping, uses, uses_placed
from tongban.seals.rules.uses import OrderState
from tongban.seals.services import facing, impressing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from tongban.base.actors import Actor
    from tongban.base.ofd import Package, Spot
    from tongban.seals.queries.holding import Held
    from tongban.seals.rules.uses_placed import Place

_ONE_FILE = frozenset({kinds.OFD})
_ONE_PICTURE = frozenset({kinds.PNG})


@transaction.atomic
def order(
    *,
    actor: Actor,
    seal_code: str,
    content: bytes,
    document_kind: str,
    title: str,
    case_number: str = "",
    decision: str,
    spots: Sequence[Spot] = (),
    now: datetime,
) -> Order:
    """Order a seal for one document, an OFD package; nothing is sealed yet.

    The document is kept, named by the digest of what is in it, with a picture of its face for
    whoever seals.  `spots` says where the seal goes if they do not say it.
    Declined with `SealUnknown`, `Forbidden`, `SealNotActive`, `OrderInvalid`, `DecisionMissing`,
    `ofd.PackageRefused`, what `stamping.prepare` declines for these places, or what `files.store`
    declines.
    """
    found = register.seal(actor, seal_code)
    require(perms.may_order(actor, found))
    held = holding.seal(actor, seal_code)
    uses.require_active(held.state)
    kind, named, rests_on = uses.check_order(
        document_kind=document_kind, title=title, decision=decision
    )
    about = uses.check_case(case_number)
    package = ofd.open_package(content)
    _try_places(package, held, spots, now)
    face = facing.face(package, spots, title=named, now=now)
    made = Order.objects.create(
        seal=found,
        digest=uses.package_digest(package.files),
        file_digest=files.store(content, name="document.ofd", allowed=_ONE_FILE).digest,
        face_digest=files.store(face, name="face.png", allowed=_ONE_PICTURE).digest,
        document_kind=kind,
        title=named,
        case_number=about,
        decision=rests_on,
        spots=[written(spot) for spot in spots],
        ordered_by=actor.account,
        ordered_name=actor.name,
        ordered_at=now,
    )
    audit.record(
        actor, events.ORDERED, found.code, at=now, order=str(made.pk), digest=made.digest,
        document_kind=kind, case_number=made.case_number,
    )  # fmt: skip
    return made


def _try_places(package: Package, held: Held, spots: Sequence[Spot], now: datetime) -> None:
    """Decline now what would be declined when the seal is put there."""
    if spots:
        material = impressing.material(held)
        stamping.prepare(package.files, seal=material.structure, spots=spots, at=now)


def places(*, actor: Actor, seal_code: str, content: bytes, place: Place) -> tuple[Spot, ...]:
    """Where a seal goes on a document that somebody hands in.

    Declined with `SealUnknown`, `ofd.PackageRefused` or `SpotOutside`.
    """
    found = register.seal(actor, seal_code)
    sizes = ofd.sizes(ofd.open_package(content))
    return uses_placed.spots(
        place, sizes, width=float(found.width_mm), height=float(found.height_mm)
    )


@transaction.atomic
def withdraw_order(*, actor: Actor, order_id: UUID, now: datetime) -> Order:
    """Take an order back as long as nothing was sealed on it.

    Declined with `OrderUnknown`, `Forbidden` or `OrderUsed`.
    """
    found = reading.order_for_change(actor, order_id)
    require(perms.may_order(actor, found.seal))
    uses.require_waiting(OrderState(found.state))
    found.state, found.closed_at = OrderState.WITHDRAWN, now
    found.save(update_fields=["state", "closed_at"])
    audit.record(actor, events.ORDER_WITHDRAWN, found.seal.code, at=now, order=str(found.pk))
    return found


def written(spot: Spot) -> dict[str, object]:
    """A place of the seal as it is kept."""
    clip = None if spot.clip is None else list(spot.clip)
    return {
        "page": spot.page, "x": spot.x, "y": spot.y,
        "width": spot.width, "height": spot.height, "clip": clip,
    }  # fmt: skip
