"""A life event (一件事) on its way: which members begin, which cannot any more, how it ends."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from tongban.base.errors import Invalid, Refusal
from tongban.cases.rules.numbers import SERIAL_WIDTH
from tongban.cases.rules.states import State

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tongban.base.calendars.rules import WorkCalendar

PREFIX = "YJS"
_MODULUS = 97


class BundleState(StrEnum):
    """Where the thing as a whole stands."""

    DRAFT = "draft"
    RUNNING = "running"
    DONE = "done"
    PARTLY = "partly"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


class MemberState(StrEnum):
    """Where one member stands."""

    PLANNED = "planned"
    OPEN = "open"
    DONE = "done"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"


ENDED = frozenset(
    {MemberState.DONE, MemberState.FAILED, MemberState.WITHDRAWN, MemberState.CANCELLED}
)
# Two tables: words that are alike, such as `done`, are one key of one table.
LABELS: Mapping[BundleState, str] = MappingProxyType(
    {
        BundleState.DRAFT: "草稿",
        BundleState.RUNNING: "办理中",
        BundleState.DONE: "全部办结",
        BundleState.PARTLY: "部分办结",
        BundleState.FAILED: "没有办成",
        BundleState.WITHDRAWN: "已撤回",
    }
)
MEMBER_LABELS: Mapping[MemberState, str] = MappingProxyType(
    {
        MemberState.PLANNED: "等前面的事项",
        MemberState.OPEN: "办理中",
        MemberState.DONE: "已办成",
        MemberState.FAILED: "没有办成",
        MemberState.WITHDRAWN: "已撤回",
        MemberState.CANCELLED: "不再办理",
    }
)
# What the case of a member says about the member once its result exists, or never will.
_UNSUCCESSFUL = MappingProxyType(
    {
        State.DENIED: MemberState.FAILED,
        State.REFUSED: MemberState.FAILED,
        State.TERMINATED: MemberState.FAILED,
        State.WITHDRAWN: MemberState.WITHDRAWN,
    }
)
_RESULT = frozenset({State.MAKING, State.DELIVERING, State.CONCLUDED})


class OnlyTogether(Refusal):
    """The members of a thing are accepted, and corrected, all at once."""

    code = "cases.only_together"
    sentence = "这个办件属于一件事，受理和一次告知要在一件事的页面里对全部事项一起做。"


class NotRunning(Refusal):
    """The thing is over, or was not handed in yet."""

    code = "cases.bundle_not_running"
    sentence = "这件事已经办完或者已经撤回，不能再做这一步。"


class NothingToWithdraw(Refusal):
    """Everything that could be taken back is decided already."""

    code = "cases.nothing_to_withdraw"
    sentence = "这件事里的事项都已经作出决定，不能撤回了。"


class BundleIncomplete(Invalid):
    """The one form or the one set of materials has gaps; nothing at all was handed in."""

    code = "cases.bundle_incomplete"
    status = 422
    sentence = "还有没填好或者没交齐的内容，补齐后再提交。"


class AlreadyAccepted(Refusal):
    """The thing was accepted before."""

    code = "cases.bundle_accepted"
    sentence = "这件事已经受理过了。"


class SecondCollectedNotice(Refusal):
    """The one notice for all was given."""

    code = "cases.second_collected_notice"
    sentence = "这件事已经一次性告知过，不能再次告知补正。"


def ready(states: Mapping[str, str], waits: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Planned members all of whose predecessors have their result."""
    return tuple(
        key
        for key, state in states.items()
        if state == MemberState.PLANNED
        and all(states[before] == MemberState.DONE for before in waits.get(key, ()))
    )


def hopeless(states: Mapping[str, str], waits: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Planned members that wait for a result that will never be, with the member that failed.

    A member that failed stops all that come after it; whatever does not need it goes on.
    """
    lost = {
        key: key for key, state in states.items() if state in ENDED and state != MemberState.DONE
    }
    found: dict[str, str] = {}
    while True:
        more = {
            key: lost[before]
            for key, state in states.items()
            if state == MemberState.PLANNED and key not in found
            for before in waits.get(key, ())
            if before in lost
        }
        if not more:
            return found
        found |= more
        lost |= more


def outcome(states: Mapping[str, str]) -> BundleState:
    """How the thing stands when its members stand like this.

    Finished members stand (部分办结), whatever became of the others.
    """
    if any(state not in ENDED for state in states.values()):
        return BundleState.RUNNING
    kinds = set(states.values())
    if kinds == {MemberState.DONE}:
        return BundleState.DONE
    if MemberState.DONE in kinds:
        return BundleState.PARTLY
    return BundleState.FAILED if MemberState.FAILED in kinds else BundleState.WITHDRAWN


def member_state(state: str, *, granted: bool | None, licence_due: bool) -> MemberState:
    """What the state of its case makes of a member.

    It is done as soon as its result exists: others may begin before it was handed over.
    """
    reached = State(state)
    if reached in _UNSUCCESSFUL:
        return _UNSUCCESSFUL[reached]
    if granted is False:
        return MemberState.FAILED
    if granted and not licence_due and reached in _RESULT | {State.GRANTED}:
        return MemberState.DONE
    return MemberState.OPEN


def bundle_number(region: str, day: date, serial: int) -> str:
    """The number of a thing: its own series, so that nobody takes it for the number of a case."""
    body = f"{region}{day:%y%m%d}{serial:0{SERIAL_WIDTH}d}"
    return f"{PREFIX}{body}{_MODULUS + 1 - int(body + '00') % _MODULUS:02d}"


def promised_day(
    accepted_on: date, days: int, lines: Sequence[str], *, calendar: WorkCalendar
) -> tuple[date, list[str]]:
    """The one promised day, and how it was found, line by line.

    The day of acceptance is not counted; days on which no office works are passed over.
    """
    due_on = calendar.add(accepted_on, days) if days else calendar.working_from(accepted_on)
    passed = sum(
        not calendar.is_working(accepted_on + timedelta(days=ahead))
        for ahead in range(1, (due_on - accepted_on).days + 1)
    )
    said = [f"{_day(accepted_on)}受理，从第二天起算。", *lines]
    if passed:
        said.append(f"中间有 {passed} 天休息日和节假日，不算在内。")
    said.append(f"最晚 {_day(due_on)} 全部办完；补正和法律规定的特别程序不算在内。")
    return due_on, said


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
