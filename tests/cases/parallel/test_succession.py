"""People who are away, departments that get another name or go up in another one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.cases.bundles import events
from tests.cases.circumstances import (
    FOOD,
    TUESDAY,
    accepted,
    audited,
    concluded,
    day,
    found,
    give,
)
from tests.cases.parallel.reviews import asked, officer, say, waits
from tongban.access import queries as access
from tongban.access import services as posts
from tongban.base.actors import SYSTEM, Channel
from tongban.base.errors import Forbidden, Invalid, NotFound
from tongban.base.models import AuditEntry, OutboxEvent
from tongban.cases import jobs, perms, queries, services
from tongban.cases.models import CaseDocument, CaseStep, CaseTask
from tongban.demo.services import stories
from tongban.directory import queries as directory
from tongban.directory import services as offices
from tongban.identity import queries as identity
from tongban.items import queries as items
from tongban.notices.models import StaffMessage

if TYPE_CHECKING:
    from tongban.base.actors import Actor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample_area")]


def merged(old: str, new: str) -> services.Moved:
    return services.succeed(actor=SYSTEM, old=old, new=new, reason="机构改革", now=day(1))


def test_open_tasks_of_a_merged_department_move_and_the_past_keeps_its_name() -> None:
    number = asked()
    say(officer("eco"), number, "ask", "agree")

    merged("fire", "eme")

    assert ("ask", "eme") in waits(number)
    say(officer("eme"), number, "ask", "agree", now=day(1))
    said = CaseStep.objects.filter(case=found(number), outcome="agree").order_by("id")
    assert [step.actor_post for step in said] == ["eco/handler", "eme/handler"]
    (former,) = directory.names_before("fire")
    assert (former.name, former.until_on) == ("道里区消防救援大队", day(1).date())


def test_open_cases_of_a_merged_department_go_on_with_its_successor() -> None:
    number = accepted(FOOD)
    give("handler", number, "forward")
    moved = merged("mkt", "dev")

    case = found(number)
    assert (moved.cases, moved.tasks, case.unit) == (1, 1, "dev")
    say(officer("dev", "reviewer"), number, "review", "forward", now=day(1))
    assert waits(number) == [("approve", "dev")]
    steps = CaseStep.objects.filter(case=case, step="forward").order_by("id")
    assert [step.actor_post for step in steps] == ["mkt/handler", "dev/reviewer"]
    assert audited("mkt") == ["cases.department_succeeded"]
    assert {post.unit for post in stories.staff("handler").posts} >= {"dev"}


def test_what_ended_under_the_old_name_stays_there_and_the_successor_answers_for_it() -> None:
    number, joined = concluded(FOOD), asked(("fire", "hea"))
    say(officer("fire"), joined, "ask", "agree")

    merged("mkt", "dev")
    merged("dev", "tax")
    merged("fire", "eme")

    case, head = found(number), account_in("tax", "approver")
    assert case.unit == "mkt"
    assert queries.case(head, number).case.pk == case.pk
    assert head.units("approver") == {"tax", "dev", "mkt"}
    assert case in queries.my_cases(head).items
    # A post of the successor acts on what is past as one of the closed department did.
    assert perms.may_judge_promise(head, case)
    # Who was asked beside others, and has answered under the old name, may still open the case.
    assert queries.case(account_in("eme", "handler"), joined).case.number == joined
    assert CaseTask.objects.get(case=found(joined), branch="fire").unit == "fire"
    with pytest.raises(NotFound):
        queries.case(officer("dev", "approver"), number)
    assert items.item(FOOD).department_key == "tax"


def account_in(unit: str, role: str) -> Actor:
    """A new colleague who is put into a post of the department today."""
    account = stories.staff("supervisor2").account or 0
    post = next(one for one in directory.posts(unit) if one.role == role)  # moved there, or its own
    posts.hold_post(
        actor=SYSTEM, account_id=account, post_id=post.pk, since_on=TUESDAY.date(), now=TUESDAY
    )
    own = access.actor_for(identity.account(account), channel=Channel.WEB)
    return replace(own, posts=tuple(p for p in own.posts if p.unit == unit))


def test_new_cases_and_new_questions_of_a_merged_department_begin_with_the_successor() -> None:
    merged("mkt", "dev")
    merged("dev", "tax")

    assert found(accepted(FOOD, now=day(1))).unit == "tax"
    assert directory.standing("mkt") == "tax"


def test_two_departments_that_became_one_answer_once_for_each() -> None:
    number = asked(("fire", "eme"))
    merged("fire", "eme")

    say(officer("eme"), number, "ask", "agree", now=day(1))
    say(officer("eme"), number, "ask", "agree", now=day(1))

    assert [key for key, _ in waits(number)] == ["own_review"]


@pytest.mark.parametrize(("old", "new"), [("mkt", "mkt"), ("fire", "eme")])
def test_a_department_is_closed_once_and_not_into_itself(old: str, new: str) -> None:
    merged("fire", "eme")

    with pytest.raises(offices.ClosedAlready):
        merged(old, new)
    with pytest.raises(Forbidden):
        services.succeed(
            actor=stories.staff("approver"), old="mkt", new="dev", reason="x", now=day(1)
        )


def test_a_department_that_is_renamed_keeps_its_cases_and_old_papers_their_name() -> None:
    number = accepted(FOOD)
    before = CaseDocument.objects.filter(case=found(number)).order_by("id")[0].facts

    offices.rename_department(
        actor=SYSTEM, key="mkt", name="道里区市场监管和知识产权局", reason="更名", now=day(1)
    )

    give("handler", number, "forward", now=day(1))
    after = CaseDocument.objects.filter(case=found(number)).order_by("id")[0].facts
    assert before == after
    (row, *_rest) = queries.asked(stories.staff("reviewer"), found(number))
    assert row.where == "道里区市场监管和知识产权局"
    assert [former.name for former in directory.names_before("mkt")] == ["道里区市场监督管理局"]
    assert AuditEntry.objects.filter(event="directory.department_renamed").count() == 1


def test_a_life_event_goes_on_under_the_successor_of_its_leading_department() -> None:
    number = events.submitted(events.owner(), events.RESTAURANT, events.HAS_SHOP)
    (before,) = queries.bundle(SYSTEM, number).papers

    merged("mkt", "dev")

    view = queries.bundle(SYSTEM, number)
    assert view.bundle.unit == "dev"
    running = {one.row.unit for one in view.members if one.row.ended_at is None}
    assert ("dev" in running, "mkt" in running) == (True, False)
    assert view.papers[0].facts["issuer"] == before.facts["issuer"] == "道里区市场监督管理局"


def test_what_was_decided_before_the_merger_still_answers_for_its_life_event() -> None:
    number = events.accepted(events.owner(), events.RESTAURANT, events.HAS_SHOP)
    lead = events.case_of(number, "food_business")
    events.decide(lead, "grant")

    merged("mkt", "dev")

    assert queries.answering_case(number) == str(lead.number)


def inbox(account: int) -> list[tuple[str, str]]:
    """The messages on the desk of an account about departments."""
    rows = StaffMessage.objects.filter(account=account, template__startswith="department.")
    return list(rows.order_by("template", "id").values_list("template", "body"))


def test_who_holds_what_moves_and_the_heads_of_both_are_told_once() -> None:
    number, handler = accepted(FOOD), stories.staff("handler")
    CaseTask.objects.open().filter(case__number=number).update(
        holder=handler.account, holder_name=handler.name, held_since=TUESDAY
    )
    heads = [access.holders("approver", unit=unit) for unit in ("mkt", "dev")]
    for _twice in range(2):
        jobs.tell_renamed(key="mkt", before="旧", after="新", on="2026-03-03")

    merged("mkt", "dev")

    told = StaffMessage.objects.filter(template="department.merged")
    concerned = {handler.account, *heads[0], *heads[1]}
    assert all(heads)
    assert set(told.values_list("account", flat=True)) == concerned
    (moved, renamed) = inbox(handler.account or 0)
    assert renamed == (
        "department.renamed", "旧改称新。办件和待办不变，请接着办；以前的文书保留原来的名称。"
    )  # fmt: skip
    assert "1 件在办件和 1 项待办转了过去" in moved[1]
    assert [kind for kind, _ in inbox(heads[1][0])].count("department.merged") == 1
    # What the old department left behind, a rating or a card, is theirs to answer for.
    assert access.holders("approver", unit="mkt") == access.holders("approver", unit="dev")
    assert {*access.holders("approver", unit="mkt")} == {*heads[0], *heads[1]}
    offices.rename_department(actor=SYSTEM, key="dev", name="样例新局", reason="更名", now=day(1))
    assert OutboxEvent.objects.get(name="directory.department_renamed").payload["key"] == "dev"
    services.tell_renamed(
        key="dev", before="旧", after="新", on="2026-03-04", by=handler.account, now=day(1)
    )
    assert [kind for kind, _ in inbox(handler.account or 0)][2:] == []


def deputy(since: int = 0, until: int = 3) -> Actor:
    """The reviewer stands in for the handler."""
    handler, reviewer = stories.staff("handler"), stories.staff("reviewer")
    post = next(p for p in handler.posts if p.unit == "mkt" and p.role == "handler")
    assert handler.account is not None
    assert reviewer.account is not None
    posts.stand_in(
        actor=SYSTEM, post_id=post.id, absent=handler.account, account=reviewer.account,
        since_on=day(since).date(), until_on=day(until).date(), reason="休假", now=TUESDAY,
    )  # fmt: skip
    return acting()


def acting() -> Actor:
    account = stories.staff("reviewer").account
    assert account is not None
    return access.actor_for(identity.account(account), channel=Channel.WEB)


def test_a_deputy_acts_in_the_post_and_signs_with_both_names(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from tongban.base import clock

    monkeypatch.setattr(clock, "today", TUESDAY.date)
    number = accepted(FOOD)
    actor = deputy()
    name = stories.staff("handler").name

    say(actor, number, "handle", "forward")

    step = CaseStep.objects.filter(case=found(number), task="承办").get()
    assert step.actor_name == f"{actor.name}（代{name}）"
    assert step.actor_post == "mkt/handler"
    monkeypatch.setattr(clock, "today", day(4).date)
    assert not any(post.deputy_for for post in acting().posts)


@pytest.mark.parametrize(("since", "until"), [(2, 1), (-5, -1)])
def test_a_substitution_has_a_first_and_a_last_day(since: int, until: int) -> None:
    with pytest.raises(Invalid):
        deputy(since, until)


def test_nobody_stands_in_in_a_post_that_the_other_does_not_hold() -> None:
    handler, reviewer = stories.staff("handler"), stories.staff("reviewer")
    foreign = next(p for p in reviewer.posts if p.unit == "mkt")

    with pytest.raises(posts.PostNotHeld):
        posts.stand_in(
            actor=SYSTEM, post_id=foreign.id, absent=handler.account or 0,
            account=stories.staff("approver").account or 0, since_on=TUESDAY.date(),
            until_on=TUESDAY.date(), reason="休假", now=TUESDAY,
        )  # fmt: skip


def test_what_an_absent_colleague_holds_goes_back_or_to_somebody_who_may_do_it() -> None:
    first, second = accepted(FOOD), accepted(FOOD, now=day(0, 11))
    approver, handler = stories.staff("approver"), stories.staff("handler")
    CaseTask.objects.open().filter(case__number__in=[first, second]).update(
        holder=handler.account, holder_name=handler.name, held_since=TUESDAY
    )

    with pytest.raises(Forbidden):
        services.reassign(
            actor=handler, unit="mkt", holder=handler.account or 0, to=None, reason="休假",
            now=TUESDAY,
        )  # fmt: skip
    moved = services.reassign(
        actor=approver, unit="mkt", holder=handler.account or 0, to=None, reason="休假",
        now=TUESDAY,
    )  # fmt: skip

    assert moved == 2
    assert not CaseTask.objects.open().filter(holder=handler.account).exists()
    assert AuditEntry.objects.filter(event="cases.tasks_reassigned").count() == 1
