"""What a life event yields (统一出件): waited for, given by one act with one receipt, or early."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.cases.bundles import events
from tests.cases.bundles.events import BY_POST, HAS_SHOP, RESTAURANT, TO_HALL
from tests.cases.circumstances import FOOD, TUESDAY, day
from tests.delivery.parcels import Carrier, clerk, held, waiting
from tests.identity.factories import YANG_DAMIN
from tests.jobs import drain, drop_waiting
from tongban.base.errors import Forbidden, NotFound
from tongban.cases import queries as cases
from tongban.cases.models import Bundle
from tongban.cases.services import bundles
from tongban.delivery import queries, rules, services
from tongban.delivery.models import Consignment, HandOver
from tongban.delivery.rules import Check, Trace
from tongban.demo.services import stories
from tongban.notices.models import Message

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tongban.delivery.queries import View

OTHERS = ("food_business", "fire_public_place", "tobacco")


def accepted(said: Mapping[str, Any] = TO_HALL) -> str:
    number = events.accepted(events.owner(), RESTAURANT, HAS_SHOP, said=said)
    drop_waiting()
    return number


def decide(number: str, member: str, outcome: str = "grant") -> str:
    """Decide one member and let every job run; returns the number of its case."""
    case = events.case_of(number, member)
    events.decide(case, outcome)
    drain()
    return str(case.number)


def lying(number: str) -> list[View]:
    return list(queries.of_bundle(clerk(), number))


def give(view: View) -> HandOver:
    number = view.consignment.number
    services.lay_ready(actor=clerk(), number=number, now=TUESDAY)
    proof = services.Proof(Check.DOCUMENT, YANG_DAMIN[1])
    things = [thing.pk for thing in view.owed]
    return services.hand_over(actor=clerk(), number=number, proof=proof, things=things, now=TUESDAY)


def test_all_of_it_waits_and_is_given_by_one_act_with_one_receipt() -> None:
    number = accepted()
    first = decide(number, "signboard")
    (waits,) = lying(number)
    with pytest.raises(rules.OthersComing, match="食品经营许可"):
        services.lay_ready(actor=clerk(), number=waits.consignment.number, now=TUESDAY)
    cases_ = [first, decide(number, "fire_public_place", "deny")]
    cases_ += [decide(number, member) for member in ("food_business", "tobacco")]

    (whole,) = lying(number)
    handed = give(whole)
    drain()

    assert len(waits.line.coming) == 3
    assert (waits.line.has_to_wait, whole.line.coming) == (True, ())
    assert [line.consignment for line in queries.named(clerk(), number)] == [whole.consignment]
    assert len(queries.receipts(held_by(whole.consignment.number))) == 1
    assert set(whole.cases) == set(cases_)
    assert HandOver.objects.get() == handed
    assert {cases.case(events.owner(), one).case.state for one in cases_} == {"concluded"}
    view = cases.bundle(events.owner(), number)
    papers = [paper for paper in view.papers if paper.kind == "delivery"]
    assert len(papers) == 1
    stated = [thing["name"] for thing in papers[0].facts["delivered"]]
    assert len(stated) == len(whole.owed) > len(cases_)
    assert any("食品经营许可" in name for name in stated)
    told = Message.objects.get(template="delivery.ready")
    assert told.link == f"/events/cases/{number}/"


def test_whoever_does_not_wait_gets_what_is_there_and_the_rest_together_later() -> None:
    number = accepted()
    decide(number, "signboard")
    (waits,) = lying(number)
    consignment = waits.consignment.number
    for stranger in (stories.person("xiaohong"), stories.staff("clerk2")):
        with pytest.raises(queries.ConsignmentUnknown):
            services.ask_early(actor=stranger, number=consignment, now=TUESDAY)

    services.ask_early(actor=events.owner(), number=consignment, now=TUESDAY)
    services.ask_early(actor=clerk(), number=consignment, now=day(1))
    give(lying(number)[0])
    decide(number, "food_business")
    decide(number, "fire_public_place")
    waits_for = lying(number)[1].line.coming
    bundles.withdraw_bundle(
        actor=events.owner(), number=number, reason="", only=["tobacco"], now=TUESDAY
    )

    early, rest = lying(number)
    assert early.consignment.asked_early_at == TUESDAY
    assert early.consignment.state == rules.State.DELIVERED
    assert waits_for == ("烟草专卖零售许可证核发（新办）",)
    assert (len(rest.cases), rest.line.has_to_wait) == (2, False)
    with pytest.raises(rules.WrongState):
        services.ask_early(actor=clerk(), number=consignment, now=day(1))
    with pytest.raises(Forbidden):
        services.ask_early(
            actor=stories.staff("supervisor"), number=rest.consignment.number, now=day(1)
        )


def test_one_parcel_brings_it_all(carrier: Carrier) -> None:
    number = accepted(BY_POST)
    for member in ("signboard", *OTHERS):
        decide(number, member)
    (whole,) = lying(number)

    services.post(actor=clerk(), number=whole.consignment.number, carrier="ems", now=TUESDAY)
    drain()
    carrier.traces = [Trace(TUESDAY, "签收", "样例市", "样*民")]
    services.follow_due(now=TUESDAY + timedelta(hours=1))

    assert len(carrier.orders) == 1
    (arrived,) = lying(number)
    assert (arrived.consignment.state, arrived.owed) == (rules.State.DELIVERED, ())
    papers = cases.bundle(events.owner(), number).papers
    assert [paper.kind for paper in papers] == ["receipt", "delivery"]


def test_what_belongs_to_no_event_does_not_wait_with_it() -> None:
    number = accepted()
    decide(number, "signboard")
    alone = held(waiting(item=FOOD)).consignment.number

    assert Consignment.objects.count() == 2
    assert not held_by(alone).line.has_to_wait
    with pytest.raises(rules.NothingToWaitFor):
        services.ask_early(actor=clerk(), number=alone, now=TUESDAY)
    with pytest.raises(services.NotTogether):
        services.join(
            actor=clerk(), number=alone, other=lying(number)[0].consignment.number, now=TUESDAY
        )


def held_by(number: str) -> View:
    return queries.consignment(clerk(), number)


@pytest.mark.parametrize(
    ("coming", "asked_early", "today", "waits"),
    [
        (("食品经营许可",), False, date(2026, 3, 3), True),
        ((), False, date(2026, 3, 3), False),
        (("食品经营许可",), True, date(2026, 3, 3), False),
        (("食品经营许可",), False, date(2026, 3, 17), False),
    ],
)
def test_nothing_waits_beyond_the_day_of_the_law(
    coming: tuple[str, ...],
    asked_early: bool,
    today: date,
    waits: bool,
) -> None:
    due_on = date(2026, 3, 17)

    found = rules.has_to_wait(coming, asked_early=asked_early, due_on=due_on, today=today)

    assert found is waits


def choose(number: str, way: str, **given: Any) -> None:
    services.choose_together(actor=events.owner(), number=number, way=way, now=TUESDAY, **given)


def test_the_way_of_the_whole_is_changed_for_what_lies_there_and_for_what_comes() -> None:
    number = accepted(BY_POST)
    first = decide(number, "signboard")
    services.choose(
        actor=events.owner(), number=first, way="pickup", hall="qunli", now=TUESDAY
    )  # one of them apart, which the choice for the whole takes back

    choose(number, "pickup", hall="daoli")
    drain()
    decide(number, "food_business")

    (whole,) = lying(number)
    assert (whole.consignment.way, whole.consignment.hall) == ("pickup", "daoli")
    assert len(whole.cases) == 2
    assert cases.bundle(events.owner(), number).bundle.form["delivery_way"] == "窗口领取"
    assert {
        queries.wanted(cases.case(events.owner(), one)).hall for one in whole.cases
    } == {"daoli"}  # fmt: skip


def test_electronically_concludes_what_waits_and_leaves_nothing_to_fetch() -> None:
    number = accepted()
    first = decide(number, "signboard")

    choose(number, "electronic")
    drain()
    later = decide(number, "tobacco")

    assert lying(number) == []
    assert {cases.case(events.owner(), one).case.state for one in (first, later)} == {"concluded"}


def test_what_is_on_its_way_keeps_its_way_and_strangers_change_nothing() -> None:
    number = accepted()
    decide(number, "signboard")
    (there,) = lying(number)
    Consignment.objects.filter(pk=there.consignment.pk).update(state=rules.State.POSTED)

    for stranger in (stories.person("xiaohong"), stories.staff("clerk2")):
        with pytest.raises((NotFound, Forbidden)):
            services.choose_together(actor=stranger, number=number, way="pickup", now=TUESDAY)
    with pytest.raises(rules.WayNotOffered):
        choose(number, "pigeon")
    with pytest.raises(rules.AddressInvalid):
        choose(number, "courier", address={"recipient": "样大民"})
    choose(number, "pickup", hall="qunli")
    decide(number, "tobacco")

    kept, later = queries.of_bundle(events.owner(), number)
    assert (kept.consignment.hall, later.consignment.hall) == ("daoli", "qunli")
    Bundle.objects.filter(number=number).update(concluded_at=TUESDAY)
    with pytest.raises(rules.WayNotOffered):
        choose(number, "pickup")
