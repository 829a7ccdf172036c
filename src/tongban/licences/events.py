"""Facts about licences that other houses may hear, and the names written into the trail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from tongban.base import outbox

TYPES_LOADED: Final = "licences.types_loaded"
TYPE_DRAFTED: Final = "licences.type_drafted"
TYPE_DISCARDED: Final = "licences.type_discarded"
TYPE_PUBLISHED: Final = "licences.type_published"
TYPE_RETIRED: Final = "licences.type_retired"
ISSUED: Final = "licences.issued"
LAPSED: Final = "licences.lapsed"
REVOKED: Final = "licences.revoked"
STAMPED: Final = "licences.stamped"
STATUS_PUBLISHED: Final = "licences.status_published"
USED: Final = "licences.used"
COPY_TAKEN: Final = "licences.copy_taken"
CODE_SHOWN: Final = "licences.code_shown"
SUSPENDED: Final = "licences.suspended"
RESUMED: Final = "licences.resumed"
CHECKED: Final = "licences.checked"
EXPIRED: Final = "licences.expired"
GRADE_RAISED: Final = "licences.grade_raised"
ACT_ORDERED: Final = "licences.act_ordered"
ACT_DROPPED: Final = "licences.act_dropped"
OBJECTED: Final = "licences.objected"
OBJECTION_ANSWERED: Final = "licences.objection_answered"
COLLECTED: Final = "licences.collected"
COLLECTION_REFUSED: Final = "licences.collection_refused"
CONVERTED: Final = "licences.converted"
COMPARED: Final = "licences.compared"
LIBRARY_SEARCHED: Final = "licences.library_searched"
PAPER_MOVED: Final = "licences.paper_moved"
PAPER_USED: Final = "licences.paper_used"
PAPER_COUNTED: Final = "licences.paper_counted"


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


@dataclass(frozen=True)
class LicenceChanged(outbox.Event):
    """A newer version took a licence's place; `step` is 变更, 换发, 延续 or 更正."""

    name: ClassVar[str] = "licences.changed"
    identifier: str
    type_key: str
    act: int
    step: str
    successor: str


@dataclass(frozen=True)
class LicenceSuspended(outbox.Event):
    """A licence may not be used for the time being (暂扣)."""

    name: ClassVar[str] = "licences.suspended"
    identifier: str
    type_key: str
    act: int


@dataclass(frozen=True)
class LicenceResumed(outbox.Event):
    """A suspended licence may be used again (恢复)."""

    name: ClassVar[str] = "licences.resumed"
    identifier: str
    type_key: str
    act: int


@dataclass(frozen=True)
class LicenceChecked(outbox.Event):
    """A periodic check (年检, 年审) or an endorsement (签注) was entered."""

    name: ClassVar[str] = "licences.checked"
    identifier: str
    type_key: str
    act: int


@dataclass(frozen=True)
class LicenceExpired(outbox.Event):
    """The last day of a licence has passed; said once."""

    name: ClassVar[str] = "licences.expired"
    identifier: str
    type_key: str
    act: int


@dataclass(frozen=True)
class ObjectionAnswered(outbox.Event):
    """The office answered what a holder said against a licence."""

    name: ClassVar[str] = "licences.objection_answered"
    objection: int


@dataclass(frozen=True)
class LicencesCollected(outbox.Event):
    """A batch of a department's making system was taken into the library."""

    name: ClassVar[str] = "licences.collected"
    source: str
    number: str
    created: int
    updated: int


@dataclass(frozen=True)
class LicenceUsed(outbox.Event):
    """Somebody other than the holder used a licence; `use` is the id of the record."""

    name: ClassVar[str] = "licences.used"
    use: str
