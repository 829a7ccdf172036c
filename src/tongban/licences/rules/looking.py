"""Why an official may look into the library: a purpose, and a case or a law."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tongban.base.errors import Forbidden

LONGEST_CASE = 50
LONGEST_BASIS = 200
HOLDER_TYPES = ("111", "001", "553", "511", "516", "414")


class By(StrEnum):
    """What a licence is looked for by."""

    IDENTIFIER = "identifier"
    NUMBER = "number"
    HOLDER = "holder"


class GroundMissing(Forbidden):
    """An official looks at somebody's licence only for a case, or by a law."""

    code = "licences.ground_missing"
    sentence = "请写明办件编号，或者查看的法律依据。没有办件、也没有依据，不能查看别人的证照。"


@dataclass(frozen=True, slots=True)
class Ground:
    """What somebody looks for, and by what right."""

    purpose: str
    case_number: str = ""
    legal_basis: str = ""


def check(ground: Ground) -> None:
    """Raise `GroundMissing` unless a case or a legal basis is named."""
    case, basis = ground.case_number.strip(), ground.legal_basis.strip()
    fits = len(case) <= LONGEST_CASE and len(basis) <= LONGEST_BASIS
    if not (case or basis) or not fits:
        raise GroundMissing(fields={"case_number": GroundMissing.sentence})
