"""Telling, and reading what one was told."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from django.db import transaction

from tests.notices.conftest import NOON, citizen, person, staff
from tongban.base.actors import ANONYMOUS
from tongban.base.models import AuditEntry
from tongban.notices import queries, rules, services
from tongban.notices.models import Delivery, Message

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db

COMPANY = "990101200802290052"


def tell(subject: UUID, dedupe: str = "accepted:1", link: str = "/cases/1/") -> Message:
    return services.tell(
        subject_id=subject,
        template_key="case.accepted",
        context={"item": "食品经营许可", "number": "1", "due_on": "2026年12月11日"},
        link=link,
        now=NOON,
        dedupe=dedupe,
    )


def ways(message: Message) -> list[tuple[str, str]]:
    rows = Delivery.objects.filter(message=message).order_by("channel")
    return [(row.channel, row.state) for row in rows]


def test_a_message_stands_in_the_inbox_at_once_and_waits_to_be_sent(
    outbox_names: Callable[[], list[str]],
) -> None:
    subject = person()
    before = len(outbox_names())

    message = tell(subject)

    (found,) = queries.inbox(citizen(subject)).items
    assert (found.pk, found.title) == (message.pk, "已受理：食品经营许可")
    assert ways(message) == [("email", "waiting"), ("inapp", "sent"), ("sms", "waiting")]
    assert outbox_names()[before:] == ["notices.message_written"]


def test_the_same_fact_is_told_once(outbox_names: Callable[[], list[str]]) -> None:
    subject = person()
    first = tell(subject)
    before = outbox_names()

    again = tell(subject)

    assert again.pk == first.pk
    assert Message.objects.count() == 1
    assert outbox_names() == before


def test_two_people_may_be_told_the_same_fact() -> None:
    one, other = person(), person("990101199003070023")

    assert tell(one).pk != tell(other).pk


def test_nobody_is_told_of_a_change_that_did_not_happen() -> None:
    subject = person()

    with transaction.atomic():
        tell(subject)
        transaction.set_rollback(True)

    assert not Message.objects.exists()
    assert not Delivery.objects.exists()


def test_without_telephone_and_mail_the_inbox_remains() -> None:
    message = tell(person(phone="", email=""))

    assert ways(message) == [("inapp", "sent")]


@pytest.mark.parametrize("link", ["https://evil.example/", "//evil.example"])
def test_a_message_never_links_elsewhere(link: str) -> None:
    subject = person()

    with pytest.raises(ValueError, match="this node"):
        tell(subject, link=link)


def test_a_template_is_not_sent_with_a_gap() -> None:
    with pytest.raises(rules.PlaceholderMissing):
        services.tell(
            subject_id=person(),
            template_key="case.accepted",
            context={"item": "x"},
            link="",
            now=NOON,
            dedupe="1",
        )


def test_an_agent_reads_the_enterprise_inbox_only_while_acting_for_it() -> None:
    agent, company = person(), person(COMPANY)
    message = tell(company)

    assert queries.message(citizen(agent, principal=company), message.pk).pk == message.pk
    with pytest.raises(queries.MessageMissing):
        queries.message(citizen(agent), message.pk)


def test_the_message_of_another_person_cannot_be_told_from_none() -> None:
    stranger = citizen(person("990101199003070023"))
    message = tell(person())

    for actor in (stranger, staff("supervisor"), ANONYMOUS):
        assert queries.inbox(actor).items == []
        assert queries.unread(actor) == 0
        for message_id in (message.pk, uuid4()):
            with pytest.raises(queries.MessageMissing) as refused:
                services.mark_read(actor=actor, message_id=message_id, now=NOON)
            assert str(refused.value) == "没有这条消息。"
    message.refresh_from_db()
    assert message.read_at is None


def test_opening_a_message_is_noted_once() -> None:
    subject = person()
    message = tell(subject)
    tell(subject, dedupe="accepted:2")
    reader = citizen(subject)

    services.mark_read(actor=reader, message_id=message.pk, now=NOON)
    services.mark_read(actor=reader, message_id=message.pk, now=NOON.replace(hour=9))

    message.refresh_from_db()
    assert message.read_at == NOON
    assert queries.unread(reader) == 1
    assert AuditEntry.objects.filter(event="notices.message_read").count() == 1


def test_the_inbox_is_paged_newest_first_with_one_query_a_page(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    subject = person()
    told = [tell(subject, dedupe=str(number)).pk for number in range(5)]

    with django_assert_num_queries(2):
        first = queries.inbox(citizen(subject), limit=3)
        second = queries.inbox(citizen(subject), after=first.next, limit=3)

    read = [message.pk for page in (first, second) for message in page.items]
    assert sorted(read) == sorted(told)
    assert len(first.items) == 3
    assert second.next == ""
