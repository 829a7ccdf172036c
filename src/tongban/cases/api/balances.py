"""The daily balance (对账) of a department: both sides, and where they differ."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING

from ninja import Router, Schema
from ninja.decorators import decorate_view
from pydantic import ConfigDict, Field

from tongban.base import clock
from tongban.base.web import read_only
from tongban.base.web.idempotency import idempotent
from tongban.base.web.sessions import ApiRequest, client
from tongban.cases import perms, queries, services
from tongban.cases.rules import balance

if TYPE_CHECKING:
    from collections.abc import Sequence

router = Router(tags=["department-balances"])
MOST = 1_000_000_000


class CountsOut(Schema):
    """`carried` + `received` = `accepted` + `refused` + `withdrawn` + `correction` + `pending`.

    `carried` waited when the day began; `correction` and `pending` wait when it ends.
    """

    carried: int
    received: int
    accepted: int
    refused: int
    withdrawn: int
    correction: int
    pending: int


class CountsIn(Schema):
    """The department's side for one kind of case: 即办件 or 承诺件."""

    model_config = ConfigDict(extra="forbid")

    kind: str = Field(max_length=8)
    carried: int = Field(0, ge=0, le=MOST)
    received: int = Field(ge=0, le=MOST)
    accepted: int = Field(ge=0, le=MOST)
    refused: int = Field(ge=0, le=MOST)
    withdrawn: int = Field(ge=0, le=MOST)
    correction: int = Field(ge=0, le=MOST)
    pending: int = Field(ge=0, le=MOST)


class BalanceIn(Schema):
    """All kinds of a day; what was stated before is replaced."""

    model_config = ConfigDict(extra="forbid")

    lines: list[CountsIn] = Field(max_length=10)


class BalanceLineOut(Schema):
    """Both sides for one kind; `differences` are theirs less ours, empty where they agree."""

    kind: str
    ours: CountsOut
    stated: CountsOut | None
    differences: dict[str, int]
    agrees: bool


class BalanceOut(Schema):
    """A day; `closed` once it is over and our side does not change any more."""

    unit: str
    day: date
    closed: bool
    agrees: bool
    lines: list[BalanceLineOut]


@router.get(
    "/departments/{unit}/balances/{day}",
    response=BalanceOut,
    auth=client(perms.READING),
    summary="The balance of a day",
)
@decorate_view(read_only)
def day_balance(request: ApiRequest, unit: str, day: date) -> BalanceOut:
    """Our side of a day beside what the department stated; 422 for a day that lies ahead."""
    if not perms.may_read_for(request.auth, unit):
        raise services.BalanceUnknown
    if day > clock.today():
        raise services.DayNotOver
    return _shown(unit, day, queries.day_lines(request.auth, day, unit=unit))


@router.post(
    "/departments/{unit}/balances/{day}",
    response=BalanceOut,
    auth=client(perms.WRITING),
    summary="State the department's side of a day",
)
@idempotent
def state_balance(request: ApiRequest, unit: str, day: date, body: BalanceIn) -> BalanceOut:
    """State how many cases came in and what became of them; the answer shows both sides."""
    pairs = [(one.kind, balance.Counts(**one.dict(exclude={"kind"}))) for one in body.lines]
    if len({kind for kind, _counts in pairs}) < len(pairs):
        raise balance.BalanceInvalid("同一种办件类型写了两次。")
    lines = services.state_balance(
        actor=request.auth, unit=unit, day=day, counts=dict(pairs), now=clock.now()
    )
    return _shown(unit, day, lines)


def _shown(unit: str, day: date, lines: Sequence[balance.Line]) -> BalanceOut:
    last = queries.last_closed()
    return BalanceOut(
        unit=unit,
        day=day,
        closed=last is not None and day <= last,
        agrees=all(line.agrees for line in lines),
        lines=[
            BalanceLineOut(
                kind=line.kind,
                ours=CountsOut(**asdict(line.ours)),
                stated=CountsOut(**asdict(line.stated)) if line.stated else None,
                differences=dict(line.differences),
                agrees=line.agrees,
            )
            for line in lines
        ],
    )
