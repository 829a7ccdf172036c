"""Fetching what a use gave out: the annotated copy as a file, or the values to be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from tongban.access import queries as access_queries
from tongban.access.rules.consents import Mode
from tongban.base import audit, clock, files
from tongban.licences import events, queries
from tongban.licences.queries import opened
from tongban.licences.rules import uses
from tongban.licences.services import copying, using

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from tongban.base.actors import Actor
    from tongban.licences.models import LicenceUse
    from tongban.licences.queries import Shown, UseRow


@transaction.atomic
def take_copy(*, actor: Actor, use_id: UUID, now: datetime) -> tuple[bytes, str]:
    """The annotated copy of a use, as long as it counts, and the name to save it under.

    Later than ten minutes after the use it is written down as another look.  Declined with
    `UseUnknown`, `uses.ViewOnly`, `uses.CopyExpired`, `uses.LicenceUnusable`,
    `opened.RecordBroken`, or `ConsentClosed` once the holder has taken his consent back.
    """
    use = _opened(actor, use_id, now)
    if use.mode != Mode.COPY:
        raise uses.ViewOnly
    return files.read(use.file_digest), copying.name_of(use.licence)


@transaction.atomic
def read_values(*, actor: Actor, use_id: UUID, now: datetime) -> tuple[UseRow, tuple[Shown, ...]]:
    """What a use gave out, to be read on a page; declined as `take_copy` is."""
    use = _opened(actor, use_id, now)
    return queries.row_of(use), copying.values(use.licence, copying.note_of(use))


def _opened(actor: Actor, use_id: UUID, now: datetime) -> LicenceUse:
    use = queries.use_for_fetch(actor, use_id)
    if now > use.expires_at:
        raise uses.CopyExpired
    uses.require_usable(queries.standing(use.licence, clock.day_of(now)))
    opened.require_row(use.licence)
    if use.consent_id is not None:
        access_queries.require_standing(use.consent_id)
    if uses.is_again(use.at, now):
        using.record(actor, use, [f"再次取得：{use.licence.type.name}"], now)
    audit.record(actor, events.COPY_TAKEN, use.licence.identifier, at=now, use=str(use.pk))
    return use
