"""What goes wrong on the last mile: lost, wrong person, twice, too late, spoilt paper."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.cases.circumstances import TUESDAY, day
from tests.delivery.parcels import clerk, held, owner, ready, waiting
from tests.identity.factories import LEAP_DAY, YANG_DAMIN
from tests.jobs import drain
from tongban.base import audit
from tongban.base.errors import Forbidden, Stale
from tongban.cases import queries as cases
from tongban.cases.rules import State
from tongban.delivery import clients, queries, rules, services
from tongban.delivery.models import HandOver, Parcel
from tongban.delivery.rules import Check, Kind, ParcelState
from tongban.demo.services import stories
from tongban.licences import services as licences
from tongban.notices.models import Message

if TYPE_CHECKING:
    from tests.delivery.parcels import Carrier
    from tongban.delivery.queries import View

OWN = services.Proof(Check.DOCUMENT, YANG_DAMIN[1])
SHEETS = ("JZ0000001", "JZ0000002")


def things(view: View) -> list[int]:
    return [thing.pk for thing in view.owed]


def posted() -> tuple[str, str]:
    """A case whose result is with the carrier, and its consignment."""
    case = waiting("courier")
    number = held(case).consignment.number
    services.post(actor=clerk(), number=number, carrier="ems", now=TUESDAY)
    drain()
    return case, number


def test_a_lost_parcel_is_given_up_once_and_what_was_in_it_is_prepared_anew(
    carrier: Carrier,
) -> None:
    case, number = posted()
    lost = Parcel.objects.get()
    with pytest.raises(services.ReasonMissing):
        services.give_up_parcel(actor=clerk(), number=number, reason=" ", now=day(16))
    with pytest.raises(Forbidden):
        services.give_up_parcel(actor=owner(), number=number, reason="丢了", now=day(16))

    services.give_up_parcel(actor=clerk(), number=number, reason="寄递企业确认丢失", now=day(16))
    drain()
    with pytest.raises(rules.WrongState):
        services.give_up_parcel(actor=clerk(), number=number, reason="再说一次", now=day(16))
    carrier.traces = [rules.Trace(day(17), "签收")]
    services.follow_due(now=day(18))
    services.post(actor=clerk(), number=number, carrier="ems", now=day(18))
    services.follow_due(now=day(18))
    drain()

    told = Message.objects.get(template="delivery.parcel_lost")
    assert "寄递企业确认丢失" in told.body
    lost.refresh_from_db()
    assert (lost.state, lost.next_try_at) == (ParcelState.LOST, None)
    assert [order.reference for order in carrier.orders] == [f"{number}-1", f"{number}-2"]
    assert cases.case(owner(), case).case.state == State.DELIVERING
    assert [entry.event for entry in audit.trail(number)].count("delivery.parcel_lost") == 1


def test_what_no_carrier_takes_comes_back_to_the_counter(
    carrier: Carrier, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object, **_named: object) -> str:
        raise clients.Rejected("寄递企业答复 400")

    monkeypatch.setattr(carrier, "book", refuse)
    _case, number = posted()
    parcel = Parcel.objects.get()

    services.give_up_parcel(actor=clerk(), number=number, reason="地址不在寄递范围", now=day(1))
    services.lay_ready(actor=clerk(), number=number, now=day(1))

    assert (parcel.state, parcel.last_error) == (ParcelState.WANTED, "寄递企业答复 400")
    view = queries.consignment(clerk(), number)
    assert (view.consignment.state, view.consignment.way) == ("ready", "pickup")
    assert view.consignment.returned_because == ""


def test_the_wrong_person_gets_nothing_and_the_second_hand_over_finds_nothing() -> None:
    case = waiting()
    number = ready(case)
    view = held(case)
    wrong = services.Proof(Check.DOCUMENT, LEAP_DAY[1])
    giving = {"actor": clerk(), "number": number, "things": things(view), "now": TUESDAY}
    with pytest.raises(services.NotTheRecipient):
        services.hand_over(proof=wrong, **giving)  # type: ignore[arg-type]
    with pytest.raises(services.NotTheRecipient):  # the right number of another kind of document
        services.hand_over(
            proof=services.Proof(Check.DOCUMENT, YANG_DAMIN[1], "414"),
            **giving,  # type: ignore[arg-type]
        )

    version = held(case).consignment.version
    services.hand_over(proof=OWN, version=version, **giving)  # type: ignore[arg-type]
    with pytest.raises(Stale):
        services.hand_over(proof=OWN, version=version, **giving)  # type: ignore[arg-type]
    with pytest.raises(rules.WrongState):
        services.hand_over(proof=OWN, **giving)  # type: ignore[arg-type]

    assert HandOver.objects.count() == 1
    events = [entry.event for entry in audit.trail(number)]
    assert (events.count("delivery.check_failed"), events.count("delivery.handed_over")) == (2, 1)
    papers = [one for one in cases.case(owner(), case).documents if one.kind == "delivery"]
    assert len(papers) == 1


def test_a_code_that_has_run_out_opens_no_box_and_an_old_box_stays_taken() -> None:
    case = waiting("locker")
    consignment = held(case).consignment
    services.put_in_box(actor=clerk(), number=consignment.number, box=1, now=TUESDAY)
    shown = services.show_code(actor=owner(), number=consignment.number, now=TUESDAY)
    opening = {"actor": clerk(), "hall": consignment.hall, "code": shown.code}
    late = TUESDAY + timedelta(minutes=11)

    with pytest.raises(services.CodeWrong):
        services.open_box(box=1, now=late, **opening)  # type: ignore[arg-type]
    with pytest.raises(services.CodeWrong):
        services.open_box(box=2, now=TUESDAY, **opening)  # type: ignore[arg-type]
    swept = [services.sweep(now=TUESDAY + timedelta(hours=hours)) for hours in (71, 73, 74)]
    still = services.free_box(consignment.hall), held(case).box
    with pytest.raises(services.CodeWrong):  # the code would fit, but its time is over
        services.open_box(box=1, now=TUESDAY, **opening)  # type: ignore[arg-type]
    with pytest.raises(rules.WrongState):
        services.show_code(actor=owner(), number=consignment.number, now=day(4))
    services.take_back(actor=clerk(), number=consignment.number, now=day(4))
    drain()

    assert swept == [1, 1, 0]  # the last call, then back to the counter
    assert still[0] == 2
    assert still[1] is not None
    assert (held(case).box, services.free_box(consignment.hall)) == (None, 1)
    assert Message.objects.filter(template="delivery.returned").count() == 1


def printed(case: str) -> str:
    """Print the licence of a case upon the next blank sheet; returns its identifier."""
    licence = cases.case(owner(), case).case.licence
    keeper = stories.staff("licensing")
    issued = queries.printed(case)
    if not issued:
        licences.receive_paper(
            actor=keeper, type_key="residence_permit", unit="ps", first=SHEETS[0],
            last=SHEETS[1], now=TUESDAY,
        )  # fmt: skip
    licences.use_sheet(
        actor=keeper, identifier=licence, serial=SHEETS[len(issued)], now=TUESDAY,
        reason="弄脏了" if issued else "",
    )  # fmt: skip
    return licence


def test_a_licence_on_paper_is_handed_over_by_the_number_of_its_sheet() -> None:
    case = waiting()
    number = held(case).consignment.number
    adding = {"actor": clerk(), "number": number, "case_number": case, "now": TUESDAY}
    with pytest.raises(services.ThingInvalid) as nothing_printed:
        services.add_thing(kind=Kind.COPY, name="居住证", sheet=SHEETS[0], **adding)  # type: ignore[arg-type]
    printed(case)
    for wrong in ("", "JZ0000009", SHEETS[1]):
        with pytest.raises(services.ThingInvalid) as which:
            services.add_thing(kind=Kind.COPY, name="居住证", sheet=wrong, **adding)  # type: ignore[arg-type]

    services.add_thing(kind=Kind.COPY, name="居住证", sheet=" jz0000001 ", **adding)  # type: ignore[arg-type]
    with pytest.raises(services.ThingInvalid):
        services.add_thing(kind=Kind.COPY, name="居住证副本", sheet=SHEETS[0], **adding)  # type: ignore[arg-type]
    ready(case)
    services.hand_over(
        actor=clerk(), number=number, proof=OWN, things=things(held(case)), now=TUESDAY
    )

    paper = next(one for one in cases.case(owner(), case).documents if one.kind == "delivery")
    stated = cases.case(owner(), case).case.documents.get(pk=paper.pk).facts["delivered"]
    assert [one["number"] for one in stated][-1] == SHEETS[0]
    assert SHEETS[0] in which.value.fields["sheet"]
    assert "没有打印在" in nothing_printed.value.fields["sheet"]


def test_spoilt_paper_is_not_handed_over_but_taken_off_the_list() -> None:
    case = waiting()
    number = ready(case)
    printed(case)
    adding = {"actor": clerk(), "number": number, "case_number": case, "now": TUESDAY}
    first = services.add_thing(kind=Kind.COPY, name="居住证", sheet=SHEETS[0], **adding)  # type: ignore[arg-type]
    licences.void_paper(
        actor=stories.staff("licensing"), type_key="residence_permit", unit="ps",
        first=SHEETS[0], last="", reason="弄脏了", now=TUESDAY,
    )  # fmt: skip
    with pytest.raises(services.PaperVoid):
        services.hand_over(
            actor=clerk(), number=number, proof=OWN, things=things(held(case)), now=TUESDAY
        )
    owed = next(one for one in held(case).owed if one.kind == "licence")
    with pytest.raises(services.ThingUnknown):
        services.drop_thing(actor=clerk(), number=number, thing=owed.pk, now=TUESDAY)

    services.drop_thing(actor=clerk(), number=number, thing=first.pk, now=TUESDAY)
    services.hand_over(
        actor=clerk(), number=number, proof=OWN, things=things(held(case)), now=TUESDAY
    )

    assert cases.case(owner(), case).case.state == State.CONCLUDED
    assert "delivery.thing_dropped" in [entry.event for entry in audit.trail(number)]


def test_the_counter_finds_it_by_any_number_and_only_its_own(carrier: Carrier) -> None:
    case, number = posted()
    (order,) = carrier.orders
    parcel = Parcel.objects.get()
    clerks = stories.staff("clerk"), stories.staff("clerk2")

    for text in (number.lower(), f" {case} ", parcel.number, YANG_DAMIN[1].lower()):
        found = [queries.named(one, text) for one in clerks]
        assert [line.consignment.number for line in found[0]] == [number], text
        assert found[1] == ()
    for text in ("", LEAP_DAY[1], order.reference, "x" * 60):
        assert queries.named(clerks[0], text) == ()
