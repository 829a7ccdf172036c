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
class CaseExtended(CaseEvent):
    """The head approved that the limits end later, once (延长期限)."""

    name = "cases.extended"


@dataclass(frozen=True)
class DeadlineNear(CaseEvent):
    """A deadline of that `kind` comes near; `key` tells apart steps and stops."""

    name = "cases.deadline_near"
    kind: str = ""
    due_on: str = ""
    key: str = ""


@dataclass(frozen=True)
class DeadlinePassed(CaseEvent):
    """A deadline of that `kind` has passed."""

    name = "cases.deadline_passed"
    kind: str = ""
    due_on: str = ""
    key: str = ""


@dataclass(frozen=True)
class CaseMoved(CaseEvent):
    """A changed calendar moved a day of the case; `change` is the number of that change."""

    name = "cases.moved"
    change: int = 0


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
class ResultReady(CaseEvent):
    """What the case yields is to be handed over, and not electronically."""

    name = "cases.result_ready"


@dataclass(frozen=True)
class ResultDelivered(CaseEvent):
    """Everything that the case yields has reached the applicant."""

    name = "cases.result_delivered"


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


@dataclass(frozen=True)
class CasePrechecked(CaseEvent):
    """What came in online looks complete (预审通过); not accepted yet."""

    name = "cases.prechecked"


@dataclass(frozen=True)
class GapLapsed(CaseEvent):
    """Promised materials did not come by their day; the case counts as withdrawn (容缺逾期)."""

    name = "cases.gap_lapsed"


@dataclass(frozen=True)
class CaseReferred(CaseEvent):
    """The lower office has examined; the case goes on above as `continued_as` (转报)."""

    name = "cases.referred"
    continued_as: str = ""


@dataclass(frozen=True)
class PromiseRevoked(CaseEvent):
    """A decision that was taken on a promise was annulled, because the promise was broken."""

    name = "cases.promise_revoked"


@dataclass(frozen=True)
class CorrectionOrdered(CaseEvent):
    """The office found a promise not kept and set a day to put it right (责令限期改正)."""

    name = "cases.correction_ordered"


@dataclass(frozen=True)
class StepUnanswered(CaseEvent):
    """A task was not answered by its day, and its drawing says that those above are told."""

    name = "cases.step_unanswered"
    task: str
    unit: str
    due_on: str


@dataclass(frozen=True)
class BundleEvent(outbox.Event):
    """Something happened to the life event (一件事) of this number."""

    number: str


@dataclass(frozen=True)
class BundleSubmitted(BundleEvent):
    """A life event came in, with a case for each member that could begin."""

    name = "cases.bundle_submitted"


@dataclass(frozen=True)
class BundleCorrectionAsked(BundleEvent):
    """The applicant was told, once and for all departments, what to correct."""

    name = "cases.bundle_correction_asked"


@dataclass(frozen=True)
class BundleSupplemented(BundleEvent):
    """Everything that any department asked for has come in."""

    name = "cases.bundle_supplemented"


@dataclass(frozen=True)
class BundleAccepted(BundleEvent):
    """The life event was accepted as a whole; it has one promised day."""

    name = "cases.bundle_accepted"


@dataclass(frozen=True)
class BundleConcluded(BundleEvent):
    """Every member has ended; `outcome` says whether all of them were granted."""

    name = "cases.bundle_concluded"
    outcome: str = ""


BUNDLE_OPENED = "cases.bundle_opened"
BUNDLE_CHANGED = "cases.bundle_changed"
BUNDLE_DISCARDED = "cases.bundle_discarded"
BUNDLE_MATERIAL_HANDED_IN = "cases.bundle_material_handed_in"
BUNDLE_MATERIAL_TAKEN_BACK = "cases.bundle_material_taken_back"
BUNDLE_MATERIAL_CHECKED = "cases.bundle_material_checked"
BUNDLE_REFUSED = "cases.bundle_refused"
BUNDLE_WITHDRAWN = "cases.bundle_withdrawn"
BUNDLE_PAPER_PRINTED = "cases.bundle_paper_printed"
DRAFT_OPENED = "cases.draft_opened"
DRAFT_CHANGED = "cases.draft_changed"
DRAFT_DISCARDED = "cases.draft_discarded"
MATERIAL_HANDED_IN = "cases.material_handed_in"
MATERIAL_TAKEN_BACK = "cases.material_taken_back"
MATERIAL_CHECKED = "cases.material_checked"
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
ADVICE_ASKED = "cases.advice_asked"
ADVICE_GIVEN = "cases.advice_given"
ADVICE_RECALLED = "cases.advice_recalled"
SILENCE_HEARD = "cases.silence_heard"
UNITS_CHOSEN = "cases.units_chosen"
TASKS_REASSIGNED = "cases.tasks_reassigned"
DEPARTMENT_SUCCEEDED = "cases.department_succeeded"
TASK_CLAIMED = "cases.task_claimed"
TASK_HANDED_BACK = "cases.task_handed_back"
TASK_ASSIGNED = "cases.task_assigned"
PERSON_SOUGHT = "cases.person_sought"
