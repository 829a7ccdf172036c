"""Time stamps for impressions: fetched after the impression was committed, kept beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from tongban.base import audit, files, outbox
from tongban.base.actors import SYSTEM
from tongban.base.crypto import stamps
from tongban.base.files import kinds
from tongban.seals import events
from tongban.seals.models import Impression, ImpressionStamp
from tongban.seals.rules import stamping

if TYPE_CHECKING:
    from datetime import datetime

_ONE_FILE = frozenset({kinds.OFD})


def stamp(*, impression_id: str, now: datetime) -> None:
    """Fetch and keep the time stamp of an impression; asked again, nothing more happens.

    The authority is asked before the transaction begins.  Raises what `stamps.authority` raises
    when it does not answer; the job then tries again.
    """
    rows = Impression.objects.select_related("order", "seal").defer("seal__picture")
    made = rows.filter(pk=impression_id, stamp=None).first()
    if made is None:
        return
    token = stamps.authority().stamp(bytes.fromhex(made.value_digest))
    said = stamps.read(token)
    kept = _refiled(made, token)
    with transaction.atomic():
        _, new = ImpressionStamp.objects.get_or_create(
            impression=made,
            defaults={"token": token, "at": said.at, "file_digest": kept, "fetched_at": now},
        )
        if new:
            _tell(made, now)


def _refiled(made: Impression, token: bytes) -> str:
    """Put the stamp into the document if it is kept here; returns where that is."""
    if not made.order.file_digest:
        return ""
    stamped = stamping.with_time_stamp(files.read(made.file_digest), made.signature_id, token)
    return files.store(stamped, name="document.ofd", allowed=_ONE_FILE).digest


def _tell(made: Impression, now: datetime) -> None:
    audit.record(
        SYSTEM, events.STAMPED, made.seal.code, at=now, number=made.number,
        digest=made.value_digest,
    )  # fmt: skip
    outbox.publish(
        events.ImpressionStamped(
            impression=str(made.pk), digest=made.signed_digest, signature=made.signature_id
        )
    )


def token_of(impression_id: str) -> bytes | None:
    """The time stamp of an impression, for whoever keeps its document; None if not there yet."""
    found = ImpressionStamp.objects.filter(impression_id=impression_id).first()
    return None if found is None else bytes(found.token)
