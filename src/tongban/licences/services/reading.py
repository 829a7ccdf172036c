"""Reads of licences that leave a record before anything is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from tongban.access import queries as access_queries
from tongban.access import services as access
from tongban.base import clock, files
from tongban.base.errors import Invalid, NotFound, require
from tongban.licences import perms, queries
from tongban.licences.models import Licence
from tongban.licences.queries import opened
from tongban.licences.rules import jws
from tongban.licences.services import crediting, fetching, rendering, using

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from tongban.base.actors import Actor
    from tongban.licences.queries import LicenceRow

RECORD, PDF = "ofd", "pdf"
CREDENTIALS = {"es256": jws.ES256, "sm2": jws.SM2}
FORMS = frozenset({RECORD, PDF, *CREDENTIALS})
OWN_COPY = "本人查看、下载自己的证照"
OFFICE_COPY = "颁发机构查看所颁发的证照"


class FormUnknown(Invalid):
    """Licences are not handed out in this form."""

    code = "licences.form_unknown"
    sentence = "可以下载的格式有 ofd、pdf、es256 和 sm2。"


class FileMissing(NotFound):
    """The licence came into the library as data only."""

    code = "licences.file_missing"
    sentence = "这本证照归集时只有数据，没有文件。需要文件请向颁发机构申请。"


@transaction.atomic
def look_up(
    *,
    actor: Actor,
    holder: UUID,
    type_keys: tuple[str, ...],
    purpose: str,
    case_number: str = "",
    legal_basis: str = "",
    now: datetime,
) -> tuple[LicenceRow, ...]:
    """The licences of these types that the holder has in force today.

    Types are named one by one: nobody gets to see more than he asks for.  The access is written
    down first, also when nothing is found, and the holder can read it.  Staff need a case number
    or a legal basis (`Forbidden`), everybody a purpose (`access.rules.PurposeMissing`).  Types
    that are not shared reach the issuing office only.  A record that is not what was signed is
    left out, so that nothing is filled in from it.
    """
    require(
        perms.may_look_up(
            actor,
            is_own=actor.is_person and access_queries.may_act_for(actor, holder),
            case_number=case_number,
            legal_basis=legal_basis,
        )
    )
    if not type_keys:
        return ()
    access.record_access(
        actor=actor,
        subject_id=holder,
        what=_what(type_keys),
        purpose=purpose,
        case_number=case_number,
        basis=legal_basis,
        now=now,
    )
    today = clock.day_of(now)
    found = queries.held_by(holder, type_keys, today).filter(perms.shared_with(actor))
    return tuple(queries.row(licence, today) for licence in found if opened.is_signed(licence))


@transaction.atomic
def download(
    *,
    actor: Actor,
    identifier: str,
    form: str = RECORD,
    purpose: str = "",
    case_number: str = "",
    now: datetime,
) -> tuple[bytes, str]:
    """The licence as a file, and the name to save it under.

    `form` is `ofd` for the sealed record (or whatever file a department handed in), `pdf` for a
    sealed PDF made from it, `es256` or `sm2` for a credential with selective disclosure.  Holders
    get their own, the issuing office what it issued.  Officials who name a purpose and a case use
    the licence and get an annotated copy; for everybody else there is no such licence.  Declined
    with `FormUnknown` or `FileMissing`.
    """
    if form not in FORMS:
        raise FormUnknown
    if actor.is_staff and purpose.strip() and case_number.strip():
        used = using.use_by_law(
            actor=actor, identifier=identifier, purpose=purpose, case_number=case_number, now=now
        )
        return fetching.take_copy(actor=actor, use_id=used.pk, now=now)
    licence = _opened(actor, identifier, purpose, case_number, now)
    content, ending = _content(licence, form, now)
    return content, f"{licence.metadata['ZZMC']}-{licence.serial}.{ending}"


def _content(licence: Licence, form: str, now: datetime) -> tuple[bytes, str]:
    if form in CREDENTIALS:
        made = crediting.credential(licence, algorithm=CREDENTIALS[form], now=now)
        return made.encode("ascii"), "sd-jwt"
    if not licence.file_digest:
        raise FileMissing
    if form == PDF and licence.impression:
        return rendering.pdf(licence, ended=_ended(licence), now=now), "pdf"
    kept = files.read(licence.file_digest)
    return kept, files.ending_of(kept)


def _ended(licence: Licence) -> str:
    return f"已{licence.ended_kind}" if licence.ended_kind else ""


@transaction.atomic
def preview(
    *, actor: Actor, identifier: str, purpose: str = "", case_number: str = "", now: datetime
) -> bytes:
    """The picture (PNG) of the licence; who may see it is as for `download`."""
    licence = _opened(actor, identifier, purpose, case_number, now)
    return rendering.png(licence, ended=_ended(licence), now=now)


def _opened(
    actor: Actor, identifier: str, purpose: str, case_number: str, now: datetime
) -> Licence:
    licence, reason = _visible(actor, identifier, purpose, case_number)
    access.record_access(
        actor=actor,
        subject_id=licence.holder_id,
        what=[f"证照文件：{licence.type.name}"],
        purpose=reason,
        case_number=case_number,
        now=now,
    )
    return licence


def _visible(actor: Actor, identifier: str, purpose: str, case_number: str) -> tuple[Licence, str]:
    if actor.is_person:
        return queries.find(Licence.objects.filter(perms.owned_by(actor)), identifier), OWN_COPY
    by_case = bool(purpose.strip()) and perms.may_look_up(
        actor, is_own=False, case_number=case_number, legal_basis=""
    )
    rows = Licence.objects.filter(perms.shared_with(actor) if by_case else perms.kept_by(actor))
    return queries.find(rows, identifier), purpose.strip() or OFFICE_COPY


def _what(type_keys: tuple[str, ...]) -> list[str]:
    names = queries.type_names(type_keys)
    return [f"电子证照：{names.get(key, key)}" for key in type_keys]
