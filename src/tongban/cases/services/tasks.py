"""Keeping the posts for which a case waits (待办) as its state says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tongban.access.rules import Role
from tongban.cases.models import CaseTask
from tongban.cases.services import steps

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from tongban.cases.models import Case


EXTENSION: Final = "extension"
"""The key of the head's task while an extension waits for him; no drawing asks for it."""
_OVERTAKEN = "办件已经往下走，这个延长申请不用再批。"


@dataclass(frozen=True, slots=True)
class Opening:
    """A post that is asked to act: in a department, or at the windows of a hall."""

    key: str
    title: str
    role: str
    unit: str = ""
    place: str = ""
    branch: str = ""
    step_due_on: date | None = None

    @classmethod
    def of(cls, case: Case, role: str, key: str, title: str) -> Opening:
        """The post of the case's own hall or department."""
        at_window = role == Role.CLERK
        return cls(
            key, title, role, unit="" if at_window else case.unit,
            place=case.place if at_window else "",
        )  # fmt: skip


def renew(case: Case, openings: Iterable[Opening], now: datetime, outcome: str = "") -> None:
    """Close what the case waited for until now and open what it waits for from now on.

    A post that is asked again is asked anew: what it answered before stays in the past.  An
    extension that nobody has decided is not needed any more: the review is over.
    """
    if case.accepted_at is not None:
        pending = case.extensions.filter(decided_at=None)
        pending.update(approved=False, decided_at=now, words=_OVERTAKEN)
    case.tasks.open().update(closed_at=now, outcome=outcome)
    asked = list(openings)
    shares = steps.due_days(case, {each.role for each in asked}, now)
    CaseTask.objects.bulk_create(
        CaseTask(
            case=case, key=each.key, branch=each.branch, title=each.title, role=each.role,
            unit=each.unit, place=each.place, due_on=case.next_due_on, opened_at=now,
            step_due_on=each.step_due_on or shares.get(each.role),
        )
        for each in asked
    )  # fmt: skip


def follow(case: Case) -> None:
    """Put the day of the case on what it waits for, so that work lists stay in order."""
    if case.next_due_on:
        case.tasks.open().exclude(due_on=case.next_due_on).update(due_on=case.next_due_on)
