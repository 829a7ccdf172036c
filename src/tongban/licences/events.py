"""Facts about licences that other houses may hear, and the names written into the trail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from tongban.base import outbox

TYPES_LOADED: Final = "licences.types_loaded"
ISSUED: Final = "licences.issued"
LAPSED: Final = "licences.lapsed"
REVOKED: Final = "licences.revoked"


@dataclass(frozen=True)
class LicenceIssued(outbox.Event):
    """A licence exists, signed and filed; `case_number` is "" where no case asked for it."""

    name: ClassVar[str] = "licences.issued"
    identifier: str
    type_key: str
    case_number: str


@dataclass(frozen=True)
class LicenceRevoked(outbox.Event):
    """An office ended a licence; `kind` is 撤销, 撤回, 吊销 or 注销."""

    name: ClassVar[str] = "licences.revoked"
    identifier: str
    type_key: str
    kind: str
