"""What staff are told (工作消息): of each happening once, whoever acts knows; and their page."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client

from tests.cases.circumstances import (
    FOOD,
    TUESDAY,
    accepted,
    asked,
    day,
    found,
    give,
    submitted,
    waiting,
)
from tests.desk.desks import desk_of, text
from tests.desk.test_absence import arrange, held, number_of
from tests.jobs import drain, drop_waiting
from tongban.base.models import AuditEntry
from tongban.cases import services
from tongban.cases.models import CaseTask
from tongban.demo.services import stories
from tongban.directory.models import Substitution
from tongban.notices import queries as inbox
from tongban.notices import services as notices
from tongban.notices.models import StaffMessage
from tongban.notices.rules import PlaceholderMissing
from tongban.supervision import services as supervision
from tongban.supervision.models import CaseWarning

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

PAGE = "/desk/messages/"


def told(username: str) -> list[str]:
    """The kinds of what somebody was told, in order."""
    rows = StaffMessage.objects.filter(account=number_of(username)).order_by("created_at", "pk")
    return list(rows.values_list("template", flat=True))


def tell(username: str = "handler", *, dedupe: str = "1", hours: int = 0, **changes: Any) -> None:
    given: dict[str, Any] = {
        "accounts": [number_of(username), None], "template_key": "case.corrected",
        "context": {"number": "2301", "item": "居住证"}, "link": f"{PAGE}?about={dedupe}",
        "now": TUESDAY - timedelta(hours=hours), "dedupe": dedupe,
    }  # fmt: skip
    notices.tell_staff(**(given | changes))


def test_a_task_passed_on_is_told_to_both_and_not_to_whoever_did_it() -> None:
    number, other = accepted(FOOD), accepted()
    task, kept = held(number), held(other)

    services.pass_task(
        actor=stories.staff("approver"), task=task.pk, to=number_of("market"), reason="出差",
        now=TUESDAY,
    )  # fmt: skip
    services.hand_back(actor=stories.staff("handler"), task=kept.pk, now=TUESDAY)

    assert told("handler") == ["task.taken"]
    assert told("market") == ["task.given"]
    assert told("approver") == []
    message = StaffMessage.objects.get(account=number_of("market"))
    assert number in message.body
    assert message.link == f"/desk/cases/{number}/"


def test_all_that_was_claimed_is_told_in_one_message_for_each() -> None:
    numbers = [accepted(FOOD, now=day(0, hour)) for hour in (10, 11)]
    for number in numbers:
        held(number)

    services.reassign(
        actor=stories.staff("approver"), unit="mkt", holder=number_of("handler"),
        to=number_of("market"), reason="病假", now=TUESDAY,
    )  # fmt: skip
    task = CaseTask.objects.open().get(case=found(numbers[0]))
    services.assign(
        actor=stories.staff("market"), task=task.pk, to=number_of("handler"), now=day(0, 12)
    )

    assert told("market") == ["tasks.given"]
    assert told("handler") == ["tasks.taken", "task.given"]
    given = StaffMessage.objects.get(account=number_of("market"))
    assert "2 件" in given.title
    assert all(number in given.body for number in numbers)


def test_a_deputy_hears_that_he_is_named_and_that_it_is_over_once() -> None:
    drop_waiting()
    arrange(desk_of("approver"))
    drain()
    row = Substitution.objects.get()
    for _twice in range(2):
        notices.tell_substitution(id=row.pk, is_over=False, now=TUESDAY)
    for days in (9, 9, 12):
        notices.tell_run_out(now=day(days))

    assert told("clerk") == ["substitution.made", "substitution.ended"]
    assert told("handler") == ["substitution.arranged", "substitution.over"]
    arrange(desk_of("handler"), unit="")
    desk_of("handler").post(f"/desk/absence/substitutions/{row.pk + 1}/end/")
    drain()
    assert sorted(told("clerk")) == 2 * ["substitution.ended"] + 2 * ["substitution.made"]
    assert len(told("handler")) == 2


def test_windows_hear_of_a_hand_over_and_its_giver_that_it_was_taken() -> None:
    number = submitted()

    offer = services.pass_on(
        actor=stories.staff("clerk"), case_ref=number, to_place="qunli", reason="就近", now=TUESDAY
    )
    services.accept_hand_over(actor=stories.staff("clerk2"), hand_over_id=offer.pk, now=day(1))

    assert told("clerk2") == ["handover.waiting"]
    assert told("clerk") == ["handover.accepted"]


def test_what_comes_back_is_told_to_whoever_had_it() -> None:
    number, corrected = accepted(FOOD), asked()
    give("handler", number, "forward")
    give(waiting(number).role, number, "back", opinion="请再核对地址", now=day(0, 11))

    person = stories.person("damin")
    for row in found(corrected).materials.exclude(asked=""):
        services.bring(
            actor=person, number=corrected, material_key=row.key, content=stories.PICTURE,
            name="again.png", now=day(1),
        )  # fmt: skip
    services.supplement(actor=person, number=corrected, now=day(1))

    assert told("handler") == ["task.returned"]
    assert told("clerk") == ["case.corrected"]


def test_a_day_that_comes_near_or_passes_is_told_to_the_holder_once_after_downtime_too() -> None:
    number, free = accepted(), accepted()
    held(number)
    drop_waiting()
    services.sweep(now=day(60))
    with time_machine.travel(day(60), tick=False):
        drain()
        services.sweep(now=day(60))
        drain()
    due = str(found(number).due_on)
    for _twice in range(2):
        services.warn_holders(
            number=number, kind="promised", due_on=due, key="", has_passed=True, now=day(60)
        )
    services.warn_holders(
        number=number, kind="promised", due_on=due, key="", has_passed=False, now=day(1)
    )

    kinds = told("handler")
    assert kinds.count("deadline.passed") == len(set(kinds_of("passed", number)))
    assert kinds.count("deadline.near") == 1
    assert not StaffMessage.objects.filter(link=f"/desk/cases/{free}/").exists()


def kinds_of(effect: str, number: str) -> list[str]:
    entries = AuditEntry.objects.filter(subject=number, event=f"cases.deadline_{effect}")
    return [entry.facts["kind"] for entry in entries.order_by("id")]


def test_heads_hear_of_an_extension_and_the_asker_of_the_answer() -> None:
    yes, no = accepted(), accepted()
    handler, head = stories.staff("handler"), stories.staff("approver")
    for number in (yes, no):
        services.ask_extension(actor=handler, number=number, reason="待专家意见", now=day(1))
    services.extend(actor=head, number=yes, now=day(2))
    services.keep_limit(actor=head, number=no, words="不必", now=day(2))

    assert told("approver") == ["extension.asked", "extension.asked"]
    assert sorted(told("handler")) == ["extension.approved", "extension.declined"]


def test_heads_hear_of_cards_and_orders() -> None:
    number = accepted()
    supervision.sweep(now=day(15))
    supervision.sweep(now=day(15))
    card = CaseWarning.objects.get(case_number=number, rule="L2", light="red")
    supervision.issue_order(
        actor=stories.staff("supervisor"), serial=card.serial, content="限期办结",
        answer_due_on=day(17).date(), now=day(15),
    )  # fmt: skip
    for _twice in range(2):
        supervision.escalate(now=day(18))

    kinds = told("approver")
    meant = CaseWarning.objects.filter(case_number=number, told__contains=["head"]).count()
    assert kinds.count("card.raised") == meant > 0
    assert sorted(kinds)[-2:] == ["order.escalated", "order.issued"]
    order = StaffMessage.objects.get(template="order.issued")
    assert desk_of("approver").get(order.link).status_code == 200


def test_the_page_lists_counts_opens_and_sets_aside() -> None:
    for serial in range(22):
        tell(dedupe=f"m{serial}", hours=serial)
    tell("reviewer")
    client = desk_of("handler")
    page = text(client.get(PAGE))
    first = StaffMessage.objects.get(dedupe="m0")

    assert '<span class="top-count">22<' in page
    assert page.count("message-unread") == 20
    opened = client.post(f"{PAGE}{first.pk}/read/", {"do": "open"})
    again = client.post(f"{PAGE}{first.pk}/read/", {"do": "read", "show": "unread"})
    unread = text(client.get(f"{PAGE}?show=unread"))
    assert (opened["Location"], again["Location"]) == (first.link, f"{PAGE}?show=unread")
    assert f"{first.pk}" not in unread
    rest = text(client.get(f"{PAGE}?after={page.split('after=')[1].split(chr(34))[0]}"))
    assert rest.count("message-unread") == 2
    tell(dedupe="later", now=TUESDAY + timedelta(hours=1))
    client.post(f"{PAGE}read/", {"until": TUESDAY.isoformat()})
    assert '<span class="top-count">1<' in text(client.get("/desk/find/"))
    assert inbox.staff_unread(stories.staff("reviewer")) == 1
    acts = AuditEntry.objects.filter(event__startswith="notices.staff").order_by("id")
    assert [(one.event, one.facts) for one in acts] == [
        ("notices.staff_message_read", {}), ("notices.staff_messages_read", {"count": 21}),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "until", ["", "soon", "2026-03-03", "2026-13-45T10:00", "2999-01-01T00:00Z"]
)
def test_an_unreadable_moment_sets_aside_what_is_there_now(until: str) -> None:
    tell()

    assert desk_of("handler").post(f"{PAGE}read/", {"until": until}).status_code == 302
    assert inbox.staff_unread(stories.staff("handler")) == 0


def test_nobody_reads_or_sets_aside_what_a_colleague_was_told() -> None:
    tell()
    message = StaffMessage.objects.get()

    assert desk_of("reviewer").post(f"{PAGE}{message.pk}/read/").status_code == 404
    assert desk_of("damin", realm="public").get(PAGE).status_code == 404
    assert Client().get(PAGE).status_code == 302
    assert desk_of("handler").get(f"{PAGE}?after=nonsense").status_code in {400, 422}
    assert inbox.staff_unread(stories.person("damin")) == 0
    assert StaffMessage.objects.get().read_at is None


def test_a_message_is_told_once_and_never_with_a_gap_or_a_foreign_link() -> None:
    tell()
    tell(context={"number": "2302", "item": "另一件"})

    assert StaffMessage.objects.get().body.startswith("办件 2301")
    with pytest.raises(PlaceholderMissing):
        tell(context={"number": "2301"}, dedupe="2")
    with pytest.raises(ValueError, match="link"):
        tell(link="//elsewhere.example/", dedupe="2")
    with pytest.raises(IntegrityError), transaction.atomic():
        StaffMessage.objects.create(
            account_id=number_of("handler"), dedupe="1", created_at=TUESDAY, template="x",
        )  # fmt: skip


def test_the_list_asks_a_fixed_number_of_questions(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client = desk_of("handler")
    tell()
    client.get(PAGE)
    for wanted in (PAGE, f"{PAGE}?show=unread"):
        with django_assert_num_queries(6):
            client.get(wanted)
        tell(dedupe=wanted)
