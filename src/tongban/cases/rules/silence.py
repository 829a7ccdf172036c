"""Deemed consent (默认许可): silence of the office grants where a law says so."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from tongban.base.errors import Refusal
from tongban.cases.rules.decisions import Decision
from tongban.cases.rules.limits import DELIVER
from tongban.cases.rules.states import State, Step, next_state

if TYPE_CHECKING:
    from tongban.cases.rules.facts import Facts


class NotConsentedYet(Refusal):
    """The office still has time to decide, or no law lets silence grant this item."""

    code = "cases.not_consented_yet"
    sentence = "还在办理期限内，或者没有法律规定逾期视为准予，不能按默认许可办理。"


def consent(facts: Facts, *, due_on: date | None, legal_basis: str) -> Decision:
    """Decide that the case is granted because nobody decided by the last day.

    `due_on` is None while the clock is held.  A special procedure that does not hold it does not
    keep the law from granting either.  It counts as decided on the day after `due_on`, however
    late this is found out.
    """
    review = State.EXAMINING if facts.state is State.SUSPENDED else facts.state
    state = next_state(review, Step.GRANT)
    if not legal_basis or due_on is None or facts.today <= due_on:
        raise NotConsentedYet
    day = due_on + timedelta(days=1)
    return Decision(state, True, day, facts.calendar.add(day, DELIVER.value))  # noqa: FBT003
