"""Putting a seal on a document (用印): by a person on an order, or by a job that seals at once."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction

from tongban.base import files, ofd
from tongban.base.crypto import keys
from tongban.base.errors import require
from tongban.base.files import kinds
from tongban.base.transactions import joined
from tongban.seals import perms
from tongban.seals.models import Order, SealVersion
from tongban.seals.queries import holding, register
from tongban.seals.queries import uses as reading
from tongban.seals.rules import stamping, uses
from tongban.seals.rules.uses import Facts, OrderState
from tongban.seals.services import recording

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from tongban.base.actors import Actor
    from tongban.base.ofd import Spot
    from tongban.seals.queries.holding import Held
    from tongban.seals.services.recording import Use

_ONE_FILE = frozenset({kinds.OFD})


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed document; `digest` is what the signature covers: SM3 of Signature.xml."""

    content: bytes
    digest: bytes
    impression_id: str
    seal_code: str
    number: int
    signature_id: str


@dataclass(frozen=True, slots=True)
class Material:
    """What signing with one version of a seal takes; it never changes."""

    structure: bytes
    certificate: bytes
    key_id: str


@transaction.atomic
def impress(
    *,
    actor: Actor,
    order_id: UUID,
    spots: Sequence[Spot] = (),
    content: bytes | None = None,
    now: datetime,
    lock: bool = False,
) -> Sealed:
    """Seal the document that an order names, by somebody to whom the seal was entrusted.

    Without `spots` those of the order count.  The document is the one that the order kept;
    `content` is for those who keep it themselves.  Of two requests for the same impression exactly
    one wins.  Declined with `OrderUnknown`, `OrderUsed`, `SealNotActive`, `SealExpired`,
    `NotAuthorised`, `SamePerson`, `DocumentChanged`, `LimitReached`, or what `stamping.prepare`
    declines; nothing is written then.
    """
    order = reading.order_for_change(actor, order_id)
    seal = holding.seal(actor, order.seal.code)
    document = _document(order, content)
    uses.permit(
        Facts(
            state=seal.state,
            expired=seal.is_over(now),
            two_person=seal.two_person,
            authorised=_entrusted(actor, order, now),
            order_state=OrderState(order.state),
            ordered_digest=order.digest,
            document_digest=uses.package_digest(document),
            ordered_by=order.ordered_by,
            account=actor.account,
        )
    )
    where = tuple(spots) or read_spots(order.spots)
    used = recording.Use(seal, order, document, where, lock=lock, job="", now=now)
    sealed = _carry_out(actor, used)
    if order.file_digest:
        files.store(sealed.content, name="document.ofd", allowed=_ONE_FILE)
    return sealed


@joined()
def seal_now(
    *,
    actor: Actor,
    unit: str,
    job: str,
    document_kind: str,
    content: bytes | None = None,
    files: Mapping[str, bytes] | None = None,
    spots: Sequence[Spot],
    title: str,
    case_number: str = "",
    decision: str,
    decided_by: int | None = None,
    now: datetime,
    lock: bool = False,
) -> Sealed:
    """Order and impression in one, for a job of the node (`job:<house>`) after a decision.

    The seal is that of the office which was entrusted to this job for such documents.  The orderer
    is `decided_by`, who made the decision.  The document comes whole (`content`) or as its
    `files`; it is not kept here.  Declined with `Forbidden`, `NotAuthorised`, `SealNotActive`,
    `SealExpired`, `LimitReached`, `DecisionMissing`, `OrderInvalid`, or what `stamping.prepare`
    declines; nothing is written then.
    """
    seal = holding.for_job(unit, document_kind, job, now)
    require(perms.may_let_job_seal(actor, unit))
    if seal is None:
        raise uses.NotAuthorised(f"“{unit}”没有授权系统任务在这类文件上用印的印章。")
    uses.require_active(seal.state)
    if seal.is_over(now):
        raise uses.SealExpired
    kind, named, rests_on = uses.check_order(
        document_kind=document_kind, title=title, decision=decision
    )
    document = files if files is not None else ofd.open_package(content or b"").files
    order = Order(
        seal_id=seal.id,
        state=OrderState.USED,
        digest=uses.package_digest(document),
        document_kind=kind,
        title=named,
        case_number=case_number,
        decision=rests_on,
        ordered_by=decided_by,
        ordered_at=now,
        closed_at=now,
    )
    use = recording.Use(seal, order, document, spots, lock=lock, job=job, now=now)
    return _carry_out(actor, use)


def _document(order: Order, content: bytes | None) -> Mapping[str, bytes]:
    kept = files.read(order.file_digest) if content is None else content
    return ofd.open_package(kept).files


def _entrusted(actor: Actor, order: Order, now: datetime) -> bool:
    """Whether the actor keeps seals in the office, and this one was entrusted to him for this."""
    if actor.account is None or not perms.may_impress(actor, order.seal.unit.key):
        return False
    return register.entrusted(order.seal_id, actor.account, order.document_kind, now)


def _carry_out(actor: Actor, use: Use) -> Sealed:
    """Sign first, which takes longest, and take the number last, which others wait for."""
    held = material(use.seal)
    prepared = stamping.prepare(
        use.files, seal=held.structure, spots=use.spots, at=use.now, lock=use.lock
    )
    signature = keys.store().sign_by(held.key_id, prepared.to_sign).value
    content = ofd.pack(prepared.finish(signature, held.certificate))
    impression = recording.write(actor, use, prepared, signature, content)
    return Sealed(
        content=content,
        digest=prepared.digest,
        impression_id=str(impression.pk),
        seal_code=use.seal.code,
        number=impression.number,
        signature_id=prepared.identifier,
    )


def material(seal: Held) -> Material:
    """What signing with the present version takes."""
    return _material(seal.made)


@functools.lru_cache(maxsize=256)
def _material(version_id: UUID) -> Material:
    version = SealVersion.objects.only("structure", "certificate", "key_id").get(pk=version_id)
    return Material(
        structure=bytes(version.structure or b""),
        certificate=bytes(version.certificate or b""),
        key_id=version.key_id,
    )


def read_spots(kept: Sequence[Mapping[str, Any]]) -> tuple[Spot, ...]:
    """Places of the seal as they were kept with an order."""
    return tuple(
        ofd.Spot(
            page=each["page"],
            x=each["x"],
            y=each["y"],
            width=each["width"],
            height=each["height"],
            clip=tuple(each["clip"]) if each["clip"] else None,
        )
        for each in kept
    )
