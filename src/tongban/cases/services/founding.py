"""Whose the licence is: the applicant's, or that of the enterprise which it brings into being."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongban.access import services as access
from tongban.base.actors import SYSTEM
from tongban.identity import queries as identity
from tongban.identity import services as subjects
from tongban.identity.rules import NumberType
from tongban.licences import queries as licences
from tongban.licences.rules import face_values

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from tongban.cases.models import Case


def holder_of(case: Case, type_key: str, face: Mapping[str, str]) -> UUID:
    """The holder of the licence of a case: the enterprise its face names, if it founds one."""
    code = _code(face, type_key) if _founds(case, type_key) else ""
    known = identity.find_by_number(NumberType.CREDIT_CODE, code) if code else None
    return known or case.applicant_id


def found(case: Case, type_key: str, face: Mapping[str, str], now: datetime) -> UUID:
    """As `found_as`, with what the face says of the enterprise."""
    name = face.get(_field(type_key, "holder_name"), "")
    return found_as(case, type_key, _code(face, type_key), name, now)


def found_as(case: Case, type_key: str, code: str, name: str, now: datetime) -> UUID:
    """The holder of a licence to be made; registers the enterprise that it brings into being.

    Its licence is the proof that there is one.  Whoever applied for it may act for it from now on.
    An enterprise that is registered already is nobody's to be given: declined with `FaceInvalid`.
    Part of a command.
    """
    if not code or not _founds(case, type_key):
        return case.applicant_id
    if identity.find_by_number(NumberType.CREDIT_CODE, code) is not None:
        key = _field(type_key, "credit_code")
        raise face_values.FaceInvalid(
            fields={key: "这个统一社会信用代码已经登记给了一家单位，请核对。"}
        )
    made = subjects.register(
        actor=SYSTEM, kind="legal", number_type=NumberType.CREDIT_CODE, number=code,
        name=name, now=now,
    )  # fmt: skip
    access.empower(actor=SYSTEM, agent=case.applicant_id, principal=made.id, now=now)
    return made.id


def _founds(case: Case, type_key: str) -> bool:
    """Whether the holder is an enterprise that cannot have applied itself, because it is new."""
    taken = licences.type_by_key(type_key).holder_code_types
    card = identity.subject(case.applicant_id)
    new = card.number_type not in taken and NumberType.CREDIT_CODE in taken
    return new and card.is_natural


def _code(face: Mapping[str, str], type_key: str) -> str:
    return face.get(_field(type_key, "credit_code"), "").strip().upper()


def _field(type_key: str, meaning: str) -> str:
    """The field of a face that states this fact, or ""."""
    fields = face_values.fields_of(licences.type_by_key(type_key).fields)
    return next((one.key for one in fields if face_values.meaning(one.name) == meaning), "")
