"""What the office fills in before a licence is issued: its face, proposed and checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongban.base import clock
from tongban.licences import queries
from tongban.licences.rules import face_values, states
from tongban.licences.services import ordering

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

UNNUMBERED = "制证时编号"


def face_fields(type_key: str) -> tuple[face_values.Field, ...]:
    """The fields that the face of this type has, or `TypeUnknown`."""
    return face_values.fields_of(queries.type_by_key(type_key).fields)


def checked_face(
    *,
    type_key: str,
    holders: tuple[UUID, ...],
    face: Mapping[str, str],
    issuer: str,
    region: str,
    now: datetime,
) -> dict[str, str]:
    """The face as it was filled in, if the licence could be issued with it today.

    What the holder and the issue say by themselves need not be given.  Declined with
    `face_values.FaceInvalid` that names each field, `HolderUnfit` or `TypeNotIssuable`.
    """
    given = {key: value.strip() for key, value in face.items() if value.strip()}
    ordering.try_face(
        ordering.Wish(
            type_key=type_key,
            holders=holders,
            face=given,
            issuer=issuer,
            region=region,
            valid_from=clock.day_of(now),
            valid_until=None,
            case_number="",
            number=UNNUMBERED,
            now=now,
            dedupe="",
            trust_grade=states.TrustGrade.ISSUED,
        )
    )
    return given
