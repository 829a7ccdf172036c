"""The derivation of a due day: Chinese sentences that a citizen can check with a calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from tongban.base.calendars.rules import guess_sentence
from tongban.cases.rules.stops import Stop, held_dates, held_days

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tongban.base.calendars.rules import DaySpan, WorkCalendar
    from tongban.cases.rules.limits import Limit

WEEKDAYS = "一二三四五六日"
LEFT_IN = {"工作日": "个工作日", "日": "日", "月": "日", "小时": "个小时"}


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence of a derivation: what happened on `day` and how far the clock was then.

    `used` and `remaining` are in the unit of the limit; `used` is None where nothing is counted.
    """

    day: date
    words: str
    used: int | None = None
    remaining: int | None = None


@dataclass(frozen=True, slots=True)
class Derivation:
    """When a limit ends and why.

    `due_on` is None while the clock is held: nobody can know the day then.  `due_at` is the
    moment, for limits of hours only.  `remaining` is what is left while the clock is held.
    """

    due_on: date | None
    lines: tuple[Line, ...]
    due_at: datetime | None = None
    remaining: int | None = None
    guessed: tuple[int, ...] = ()

    def as_json(self) -> list[dict[str, str | int | None]]:
        """Return the lines as a case stores them."""
        return [
            {
                "day": line.day.isoformat(),
                "words": line.words,
                "used": line.used,
                "remaining": line.remaining,
            }
            for line in self.lines
        ]


def full(day: date) -> str:
    """Return a day as people write it: 2026年3月2日（周一）."""
    return f"{day.year}年{day.month}月{day.day}日（周{WEEKDAYS[day.weekday()]}）"


def span(first: date, last: date) -> str:
    """Return a span of days as notices write it: 2026年4月4日至6日."""
    start = f"{first.year}年{first.month}月{first.day}日"
    if first == last:
        return start
    if (first.year, first.month) == (last.year, last.month):
        return f"{start}至{last.day}日"
    year = f"{last.year}年" if first.year != last.year else ""
    return f"{start}至{year}{last.month}月{last.day}日"


