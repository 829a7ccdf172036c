"""Decisions at the intake of a case: from the draft to acceptance or refusal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import TYPE_CHECKING

from tongban.base.errors import Refusal
from tongban.cases.rules import notices
from tongban.cases.rules.facts import Clock, Facts, clock, reasons_given
from tongban.cases.rules.limits import BEIJING
from tongban.cases.rules.notices import Receipt
from tongban.cases.rules.states import FinishKind, State, Step, next_state

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date


class MaterialsMissing(Refusal):
    """At least one material that the item requires has not been handed in."""

    code = "cases.materials_missing"

    def __init__(self, missing: tuple[str, ...]) -> None:
        self.missing = missing
        super().__init__(f"还缺少{len(missing)}项必要材料：{'、'.join(missing)}。")


class FormIncomplete(Refusal):
    """The form has fields that are empty or wrong; each has its sentence."""

    code = "cases.form_incomplete"
    status = 422

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__(f"表单还有{len(faults)}处需要修改。", fields=faults)


class NothingAsked(Refusal):
    """A correction was asked for without saying what."""

    code = "cases.nothing_asked"
    status = 422
    sentence = "请逐项写明需要补正的材料和要求。"


class NotSilentYet(Refusal):
    """The office still has time to answer, so nothing is accepted by silence."""

    code = "cases.not_silent_yet"
    sentence = "还在五个工作日的告知期限内，不能按逾期未告知受理。"


class NotYetLapsed(Refusal):
    """The applicant still has time to bring the correction."""

    code = "cases.not_yet_lapsed"
    sentence = "补正期限还没有到。"


@dataclass(frozen=True, slots=True)
class Submission:
    """The application has come in; `answer_due_on` is the last of the five days."""

    state: State
    receipt: Receipt
    answer_due_on: date


@dataclass(frozen=True, slots=True)
class Precheck:
    """The papers look complete; this is not an acceptance yet."""

    state: State


@dataclass(frozen=True, slots=True)
class Notice:
    """The one-time notice: each piece with the sentence that says what is wanted."""

    state: State
    requests: Mapping[str, str]
    receipt: Receipt


@dataclass(frozen=True, slots=True)
class Supplement:
    """Pieces came in; while `missing` names some, the case waits on."""

    state: State
    receipt: Receipt
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Acceptance:
    """The case is accepted, and the clocks run from `accepted_at`."""

    state: State
    accepted_at: datetime
    accepted_on: date
    by_silence: bool
    clock: Clock


@dataclass(frozen=True, slots=True)
class IntakeRefusal:
    """不予受理: why, and which office to turn to if there is one."""

    state: State
    reasons: tuple[str, ...]
    competent_office: str


@dataclass(frozen=True, slots=True)
class Lapse:
    """The correction did not come in time: treated as withdrawn."""

    state: State
    finish_kind: FinishKind
    reason: str


def submit(facts: Facts) -> Submission:
    """Decide that a draft is handed in now.

    A faulty form is told before missing materials, because it may change which are needed.
    """
    state = next_state(facts.state, Step.SUBMIT)
    if facts.faults:
        raise FormIncomplete(facts.faults)
    if facts.missing:
        raise MaterialsMissing(facts.missing)
    day = notices.receipt_day(facts.now, calendar=facts.calendar, policy=facts.policy)
    receipt = Receipt(day)
    return Submission(state, receipt, notices.notice_due_on(receipt, calendar=facts.calendar))


def precheck(facts: Facts) -> Precheck:
    """Decide that what was handed in looks complete."""
    state = next_state(facts.state, Step.PRECHECK)
    if facts.missing:
        raise MaterialsMissing(facts.missing)
    return Precheck(state)


def ask_supplement(
    facts: Facts, requests: Mapping[str, str], *, days: int = notices.CORRECTION_DAYS
) -> Notice:
    """Decide to tell the applicant, once, everything that is to be corrected.

    `requests` maps the key of each piece to the sentence that says what is wanted.  Declined
    with `SecondNotice` after a first one unless a supervisor permitted it, with `NoticeTooLate`
    after five days of silence.
    """
    state = next_state(facts.state, Step.ASK_SUPPLEMENT)
    receipt = _receipt(facts)
    if receipt.notice_on is not None and not facts.may_ask_again:
        raise notices.SecondNotice
    _not_silent(facts)
    unsaid = {key: "请写明要求。" for key, words in requests.items() if not words.strip()}
    if unsaid or not requests:
        raise NothingAsked(fields=unsaid)
    due = notices.correction_due_on(facts.today, calendar=facts.calendar, days=days)
    asked = Receipt(receipt.receipt_on, facts.today, due)
    return Notice(state, dict(requests), asked)


def supplement(facts: Facts, asked: frozenset[str], brought: Mapping[str, date]) -> Supplement:
    """Decide what happens when pieces that were asked for come in.

    `brought` maps every piece that has come in so far to its day of receipt (`receipt_day`).
    """
    state = next_state(facts.state, Step.SUPPLEMENT)
    receipt = _receipt(facts)
    if notices.has_lapsed(receipt, today=facts.today):
        raise notices.CorrectionTooLate
    missing = tuple(sorted(asked - brought.keys()))
    completed = notices.completed_on(asked, brought)
    if completed is None:
        return Supplement(State.CORRECTION, receipt, missing)
    complete = Receipt(receipt.receipt_on, receipt.notice_on, receipt.correction_due_on, completed)
    return Supplement(state, complete, ())


def lapse(facts: Facts) -> Lapse:
    """Decide that a correction that did not come in time ends the case (补正不来办结)."""
    state = next_state(facts.state, Step.LAPSE)
    if not notices.has_lapsed(_receipt(facts), today=facts.today):
        raise NotYetLapsed
    return Lapse(state, FinishKind.CORRECTION_LAPSED, "逾期没有补正，视为撤回申请")


def accept(facts: Facts) -> Acceptance:
    """Decide that the case is accepted, since when, and when its limits end.

    After five days of silence it is accepted whatever is missing, since the day of receipt; what
    is missing can then no longer be asked for.
    """
    state = next_state(facts.state, Step.ACCEPT)
    receipt, today = _receipt(facts), facts.today
    silent = notices.accepted_by_silence(receipt, today=today, calendar=facts.calendar)
    if facts.missing and silent is None:
        raise MaterialsMissing(facts.missing)
    day = notices.acceptance_day(receipt, today=today, calendar=facts.calendar)
    at = facts.now
    if day != today:
        at = datetime.combine(day, time(), BEIJING)
    return Acceptance(state, at, day, silent is not None, clock(facts, at, facts.stops))


def refuse(facts: Facts, reasons: tuple[str, ...], *, competent_office: str = "") -> IntakeRefusal:
    """Decide not to take the case in (不予受理), with reasons.

    Declined with `ReasonMissing` without any, with `NoticeTooLate` after five days of silence.
    """
    state = next_state(facts.state, Step.REFUSE)
    kept = reasons_given(reasons, "不予受理的理由")
    _not_silent(facts)
    return IntakeRefusal(state, kept, competent_office.strip())


def _receipt(facts: Facts) -> Receipt:
    if facts.receipt is None:
        raise ValueError("a case that was handed in has a receipt")
    return facts.receipt


def _not_silent(facts: Facts) -> None:
    since = notices.accepted_by_silence(_receipt(facts), today=facts.today, calendar=facts.calendar)
    if since is not None:
        raise notices.NoticeTooLate(since)
