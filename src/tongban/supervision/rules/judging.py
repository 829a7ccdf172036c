"""What the rules find in a case today, and on which day somebody has to look again; no I/O."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from tongban.cases.rules import Light
from tongban.supervision.rules import faults
from tongban.supervision.rules.thresholds import ORDER, Rule, reached_on
from tongban.supervision.rules.words import BASIS_LABELS, Basis, Check, Measure, day_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tongban.base.calendars.rules import WorkCalendar
    from tongban.supervision.rules.facts import LimitSeen, Seen


Raised = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule holds for the case since `arose_on`; `words` say what was found.

    `branch` tells apart what one rule finds in several branches of a case, each of which has its
    card; `unit` is the department of the branch, empty for that of the case.
    """

    rule: Rule
    arose_on: date
    words: str
    branch: str = ""
    unit: str = ""

    @property
    def key(self) -> Raised:
        """What a card is raised once for."""
        return self.rule.code, str(self.rule.light), self.branch


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is found today, the light of the case, and the next day to look at it.

    The findings are in the order in which they arose, the lighter first on the same day.
    `look_on` is None while only an event can change anything.
    """

    findings: tuple[Finding, ...]
    light: Light
    look_on: date | None


def judge(rules: Iterable[Rule], seen: Seen, today: date, *, calendar: WorkCalendar) -> Judgement:
    """Hold every rule against the case.

    1. Limits are turned into days (`thresholds.reached_on`): those up to today are found, the
       earliest one after it is the next day to look.
    2. While the clock is lawfully held, no limit is looked at and the light stays as it was.
    3. Faults are found whenever they are there; they do not turn the light.
    """
    known = tuple(rules)
    due = [] if seen.held else list(_days(known, seen, calendar))
    reached = [(rule, limit, day) for rule, limit, day in due if day <= today]
    ahead = [day for _rule, _limit, day in due if day > today]
    found = [Finding(rule, day, _limit_words(rule, limit)) for rule, limit, day in reached]
    found += _silent(known, seen)
    found += [each for rule in known for each in _fault(rule, seen, today, calendar)]
    light = max((rule.light for rule, *_ in reached), key=ORDER.index, default=Light.GREEN)
    planned = (faults.planned_end(seen, today), seen.complaint_on)
    return Judgement(
        findings=tuple(sorted(_once(found), key=_place)),
        light=Light(seen.light) if seen.held else light,
        look_on=min([*ahead, *(day for day in planned if day)], default=None),
    )


def _days(
    rules: tuple[Rule, ...], seen: Seen, calendar: WorkCalendar
) -> Iterator[tuple[Rule, LimitSeen, date]]:
    """Each running limit with each of its rules, and the day on which that rule begins to hold."""
    for limit in seen.limits:
        spot = seen.on_the_spot and limit.basis in (Basis.PROMISED, Basis.STATUTORY)
        for rule in rules:
            if rule.check is Check.LIMIT and rule.basis is limit.basis:
                day = reached_on(rule, limit, seen.stops, calendar=calendar, on_the_spot=spot)
                yield rule, limit, day


def _silent(rules: tuple[Rule, ...], seen: Seen) -> list[Finding]:
    """A case accepted by silence: the answer was late, though its limit does not run any more."""
    if not seen.by_silence or seen.answer_due_on is None:
        return []
    late = [r for r in rules if r.basis is Basis.ANSWER and r.measure is Measure.OVERDUE]
    words = f"到 {day_words(seen.answer_due_on)} 没有受理，也没有告知，视为受理"
    return [Finding(rule, seen.answer_due_on, words) for rule in late]


def _fault(rule: Rule, seen: Seen, today: date, calendar: WorkCalendar) -> Iterator[Finding]:
    look = faults.LOOKS.get(rule.check)
    found = look(rule, seen, today, calendar) if look else None
    if found is not None:
        yield Finding(rule, *found)
    for each in faults.branches(rule, seen):
        yield Finding(rule, each.since, each.words, each.key, each.unit)


def _once(found: Iterable[Finding]) -> list[Finding]:
    """One finding for each rule, light and branch: the one that arose first."""
    first: dict[Raised, Finding] = {}
    for each in sorted(found, key=_place):
        first.setdefault(each.key, each)
    return list(first.values())


def _place(finding: Finding) -> tuple[date, int, str, str]:
    rule = finding.rule
    return finding.arose_on, ORDER.index(rule.light), rule.code, finding.branch


def _limit_words(rule: Rule, limit: LimitSeen) -> str:
    basis = limit.title or BASIS_LABELS[limit.basis]
    until = f"{basis}到 {day_words(limit.due_on)} 为止"
    if rule.measure is Measure.REMAINING:
        return f"{until}，剩余不超过 {rule.amount} 个工作日"
    if rule.measure is Measure.USED:
        return f"{until}，已经用去 {rule.amount}% 以上"
    if rule.amount:
        return f"{until}，已超过 {rule.amount} 个工作日以上"
    return f"{until}，已经超过"


def to_raise(
    findings: Iterable[Finding], raised: frozenset[Raised]
) -> tuple[tuple[Finding, bool], ...]:
    """The findings that need a card, in order, each with whether a heavier one has passed it.

    A card is raised once for each case, rule, light and branch, and never after a heavier one of
    the same rule.  What was missed while nobody looked is raised, too; where a heavier finding
    follows at once, only that one has to be answered.
    """
    wanted = tuple(findings)
    new = [
        each
        for each in wanted
        if each.key not in raised
        and not any(
            (code, branch) == (each.rule.code, each.branch)
            and ORDER.index(Light(light)) > ORDER.index(each.rule.light)
            for code, light, branch in raised
        )
    ]
    return tuple((each, _passed(each, new)) for each in new)


def _passed(finding: Finding, others: list[Finding]) -> bool:
    mine = ORDER.index(finding.rule.light)
    return any(
        (other.rule.code, other.branch) == (finding.rule.code, finding.branch)
        and ORDER.index(other.rule.light) > mine
        for other in others
    )
