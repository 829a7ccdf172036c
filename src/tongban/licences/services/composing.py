"""Setting a licence on its form: once at the issue, and again from the record when asked for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from django.conf import settings

from tongban.base import files
from tongban.licences import queries
from tongban.licences.rules import faces, layouts, qr
from tongban.licences.rules.face_values import fields_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from tongban.licences.models import Licence, LicenceType
    from tongban.licences.rules import metadata
    from tongban.licences.rules.faces import Face

Printed: TypeAlias = "tuple[str, dict[str, object]]"
"""The name of a template and the facts it reads."""


def of_facts(facts: metadata.Facts, kind: LicenceType, code: str, now: datetime) -> Printed:
    """The page of a licence that is being issued."""
    face = faces.Face(
        title=facts.title,
        number=facts.number,
        identifier=str(facts.identifier),
        holders=tuple(holder.name for holder in facts.holders),
        issuer=facts.issuer_name,
        issued_on=facts.issued_on,
        made_at=now,
        valid_from=facts.valid_from,
        valid_until=facts.valid_until,
    )
    return _on_form(kind, face, facts.face, code)


def of_licence(
    licence: Licence,
    *,
    given: Mapping[str, str] | None = None,
    watermark: str = "",
    ended: str = "",
    made_at: datetime,
) -> Printed:
    """The page of a licence in the library, with only the `given` items of its face if they are.

    `watermark` stands across a copy for one use, `ended` across one that is not in force.
    """
    kind = queries.type_then(licence.type, licence.issued_on)
    face = faces.Face(
        title=str(licence.metadata["ZZMC"]),
        number=licence.number,
        identifier=licence.identifier,
        holders=licence.holder_names,
        issuer=str(licence.metadata["ZZBFJG"]),
        issued_on=licence.issued_on,
        made_at=made_at,
        valid_from=licence.valid_from,
        valid_until=licence.valid_until,
        watermark=watermark,
        ended=ended,
    )
    items = licence.face if given is None else given
    return _on_form(kind, face, items, licence.qr_text)


def _on_form(kind: LicenceType, face: Face, items: Mapping[str, str], code: str) -> Printed:
    fields = fields_of(kind.fields)
    portrait = faces.portrait(fields, items)
    address = settings.TONGBAN.address
    whole = replace(
        face,
        entries=faces.entries(fields, items),
        photo=files.read(portrait) if portrait else None,
        qr=qr.address(address, code) if code else "",
        verify_at=f"{address}{qr.PATH}" if code else "",
    )
    return layouts.printed(queries.layout_of(kind), whole)
