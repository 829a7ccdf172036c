"""Reads that leave a record: the document that an order or an impression is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongban.base import files
from tongban.base.errors import NotFound
from tongban.seals.queries import uses

if TYPE_CHECKING:
    from uuid import UUID

    from tongban.base.actors import Actor


def ordered_document(*, actor: Actor, order_id: UUID) -> bytes:
    """The unsealed document of an order about a seal of the actor's offices."""
    return _kept(uses.order(actor, order_id).file_digest)


def ordered_face(*, actor: Actor, order_id: UUID) -> bytes:
    """The picture of that document."""
    return _kept(uses.order(actor, order_id).face_digest)


def sealed_document(*, actor: Actor, impression_id: str) -> bytes:
    """The sealed document of an impression, with its time stamp if there is one.

    What a job sealed is kept by the house that asked for it: `NotFound` here.
    """
    made = uses.impression(actor, impression_id)
    if not made.order.file_digest:
        raise NotFound
    stamp = getattr(made, "stamp", None)
    return _kept(stamp.file_digest if stamp is not None and stamp.file_digest else made.file_digest)


def _kept(digest: str) -> bytes:
    if not digest:
        raise NotFound
    return files.read(digest)
