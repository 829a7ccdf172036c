"""Printing a licence upon a blank form (同步打印): same number, same code, one sheet of paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from tongban.access import services as access
from tongban.base import typeset
from tongban.licences import queries
from tongban.licences.rules import qr
from tongban.licences.services.paper import use_sheet

if TYPE_CHECKING:
    from datetime import datetime

    from tongban.base.actors import Actor
    from tongban.licences.models import Licence

TEMPLATE = "licences/blank_form"
WHY = "打印纸质证照"


@transaction.atomic
def print_on_sheet(
    *, actor: Actor, identifier: str, serial: str, reason: str = "", now: datetime
) -> tuple[bytes, str]:
    """Use a sheet for a licence and return the PDF to print upon it, and its name.

    The look at the licence is recorded.  Declined as `use_sheet` is.
    """
    sheet = use_sheet(actor=actor, identifier=identifier, serial=serial, reason=reason, now=now)
    licence = queries.find(queries.kept(actor), identifier)
    access.record_access(
        actor=actor,
        subject_id=licence.holder_id,
        what=[f"纸质证照：{licence.type.name}"],
        purpose=WHY,
        now=now,
    )
    printed = typeset.pdf(TEMPLATE, _facts(licence, sheet.serial, now))
    return printed, f"{licence.metadata['ZZMC']}-{sheet.serial}.pdf"


def _facts(licence: Licence, serial: str, now: datetime) -> dict[str, object]:
    shown = queries.shown(licence.type, licence.face)
    return {
        "title": str(licence.metadata["ZZMC"]),
        "author": str(licence.metadata["ZZBFJG"]),
        "keywords": (licence.identifier, serial),
        "made_at": now,
        "number": licence.number,
        "identifier": licence.identifier,
        "issuer": str(licence.metadata["ZZBFJG"]),
        "issued_on": licence.issued_on,
        "valid_from": licence.valid_from,
        "valid_until": licence.valid_until,
        "sheet": serial,
        "entries": [{"name": one.name, "value": one.value} for one in shown],
        "qr": qr.address(settings.TONGBAN.address, licence.qr_text),
    }
