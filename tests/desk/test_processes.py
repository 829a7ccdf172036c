"""Drawings and decision tables at the desk, and where a case stands on its own."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.cases.circumstances import FOOD, TUESDAY, accepted, found
from tests.cases.parallel.reviews import asked, joint, officer, say, waits
from tests.desk.desks import STAFF, desk_of, opinion, post, text
from tests.processes.drawing import changed, packaged
from tongban.base.actors import SYSTEM
from tongban.cases import services
from tongban.cases.models import CaseAdvice
from tongban.demo.services import stories
from tongban.processes import queries
from tongban.processes import services as processes
from tongban.processes.models import Definition, Run


def sent(
    client: Client, xml: str, *, kind: str = "short", name: str = "a.bpmn", item: str = ""
) -> Any:
    file = SimpleUploadedFile(name, xml.encode(), content_type="text/xml")
    return client.post("/desk/processes/import/", {"file": file, "kind": kind, "item": item})


def imported(xml: str, **given: str) -> int:
    answer = sent(desk_of("operator"), xml, **given)
    assert answer.status_code == 302, text(answer)
    return int(Definition.objects.filter(published_at=None).latest("id").pk)


def test_every_kind_is_listed_with_its_versions() -> None:
    client = desk_of("operator")
    page = text(client.get("/desk/processes/"))
    processes.publish(actor=SYSTEM, kind="short", item="x", xml=packaged("short.v1"), now=TUESDAY)

    for words in ("joint", "并联会审", "11 个工作日", "在用", "还没有决策表"):
        assert words in page
    assert "流程" in page


@pytest.mark.parametrize("username", [name for name in STAFF if name != "operator"])
def test_for_others_there_are_no_such_pages(username: str) -> None:
    client, one = desk_of(username), queries.newest("short").id

    for address in ("", "import/", f"{one}/", f"{one}/file/", f"{one}/move/?target={one}"):
        assert client.get(f"/desk/processes/{address}").status_code == 404
    for address in ("publish", "discard", "retire"):
        assert client.post(f"/desk/processes/{one}/{address}/").status_code == 404


def test_a_file_is_brought_in_looked_at_and_published() -> None:
    client = desk_of("operator")
    number = imported(changed("short.v1", ('name="承办"', 'name="现场初审"')))

    page = text(client.get(f"/desk/processes/{number}/"))
    answer = client.post(f"/desk/processes/{number}/publish/", {"day": ""})

    assert "现场初审" in page
    assert "草稿" in page
    assert f'data-drawing="/desk/processes/{number}/file/"' in page
    assert answer.status_code == 302
    assert queries.newest("short").id == number
    kept = client.get(f"/desk/processes/{number}/file/?keep")
    assert kept["Content-Disposition"] == 'attachment; filename="short.v2.bpmn"'
    assert "现场初审" in text(kept)


def test_faults_are_named_at_their_elements_and_hinder_publishing() -> None:
    client = desk_of("operator")
    number = imported(changed("short.v1", ('name="role" value="approver"', 'name="role" value=""')))

    page = text(client.get(f"/desk/processes/{number}/"))
    answer = client.post(f"/desk/processes/{number}/publish/", {"day": ""})

    assert 'data-element="approve" data-mark="fault"' in page
    assert '<th scope="row">批准<br><span class="number quiet">approve</span>' in page
    assert "由哪个岗位办理" in page
    assert answer.status_code == 422
    assert "图里还有要改的地方" in text(answer)
    assert queries.newest("short").id != number


def test_a_version_of_one_item_is_asked_for_by_its_name_or_key() -> None:
    client, xml = desk_of("operator"), packaged("short.v1")

    named = sent(client, xml, item="食品经营许可（新办）")
    keyed = sent(client, xml, item=FOOD)
    near = text(sent(client, xml, item="食品经营"))
    unknown = text(sent(client, xml, item="zzzz"))

    assert (named.status_code, keyed.status_code) == (302, 302)
    assert [row.item for row in Definition.objects.filter(published_at=None)] == [FOOD]
    assert "没有这个事项，相近的有：" in near
    assert "食品经营许可（新办）" in near
    assert "没有这个事项。" in unknown
    for address in ("/desk/processes/", keyed["Location"]):
        page = text(client.get(address))
        assert ("食品经营许可（新办）" in page, FOOD in page) == (True, False)


def test_a_drawing_that_is_slower_than_the_law_of_an_item_is_not_published() -> None:
    client = desk_of("operator")
    role = '<camunda:property name="role" value="approver" />'
    slow = changed("standard.v1", (role, f'{role}<camunda:property name="limit" value="6" />'))
    number = imported(slow, kind="standard")

    page = text(client.get(f"/desk/processes/{number}/"))
    answer = client.post(f"/desk/processes/{number}/publish/", {"day": ""})

    assert "最长的一条路要 6 个工作日，超过了“营业性演出" in page
    assert "的法定时限 2 个工作日。请缩短环节的时限" in page
    assert answer.status_code == 422
    assert "超过了“营业性演出" in text(answer)
    assert queries.newest("standard").id != number
    # For an item that the law gives ten days the same drawing is quick enough.
    own = processes.publish(actor=SYSTEM, kind="standard", item=FOOD, xml=slow, now=TUESDAY)
    assert own.days == 6


@pytest.mark.parametrize(
    ("xml", "kind", "words"),
    [
        ("not xml", "short", "不是完整的 XML"),
        ("<a/>", "short", "不符合 BPMN 2.0"),
        ("", "short", "文件是空的"),
        (packaged("short.v1"), "Bad Kind", "种类代号用小写字母"),
    ],
)
def test_a_file_that_cannot_be_read_is_declined_at_the_field(
    xml: str, kind: str, words: str
) -> None:
    answer = sent(desk_of("operator"), xml, kind=kind)

    assert answer.status_code == 422
    assert words in text(answer)


def test_a_day_in_the_past_is_declined_and_a_draft_thrown_away() -> None:
    client = desk_of("operator")
    number = imported(changed("short.v1", ('name="承办"', 'name="现场初审"')))

    answer = client.post(f"/desk/processes/{number}/publish/", {"day": "2026-03-02"})
    thrown = client.post(f"/desk/processes/{number}/discard/")

    assert answer.status_code == 422
    assert "日期不能早于今天" in text(answer)
    assert 'value="2026-03-02"' in text(answer)
    assert thrown.status_code == 302
    assert client.get(f"/desk/processes/{number}/").status_code == 404


def test_the_last_version_is_not_retired_but_an_older_one_is() -> None:
    client, one = desk_of("operator"), queries.newest("short").id

    answer = client.post(f"/desk/processes/{one}/retire/", {"day": ""})
    processes.publish(
        actor=SYSTEM, kind="short", xml=changed("short.v1", ('name="承办"', 'name="初审"')),
        now=TUESDAY,
    )  # fmt: skip
    again = client.post(f"/desk/processes/{one}/retire/", {"day": ""})

    assert answer.status_code == 409
    assert "没有可用的版本" in text(answer)
    assert again.status_code == 302
    assert "已停用" in text(client.get(f"/desk/processes/{one}/"))


def test_a_move_is_previewed_done_and_undone() -> None:
    client, number = desk_of("operator"), accepted(FOOD)
    old = Run.objects.get(reference=str(found(number).pk)).definition_id
    xml = changed("standard.v1", ('name="承办"', 'name="现场承办"'))
    new = processes.publish(actor=SYSTEM, kind="standard", xml=xml, now=TUESDAY).pk
    own = processes.publish(actor=SYSTEM, kind="standard", item="spot", xml=xml, now=TUESDAY).pk

    page = text(client.get(f"/desk/processes/{old}/"))
    links = re.findall(r'href="(\S+/move/\S+)">预览：换到“(\S+)”第 (\d) 版<', page)
    other = text(client.get(f"/desk/processes/{old}/move/?target={own}"))
    preview = text(client.get(f"/desk/processes/{old}/move/?target={new}"))
    done = client.post(f"/desk/processes/{old}/move/", {"target": new})
    result = text(client.get(done["Location"]))
    undone = client.post(f"{done['Location']}undo/")

    title = "审查（承办、审核、批准）"
    assert sorted(links) == [
        (f"/desk/processes/{old}/move/?target={new}", title, "2"),
        (f"/desk/processes/{old}/move/?target={own}", title, "1"),
    ]
    assert "这个版本只给另一个事项用" in other
    assert "换 0 件" in other
    assert f"从“{title}”第 1 版（所有选用的事项）换到“{title}”第 2 版" in preview
    assert number in preview
    assert "换 1 件" in preview
    assert "已换到新版本" in result
    assert undone.status_code == 302
    assert Run.objects.get(reference=str(found(number).pk)).definition_id == old


def test_a_case_shows_who_has_it_since_when_and_its_drawing() -> None:
    number = asked()
    client = desk_of("reviewer")

    page = text(client.get(f"/desk/cases/{number}/"))
    xml = client.get(f"/desk/cases/{number}/drawing/")

    for words in ("道里区消防救援大队", "还没有人认领", "2026年3月10日", "并联会审", "已办 1 步"):
        assert words in page
    assert page.count('data-element="ask" data-mark="now"') == 3
    assert xml["Content-Type"] == "application/xml"
    assert 'id="joint"' in text(xml)
    assert desk_of("damin", realm="public").get(f"/desk/cases/{number}/drawing/").status_code == 404


def test_departments_are_chosen_on_the_case_page() -> None:
    number, client = joint(), desk_of("handler")
    address = f"/desk/cases/{number}/departments/"

    page = text(client.get(f"/desk/cases/{number}/"))
    none = client.post(address, {})
    answer = client.post(address, {"units": ["fire", "eco"]})
    post(client, number, "opinion", outcome="forward", task="handle", opinion="请会签")

    assert 'name="units" value="fire"' in page
    assert none.status_code == 422
    assert "请选择要会签的部门" in text(none)
    assert answer.status_code == 302
    assert [unit for key, unit in waits(number) if key == "ask"] == ["fire", "eco"]


def test_advice_is_asked_and_answered_on_the_case_page() -> None:
    number, client = accepted(FOOD), desk_of("handler")
    address = f"/desk/cases/{number}/advice/"
    given = {"unit": "fire", "question": "通道是否合格？", "days": "3", "silence": "consent"}

    empty = client.post(address, given | {"unit": ""})
    asked_ = client.post(address, given)
    row = CaseAdvice.objects.get()
    blank = client.post(f"{address}{row.pk}/", {"answer": " "})
    answered = client.post(f"{address}{row.pk}/", {"answer": "通道合格"})

    assert (empty.status_code, asked_.status_code) == (422, 302)
    assert "请选择部门" in text(empty)
    assert "通道是否合格？</textarea>" in text(empty)
    assert blank.status_code == 422
    assert answered.status_code == 302
    assert "通道合格" in text(client.get(f"/desk/cases/{number}/"))


def test_a_question_is_taken_back_on_the_case_page() -> None:
    number = accepted(FOOD)
    row = services.consult(
        actor=stories.staff("handler"), number=number, unit="fire", question="？", now=TUESDAY
    )

    answer = desk_of("handler").post(f"/desk/cases/{number}/advice/{row.pk}/recall/")

    assert answer.status_code == 302
    row.refresh_from_db()
    assert row.outcome == "recalled"


def test_an_objection_is_offered_to_those_who_are_asked() -> None:
    number, client = asked(("fire", "eco")), desk_of("handler")
    say(officer("fire"), number, "ask", "object", opinion="缺通道")

    page = text(client.get(f"/desk/cases/{number}/"))
    answer = opinion(client, number, "agree", task="ask", opinion="")

    assert 'value="object"' in page
    assert answer.status_code == 302
    assert "会签意见已记录：无异议。" in text(client.get(answer["Location"]))
