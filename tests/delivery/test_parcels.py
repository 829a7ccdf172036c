"""Parcels, boxes and reminders: what carriers and calendars do."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from tests.cases.circumstances import TUESDAY, day
from tests.delivery import parcels
from tests.delivery.parcels import Carrier, clerk, held, owner, ready, waiting
from tests.jobs import drain
from tongban.cases import queries as cases
from tongban.cases.rules import State
from tongban.delivery import clients, rules, services
from tongban.delivery.models import Parcel, ParcelTrace
from tongban.delivery.rules import ParcelState, Trace
from tongban.delivery.rules import parcels as parcel_rules
from tongban.notices.models import Message

if TYPE_CHECKING:
    from pathlib import Path

HOUR = timedelta(hours=1)


def posted(carrier: Carrier, *, number: str = "") -> tuple[str, Parcel]:
    """A case whose result is with the carrier."""
    case = waiting("courier")
    consignment = held(case).consignment.number
    services.post(
        actor=clerk(), number=consignment, carrier="ems", parcel_number=number, now=TUESDAY
    )
    if not carrier.silent:
        drain()
    return case, Parcel.objects.get(consignment__number=consignment)


def said(*words: str, signed_by: str = "") -> list[Trace]:
    return [Trace(TUESDAY + HOUR * n, word, "样例市", signed_by) for n, word in enumerate(words)]


def ask(parcel: Parcel, now: datetime) -> Parcel:
    """Ask the carrier when the time has come."""
    services.follow_due(now=now)
    parcel.refresh_from_db()
    return parcel


def test_a_posted_parcel_is_booked_with_its_address_once(
    carrier: Carrier,
) -> None:
    _case, parcel = posted(carrier)

    services.follow(parcel_id=parcel.pk, now=TUESDAY)

    assert [order.address for order in carrier.orders] == [parcels.ADDRESS["address"]]
    assert (parcel.state, parcel.number) == ("booked", f"TB{parcel.reference.replace('-', '')}")


def test_signed_for_it_is_delivered_and_the_case_concludes(carrier: Carrier) -> None:
    case, parcel = posted(carrier)
    carrier.traces = said("待揽收", "已揽收", "运输", "投递", "签收", signed_by="样*民")

    ask(parcel, TUESDAY + HOUR)

    view = held(case)
    assert cases.case(owner(), case).case.state == State.CONCLUDED
    assert (view.hand_overs[0].way, view.hand_overs[0].received_by) == ("邮寄送达", "样*民")
    assert parcel.number in view.hand_overs[0].remark


def test_the_same_lines_again_change_nothing(carrier: Carrier) -> None:
    case, parcel = posted(carrier)
    carrier.traces = said("待揽收", "已揽收", "签收")
    ask(parcel, TUESDAY + HOUR)

    Parcel.objects.filter(pk=parcel.pk).update(next_try_at=TUESDAY)
    answered = services.follow(parcel_id=parcel.pk, now=TUESDAY + 2 * HOUR)

    assert not answered

    assert ParcelTrace.objects.filter(parcel=parcel).count() == 3
    assert len(held(case).hand_overs) == 1


def test_a_carrier_silent_for_a_day_loses_nothing(carrier: Carrier) -> None:
    carrier.silent = True
    case, parcel = posted(carrier)
    moment, tries = TUESDAY, 0
    while moment < TUESDAY + timedelta(days=1):
        tries += parcel.attempts
        ask(parcel, moment)
        moment += timedelta(minutes=5)

    carrier.silent = False
    carrier.traces = said("待揽收", "签收")
    ask(parcel, moment + timedelta(hours=4))
    booked = parcel.state
    ask(parcel, moment + timedelta(hours=5))

    assert booked == "booked"
    assert tries > 0
    assert parcel.state == "signed"
    assert cases.case(owner(), case).case.state == State.CONCLUDED


def test_an_unknown_word_is_kept_and_changes_nothing(carrier: Carrier) -> None:
    _case, parcel = posted(carrier)
    carrier.traces = said("已揽收", "被外星人带走")

    ask(parcel, TUESDAY + HOUR)

    assert (parcel.state, parcel.unknown) == ("collected", "被外星人带走")
    assert ParcelTrace.objects.filter(parcel=parcel, word="被外星人带走").exists()


def test_refused_and_returned_it_comes_back_to_the_counter(carrier: Carrier) -> None:
    case, parcel = posted(carrier)
    carrier.traces = said("已揽收", "投递", "拒收", "退回")
    ask(parcel, TUESDAY + HOUR)
    came_back = held(case).consignment.state
    drain()

    services.take_back(actor=clerk(), number=held(case).consignment.number, now=day(1))

    assert came_back == rules.State.RETURNED
    assert Message.objects.filter(template="delivery.returned").count() == 1
    assert (held(case).consignment.state, held(case).consignment.way) == ("ready", "pickup")
    assert cases.case(owner(), case).case.state == State.DELIVERING


def test_the_number_of_a_label_is_taken_without_booking(carrier: Carrier) -> None:
    _case, parcel = posted(carrier, number="ab 12 345")

    assert (parcel.number, parcel.state, carrier.orders) == ("AB12345", "booked", [])


@pytest.mark.parametrize("number", ["单号一", "A" * 51, "1;DROP"])
def test_a_number_that_no_label_bears_is_declined(carrier: Carrier, number: str) -> None:
    with pytest.raises(rules.ParcelNumberInvalid) as declined:
        posted(carrier, number=number)

    assert "parcel" in declined.value.fields


def test_a_number_of_another_parcel_is_declined(carrier: Carrier) -> None:
    posted(carrier, number="AB1")

    with pytest.raises(services.NumberTaken):
        posted(carrier, number="ab1")


@pytest.mark.parametrize(
    ("before", "words", "after"),
    [
        (ParcelState.BOOKED, ["投递", "已揽收"], ParcelState.OUT),
        (ParcelState.OUT, ["已揽收"], ParcelState.OUT),
        (ParcelState.SIGNED, ["拒收", "退回"], ParcelState.SIGNED),
        (ParcelState.OUT, ["拒收"], ParcelState.REFUSED),
        (ParcelState.REFUSED, ["退回"], ParcelState.RETURNED),
        (ParcelState.BOOKED, [], ParcelState.BOOKED),
        (ParcelState.BOOKED, ["?"], ParcelState.BOOKED),
    ],
)
def test_a_parcel_never_goes_back_on_its_way(
    before: ParcelState, words: list[str], after: ParcelState
) -> None:
    assert parcel_rules.advance(before, said(*words)) is after


def test_a_box_opens_once_with_the_code_of_the_owner() -> None:
    number = waiting("locker")
    consignment = held(number).consignment
    box = services.free_box(consignment.hall)
    services.put_in_box(actor=clerk(), number=consignment.number, box=box, now=TUESDAY)
    shown = services.show_code(actor=owner(), number=consignment.number, now=TUESDAY)
    opening = {"actor": clerk(), "hall": consignment.hall, "box": box, "now": TUESDAY}

    with pytest.raises(services.CodeWrong):
        services.open_box(code="22222222", **opening)  # type: ignore[arg-type]
    services.open_box(code=shown.code, **opening)  # type: ignore[arg-type]
    with pytest.raises(services.CodeWrong):
        services.open_box(code=shown.code, **opening)  # type: ignore[arg-type]

    assert cases.case(owner(), number).case.state == State.CONCLUDED
    assert held(number).hand_overs[0].way == "自助柜领取"


def test_a_box_holds_one_and_there_are_only_so_many() -> None:
    first, second = waiting("locker"), ""
    services.put_in_box(actor=clerk(), number=held(first).consignment.number, box=1, now=TUESDAY)
    second = waiting("locker")
    for box in (1, 0, 25):
        with pytest.raises(services.BoxInvalid):
            services.put_in_box(
                actor=clerk(), number=held(second).consignment.number, box=box, now=TUESDAY
            )

    assert held(second).consignment.state == rules.State.PREPARING


def test_reminders_come_on_their_days_once_and_only_the_newest_after_downtime() -> None:
    number = waiting()
    ready(number)
    for hours in (0, 1, 24 * 3, 24 * 3 + 1, 24 * 28, 24 * 28 + 1):
        services.sweep(now=TUESDAY + timedelta(hours=hours))

    told = Message.objects.filter(template__startswith="delivery.").order_by("id")
    assert sorted(told.values_list("template", flat=True)) == [
        "delivery.last_call", "delivery.remind",
    ]  # fmt: skip


def test_what_lies_too_long_goes_back() -> None:
    number = waiting()
    ready(number)

    services.sweep(now=day(31))

    view = held(number)
    assert view.consignment.state == rules.State.RETURNED
    assert view.consignment.returned_because == "超过保管期没有领取"


def test_one_broken_parcel_does_not_stop_the_others(
    carrier: Carrier, monkeypatch: pytest.MonkeyPatch
) -> None:
    _first, broken = posted(carrier)
    case, parcel = posted(carrier)
    carrier.traces = said("签收")
    Parcel.objects.filter(pk=broken.pk).update(carrier="gone", state="wanted", number="")

    services.follow_due(now=TUESDAY + HOUR)

    assert cases.case(owner(), case).case.state == State.CONCLUDED
    assert parcel.pk != broken.pk


def test_the_simulator_moves_by_the_clock_and_books_once(tmp_path: Path) -> None:
    order = clients.Order("r-1", "ems", "1", "", "", "", "样*民", "某处【拒收】", "")
    simulated = clients.SimulatedCarrier(tmp_path / "parcels.jsonl")
    number = simulated.book(order, at=TUESDAY)

    assert simulated.book(order, at=day(1)) == number
    words = [trace.word for trace in simulated.track("ems", number, at=TUESDAY + 2 * HOUR)]
    assert words == ["待揽收", "已揽收", "运输"]
    assert simulated.track("ems", number, at=day(2))[-1].word == "退回"
    assert "样" not in (tmp_path / "parcels.jsonl").read_text(encoding="utf-8")
    with pytest.raises(clients.Rejected):
        simulated.track("ems", "unknown", at=TUESDAY)


def test_the_applicant_confirms_once() -> None:
    number = waiting()
    consignment = ready(number)
    with pytest.raises(rules.WrongState):
        services.confirm_receipt(actor=owner(), number=consignment, now=TUESDAY)
    services.show_code(actor=owner(), number=consignment, now=TUESDAY)
    shown = services.show_code(actor=owner(), number=consignment, now=TUESDAY)
    services.hand_over(
        actor=clerk(), number=consignment, things=[one.pk for one in held(number).owed],
        proof=services.Proof(rules.Check.CODE, shown.code), now=TUESDAY,
    )  # fmt: skip

    services.confirm_receipt(actor=owner(), number=consignment, now=day(1))
    again = services.confirm_receipt(actor=owner(), number=consignment, now=day(2))

    assert again.confirmed_at == day(1)
