"""The work list: what waits, in which order, for whom."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from tests.cases import circumstances
from tests.desk.desks import desk_of, text
from tongban.access import queries as looks
from tongban.base.models import AuditEntry
from tongban.cases import services
from tongban.demo.services import stories
from tongban.desk.templatetags.work_rows import options, work_rows
from tongban.desk.work.asking import Choice
from tongban.desk.work.rows import Row
from tongban.identity import queries as subjects

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

NUMBER = re.compile(r"data-row-link>(\d+)<")


def listed(who: str, query: str = "") -> list[str]:
    answer = desk_of(who).get(f"/desk/{query}")
    assert answer.status_code == 200
    return NUMBER.findall(text(answer))


def test_a_clerk_finds_what_waits_for_his_hall_the_nearest_deadline_first() -> None:
    late = circumstances.submitted(circumstances.TEACHER)
    accepted = circumstances.accepted()
    early = circumstances.submitted(now=circumstances.day(-1))

    assert listed("clerk") == [early, late]
    assert set(listed("clerk", "?who=all")) == {early, late, accepted}
    assert listed("clerk2", "?who=all") == []
    assert listed("handler") == [accepted]


def test_filters_stand_in_the_address() -> None:
    teacher = circumstances.submitted(circumstances.TEACHER)
    asked = circumstances.asked()

    assert listed("clerk", "?who=all&state=correction") == [asked]
    assert listed("clerk", "?text=教师资格") == [teacher]
    assert listed("clerk", f"?text={teacher}") == [teacher]
    assert listed("clerk", "?light=red") == []
    assert listed("clerk", "?state=nonsense&light=&text=&who=no&since=x&holder=-1") == [teacher]


def test_a_row_takes_no_word_for_markup_and_offers_what_the_reader_may_do() -> None:
    row = Row(
        address="/desk/cases/1/", number="1", item="<b>件", item_key="key", applicant="<i>*",
        light="灯", state="态", waiting="<u>", holder="<s>", channel="<p>", submitted="今天",
        task=1000, free=False, own=False, headed=False,
    )  # fmt: skip
    free, own = replace(row, free=True, headed=True), replace(row, own=True, holder="我")

    shown = work_rows([row, free, own], ticked=True)
    listed = work_rows([row, free], ticked=False)

    assert "<b>" not in shown
    assert "&lt;b&gt;件" in shown
    assert '<td class="nowrap">&lt;s&gt;</td>' in shown
    assert shown.count('type="checkbox"') == 1
    assert shown.count("<td></td>") == 2
    assert shown.count('value="1000"') == 3
    assert shown.count('formaction="/desk/tasks/back/"') == 1
    assert shown.count("<td") == 3 * 10
    assert listed.count("<td") == 2 * 9
    assert options([Choice("<k>", "&"), Choice("b", "乙")], "b") == (
        '<option value="&lt;k&gt;">&amp;</option><option value="b" selected>乙</option>'
    )


def test_the_number_of_queries_does_not_grow_with_the_list(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    circumstances.submitted()
    client = desk_of("clerk")
    client.get("/desk/")

    with django_assert_num_queries(14):
        client.get("/desk/")
    client.get("/desk/?who=all")
    with django_assert_num_queries(15):
        client.get("/desk/?who=all")
    circumstances.submitted(circumstances.TEACHER)
    circumstances.submitted(circumstances.FOOD)
    with django_assert_num_queries(14):
        client.get("/desk/")
    with django_assert_num_queries(15):
        client.get("/desk/?who=all")


def test_an_identity_number_finds_exactly_and_never_stands_in_an_address() -> None:
    number = circumstances.submitted()
    circumstances.submitted(circumstances.FOOD)
    clerk = desk_of("clerk")
    card = subjects.subject(circumstances.applicant_id())

    answer = clerk.post("/desk/search/", {"text": card.number, "who": "turn"})

    assert card.number not in answer["Location"]
    shown = text(clerk.get(answer["Location"]))
    assert NUMBER.findall(shown) == [number]
    assert "这次查找已经记录" in shown
    look = looks.footprint(circumstances.applicant()).items[0]
    assert (look.actor_name, look.purpose) == ("窗口样例员", "按证件号码查找办件")


def test_what_one_account_found_means_nothing_to_another() -> None:
    circumstances.submitted()
    card = subjects.subject(circumstances.applicant_id())
    answer = desk_of("clerk").post("/desk/search/", {"text": card.number})
    query = answer["Location"].partition("/desk/")[2]

    shown = text(desk_of("approver").get(f"/desk/{query}"))

    assert "这次查找已经记录" not in shown


def test_a_number_that_nobody_has_finds_nothing_and_is_in_the_trail() -> None:
    clerk = desk_of("clerk")

    answer = clerk.post("/desk/search/", {"text": "99010119900307002X"}, follow=True)

    assert "没有找到这个证件号码的人" in text(answer)
    entry = AuditEntry.objects.get(event="cases.person_sought")
    assert entry.facts == {"found": False}


def test_words_that_are_no_number_go_into_the_address() -> None:
    answer = desk_of("clerk").post(
        "/desk/search/", {"text": "居住证", "who": "all", "light": "red"}
    )

    assert answer["Location"] == "/desk/?who=all&light=red&text=%E5%B1%85%E4%BD%8F%E8%AF%81"


def test_a_task_is_claimed_and_given_back_from_the_list() -> None:
    number = circumstances.submitted()
    task = circumstances.found(number).tasks.get().pk
    clerk = desk_of("clerk")

    claimed = clerk.post("/desk/tasks/claim/", {"task": task, "back": "/desk/?who=post"})

    assert claimed["Location"] == "/desk/?who=post"
    assert listed("clerk", "?who=held") == [number]
    clerk.post("/desk/tasks/back/", {"task": task, "back": "//elsewhere.example/"})
    assert listed("clerk", "?who=free") == [number]


def test_the_filter_offers_the_items_of_the_list() -> None:
    permit = circumstances.submitted()
    teacher = circumstances.submitted(circumstances.TEACHER)

    shown = text(desk_of("clerk").get(f"/desk/?item={circumstances.TEACHER}"))

    assert NUMBER.findall(shown) == [teacher]
    assert f'<option value="{circumstances.TEACHER}" selected>教师资格认定</option>' in shown
    assert f'<option value="{circumstances.PERMIT}">' in shown
    assert circumstances.FOOD not in shown
    assert listed("clerk", "?item=no_such_item") == []
    assert permit in listed("clerk", "?who=all&holder=0&role=clerk")


def test_the_head_of_a_hall_gives_what_he_ticks_and_is_told_what_he_cannot_give() -> None:
    numbers = [circumstances.submitted(), circumstances.submitted()]
    tasks = [circumstances.found(number).tasks.get().pk for number in numbers]
    clerk, head = stories.staff("clerk"), desk_of("hallhead")
    shown = text(head.get("/desk/"))
    assert all(f'name="chosen" value="{task}"' in shown for task in tasks)
    assert "没有等您办的件" not in shown
    assert 'name="chosen"' not in text(desk_of("clerk").get("/desk/?who=unit"))

    given = {"chosen": [*tasks, 999_999], "to": clerk.account, "back": "/desk/?who=unit"}
    told = text(head.post("/desk/tasks/assignment/", given, follow=True))

    assert "已分派 2 件。" in told
    assert "没有找到这件待办" in told
    assert set(listed("clerk", "?who=held")) == set(numbers)
    assert listed("hallhead", "?who=unit&holder=0") == []
    assert set(listed("hallhead", f"?who=unit&holder={clerk.account}")) == set(numbers)
    nothing = head.post("/desk/tasks/assignment/", {"to": clerk.account}, follow=True)
    assert "请先勾选要分派的件。" in text(nothing)


def test_one_who_is_late_is_told_who_was_first() -> None:
    number = circumstances.submitted()
    task = circumstances.found(number).tasks.get().pk
    other = replace(stories.staff("clerk"), account=990_001, name="样例同事")
    services.claim(actor=other, task=task, now=circumstances.TUESDAY)

    answer = desk_of("clerk").post("/desk/tasks/claim/", {"task": task}, follow=True)

    assert "这件刚被样例同事认领" in text(answer)
    assert desk_of("clerk").post("/desk/tasks/claim/", {"task": "x"}).status_code == 404


def test_an_empty_list_says_what_to_do() -> None:
    assert "现在没有等您办的件" in text(desk_of("clerk").get("/desk/"))
    assert "去掉筛选" in text(desk_of("clerk").get("/desk/?state=accepted"))


def test_a_row_says_what_is_left_and_hides_the_applicant() -> None:
    circumstances.submitted()

    shown = text(desk_of("clerk").get("/desk/"))

    assert "还剩 5 个工作日" in shown
    assert "样*民" in shown
    assert "样大民" not in shown


def test_the_list_answers_the_keyboard() -> None:
    circumstances.submitted()

    shown = text(desk_of("clerk").get("/desk/"))

    assert 'data-key="j"' in shown
    assert 'data-key="k"' in shown
    assert 'data-key="/"' in shown


def test_a_place_that_cannot_be_read_is_declined() -> None:
    assert desk_of("clerk").get("/desk/?after=nonsense").status_code in {409, 422}


def test_a_case_is_opened_by_its_number_however_it_is_written() -> None:
    number = circumstances.submitted()
    written = f"{number[:6]}-{number[6:12]} {number[12:]}"

    assert desk_of("clerk").get("/desk/find/", {"number": written})["Location"] == (
        f"/desk/cases/{number}/"
    )
    assert desk_of("supervisor").get("/desk/find/", {"number": number})["Location"] == (
        f"/desk/board/cases/{number}/"
    )
    assert desk_of("clerk2").get("/desk/find/", {"number": number}).status_code == 404
    assert desk_of("clerk").get("/desk/find/", {"number": "1234"}).status_code == 404
