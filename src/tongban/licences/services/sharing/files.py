"""Annotated copies for other systems: at once in base64, or by a file id that works once."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.cache import cache
from django.db import transaction

from tongban.access import queries as access
from tongban.access.rules.consents import Mode
from tongban.base import ofd
from tongban.base.errors import NotFound, require
from tongban.licences import perms, queries
from tongban.licences.rules import sharing, uses
from tongban.licences.services import copying, fetching, rendering
from tongban.licences.services.sharing.using import use_of

if TYPE_CHECKING:
    from datetime import datetime

    from tongban.base.actors import Actor
    from tongban.licences.models import LicenceUse
    from tongban.licences.services.sharing.using import Asked

LIFE = timedelta(minutes=5)


class FileGone(NotFound):
    """The file id is unknown, late, used, or another system's; which, is not told."""

    code = "licences.file_gone"
    sentence = "没有这个文件标识，或者它已经用过、过期。请重新获取下载地址。"


@dataclass(frozen=True, slots=True)
class FileOut:
    """An annotated copy, or its picture, with the metadata that stand in it."""

    use: UUID
    identifier: str
    content: bytes
    xml: bytes
    digest: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Ticket:
    """A file id, once, until `expires_at`."""

    file_id: str
    use: UUID
    identifier: str
    expires_at: datetime


@transaction.atomic
def file_for(
    *,
    actor: Actor,
    identifier: str,
    file_type: str = sharing.OFD,
    until: str = "",
    asked: Asked,
    now: datetime,
) -> FileOut:
    """The annotated copy of a licence for one use, sealed (证照文件下载).

    `until` is when the copy ends, within what its right allows.  Declined with `Forbidden`,
    `sharing.AskedWrongly`, `uses.UseInvalid`, `uses.ViewOnly`, `LicenceUnknown`, `NotAuthorised` or
    `uses.LicenceUnusable`.
    """
    require(perms.may_share(actor))
    if file_type not in sharing.FILE_TYPES:
        raise sharing.AskedWrongly(fields={"fileType": "文件类型是 ofd 或者 png。"})
    use = _copied(actor, identifier, until, asked, now)
    content, _name = fetching.take_copy(actor=actor, use_id=use.pk, now=now)
    said = ofd.info(ofd.open_package(content)).custom
    if file_type == sharing.PNG:
        note = copying.note_of(use)
        content = rendering.copy_png(use.licence, note, file_digest=use.file_digest)
    xml = sharing.metadata_xml(said)
    return FileOut(use.pk, use.licence.identifier, content, xml, use.digest, use.expires_at)


@transaction.atomic
def ticket_for(
    *, actor: Actor, identifier: str, until: str = "", asked: Asked, now: datetime
) -> Ticket:
    """Use a licence now, and let the copy be fetched once within five minutes; as `file_for`."""
    require(perms.may_share(actor))
    use = _copied(actor, identifier, until, asked, now)
    file_id = secrets.token_urlsafe(32)
    held = {"use": str(use.pk), "client": actor.client, "until": (now + LIFE).isoformat()}
    cache.set(_name(file_id), held, LIFE.total_seconds())
    return Ticket(file_id, use.pk, use.licence.identifier, now + LIFE)


@transaction.atomic
def taken(*, actor: Actor, file_id: str, now: datetime) -> tuple[bytes, str]:
    """The copy of a ticket and the name to save it under; of two who ask at once one gets it.

    Declined with `Forbidden`, `FileGone`, or as `take_copy` is.
    """
    require(perms.may_share(actor))
    held: dict[str, Any] | None = cache.get(_name(file_id))
    if held is None or held["client"] != actor.client or now.isoformat() > held["until"]:
        raise FileGone
    if not cache.delete(_name(file_id)):
        raise FileGone
    return fetching.take_copy(actor=actor, use_id=UUID(held["use"]), now=now)


def _name(file_id: str) -> str:
    return f"sharing:{access.digest_of(file_id[:100])}"


def _copied(actor: Actor, identifier: str, until: str, asked: Asked, now: datetime) -> LicenceUse:
    ends = sharing.moment(until, now.tzinfo, field="certificateCopyExpiringTime")
    if ends is not None and ends < now:
        words = "加注件的有效期不能早于现在。"
        raise sharing.AskedWrongly(fields={"certificateCopyExpiringTime": words})
    use = use_of(actor, identifier, asked, mode=Mode.COPY, until=ends, now=now)
    if use.mode != Mode.COPY:
        raise uses.ViewOnly
    return queries.use_for_fetch(actor, use.pk)
