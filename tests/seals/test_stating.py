"""Statements of use: complete, signed, and found out whenever one row is not what it was."""

from __future__ import annotations

import base64
import copy
import json
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.identity.factories import NOON
from tests.seals.factories import active, approver, keeper, sealed
from tongban.base import audit
from tongban.base.crypto import keys, sm2
from tongban.base.ledger import keeping, proofs
from tongban.seals import queries, services
from tongban.seals.queries.statements import SpanInvalid
from tongban.seals.rules import uses, uses_stated
from tongban.seals.rules.uses_stated import StatementBroken

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tongban.seals.models import Seal

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
TODAY = NOON.date()


@pytest.fixture(autouse=True)
def _own_ledger(tmp_path: Path, settings: Any) -> None:
    """The files of the ledger lie in a folder of this test."""
    node = settings.TONGBAN
    settings.TONGBAN = node.model_copy(
        update={"data_dir": tmp_path, "key_dir": node.keys, "trust": None}
    )


def used(times: int = 3) -> Seal:
    """A seal that was used on the day before, some times today, and on the day after."""
    seal = active()
    for at in (NOON, *(NOON + DAY + timedelta(minutes=n) for n in range(times)), NOON + 2 * DAY):
        sealed(seal, now=at)
    keeping.keep_up(now=NOON + 2 * DAY)
    return seal


def stated(seal: Seal, first: date = TODAY + DAY, last: date = TODAY + DAY) -> dict[str, Any]:
    return services.state(
        actor=keeper(), seal_code=seal.code, first=first, last=last, now=NOON + 3 * DAY
    )


def signed_again(values: dict[str, Any]) -> bytes:
    """What somebody who holds the key of the node would hand out."""
    made = keys.store().sign("documents", uses_stated.to_sign(values))
    return json.dumps({**values, "signature": base64.b64encode(made.value).decode()}).encode()


def test_a_statement_lists_every_use_of_its_days_and_proves_it() -> None:
    seal = used()

    values = stated(seal)
    span = services.check_statement(json.dumps(values).encode())

    assert [use.number for use in span.uses] == [2, 3, 4]
    assert span.before is not None
    assert span.after is not None
    assert (span.before.number, span.after.number, span.last_number) == (1, 5, 5)
    assert {use.facts["seal"] for use in span.uses} == {seal.code}
    assert audit.trail(seal.code)[-1].event == "seals.stated"


@pytest.mark.parametrize(
    ("first", "last", "numbers"),
    [
        (TODAY, TODAY + 2 * DAY, [1, 2, 3, 4, 5]),
        (TODAY, TODAY, [1]),
        (TODAY + 2 * DAY, TODAY + 9 * DAY, [5]),
        (TODAY - 9 * DAY, TODAY - DAY, []),
        (TODAY + 3 * DAY, TODAY + 9 * DAY, []),
    ],
)
def test_a_statement_may_begin_and_end_anywhere(
    first: date, last: date, numbers: list[int]
) -> None:
    seal = used()

    span = services.check_statement(json.dumps(stated(seal, first, last)).encode())

    assert [use.number for use in span.uses] == numbers


def test_a_seal_that_was_never_used_has_a_statement_too() -> None:
    seal = active()
    keeping.keep_up(now=NOON)

    span = services.check_statement(json.dumps(stated(seal)).encode())

    assert (list(span.uses), span.last_number) == ([], 0)


def remove(at: int) -> Callable[[dict[str, Any]], None]:
    def change(values: dict[str, Any]) -> None:
        del values["rows"][at]
        values["count"] -= 1

    return change


def set_in(at: int, name: str, value: object) -> Callable[[dict[str, Any]], None]:
    def change(values: dict[str, Any]) -> None:
        values["rows"][at]["facts"][name] = value

    return change


def swap(values: dict[str, Any]) -> None:
    values["rows"][0], values["rows"][1] = values["rows"][1], values["rows"][0]


def renumber(values: dict[str, Any]) -> None:
    remove(1)(values)
    for row, number in zip(values["rows"], (2, 3), strict=False):
        row["number"] = row["facts"]["number"] = number
    values["last_number"] = 4


