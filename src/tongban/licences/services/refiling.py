"""Putting time stamps into files on record, once the authority has given them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from tongban.base import audit, files
from tongban.base.actors import SYSTEM
from tongban.base.files import kinds
from tongban.licences import events
from tongban.licences.models import Licence
from tongban.seals import services as seals
from tongban.seals.rules import stamping

if TYPE_CHECKING:
    from datetime import datetime


@transaction.atomic
def refile_stamped(*, impression: str, signature: str, now: datetime) -> bool:
    """Put the time stamp of an impression into the file of the licence that it sealed.

    The stamp stands outside of what is signed, so that every digest stays.  False where no licence
    has this impression or its file has a stamp already.
    """
    rows = Licence.objects.filter(impression=impression)
    licence = rows.select_for_update(of=("self",)).first()
    token = seals.token_of(impression)
    if licence is None or token is None:
        return False
    before = licence.file_digest
    stamped = stamping.with_time_stamp(files.read(before), signature, token)
    kept = files.store(stamped, name="licence.ofd", allowed={kinds.OFD})
    if kept.digest == before:
        return False
    licence.file_digest = kept.digest
    licence.save(update_fields=["file_digest"])
    transaction.on_commit(lambda: files.forget(before))
    audit.record(SYSTEM, events.STAMPED, licence.identifier, at=now, file=kept.digest)
    return True
