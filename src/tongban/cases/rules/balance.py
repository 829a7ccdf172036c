"""Both sides of a day: what came in, and what became of it until it was accepted."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

from tongban.base.errors import Invalid
from tongban.cases.rules.states import State

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

WAITING = (State.SUBMITTED, State.PRECHECKED)
INTAKE = (*WAITING, State.CORRECTION)
LOST = (State.WITHDRAWN, State.TERMINATED)


@dataclass(frozen=True, slots=True)
class Counts:
    """The numbers of one side for one department, day and kind of case."""

    carried: int = 0
    received: int = 0
    accepted: int = 0
    refused: int = 0
    withdrawn: int = 0
    correction: int = 0
    pending: int = 0

    @property
    def gap(self) -> int:
        """What is left unexplained; 0 when the sum is right."""
        out = self.accepted + self.refused + self.withdrawn + self.correction + self.pending
        return self.carried + self.received - out


NAMES = tuple(field.name for field in fields(Counts))
LABELS: Mapping[str, str] = {
    "carried": "上日结转",
    "received": "收件",
    "accepted": "受理",
    "refused": "不予受理",
    "withdrawn": "撤回和终止",
    "correction": "补正中",
    "pending": "待处理",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of case with both sides; `stated` is None when the department said nothing."""

    unit: str
    kind: str
    ours: Counts
    stated: Counts | None

    @property
    def differences(self) -> tuple[tuple[str, int], ...]:
        """Each number that differs, as theirs less ours."""
        if self.stated is None:
            return ()
        pairs = ((name, getattr(self.stated, name) - getattr(self.ours, name)) for name in NAMES)
        return tuple((name, more) for name, more in pairs if more)

    @property
    def agrees(self) -> bool:
        return self.stated is not None and not self.differences


class BalanceInvalid(Invalid):
    """The numbers that a department stated cannot be taken."""

    code = "cases.balance_invalid"


def lines(
    ours: Mapping[tuple[str, str], Counts], stated: Mapping[tuple[str, str], Counts]
) -> list[Line]:
    """Both sides beside one another, by department and kind; a side without a row has zeros."""
    return [
        Line(*key, ours.get(key, Counts()), stated.get(key)) for key in sorted({*ours, *stated})
    ]


def passed_on(
    counted: Mapping[tuple[str, str], Counts], heirs: Mapping[str, str]
) -> dict[tuple[str, str], Counts]:
    """Give what waits in a department that went up in another one (机构合并) to its successor.

    A step counts for the department that has the case now, so what was carried into the day goes
    over as well; what ended under the old name stays there, and both sums stay right.
    """
    made = dict(counted)
    for (unit, kind), old in counted.items():
        heir, waits = heirs.get(unit, unit), old.correction + old.pending
        if heir == unit or not waits:
            continue
        made[unit, kind] = replace(old, carried=old.carried - waits, correction=0, pending=0)
        new = made.get((heir, kind), Counts())
        made[heir, kind] = replace(
            new, carried=new.carried + waits, correction=new.correction + old.correction,
            pending=new.pending + old.pending,
        )  # fmt: skip
    return {key: counts for key, counts in made.items() if counts != Counts()}


def check_stated(counts: Iterable[tuple[str, Counts]], kinds: Iterable[str]) -> None:
    """Raise `BalanceInvalid` for an unknown or repeated kind, a negative number, or a wrong sum."""
    seen: set[str] = set()
    known = set(kinds)
    for kind, each in counts:
        if kind not in known or kind in seen:
            raise BalanceInvalid(f"办件类型“{kind}”没有，或者写了两次。")
        seen.add(kind)
        if any(getattr(each, name) < 0 for name in NAMES):
            raise BalanceInvalid("件数不能是负数。")
        if each.gap:
            raise BalanceInvalid(
                f"“{kind}”的数不平：上日结转加收件，比受理、不予受理、撤回和终止、"
                f"补正中、待处理的和{'多' if each.gap > 0 else '少'}{abs(each.gap)}件。"
            )
