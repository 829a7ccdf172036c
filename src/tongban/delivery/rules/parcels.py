"""What a carrier says of a parcel, and what follows from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from tongban.base.errors import Invalid
from tongban.delivery.rules.words import PARCEL_STATES, ParcelState

LONGEST_NUMBER: Final = 50
_OURS = frozenset({ParcelState.WANTED, ParcelState.LOST})  # no carrier writes these
_BY_WORD: Mapping[str, ParcelState] = MappingProxyType(
    {word: state for state, word in PARCEL_STATES.items() if state not in _OURS}
    | {"派送": ParcelState.OUT}
)
_RANK: Mapping[ParcelState, int] = MappingProxyType(
    {state: rank for rank, state in enumerate(ParcelState)}
)
ENDS = frozenset({ParcelState.SIGNED, ParcelState.RETURNED, ParcelState.LOST})
WAITS: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180))


class ParcelNumberInvalid(Invalid):
    """The number of a parcel has letters and digits only, fifty at most."""

    code = "delivery.parcel_number_invalid"


@dataclass(frozen=True, slots=True)
class Trace:
    """One line of a carrier's record: when, in which of his words, where, who signed."""

    at: datetime
    word: str
    place: str = ""
    signed_by: str = ""

    @property
    def state(self) -> ParcelState | None:
        """The state that the word means; None for a word that we do not know."""
        return _BY_WORD.get(self.word.strip())


def check_number(text: str) -> str:
    """The number without blanks, in capitals; declined with `ParcelNumberInvalid`."""
    kept = "".join(text.split()).upper()
    if not kept.isascii() or not kept.replace("-", "").isalnum() or len(kept) > LONGEST_NUMBER:
        raise ParcelNumberInvalid(
            fields={"parcel": "运单号由字母和数字组成，最多 50 位，请照面单填写。"}
        )
    return kept


def advance(now_at: ParcelState, traces: Iterable[Trace]) -> ParcelState:
    """The state after these lines, in whatever order and however often they come.

    What has ended stays as it ended.  A parcel never goes back on its way, except that one that
    was to be delivered is refused or comes back.  A word that we do not know changes nothing.
    """
    reached = now_at
    for trace in sorted(traces, key=lambda each: each.at):
        state = trace.state
        if state is not None and reached not in ENDS and _RANK[state] > _RANK[reached]:
            reached = state
    return reached


def next_try(attempts: int, now: datetime) -> datetime:
    """When to ask a carrier again who did not answer: soon, then rarely, without end."""
    return now + WAITS[min(max(attempts, 1), len(WAITS)) - 1]