def cut_behind(values: dict[str, Any]) -> None:
    remove(2)(values)
    values["after"] = None
    values["last_number"] = 3


def cut_before(values: dict[str, Any]) -> None:
    remove(0)(values)
    values["before"] = None


def widen(values: dict[str, Any]) -> None:
    values["since"] = (NOON - DAY).isoformat()


CHANGES: dict[str, Callable[[dict[str, Any]], None]] = {
    "first row removed": remove(0),
    "row in the middle removed": remove(1),
    "last row removed": remove(2),
    "case changed": set_in(0, "case_number", "23010226000002"),
    "digest changed": set_in(1, "digest", "0" * 64),
    "time changed": set_in(2, "at", (NOON + DAY).isoformat()),
    "another account": set_in(0, "account", 1),
    "rows swapped": swap,
    "rows renumbered": renumber,
    "rows cut before": cut_before,
    "span widened": widen,
    "row twice": lambda values: values["rows"].insert(0, copy.deepcopy(values["rows"][0])),
    "neighbour left out": lambda values: values.update(before=None),
    "neighbour behind left out": lambda values: values.update(after=None),
    "path cut": lambda values: values["rows"][0].update(path=values["rows"][0]["path"][:-1]),
    "index moved": lambda values: values["rows"][0].update(index=values["rows"][0]["index"] + 1),
    "salt changed": lambda values: values["rows"][0].update(salt="00" * 16),
    "another seal": lambda values: values.update(seal="2301020009999"),
    "no row at all": lambda values: values.update(rows=[], count=0),
    "count changed": lambda values: values.update(count=4),
    "head changed": lambda values: values.update(head=values["head"].replace("time 2", "time 1")),
    "no head": lambda values: values.pop("head"),
    "rows are no rows": lambda values: values.update(rows=[1, 2, 3]),
}


@pytest.mark.parametrize("change", sorted(CHANGES))
def test_whatever_is_changed_is_found(change: str) -> None:
    values = stated(used())
    whole = copy.deepcopy(values)
    CHANGES[change](values)

    with pytest.raises(StatementBroken):
        services.check_statement(json.dumps(values).encode())
    with pytest.raises(StatementBroken):
        services.check_statement(signed_again(values))
    assert services.check_statement(signed_again(whole))


def test_uses_cut_off_at_the_end_are_found_by_the_next_number() -> None:
    """Who holds the node's key can leave out the end, until the public log shows one more."""
    values = stated(used())
    cut_behind(values)

    span = services.check_statement(signed_again(values))

    assert proofs.leaf_of(uses_stated.KIND, uses_stated.reference(span.seal, span.last_number + 1))


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b"1", b'{"form": 1}', b"[" * 100_000])
def test_what_is_no_statement_is_said_to_be_none(content: bytes) -> None:
    with pytest.raises(StatementBroken):
        services.check_statement(content)


def test_a_statement_signed_by_a_stranger_is_refused() -> None:
    values = stated(used())
    forged = sm2.sign(sm2.generate(), uses_stated.to_sign(values))
    values["signature"] = base64.b64encode(forged).decode()

    with pytest.raises(StatementBroken, match="签名不对"):
        services.check_statement(json.dumps(values).encode())


def test_a_use_that_is_not_in_a_signed_head_yet_waits() -> None:
    seal = used()
    sealed(seal, now=NOON + 2 * DAY)

    with pytest.raises(proofs.LeafWaiting):
        stated(seal, TODAY, TODAY + 2 * DAY)


@pytest.mark.parametrize(
    ("first", "last"), [(TODAY, TODAY - DAY), (TODAY, TODAY + timedelta(days=400))]
)
def test_an_impossible_span_is_declined(first: date, last: date) -> None:
    seal = active()

    with pytest.raises(SpanInvalid):
        queries.statement(keeper(), seal.code, first, last)


def test_a_statement_of_another_office_is_not_found() -> None:
    seal = used()

    with pytest.raises(uses.SealUnknown):
        services.state(
            actor=approver("civ"), seal_code=seal.code, first=TODAY, last=TODAY, now=NOON
        )
