"""Facts about cases that others hear; the names of audited acts stand beside them."""

from __future__ import annotations

from dataclasses import dataclass

from tongban.base import outbox
from tongban.cases.events.acts import *  # noqa: F403 - one door for both


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
    """A special procedure began; `turn` tells the first from the next, `holds` if time stops."""

    name = "cases.suspended"
    turn: int = 1
    holds: bool = True


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
    """The office found a promise not kept and set a day to put it right (责令限期改正).

    `turn` tells the first order from the next.
    """

    name = "cases.correction_ordered"
    turn: int = 1


@dataclass(frozen=True)
class CorrectionSettled(CaseEvent):
    """What was ordered was put right, so what was decided on the promise stands."""

    name = "cases.correction_settled"


@dataclass(frozen=True)
class StepUnanswered(CaseEvent):
    """A task was not answered by its day, and its drawing says that those above are told.

    `unit` is the department that was asked; for a window it is the one that decides the case.
    """

    name = "cases.step_unanswered"
    task: str
    unit: str
    due_on: str
    title: str = ""


@dataclass(frozen=True)
class UnitAsked(CaseEvent):
    """Another department than the one that decides has to answer a `task` (会签、征求意见)."""

    name = "cases.unit_asked"
    unit: str
    task: str


@dataclass(frozen=True)
class UnitAnswered(CaseEvent):
    """That department answered, kept silent, or need not answer any more: `outcome`."""

    name = "cases.unit_answered"
    unit: str
    task: str
    outcome: str


@dataclass(frozen=True)
class PaperMade(outbox.Event):
    """A receipt, notice or decision was frozen; it is sealed afterwards."""

    name = "cases.paper_made"
    document: str


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
