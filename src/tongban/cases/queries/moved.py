"""What changes of the calendar did to cases: whom they concerned, and what to look at again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from tongban.access.rules import Role
from tongban.base.calendars import calendars, changing
from tongban.base.calendars.rules import guess_sentence
from tongban.base.errors import NotFound
from tongban.base.paging import Page, keyset
from tongban.cases import perms
from tongban.cases.models import Case, CaseExtension, ClockChange, Consequence, Recount

if TYPE_CHECKING:
    from tongban.base.actors import Actor
    from tongban.base.calendars.models import CalendarChange

TITLES = {
    "answer_due_on": "答复是否受理",
    "correction_due_on": "补正材料",
    "due_on": "承诺时限",
    "legal_due_on": "法定时限",
    "deliver_due_on": "颁发、送达",
}


class ChangeUnknown(NotFound):
    """The calendar was not changed under that number."""

    code = "cases.calendar_change_unknown"
    sentence = "没有这次日历变化。"


@dataclass(frozen=True, slots=True)
class Moved:
    """One day of a case that is another one now."""

    title: str
    before: date
    after: date

    @property
    def words(self) -> str:
        """As the applicant and the office read it."""
        return f"{self.title}：由{_said(self.before)}改为{_said(self.after)}"


@dataclass(frozen=True, slots=True)
class History:
    """One time at which a case was counted anew: what moved, and both derivations."""

    change: ClockChange
    moved: tuple[Moved, ...]
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Recounted:
    """A change of the calendar with what it meant for the open cases, once they were counted."""

    change: CalendarChange
    recount: Recount | None


def recounted(*, most: int = 50) -> list[Recounted]:
    """The latest changes of the calendar."""
    changes = changing.changes(most=most)
    keys = [change.pk for change in changes]
    rows = Recount.objects.filter(calendar_change__in=keys).order_by("id")
    known = {row.calendar_change: row for row in rows}
    return [Recounted(change, known.get(change.pk)) for change in changes]


def concerned(actor: Actor, change: int, *, after: str = "", limit: int = 50) -> Page[History]:
    """The cases that a change of the calendar moved, as far as the actor may see them.

    An operator sees numbers and days of all; he keeps the calendar.
    """
    rows = ClockChange.objects.filter(calendar_change=change, moved=True).select_related("case")
    if not actor.holds(Role.OPERATOR, Role.SUPERVISOR):
        rows = rows.filter(case__in=Case.objects.filter(perms.visible_cases(actor)))
    page = keyset(rows.order_by("id"), by=("id",), after=after, limit=limit)
    return page.map(history)


def histories(case: Case) -> list[History]:
    """Each time the case was counted anew, the latest first; the caller may see the case."""
    return [history(row) for row in case.clock_changes.order_by("-id")[:20]]


def to_review(actor: Actor, *, after: str = "") -> Page[Consequence]:
    """What happened on days that moved afterwards and nobody has looked at yet."""
    rows = Consequence.objects.filter(moved_to__isnull=False, reviewed_at=None)
    rows = rows.filter(case__in=Case.objects.filter(perms.visible_cases(actor)))
    return keyset(rows.select_related("case"), by=("id",), after=after, limit=50)


def to_review_of(case: Case) -> list[Consequence]:
    """What of one case is to be looked at again; the caller may see the case."""
    rows = case.consequences.filter(moved_to__isnull=False, reviewed_at=None)
    return list(rows.order_by("id"))


def extension(case: Case) -> CaseExtension | None:
    """The extension that was granted or waits for the head; the caller may see the case."""
    waiting_or_granted = Q(decided_at=None) | Q(approved=True)
    return case.extensions.filter(waiting_or_granted).order_by("id").last()


def recount_of(change: int) -> Recounted:
    """One change of the calendar; `ChangeUnknown` where there is none of that number."""
    found = changing.find(change)
    if found is None:
        raise ChangeUnknown
    return Recounted(found, Recount.objects.filter(calendar_change=change).first())


def unpublished_years(today: date) -> list[str]:
    """Sentences for the years that people already count in and nobody has published yet."""
    first, last = date(today.year, 1, 1), date(today.year + 1, 12, 31)
    years = calendars.calendar_for((), first, last).unpublished
    return [guess_sentence(year) for year in years]


def moved_words(number: str, change: int) -> str:
    """What moved, in one line for a message."""
    row = ClockChange.objects.filter(case__number=number, calendar_change=change).last()
    return "；".join(each.words for each in history(row).moved) if row else ""


def history(row: ClockChange) -> History:
    """One row of the history, readable."""
    return History(row, _moved(row), _lines(row.before), _lines(row.after))


def _moved(row: ClockChange) -> tuple[Moved, ...]:
    before, after = row.before["days"], row.after["days"]
    names = [name for name in TITLES if name in before and name in after]
    return tuple(
        Moved(TITLES[name], date.fromisoformat(before[name]), date.fromisoformat(after[name]))
        for name in names
        if before[name] != after[name]
    )


def _lines(kept: dict[str, Any]) -> tuple[str, ...]:
    return tuple(str(line["words"]) for line in kept["clock"].get("promised", []))


def _said(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
