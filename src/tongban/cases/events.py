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
WAY_CHOSEN = "cases.way_chosen"
AWAITING_FETCH = "cases.awaiting_fetch"
PROMISE_CHOSEN = "cases.promise_chosen"
PROMISE_SIGNED = "cases.promise_signed"
PROMISE_TAKEN_BACK = "cases.promise_taken_back"
PROMISE_CHECK_OPENED = "cases.promise_check_opened"
PROMISE_CHECKED = "cases.promise_checked"
PROMISE_REPAIRED = "cases.promise_repaired"
SECOND_NOTICE_PERMITTED = "cases.second_notice_permitted"
HANDED_OVER = "cases.handed_over"
HAND_OVER_ACCEPTED = "cases.hand_over_accepted"
HAND_OVER_CALLED_OFF = "cases.hand_over_called_off"
CONSENT_ASKED = "cases.agent_consent_asked"
CONSENT_GIVEN = "cases.agent_consent_given"
CONSENT_REVOKED = "cases.agent_consent_revoked"
STEP_PUSHED = "cases.step_pushed"
BALANCE_STATED = "cases.balance_stated"
EXTENSION_ASKED = "cases.extension_asked"
EXTENSION_DECLINED = "cases.extension_declined"
EVIDENCE_OPENED = "cases.evidence_opened"
CONSENTED = "cases.consented"
RECOUNTED = "cases.recounted"
CONSEQUENCE_REVIEWED = "cases.consequence_reviewed"
