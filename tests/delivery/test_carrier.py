"""The carrier as it is in life: over HTTP, with every kind of answer, outside of transactions."""

from __future__ import annotations

import dataclasses
import json
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connections

from tests.cases.circumstances import TUESDAY
from tests.delivery import parcels
from tests.delivery.carriers import CarrierServer, carrier_server
from tests.delivery.parcels import clerk, held, waiting
from tests.jobs import drop_waiting
from tongban.base.crypto import sm3
from tongban.delivery import clients, services
from tongban.delivery.models import Parcel, ParcelTrace

if TYPE_CHECKING:
    from collections.abc import Iterator

ORDER = clients.Order(
    "CJ1-1", "ems", "1", "样例大厅", "示范路1号", "000", "样大民", "示范路7号", "10000000099"
)
BAD = [b"", b"<html>", b"[]", b'"x"', b"\xff\xfe", b'{"number": ""}', b'{"number": 7}', b"{}"]


@pytest.fixture
def server() -> Iterator[CarrierServer]:
    with carrier_server() as running:
        yield running


@pytest.fixture
def http(server: CarrierServer, settings: Any) -> clients.HttpCarrier:
    """The carrier of this node, as its settings say."""
    settings.TONGBAN = settings.TONGBAN.model_copy(
        update={"carrier_url": server.url, "carrier_secret": "hush"}
    )
    found = clients.carrier()
    assert isinstance(found, clients.HttpCarrier)
    return found


def test_an_order_is_posted_signed_and_booked_once_for_one_reference(
    server: CarrierServer, http: clients.HttpCarrier
) -> None:
    first = http.book(ORDER, at=TUESDAY)
    again = http.book(ORDER, at=TUESDAY + timedelta(hours=1))
    other = http.book(dataclasses.replace(ORDER, reference="CJ1-2"), at=TUESDAY)

    assert (first, again, other) == ("SF00001", "SF00001", "SF00002")
    what, headers, asked, raw = server.calls[0]
    assert (what, asked) == ("book", dataclasses.asdict(ORDER))
    stamp = headers["X-Tongban-Timestamp"]
    assert int(stamp) == int(TUESDAY.timestamp())
    assert headers["X-Tongban-Signature"] == sm3.hmac(b"hush", stamp.encode() + b"\n" + raw).hex()


def test_its_lines_are_read_whatever_stands_beside_them(
    server: CarrierServer, http: clients.HttpCarrier
) -> None:
    server.traces = [
        {"at": "2026-03-03T20:30:00Z", "word": " 签收\u0000", "place": "样例市\u3000二\n区",
         "signed_by": "样*民", "further": [1]},
        {"at": "2026-03-03T10:00:00+08:00", "word": "已揽收", "place": None},
    ]  # fmt: skip

    signed, collected = http.track("ems", "SF00001", at=TUESDAY)

    assert (signed.word, signed.place, signed.signed_by) == ("签收", "样例市 二 区", "样*民")
    assert signed.at == datetime(2026, 3, 3, 20, 30, tzinfo=UTC)
    assert (collected.word, collected.place, collected.signed_by) == ("已揽收", "", "")


@pytest.mark.parametrize("status", [408, 429, 500, 503])
def test_trouble_of_the_carrier_may_heal(
    server: CarrierServer, http: clients.HttpCarrier, status: int
) -> None:
    server.answers = [(status, b"{}")]

    with pytest.raises(clients.Unreachable, match=str(status)):
        http.book(ORDER, at=TUESDAY)


@pytest.mark.parametrize("status", [302, 400, 401, 404, 422])
def test_a_refusal_stays_and_nothing_is_followed(
    server: CarrierServer, http: clients.HttpCarrier, status: int
) -> None:
    server.answers = [(status, b'{"number": "SF1"}')]

    with pytest.raises(clients.Rejected, match=str(status)):
        http.book(ORDER, at=TUESDAY)

    assert len(server.calls) == 1


def test_what_is_no_answer_is_trouble(server: CarrierServer, http: clients.HttpCarrier) -> None:
    lines = [{"at": "2026-03-03T10:00:00", "word": "x"}, {"at": 1, "word": "x"}, {"word": "x"},
             {"at": "2026-03-03T10:00:00Z", "word": "\u0000"}, "x", 7]  # fmt: skip
    huge = b'{"number": "' + b"7" * 300_000 + b'"}'
    for body in (*BAD, huge):
        server.answers = [(200, body)]
        with pytest.raises(clients.Unreachable):
            http.book(ORDER, at=TUESDAY)
    for line in lines:
        server.answers = [(200, json.dumps({"traces": [line]}).encode())]
        with pytest.raises(clients.Unreachable):
            http.track("ems", "SF1", at=TUESDAY)

    server.answers = [(200, b'{"traces": {}}')]
    with pytest.raises(clients.Unreachable):
        http.track("ems", "SF1", at=TUESDAY)


def test_who_answers_drop_by_drop_or_not_at_all_is_given_up(
    server: CarrierServer, http: clients.HttpCarrier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clients, "TIMEOUT", 0.3)
    server.pause = 0.3
    begun = time.monotonic()

    with pytest.raises(clients.Unreachable):
        http.book(ORDER, at=TUESDAY)
    server.over.set()
    with pytest.raises(clients.Unreachable):
        clients.HttpCarrier("http://127.0.0.1:1", "hush").book(ORDER, at=TUESDAY)

    assert time.monotonic() - begun < 4  # the whole answer would take six seconds and more


def test_without_secret_or_with_a_strange_address_nothing_is_sent(settings: Any) -> None:
    with pytest.raises(clients.Rejected):
        clients.HttpCarrier("https://carrier.example", "")
    with pytest.raises(ValueError, match="https"):
        clients.HttpCarrier("ftp://carrier.example", "hush")
    settings.TONGBAN = settings.TONGBAN.model_copy(update={"mode": "production", "carrier_url": ""})
    with pytest.raises(clients.Rejected):
        clients.carrier()


@pytest.mark.usefixtures("http")
def test_a_parcel_goes_its_way_over_the_network_and_outside_of_transactions(
    server: CarrierServer,
) -> None:
    case, open_here = waiting("courier"), connections["default"].savepoint_ids
    outside, inside = len(open_here), []
    server.at_each_call = lambda: inside.append(len(open_here))
    consignment = held(case).consignment.number
    services.post(actor=clerk(), number=consignment, carrier="ems", now=TUESDAY)
    drop_waiting()
    server.answers = [(503, b""), (200, b'{"number": "bad number!"}')]

    states = []
    for minutes in (0, 1, 10, 45):
        services.follow_due(now=TUESDAY + timedelta(minutes=minutes))
        parcel = Parcel.objects.get(consignment__number=consignment)
        states.append((parcel.state, parcel.number, parcel.last_error[:10]))
        server.traces = [{"at": "2026-03-03T20:30:00Z", "word": "签收", "signed_by": "样*民"}] * 2

    assert [state for state, _number, _error in states] == ["wanted", "wanted", "booked", "signed"]
    assert states[0][2] == "寄递企业答复 503"[:10]
    assert states[1][2] == "寄递企业给的运单号不能用"[:10]
    assert states[2][1:] == ("SF00001", "")
    assert [call[0] for call in server.calls] == ["book", "book", "book", "track"]
    assert len({call[2].get("reference") for call in server.calls[:3]}) == 1
    assert server.calls[0][2]["address"] == parcels.ADDRESS["address"]
    assert inside == [outside] * 4
    assert ParcelTrace.objects.count() == 1
    assert "2026-03-04 签收" in held(case).hand_overs[0].remark  # by the clock of the node
