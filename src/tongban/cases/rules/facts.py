"""What every decision about a case may look at, and the two clocks it may set."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from tongban.base.errors import Refusal
from tongban.cases.rules.limits import BEIJING, DECIDE, JOINT, POLICY, Limit, Policy, derive

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from tongban.base.calendars.rules import WorkCalendar
    from tongban.cases.rules.derivations import Derivation
    from tongban.cases.rules.notices import Receipt
    from tongban.cases.rules.states import State
    from tongban.cases.rules.stops import Stop


class CaseKind(StrEnum):
    """How fast an item is decided."""

    ON_THE_SPOT = "即办件"
    PROMISED = "承诺件"


class ReasonMissing(Refusal):
    """A decision against the applicant was to be taken without saying why."""

    code = "cases.reason_missing"
    status = 422

    def __init__(self, what: str = "理由") -> None:
        super().__init__(f"请写明{what}。", fields={"reasons": f"请写明{what}。"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """One case at one moment.

    `missing` names the compulsory materials that have not been handed in, in the words of the
    item.  `accepted_at` is the moment from which the limits run: for a case accepted after a
    correction or by silence that is an earlier day than the day of the click.  `extended` is an
    approved extension in working days; `joint` says that several departments decide together.
    """

    state: State
    now: datetime
    calendar: WorkCalendar
    kind: CaseKind = CaseKind.PROMISED
    promised: Limit | None = None
    statutory: Limit | None = None
    receipt: Receipt | None = None
    accepted_at: datetime | None = None
    stops: tuple[Stop, ...] = ()
    missing: tuple[str, ...] = ()
    faults: Mapping[str, str] = field(default_factory=dict)
    gives_licence: bool = False
    granted: bool | None = None
    policy: Policy = POLICY
    gap: tuple[str, ...] = ()
    may_ask_again: bool = False
    upper_decides: bool = False
    extended: int = 0
    joint: bool = False

    @property
    def today(self) -> date:
        """The day of the decision."""
        return self.now.astimezone(BEIJING).date()

    @property
    def on_the_spot(self) -> bool:
        """Tell whether the item is decided where it is accepted."""
        return self.kind is CaseKind.ON_THE_SPOT


@dataclass(frozen=True, slots=True)
class Clock:
    """Both limits of an accepted case, each with its derivation.

    `legal` is None where no law fixes a limit for the item.
    """

    promised: Derivation
    legal: Derivation | None


def clock(facts: Facts, accepted_at: datetime, stops: tuple[Stop, ...]) -> Clock:
    """Derive both limits; an extension moves both.

    Joint handling has the forty-five days of 行政许可法 第四十二条第二款 where the catalogue names
    no other statutory limit.  Without a promise the statutory limit is promised; without either,
    the twenty working days of its first paragraph.  What is decided on the spot is promised for
    the same day.
    """
    statutory = facts.statutory or (JOINT if facts.joint else None)
    fallback = Limit(0) if facts.on_the_spot else statutory or DECIDE
    promised = facts.promised or fallback

    def end(limit: Limit) -> Derivation:
        return derive(
            accepted_at, limit, stops,
            calendar=facts.calendar, policy=facts.policy, extended=facts.extended,
        )  # fmt: skip

    return Clock(end(promised), end(statutory) if statutory else None)


def reasons_given(reasons: tuple[str, ...], what: str = "理由") -> tuple[str, ...]:
    """Return the reasons without blanks, or raise `ReasonMissing` when none is left."""
    kept = tuple(reason.strip() for reason in reasons if reason.strip())
    if not kept:
        raise ReasonMissing(what)
    return kept
