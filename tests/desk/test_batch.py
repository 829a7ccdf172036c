"""The approver's page: the rule, earlier decisions, like cases decided together."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tests.cases import circumstances
from tests.desk.desks import case, desk_of, opinion, text, view
from tongban.cases import queries
from tongban.cases.models import CaseAdvice
from tongban.demo.services import stories

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

ITEM = circumstances.TEACHER
FIELDS = {"opinion": "符合条件。", "item": ITEM}


def posted(*numbers: str, outcome: str = "forward", **changed: str) -> dict[str, Any]:
    """What the page sends when these cases are ticked."""
    said: dict[str, Any] = {**FIELDS, "seen": list(numbers), "outcome": outcome}
    for number in numbers:
        said[f"version-{number}"] = case(number).version
        said[f"task-{number}"] = view(number).waiting[0].task_key
    return said | changed


def test_like_cases_are_decided_together_each_by_itself() -> None:
    first, second = circumstances.accepted(ITEM), circumstances.accepted(ITEM)
    handler = desk_of("handler")

    shown = text(handler.get(f"/desk/batch/?item={ITEM}"))
    answer = handler.post("/desk/batch/", posted(first, second))

    assert shown.count('name="seen"') == 2
    assert answer.status_code == 200
    assert {view(number).waiting[0].role for number in (first, second)} != {"handler"}


def test_what_is_not_ticked_is_not_decided() -> None:
    first, second = circumstances.accepted(ITEM), circumstances.accepted(ITEM)
    before = case(second).version

    desk_of("handler").post("/desk/batch/", posted(first))
    nothing = desk_of("handler").post("/desk/batch/", posted())

    assert case(second).version == before
    assert nothing.status_code == 422
    assert "请先看每一件" in text(nothing)


def test_one_that_changed_meanwhile_is_named_and_the_others_are_done() -> None:
    stale, good = circumstances.accepted(ITEM), circumstances.accepted(ITEM)

    answer = desk_of("handler").post(
        "/desk/batch/", posted(stale, good, **{f"version-{stale}": "1"})
    )

    shown = text(answer)
    assert answer.status_code == 422
    assert f"{stale} 这条记录刚被别人改过" in shown
    assert view(stale).waiting[0].role == "handler"
    assert view(good).waiting[0].role != "handler"
    assert "符合条件。" in shown


def test_the_face_of_each_licence_is_seen_and_the_look_recorded() -> None:
    number = circumstances.at_last_post(circumstances.PERMIT)

    shown = text(desk_of("approver").get("/desk/batch/?item=residence_permit"))

    assert f'name="{number}-face-KZ_MZ"' in shown
    outcomes = re.findall(r'name="outcome" value="(\w+)"', shown)
    assert outcomes == ["grant", "deny", "back"][: len(outcomes)]
    assert len(outcomes) > 1
    face = {
        f"{number}-face-{key}": value
        for key, value in circumstances.FACES[circumstances.PERMIT].items()
    }
    said = posted(number, outcome="grant", item="residence_permit") | face
    assert desk_of("approver").post("/desk/batch/", said).status_code == 200
    assert case(number).granted is True


def test_what_posts_and_departments_said_stands_beside_the_decision() -> None:
    number, handler = circumstances.accepted(ITEM), desk_of("handler")
    before = text(handler.get(f"/desk/batch/?item={ITEM}"))
    asked = {"question": "有没有处罚？", "days": "3", "silence": "consent"}
    for unit in ("fire", "eco"):
        handler.post(f"/desk/cases/{number}/advice/", asked | {"unit": unit})
    advice = CaseAdvice.objects.get(unit="fire")
    handler.post(f"/desk/cases/{number}/advice/{advice.pk}/", {"answer": "没有处罚"})
    opinion(handler, number, "forward", opinion="学历已经核对")

    waiting = view(number).waiting[0].role
    page = text(desk_of(waiting).get(f"/desk/cases/{number}/"))
    beside = page.partition('id="decide"')[2].partition("<form")[0]
    sheet = text(desk_of(waiting).get(f"/desk/batch/?item={ITEM}")).partition("<form method")[2]

    assert "各岗位、各部门的意见" not in before
    for shown in (beside, sheet):
        words = ("没有处罚", "道里区消防救援大队", "学历已经核对", "承办样例员", "还没有答复，最晚")
        assert [one for one in words if one not in shown] == []


def test_earlier_decisions_are_of_the_same_item_with_the_same_answers() -> None:
    decided = circumstances.granted()
    other = circumstances.granted(circumstances.FOOD)
    number = circumstances.at_last_post()
    approver = stories.staff("approver")

    found = [one.number for one in queries.similar(approver, case(number))]
    shown = text(desk_of("approver").get(f"/desk/cases/{number}/"))

    assert found == [decided]
    assert decided in shown
    assert other not in shown
    found_case = case(decided)
    type(found_case).objects.filter(pk=found_case.pk).update(answers={"other": "answer"})
    assert queries.similar(approver, case(number)) == []


def test_earlier_decisions_cost_two_queries(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    circumstances.granted()
    found, approver = case(circumstances.at_last_post()), stories.staff("approver")

    with django_assert_num_queries(2):
        queries.similar(approver, found)


def test_the_page_is_for_those_who_decide() -> None:
    assert desk_of("clerk").get("/desk/batch/").status_code == 404
    assert "没有等您办的同类件" in text(desk_of("handler").get("/desk/batch/"))
