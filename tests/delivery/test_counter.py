"""From the choice of the applicant to the 送达回证, at the counter."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction

from tests.cases import circumstances
from tests.cases.circumstances import TUESDAY, day
from tests.delivery import parcels
from tests.delivery.parcels import clerk, held, owner, ready, waiting
from tests.identity.factories import LEAP_DAY
from tests.jobs import drain
from tongban.access import queries as access
from tongban.base import audit
from tongban.base.errors import Forbidden, NotFound, Stale
from tongban.base.models import AuditEntry
from tongban.cases import queries as cases
from tongban.cases import services as case_services
from tongban.cases.rules import State
from tongban.cases.rules.outputs import NoWayOpen
from tongban.delivery import queries, rules, services
from tongban.delivery.models import Consignment, HandOver, Proxy, Thing
from tongban.delivery.rules import Check
from tongban.demo.services import stories
from tongban.identity.rules import NumberInvalid
from tongban.notices.models import Message

XIAOHONG = (LEAP_DAY[0], "111", LEAP_DAY[1])


def document(number: str = "") -> services.Proof:
    return services.Proof(Check.DOCUMENT, number or own_number())


def own_number() -> str:
    from tongban.identity import queries as identity

    return identity.subject(owner().principal).number  # type: ignore[arg-type]


def all_things(number: str) -> list[int]:
    return [thing.pk for thing in held(number).owed]


def fetch(number: str, proof: services.Proof, things: list[int] | None = None) -> HandOver:
    consignment = held(number).consignment.number
    return services.hand_over(
        actor=clerk(), number=consignment, proof=proof,
        things=all_things(number) if things is None else things, now=TUESDAY,
    )  # fmt: skip


def test_electronic_is_delivered_and_concluded_at_once() -> None:
    number = waiting("electronic")

    assert cases.case(owner(), number).case.state == State.CONCLUDED
    assert not Thing.objects.filter(case_number=number).exists()


def test_what_is_fetched_waits_with_the_ten_days_of_the_law() -> None:
    number = waiting()

    view = held(number)
    case = cases.case(owner(), number).case
    assert case.state == State.DELIVERING
    assert view.consignment.due_on == case.deliver_due_on
    assert [thing.kind for thing in view.owed] == ["decision", "licence"]
    assert case.tasks.open().get().title == "备件送达"


def test_receiving_twice_makes_one_consignment() -> None:
    number = waiting()

    services.receive(number=number, now=TUESDAY)

    assert Consignment.objects.count() == 1
    assert Thing.objects.filter(case_number=number).count() == 2


def test_two_cases_of_one_applicant_go_together() -> None:
    first, second = waiting(), waiting()

    assert held(first).consignment == held(second).consignment
    assert len(held(first).owed) == 4


def test_lying_ready_tells_the_applicant_and_waits_for_him() -> None:
    number = waiting()

    ready(number)
    drain()

    told = Message.objects.get(template="delivery.ready")
    assert told.link == f"/cases/{number}/"
    assert "2026年4月2日" in told.body
    assert cases.case(owner(), number).case.next_due_on == held(number).consignment.keep_until


def test_the_document_of_the_applicant_lets_him_have_it() -> None:
    number = waiting()
    ready(number)

    handed = fetch(number, document())

    case = cases.case(owner(), number)
    paper = next(one for one in case.documents if one.kind == "delivery")
    facts = case.case.documents.get(pk=paper.pk).facts
    assert (handed.relation, handed.checked_by) == ("本人", "document")
    assert case.case.state == State.CONCLUDED
    assert facts["way"] == "直接送达"
    assert [one["name"] for one in facts["delivered"]] == ["准予行政许可决定书", "居住证"]


def test_the_look_at_the_number_is_written_down() -> None:
    number = waiting()
    ready(number)

    fetch(number, document())

    looks = access.footprint(owner()).items
    assert "领取结果核验身份" in [look.purpose for look in looks]


def test_another_document_is_declined_and_the_try_is_kept() -> None:
    number = waiting()
    consignment = ready(number)

    with pytest.raises(services.NotTheRecipient):
        fetch(number, document(XIAOHONG[2]))

    assert cases.case(owner(), number).case.state == State.DELIVERING
    assert [entry.event for entry in audit.trail(consignment)][-1] == "delivery.check_failed"


def test_a_code_serves_once_and_only_for_some_minutes() -> None:
    number = waiting()
    consignment = ready(number)
    shown = services.show_code(actor=owner(), number=consignment, now=TUESDAY)
    late = TUESDAY + timedelta(minutes=11)
    proof = services.Proof(Check.CODE, "-".join(shown.groups).lower())

    with pytest.raises(services.CodeWrong):
        services.hand_over(
            actor=clerk(), number=consignment, proof=proof, things=all_things(number), now=late
        )
    fetch(number, proof)

    assert cases.case(owner(), number).case.state == State.CONCLUDED


def test_after_five_wrong_codes_the_right_one_is_declined_too() -> None:
    number = waiting()
    consignment = ready(number)
    shown = services.show_code(actor=owner(), number=consignment, now=TUESDAY)
    for _ in range(5):
        with pytest.raises(services.CodeWrong):
            fetch(number, services.Proof(Check.CODE, "22222222"))

    with pytest.raises(services.CodeWrong):
        fetch(number, services.Proof(Check.CODE, shown.code))


def test_a_part_is_handed_over_and_the_case_waits_for_the_rest() -> None:
    number = waiting()
    consignment = held(number).consignment.number
    services.add_thing(
        actor=clerk(), number=consignment, case_number=number, kind=rules.Kind.ORIGINAL,
        name="户口簿原件", now=TUESDAY,
    )  # fmt: skip
    ready(number)
    things = all_things(number)

    fetch(number, document(), things[:1])
    half = cases.case(owner(), number).case.state
    fetch(number, document())

    assert half == State.DELIVERING
    assert cases.case(owner(), number).case.state == State.CONCLUDED
    assert held(number).consignment.state == rules.State.DELIVERED
    assert len(held(number).hand_overs) == 2


def test_nothing_chosen_or_somebody_elses_thing_hands_nothing_over() -> None:
    number = waiting()
    ready(number)
    for things in ([], [*all_things(number), 999_999]):
        with pytest.raises(rules.NothingHandedOver):
            fetch(number, document(), things)

    assert not HandOver.objects.exists()


def test_a_proxy_whom_the_applicant_named_may_fetch_it() -> None:
    number = waiting()
    name, kind, proxy_number = XIAOHONG
    services.authorise(
        actor=owner(), number=number, name=name, number_type=kind, proxy_number=proxy_number,
        now=TUESDAY,
    )  # fmt: skip
    ready(number)

    handed = fetch(number, document(proxy_number))

    paper = cases.case(owner(), number).documents[-1]
    assert handed.relation == "代领人"
    assert handed.received_by != name
    assert cases.case(owner(), number).case.documents.get(pk=paper.pk).facts["relation"] == "代领人"


def test_the_number_of_a_proxy_is_sealed_in_the_database() -> None:
    from django.db import connection

    number = waiting()
    name, kind, proxy_number = XIAOHONG
    proxy = services.authorise(
        actor=owner(), number=number, name=name, number_type=kind, proxy_number=proxy_number,
        now=TUESDAY,
    )  # fmt: skip

    with connection.cursor() as cursor:
        cursor.execute("SELECT name, number FROM delivery_proxy WHERE id = %s", [proxy.pk])
        stored = b"".join(bytes(column) for column in cursor.fetchone())

    assert proxy_number.encode() not in stored
    assert Proxy.objects.get(pk=proxy.pk).number == proxy_number


def test_a_proxy_who_was_taken_back_is_declined() -> None:
    number = waiting()
    name, kind, proxy_number = XIAOHONG
    proxy = services.authorise(
        actor=owner(), number=number, name=name, number_type=kind, proxy_number=proxy_number,
        now=TUESDAY,
    )  # fmt: skip
    services.revoke(actor=owner(), number=number, proxy_id=proxy.pk, now=TUESDAY)
    ready(number)

    with pytest.raises(services.NotTheRecipient):
        fetch(number, document(proxy_number))


def test_a_proxy_needs_a_number_that_can_be_and_only_the_owner_names_one() -> None:
    number = waiting()
    said = {"name": "例小红", "number_type": "111"}

    with pytest.raises(NumberInvalid):
        services.authorise(actor=owner(), number=number, proxy_number="123", now=TUESDAY, **said)
    with pytest.raises(NotFound):
        services.authorise(
            actor=stories.person("xiaohong"), number=number, proxy_number=XIAOHONG[2],
            now=TUESDAY, **said,
        )  # fmt: skip


def test_a_written_authorisation_is_kept_at_the_counter() -> None:
    number = waiting()
    consignment = ready(number)
    name, kind, proxy_number = XIAOHONG

    services.authorise_on_paper(
        actor=clerk(), number=consignment, case_number=number, name=name, number_type=kind,
        proxy_number=proxy_number, paper=stories.PICTURE, paper_name="授权.png", now=TUESDAY,
    )  # fmt: skip

    assert held(number).proxies[0].on_paper
    assert fetch(number, document(proxy_number)).relation == "代领人"


def test_the_other_hall_sees_and_hands_over_nothing() -> None:
    number = waiting()
    consignment = ready(number)

    with pytest.raises(NotFound):
        services.lay_ready(actor=stories.staff("handler"), number=consignment, now=TUESDAY)
    with pytest.raises(NotFound):
        queries.consignment(stories.person("xiaohong"), consignment)
    with pytest.raises(Forbidden):
        services.lay_ready(actor=owner(), number=consignment, now=TUESDAY)


def test_who_comes_second_with_an_old_page_is_declined() -> None:
    number = waiting()
    view = held(number).consignment
    services.lay_ready(actor=clerk(), number=view.number, version=view.version, now=TUESDAY)

    with pytest.raises(Stale):
        services.post(
            actor=clerk(), number=view.number, carrier="ems", version=view.version, now=TUESDAY
        )


def test_the_way_may_be_changed_until_it_has_left() -> None:
    number = waiting()
    ready(number)

    services.choose(
        actor=owner(), number=number, way="courier", address=parcels.ADDRESS, now=TUESDAY
    )

    view = held(number)
    assert (view.consignment.way, view.consignment.state) == ("courier", "preparing")
    assert view.address["recipient"] == "样*民"


def test_changed_to_electronic_it_is_delivered_at_once() -> None:
    number = waiting()

    services.choose(actor=owner(), number=number, way="electronic", now=TUESDAY)

    assert cases.case(owner(), number).case.state == State.CONCLUDED
    assert queries.of_case(clerk(), number) is None


def test_with_an_original_to_give_back_it_cannot_be_electronic_only() -> None:
    number = waiting()
    services.add_thing(
        actor=clerk(), number=held(number).consignment.number, case_number=number,
        kind=rules.Kind.ORIGINAL, name="户口簿原件", now=TUESDAY,
    )  # fmt: skip

    with pytest.raises(rules.WayNotOffered), transaction.atomic():
        services.choose(actor=owner(), number=number, way="electronic", now=TUESDAY)

    assert cases.case(owner(), number).case.state == State.DELIVERING


def test_a_concluded_case_chooses_no_way_any_more() -> None:
    number = circumstances.concluded()

    with pytest.raises(NoWayOpen):
        services.choose(actor=owner(), number=number, way="pickup", now=day(1))


@pytest.mark.parametrize(("way", "address"), [("courier", {}), ("balloon", {}), ("", {})])
def test_a_way_that_cannot_be_is_declined_with_its_field(way: str, address: dict[str, str]) -> None:
    number = circumstances.submitted()

    with pytest.raises((rules.AddressInvalid, rules.WayNotOffered)) as declined:
        services.choose(actor=owner(), number=number, way=way, address=address, now=TUESDAY)

    assert set(declined.value.fields) & {"way", "recipient"}


def test_joining_takes_two_of_one_person_only() -> None:
    number, other = waiting(), waiting(item=circumstances.FOOD)

    with pytest.raises(services.NotTogether):
        services.join(
            actor=clerk(), number=held(number).consignment.number,
            other=held(other).consignment.number, now=TUESDAY,
        )  # fmt: skip


def test_each_hand_over_leaves_one_entry_of_this_house() -> None:
    number = waiting()
    consignment = ready(number)
    before = AuditEntry.objects.filter(subject=consignment).count()

    fetch(number, document())

    entries = AuditEntry.objects.filter(subject=consignment).order_by("id")
    assert entries.count() == before + 1
    assert entries.last().event == "delivery.handed_over"  # type: ignore[union-attr]


def test_the_cases_house_hands_over_only_what_is_being_delivered() -> None:
    from tongban.cases.rules.outputs import Handed, NotDelivering

    number = circumstances.accepted()

    with pytest.raises(NotDelivering):
        case_services.hand_over(
            actor=clerk(), number=number, handed=Handed("直接送达", "", (), "样*民"), now=TUESDAY
        )
