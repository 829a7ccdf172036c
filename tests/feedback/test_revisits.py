"""A bad rating that was put right is revisited (回访): by whom, by when, and what is counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import ProgrammingError, transaction

from tests.cases.bundles import events
from tests.cases.circumstances import applicant, concluded, day, told
from tests.supervision.supervising import card, put_right, swept, tallied
from tongban.access.models import DataAccess
from tongban.base.errors import Forbidden, NotFound
from tongban.base.models import AuditEntry
from tongban.demo.services import stories
from tongban.feedback import queries, rules, services
from tongban.feedback.models import Revisit
from tongban.feedback.rules import RevisitState
from tongban.notices.models import Message, StaffMessage
from tongban.supervision import jobs
from tongban.supervision import services as supervision
from tongban.supervision.queries import Level, Period, drill

if TYPE_CHECKING:
    from collections.abc import Mapping

CALL = {"way": "phone", "outcome": "satisfied", "put_right": "已经培训窗口", "words": ""}
ASK = {"way": "message", "put_right": "已经培训窗口"}


def owed() -> str:
    number = concluded()
    services.rate(actor=applicant(), number=number, grade=2, text="慢", now=day(1))
    put_right(number)
    return number


def revisit(number: str, said: Mapping[str, str], who: str = "approver", now: int = 4) -> Revisit:
    return services.revisit(actor=stories.staff(who), number=number, now=day(now), **said)


def state(number: str) -> str:
    return queries.rating_view(stories.staff("supervisor"), number).rating.revisit


@pytest.mark.django_db
@pytest.mark.usefixtures("sample_area")
def test_the_applicant_is_called_until_somebody_reaches_him_and_it_is_counted() -> None:
    number, head = owed(), stories.staff("approver")

    found = queries.rating_view(head, number)
    assert (found.rating.revisit, found.rating.handled_at) == (RevisitState.OWED, day(3))
    assert found.rating.revisit_due_on == day(10).date()  # 5 working days
    (letter,) = StaffMessage.objects.filter(template="revisit.owed")
    assert letter.account_id == head.account
    assert letter.link == f"/desk/ratings/{number}/"
    assert queries.revisits_owed(head, day(10).date()) == (1, 0)
    assert queries.revisits_owed(head, day(11).date()) == (1, 1)
    assert [row.number for row in queries.to_revisit(head, RevisitState.OWED).items] == [number]
    revisit(number, {"way": "phone", "outcome": "unreached"})
    assert state(number) == RevisitState.OWED
    revisit(number, CALL | {"outcome": "dissatisfied", "words": "还是慢"}, "supervisor", 5)
    assert queries.revisits_owed(head, day(11).date()) == (0, 0)
    jobs.hear_revisit(number=number, case=number)
    assert counted() == ("100.0%", 1, "0.0%", 0)
    revisit(number, CALL, now=6)
    for _twice in range(2):
        jobs.hear_revisit(number=number, case=number)

    assert counted() == ("100.0%", 1, "100.0%", 1)
    tries = queries.rating_view(head, number).revisits
    assert [(row.outcome, row.by_name) for row in tries] == [
        ("unreached", head.name), ("dissatisfied", stories.staff("supervisor").name),
        ("satisfied", head.name),
    ]  # fmt: skip
    acts = AuditEntry.objects.filter(subject=number, event__startswith="feedback.revisit")
    assert [entry.event for entry in acts.order_by("pk")] == [
        "feedback.revisit_owed", *["feedback.revisited"] * 3,
    ]  # fmt: skip
    assert told(number)[-1] == "feedback.revisited"
    with pytest.raises(rules.RevisitOver):
        revisit(number, CALL)
    with pytest.raises(ProgrammingError, match="append-only"), transaction.atomic():
        Revisit.objects.update(outcome="satisfied")


def counted() -> tuple[str, int, str, int]:
    """The two rates of the country in words, with their numerators."""
    whole = drill(stories.staff("supervisor"), Level("000000"), Period.LAST_30, day(6).date()).whole
    rates = [whole.rate("revisited"), whole.rate("revisit_content")]
    assert tallied("unit", "ps", "month")["bad_handled"] == rates[0].below == 1
    return rates[0].words, rates[0].above, rates[1].words, rates[1].above


@pytest.mark.django_db
@pytest.mark.usefixtures("sample_area")
def test_the_applicant_is_asked_by_a_message_and_answers_himself() -> None:
    number, person = owed(), applicant()
    with pytest.raises(rules.RevisitNotAsked):
        services.answer_revisit(actor=person, number=number, outcome="satisfied", now=day(4))

    revisit(number, ASK)

    (message,) = Message.objects.filter(template="rating.revisit")
    assert (message.subject_id, message.link) == (
        person.principal, f"/cases/{number}/rating/thanks/",
    )  # fmt: skip
    view = queries.rating_view(person, number)
    assert (view.asked, view.may_answer, view.may_revisit) == (True, True, False)
    with pytest.raises(rules.RevisitAsked):
        revisit(number, ASK)
    revisit(number, {"way": "visit", "outcome": "unreached"})
    with pytest.raises(rules.RevisitInvalid):
        services.answer_revisit(actor=person, number=number, outcome="asked", now=day(5))
    with pytest.raises(NotFound):
        services.answer_revisit(
            actor=stories.person("xiaohong"), number=number, outcome="satisfied", now=day(5)
        )
    with pytest.raises(Forbidden):
        services.answer_revisit(
            actor=stories.staff("approver"), number=number, outcome="satisfied", now=day(5)
        )
    services.answer_revisit(
        actor=person, number=number, outcome="dissatisfied", words="还要等", now=day(5)
    )
    assert state(number) == RevisitState.DISSATISFIED
    assert StaffMessage.objects.filter(template="revisit.dissatisfied").exists()
    revisit(number, ASK, now=6)
    services.answer_revisit(actor=person, number=number, outcome="satisfied", now=day(6))
    assert state(number) == RevisitState.SATISFIED
    assert queries.rating_view(person, number).revisits[-1].by_name == ""


@pytest.mark.django_db
@pytest.mark.usefixtures("sample_area")
def test_an_order_that_is_closed_calls_for_the_revisit_as_a_confirmed_card_does() -> None:
    number, supervisor = concluded(), stories.staff("supervisor")
    services.rate(actor=applicant(), number=number, grade=1, now=day(1))
    swept(day(1))
    order = supervision.issue_order(
        actor=supervisor, serial=card(number, "E1", "yellow").serial, content="限期整改",
        answer_due_on=day(7).date(), now=day(2),
    )  # fmt: skip
    order = supervision.reply_order(
        actor=stories.staff("approver"), number=order.number, reason="忙", measure="培训",
        version=order.version, now=day(3),
    )  # fmt: skip

    supervision.close_order(
        actor=supervisor, number=order.number, reason="已整改", version=order.version, now=day(3)
    )

    found = queries.rating_view(supervisor, number).rating
    assert (found.revisit, found.handled_at) == (RevisitState.OWED, day(3))
    assert StaffMessage.objects.filter(template="revisit.owed").count() == 1


@pytest.mark.django_db
@pytest.mark.usefixtures("sample_area")
def test_only_head_and_supervisor_revisit_once_it_was_put_right_and_looks_are_recorded() -> None:
    number = concluded()
    services.rate(actor=applicant(), number=number, grade=1, now=day(1))
    with pytest.raises(rules.RevisitTooEarly):
        revisit(number, CALL)
    with pytest.raises(Forbidden):
        services.show_contact(actor=stories.staff("approver"), number=number, now=day(1))
    put_right(number)
    for who in ("clerk", "handler", "market"):
        with pytest.raises(NotFound):
            revisit(number, CALL, who)
        with pytest.raises(NotFound):
            services.show_contact(actor=stories.staff(who), number=number, now=day(4))
    for forbidden in (
        lambda: services.revisit(actor=applicant(), number=number, now=day(4), **CALL),
        lambda: services.show_contact(actor=applicant(), number=number, now=day(4)),
        lambda: services.call_for_revisit(
            actor=stories.staff("approver"), number=number, due_on=day(9).date(), now=day(4)
        ),
    ):
        with pytest.raises(Forbidden):
            forbidden()
    services.call_for_revisit(
        actor=stories.staff("supervisor"), number=number, due_on=day(90).date(), now=day(4)
    )
    looks = DataAccess.objects.count()

    contact = services.show_contact(actor=stories.staff("approver"), number=number, now=day(4))

    assert contact.id == applicant().principal
    assert DataAccess.objects.count() == looks + 1
    found = queries.rating_view(stories.staff("approver"), number).rating
    assert found.revisit_due_on == day(10).date()
    revisit(number, CALL)
    with pytest.raises(Forbidden):  # nobody has a reason to call any more
        services.show_contact(actor=stories.staff("supervisor"), number=number, now=day(5))
    assert DataAccess.objects.count() == looks + 1


@pytest.mark.django_db
@pytest.mark.usefixtures("sample_area")
@pytest.mark.parametrize("own", [5, 2])
def test_a_life_event_is_revisited_as_a_whole_whatever_the_case_that_answers_got(own: int) -> None:
    person = events.owner()
    number = events.accepted(person, events.RESTAURANT, events.HAS_SHOP)
    events.concluded(number)
    lead = str(events.case_of(number, "food_business").number)
    services.rate(actor=person, number=lead, grade=own, now=day(1))
    services.rate_bundle(actor=person, number=number, grade=1, now=day(1))
    put_right(lead)
    assert [state(one) for one in (number, lead)] == ["owed", "owed" if own == 2 else ""]

    revisit(number, ASK, "market")
    services.answer_revisit(actor=person, number=number, outcome="satisfied", now=day(5))

    (message,) = Message.objects.filter(template="rating.revisit")
    assert message.link == f"/events/cases/{number}/rating/thanks/"
    jobs.hear_revisit(number=number, case=lead)
    assert tallied("unit", "mkt", "month")["bad_content"] == 1


@pytest.mark.parametrize(
    ("said", "fields"),
    [
        ({"way": ""}, {"way"}),
        ({"way": "online"}, {"way"}),
        ({"outcome": ""}, {"outcome"}),
        ({"outcome": "asked"}, {"outcome"}),
        ({"outcome": "dissatisfied"}, {"words"}),
        ({"put_right": " \x00 "}, {"put_right"}),
        ({"way": "message", "put_right": ""}, {"put_right"}),
        ({"words": "长" * 501, "put_right": "长" * 501}, {"words", "put_right"}),
    ],
)
def test_a_try_that_cannot_be_written_down_says_why(said: dict[str, str], fields: set[str]) -> None:
    with pytest.raises(rules.RevisitInvalid) as declined:
        rules.revisited(state="owed", asked=False, **CALL | said)
    assert set(declined.value.fields) == fields
    assert rules.revisited(state="owed", asked=True, **CALL).state == RevisitState.SATISFIED
    unreached = {"outcome": "unreached", "put_right": ""}
    assert rules.revisited(state="dissatisfied", asked=True, **CALL | unreached).state is None


def test_only_an_answer_ends_the_waiting() -> None:
    assert rules.waits_for_answer(["asked", "unreached"])
    assert not rules.waits_for_answer(["asked", "unreached", "dissatisfied"])
    assert rules.waits_for_answer(["asked", "dissatisfied", "asked"])
    assert not rules.waits_for_answer([])
    with pytest.raises(rules.RevisitInvalid) as declined:
        rules.answered(asked=True, outcome="", words="长" * 501)
    assert set(declined.value.fields) == {"outcome", "words"}
