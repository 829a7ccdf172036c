"""Facts about cases that others hear, and the names of audited acts."""

from __future__ import annotations

from dataclasses import dataclass

from tongban.base import outbox


@dataclass(frozen=True)
class CaseEvent(outbox.Event):
    """Something happened to the case of this number."""

    number: str


@dataclass(frozen=True)
class CaseSubmitted(CaseEvent):
    """An application came in and has its receipt."""

    name = "cases.submitted"


@dataclass(frozen=True)
class SupplementAsked(CaseEvent):
    """The applicant was told, once, what to correct."""

    name = "cases.supplement_asked"


@dataclass(frozen=True)
class CaseSupplemented(CaseEvent):
    """Everything that was asked for has come in."""

    name = "cases.supplemented"


@dataclass(frozen=True)
class CaseAccepted(CaseEvent):
    """The case was accepted; its limits run."""

    name = "cases.accepted"


@dataclass(frozen=True)
class CaseRefused(CaseEvent):
    """The case was not taken in (不予受理)."""

    name = "cases.refused"


@dataclass(frozen=True)
class CaseSuspended(CaseEvent):
    """A special procedure began; `turn` tells the first from the next."""

    name = "cases.suspended"
    turn: int = 1


@dataclass(frozen=True)
class CaseResumed(CaseEvent):
    """The special procedure of that `turn` ended."""

    name = "cases.resumed"
    turn: int = 1


@dataclass(frozen=True)
class CaseGranted(CaseEvent):
    """It was decided in favour of the applicant."""

    name = "cases.granted"


@dataclass(frozen=True)
class CaseDenied(CaseEvent):
    """It was decided against the applicant, with reasons."""

    name = "cases.denied"


@dataclass(frozen=True)
class LicenceMade(CaseEvent):
    """The licence that the decision ordered was issued."""

    name = "cases.licence_made"


@dataclass(frozen=True)
class CaseConcluded(CaseEvent):
    """Nothing is owed any more; the case may be rated."""

    name = "cases.concluded"


@dataclass(frozen=True)
class CaseWithdrawn(CaseEvent):
    """The applicant took the case back, or let the correction lapse."""

    name = "cases.withdrawn"


@dataclass(frozen=True)
class CaseTerminated(CaseEvent):
    """The case ended without a decision."""

    name = "cases.terminated"


DRAFT_OPENED = "cases.draft_opened"
DRAFT_CHANGED = "cases.draft_changed"
DRAFT_DISCARDED = "cases.draft_discarded"
MATERIAL_HANDED_IN = "cases.material_handed_in"
MATERIAL_TAKEN_BACK = "cases.material_taken_back"
MATERIAL_CHECKED = "cases.material_checked"
PRECHECKED = "cases.prechecked"
OPINION_GIVEN = "cases.opinion_given"
DOCUMENT_PRINTED = "cases.document_printed"
DELIVERED = "cases.delivered"
