"""Who stands in for whom, and work that is passed on."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.cases.circumstances import FOOD, TUESDAY, accepted, audited, day, found, submitted
from tests.cases.parallel.reviews import say
from tests.desk.desks import desk_of, text
from tongban.access import queries as access
from tongban.access import services as posts
from tongban.base.actors import Actor, Channel
from tongban.base.errors import Forbidden
from tongban.cases import queries, services
from tongban.cases.models import CaseStep, CaseTask
from tongban.demo.services import stories
from tongban.directory.models import Substitution
from tongban.identity import queries as identity

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

PAGE = "/desk/absence/"


def number_of(username: str) -> int:
    account = identity.account_named(username, realm="staff")
    assert account is not None
    return int(account.pk)


def acting(username: str) -> Actor:
    """Somebody with the posts that he has at this moment."""
    return access.actor_for(identity.account(number_of(username)), channel=Channel.WEB)


def post_of(username: str, unit: str, role: str) -> str:
    """The choice of the form: the post and who holds it."""
    own = (one for one in stories.staff(username).posts if (one.unit, one.role) == (unit, role))
    return f"{next(own).id}-{number_of(username)}"


def arrange(client: Client, **changes: Any) -> Any:
    given = {
        "unit": "mkt", "held": post_of("handler", "mkt", "handler"),
        "account": number_of("clerk"), "since_on": "2026-03-03", "until_on": "2026-03-05",
        "reason": "休假",
    }  # fmt: skip
    return client.post(f"{PAGE}substitutions/", given | changes)


def test_the_head_arranges_it_and_the_deputy_signs_with_both_names() -> None:
    number, head = accepted(FOOD), desk_of("approver")

    answer = arrange(head)
    page = text(head.get(f"{PAGE}?unit=mkt"))

    assert (answer.status_code, answer["Location"]) == (302, f"{PAGE}?unit=mkt")
    for words in ("承办样例员", "窗口样例员", "全部事项", "正在代理", "2026年3月5日", "结束代理"):
        assert words in page
    assert "代承办样例员：承办" in text(desk_of("clerk").get("/desk/"))
    say(acting("clerk"), number, "handle", "forward")
    step = CaseStep.objects.get(case=found(number), step="forward")
    assert step.actor_name == "窗口样例员（代承办样例员）"


def test_somebody_arranges_his_own_absence_and_ends_it() -> None:
    client = desk_of("handler")

    answer = arrange(client, unit="")
    page = text(client.get(PAGE))
    ended = client.post(f"{PAGE}substitutions/{Substitution.objects.get().pk}/end/")

    assert (answer.status_code, ended.status_code) == (302, 302)
    assert "窗口样例员" in page
    assert "承办样例员 · 承办（各部门） · 道里区市场监督管理局" in page
    assert Substitution.objects.get().ended_at == TUESDAY
    assert not any(post.deputy_for for post in acting("clerk").posts)


@pytest.mark.parametrize(
    ("username", "changes", "words"),
    [
        ("approver", {"held": ""}, "请选择谁不在"),
        ("approver", {"until_on": "2026-03-01"}, "结束日期不能早于开始日期"),
        ("approver", {"since_on": "soon"}, "请填写日期，例如"),
        ("approver", {"reason": " "}, "请写明原因"),
        ("approver", {"items": ["nothing"]}, "只能选本部门的事项"),
        ("handler", {"unit": "", "account": "0"}, "请选择由谁代理"),
        ("supervisor", {"unit": "mkt"}, "请选择谁不在"),
        ("fire", {"unit": "mkt"}, "请选择谁不在"),
    ],
)
def test_what_cannot_be_arranged_is_said_at_its_field(
    username: str, changes: dict[str, Any], words: str
) -> None:
    answer = arrange(desk_of(username), **changes)

    assert answer.status_code == 422
    assert words in text(answer)
    assert not Substitution.objects.exists()


def test_others_neither_end_it_nor_arrange_it_past_the_form() -> None:
    arrange(desk_of("approver"))
    row = Substitution.objects.get()

    assert desk_of("fire").post(f"{PAGE}substitutions/{row.pk}/end/").status_code == 403
    assert desk_of("damin", realm="public").get(PAGE).status_code == 404
    with pytest.raises(Forbidden):
        posts.stand_in(
            actor=stories.staff("fire"), post_id=row.post_id, absent=row.absent,
            account=number_of("fire"), since_on=TUESDAY.date(), until_on=TUESDAY.date(),
            reason="x", now=TUESDAY,
        )  # fmt: skip


def test_for_some_items_only_the_deputy_acts_on_those_and_finds_them_in_his_lists() -> None:
    food = accepted(FOOD)
    arrange(desk_of("approver"), account=number_of("fire"), items=["drug_retail"])
    arrange(
        desk_of("operator"), unit="mkt", account=number_of("clerk2"), items=[FOOD],
        until_on=str((TUESDAY + timedelta(days=9)).date()),
    )  # fmt: skip

    drugs, foods = acting("fire"), acting("clerk2")

    with pytest.raises(services.CaseUnknown):
        say(drugs, food, "handle", "forward")
    listed = queries.work(foods, queries.Wanted()).items
    assert [work.case.number for work in listed] == [food]
    assert [task.case.number for task in queries.deputised(foods).items] == [food]
    page = text(desk_of("clerk2").get(PAGE))
    assert food in page
    assert "食品经营许可" in page
    say(foods, food, "handle", "forward")
    task = CaseTask.objects.open().get(case=found(food))
    assert number_of("clerk2") not in access.holders("handler", unit="mkt")
    assert number_of("clerk2") in access.holders("handler", unit="mkt", item=FOOD)
    assert not foods.holds("handler", unit="mkt")
    assert task.key == "review"


def test_a_deputy_for_some_items_finds_these_in_every_list_and_nothing_else(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    food, permit, own = accepted(FOOD), accepted(), submitted(now=day(-1))
    before = queries.work_counts(acting("clerk"))
    arrange(desk_of("approver"), items=[FOOD])
    deputy, client = acting("clerk"), desk_of("clerk")

    def listed(**wanted: Any) -> list[str]:
        return [
            str(one.case.number) for one in queries.work(deputy, queries.Wanted(**wanted)).items
        ]

    assert set(listed()) == {own, food}
    assert permit not in listed(who=queries.Who.UNIT)
    assert listed(item=FOOD) == listed(role="handler") == listed(unit="mkt") == [food]
    assert listed(text="食品") == [food]
    assert listed(text=permit) == []
    page = queries.work(deputy, queries.Wanted(), limit=1)
    rest = queries.work(deputy, queries.Wanted(), after=page.next, limit=1)
    assert {one.case.number for one in (*page.items, *rest.items)} == {own, food}
    counts = queries.work_counts(deputy)
    for name in ("turn", "free", "post", "unit"):
        assert counts[name] == before[name] + 1, name
    assert FOOD in queries.work_items(deputy, queries.Who.TURN)
    services.claim(actor=deputy, task=CaseTask.objects.open().get(case=found(food)).pk, now=TUESDAY)
    assert listed(who=queries.Who.HELD) == listed(who=queries.Who.HELD, text="食品") == [food]
    assert food in text(client.get("/desk/?who=held"))
    with django_assert_num_queries(2):
        queries.work(deputy, queries.Wanted())


def test_whoever_is_nobodys_deputy_asks_as_if_there_were_none() -> None:
    def asked(who: str) -> str:
        actor = acting(who)
        with CaptureQueriesContext(connection) as found:
            queries.work(actor, queries.Wanted())
            queries.work_counts(actor)
        return "\n".join(one["sql"] for one in found.captured_queries)

    plain = asked("handler")
    arrange(desk_of("approver"), items=[FOOD])

    assert asked("handler") == plain
    assert "own.item" not in plain
    assert "item_key = own.item" in asked("clerk")


def test_the_page_asks_a_fixed_number_of_questions() -> None:
    client = desk_of("approver")
    arrange(client)

    with CaptureQueriesContext(connection) as asked:
        client.get(f"{PAGE}?unit=mkt")

    assert len(asked) <= 16


def held(number: str, username: str = "handler") -> CaseTask:
    task = CaseTask.objects.open().get(case=found(number))
    return services.claim(actor=stories.staff(username), task=task.pk, now=TUESDAY)


def test_a_task_is_passed_on_from_the_case_page_with_a_reason() -> None:
    number, client = accepted(FOOD), desk_of("handler")
    task = held(number)
    address = f"/desk/tasks/{task.pk}/pass/"

    assert address in text(client.get(f"/desk/cases/{number}/"))
    blank = client.post(address, {"to": "", "reason": ""})
    other = client.post(address, {"to": number_of("fire"), "reason": "出差"})
    answer = client.post(address, {"to": number_of("market"), "reason": "出差"})

    assert (blank.status_code, other.status_code, answer.status_code) == (422, 422, 302)
    assert "请选择转给谁" in text(blank)
    assert "请写明原因" in text(blank)
    task.refresh_from_db()
    assert (task.holder, task.holder_name) == (number_of("market"), "市场样例员")
    assert audited(number)[-1] == "cases.task_passed_on"
    head = text(desk_of("approver").get(address))
    assert "承办样例员 → 市场样例员" in head
    assert "出差" in head
    assert client.get(address).status_code == 404


def test_the_head_passes_on_all_that_an_absent_colleague_has_claimed() -> None:
    first, second, third = (accepted(FOOD, now=day(0, hour)) for hour in (10, 11, 12))
    tasks = [held(number) for number in (first, second, third)]
    head, market = desk_of("approver"), number_of("market")

    one = head.post(
        f"/desk/tasks/{tasks[0].pk}/pass/", {"to": market, "reason": "病假", "also": "on"}
    )
    back = head.post(
        f"{PAGE}transfer/", {"unit": "mkt", "holder": market, "to": "back", "reason": "回来了"}
    )
    foreign = desk_of("fire").post(
        f"{PAGE}transfer/", {"unit": "mkt", "holder": market, "to": "back", "reason": "x"}
    )

    assert (one.status_code, back.status_code) == (302, 302)
    assert foreign.status_code == 422
    assert not CaseTask.objects.open().filter(holder__isnull=False).exists()
    assert "本部门现在没有人认领待办" in text(head.get(f"{PAGE}?unit=mkt"))


def test_a_task_of_nobody_is_passed_on_by_the_head_alone() -> None:
    number = accepted(FOOD)
    task = CaseTask.objects.open().get(case=found(number))
    address = f"/desk/tasks/{task.pk}/pass/"

    assert desk_of("handler").get(address).status_code == 404
    assert "还没有人认领" in text(desk_of("approver").get(address))
    answer = desk_of("approver").post(address, {"to": number_of("market"), "reason": "专人办"})
    assert answer.status_code == 302
    task.refresh_from_db()
    assert task.holder == number_of("market")
