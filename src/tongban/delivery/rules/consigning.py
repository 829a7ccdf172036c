"""What may be done with a consignment, and when somebody is reminded of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final

from tongban.base.errors import Invalid, Refusal
from tongban.delivery.rules.words import STATES, State, Way

ALPHABET: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
CODE_LENGTH: Final = 8
_PHONE = re.compile(r"1[0-9]{10}|0[0-9]{2,3}-?[0-9]{7,8}")
_LIMITS: Mapping[str, tuple[str, int]] = {
    "recipient": ("收件人", 50),
    "phone": ("收件人手机", 20),
    "address": ("收件地址", 200),
}


class WrongState(Refusal):
    """The consignment stands where this cannot be done."""

    code = "delivery.wrong_state"

    def __init__(self, state: str) -> None:
        super().__init__(f"出件单现在是“{STATES[State(state)]}”，不能这样办，请刷新页面。")


class AddressInvalid(Invalid):
    """A parcel needs a name, a telephone number and an address."""

    code = "delivery.address_invalid"


class WayNotOffered(Invalid):
    """The result of this case cannot be fetched in that way."""

    code = "delivery.way_not_offered"

    def __init__(self, sentence: str = "这个事项没有这种领取方式，请另选一种。") -> None:
        super().__init__(fields={"way": sentence})


class NothingHandedOver(Invalid):
    """Nobody said which things are handed over."""

    code = "delivery.nothing_handed_over"

    def __init__(self) -> None:
        super().__init__(fields={"things": "请勾选这次交出去的证照、文书和原件。"})


@dataclass(frozen=True, slots=True)
class Offered:
    """The ways of one item: always electronic and at the hall, the others where it says so."""

    services: tuple[str, ...]
    lockers: Mapping[str, Any] = field(default_factory=dict)

    def ways(self, hall: str) -> tuple[Way, ...]:
        """What the applicant may choose."""
        found = [Way.ELECTRONIC, Way.PICKUP]
        if "结果邮寄" in self.services:
            found.append(Way.COURIER)
        if "自助取件柜" in self.services or hall in self.lockers or "*" in self.lockers:
            found.append(Way.LOCKER)
        return tuple(found)


def require_state(state: str, *allowed: State) -> None:
    """Raise `WrongState` unless the consignment stands in one of these."""
    if state not in allowed:
        raise WrongState(state)


def check_address(given: Mapping[str, str]) -> dict[str, str]:
    """Name, telephone and address of a parcel; declined with `AddressInvalid`."""
    kept = {key: " ".join(str(given.get(key, "")).split()) for key in _LIMITS}
    faults = {}
    for key, (title, longest) in _LIMITS.items():
        if not kept[key]:
            faults[key] = f"请填写{title}。"
        elif len(kept[key]) > longest:
            faults[key] = f"{title}最多 {longest} 个字。"
    if "phone" not in faults and not _PHONE.fullmatch(kept["phone"].replace(" ", "")):
        faults["phone"] = "请填写 11 位手机号码，或者带区号的座机。"
    if faults:
        raise AddressInvalid(fields=faults)
    return kept


def bare_code(text: str) -> str:
    """A code as it is kept, however somebody typed it."""
    return "".join(each for each in text.upper() if each in ALPHABET)


@dataclass(frozen=True, slots=True)
class Reminders:
    """The days on which whoever does not come is told again, the last before it goes back."""

    ready_on: date
    keep_until: date
    after: tuple[int, ...]
    before: int

    @property
    def days(self) -> tuple[date, ...]:
        """Every day of a message, in order."""
        last_on = max(self.ready_on, self.keep_until - timedelta(days=self.before))
        marks = {self.ready_on + timedelta(days=days) for days in self.after}
        return (*sorted(mark for mark in marks if mark < last_on), last_on)

    def passed(self, today: date) -> int:
        """How many messages should have gone out by now."""
        return sum(mark <= today for mark in self.days)

    def next_day(self, today: date) -> date | None:
        """The day of the next message after today; None when all have gone out."""
        return next((day for day in self.days if day > today), None)

    def due(self, sent: int, today: date) -> str:
        """Which message is due today: `remind`, `last`, or "" for none; `sent` counts the past.

        After downtime only the newest is sent, so nobody gets three messages on one morning.
        """
        passed = self.passed(today)
        if passed <= sent or today > self.keep_until:
            return ""
        return "last" if passed == len(self.days) else "remind"


def is_over(expires_at: datetime, now: datetime) -> bool:
    """Whether a code or a box has run out."""
    return expires_at <= now
