"""What a rule of supervision may look at: one case at one moment, without its person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tongban.supervision.rules.fees import FeeSeen

if TYPE_CHECKING:
    from datetime import date, datetime

    from tongban.supervision.rules.words import Basis


NO_FEE = FeeSeen()


@dataclass(frozen=True, slots=True)
class StepSeen:
    """One step of the trail, in the order in which it was written down."""

    step: str
    at: datetime


@dataclass(frozen=True, slots=True)
class StopSeen:
    """One special procedure or hold of the clock."""

    name: str
    from_on: date
    until_on: date | None
    planned_until_on: date | None
    holds: bool
    special: bool


@dataclass(frozen=True, slots=True)
class LimitSeen:
    """One limit that runs now: the day after which it ran, and its last day."""

    basis: Basis
    since: date
    due_on: date
    title: str = ""


@dataclass(frozen=True, slots=True)
class Branch:
    """A fault of one branch of a case: which one, in whose department, since when, and what.

    `unit` is empty where the department of the case answers for it.
    """

    key: str
    unit: str
    since: date
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One case as supervision sees it.

    `missing` names compulsory materials without which the case was accepted, `unlisted` those
    that were asked for and that the item does not list.  `bad_rating_on` is the day of a bad
    rating.  `unanswered` are the posts that were asked and whose day passed in silence.
    `complaint_on` is the next day on which an unanswered complaint becomes late.  `sampled` is what
    was found in samples, `sampled_fees` that of it which concerns fees.
    """

    number: str
    running: bool
    held: bool = False
    on_the_spot: bool = False
    light: str = "green"
    limits: tuple[LimitSeen, ...] = ()
    due_on: date | None = None
    accepted_on: date | None = None
    decided_on: date | None = None
    notice_on: date | None = None
    completed_on: date | None = None
    answer_due_on: date | None = None
    by_silence: bool = False
    steps: tuple[StepSeen, ...] = ()
    stops: tuple[StopSeen, ...] = ()
    second_notices: int = 0
    ended_without_reason: bool = False
    missing: tuple[str, ...] = ()
    unlisted: tuple[str, ...] = ()
    bad_rating_on: date | None = None
    unanswered: tuple[Branch, ...] = ()
    fee: FeeSeen = NO_FEE
    granted: bool = False
    late_complaints: tuple[Branch, ...] = ()
    complaint_on: date | None = None
    sampled: tuple[Branch, ...] = ()
    sampled_fees: tuple[Branch, ...] = ()