@dataclass(frozen=True, slots=True)
class Explanation:
    """Writes the sentences of one derivation; the counting is done in `limits`."""

    accepted_on: date
    limit: Limit
    calendar: WorkCalendar
    stops: tuple[Stop, ...]
    extended: int = 0

    def on_the_spot(self, day: date) -> Derivation:
        """Nothing to count: decided on the day itself."""
        words = f"{full(day)}当场办结，下班前给出结果"
        return self._made(day, [Line(day, words)])

    def still_held(self, left: int, extended: int = 0) -> Derivation:
        """The clock is held and nobody can know the due day; of months, days are left.

        `extended` is what is left of an extension, in working days.
        """
        stop = next(stop for stop in self.stops if stop.holds and stop.held_until is None)
        words = f"{full(stop.from_on)}起{stop.title}，停表；恢复后还剩{self._left(left, extended)}"
        lines = [*self._opening(), *self._middle(stop.from_on)]
        left += extended if self.limit.unit == "工作日" else 0
        lines.append(Line(stop.from_on, words, remaining=left))
        return self._made(None, lines, remaining=left)

    def ends(self, last: date, moved: date, final: date) -> Derivation:
        """The limit ends on `last`, on `moved` if offices are closed then, extended on `final`."""
        middle, total = self._middle(final), self._total
        if moved != last:
            words = f"最后一日{full(last)}休息，顺延到下一个工作日（民法典第二百零三条）"
            middle.append(Line(last, words, self.limit.value, 0))
        if self.extended:
            words = f"原到期日{full(moved)}，经批准延长{self.extended}个工作日"
            middle.append(Line(moved, words, self.limit.value, self.extended))
        middle.sort(key=lambda line: line.day)
        lines = [*self._opening(), *middle, Line(final, f"到期日{full(final)}", total, 0)]
        return self._made(final, lines)

    def ends_at(self, moment: datetime) -> Derivation:
        """The limit of hours ends at that moment."""
        day = moment.date()
        lines = [*self._opening(), *self._middle(day)]
        words = f"到期时间{full(day)}{moment:%H:%M}"
        lines.append(Line(day, words, self.limit.value, 0))
        return self._made(day, lines, due_at=moment)

    @property
    def _total(self) -> int:
        """The whole limit in its unit; an extension counts in working days only."""
        return self.limit.value + (self.extended if self.limit.unit == "工作日" else 0)

    def _left(self, left: int, extended: int) -> str:
        if self.limit.unit == "工作日":
            return f"{left + extended}个工作日"
        own = f"{left}{LEFT_IN[self.limit.unit]}"
        return f"{own}，另有延长的{extended}个工作日" if extended else own

    def _made(
        self,
        due_on: date | None,
        lines: list[Line],
        *,
        due_at: datetime | None = None,
        remaining: int | None = None,
    ) -> Derivation:
        guessed = self.calendar.guessed(self.accepted_on, lines[-1].day)
        warned = [Line(lines[-1].day, guess_sentence(year)) for year in guessed]
        return Derivation(due_on, (*lines, *warned), due_at, remaining, guessed)

    def _opening(self) -> list[Line]:
        counting = {
            "工作日": "次日起算，周末和节假日不计入",
            "日": "次日起算，周末和节假日计入",
            "月": "次日起算，到期月的同一日届满",
            "小时": "即时起算，只计上班时间",
        }[self.limit.unit]
        before = [
            Line(
                stop.until_on,
                f"{stop.title}期间{span(stop.from_on, stop.until_on)}，期限尚未起算",
            )
            for stop in self.stops
            if stop.until_on is not None and stop.until_on <= self.accepted_on
        ]
        words = f"{full(self.accepted_on)}受理，{counting}，期限{self.limit}"
        return [*before, Line(self.accepted_on, words, 0, self.limit.value)]

    def _middle(self, last: date) -> list[Line]:
        """Return what changed the count between acceptance and the last day, in order."""
        told = [*self._stop_words(last)]
        if self.limit.unit in {"工作日", "小时"}:
            announced = self.calendar.announced(self.accepted_on, last)
            told += [(days.first, _announced(days)) for days in announced]
        return [self._line(day, words) for day, words in sorted(told)]

    def _line(self, day: date, words: str) -> Line:
        """Put the state of the clock at the end of that day beside the words."""
        used = (day - self.accepted_on).days
        if self.limit.unit == "工作日":
            used = self.calendar.count(self.accepted_on, day)
            used -= held_days(self.stops, self.accepted_on, day, calendar=self.calendar)
        elif self.limit.unit == "日":
            used -= len(held_dates(self.stops, self.accepted_on, day))
        if self.limit.unit not in {"工作日", "日"} or used > self._total:
            return Line(day, words)
        return Line(day, words, used, self._total - used)

    def _stop_words(self, last: date) -> Iterator[tuple[date, str]]:
        for place, stop in enumerate(self.stops):
            until = stop.held_until if stop.holds else stop.until_on
            if until is None or until <= self.accepted_on or stop.from_on >= last:
                continue
            during = f"{stop.title}期间{span(stop.from_on, until)}"
            words = f"停表，扣除{self._taken_out(place, until)}"
            if not stop.holds:
                words = "不停表（没有法定依据）"
            elif until == stop.capped_on != stop.until_on:
                words += "；超过程序本身的期限，之后继续计时"
            yield max(stop.from_on, self.accepted_on), during + words

    def _taken_out(self, place: int, until: date) -> str:
        """Say how much one stop takes out; a day that an earlier one holds is not said twice."""
        earlier, these = self.stops[:place], self.stops[: place + 1]
        days = set(held_dates(these, self.accepted_on, until))
        days -= set(held_dates(earlier, self.accepted_on, until))
        if self.limit.unit in {"日", "月"}:
            return f"{len(days)}日"
        return f"{sum(map(self.calendar.is_working, days))}个工作日"


def _announced(days: DaySpan) -> str:
    if days.is_off:
        return f"{span(days.first, days.last)}{days.label}放假，不计入"
    return f"{full(days.first)}{days.label}调休上班，计入"
