"""Cases as their applicant sees them: list, state, papers, correction, taking back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.portal import visitors
from tests.portal.visitors import picture, text
from tongban.base import clock
from tongban.cases import queries as cases
from tongban.cases import services
from tongban.cases.rules import State
from tongban.demo.services import stories

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django.fixtures import DjangoAssertNumQueries


def test_the_list_asks_as_often_for_many_cases_as_for_one(
    damin: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    visitors.submitted()
    damin.get("/cases/")
    with django_assert_num_queries(6):
        damin.get("/cases/")
    visitors.submitted("ssc")
    visitors.draft("residence_permit")
    with django_assert_num_queries(6):
        page = text(damin.get("/cases/"))
    assert "等窗口查看" in page
    assert "接着填" in page


def test_an_empty_list_says_what_to_do(damin: Client) -> None:
    page = text(damin.get("/cases/"))

    assert "您还没有办件" in page
    assert "找事项" in page


def test_a_case_says_where_it_stands_and_by_when(
    damin: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    number = visitors.submitted().number
    with django_assert_max_num_queries(40):
        page = text(damin.get(f"/cases/{number}/"))

    for words in (
        "等窗口查看", "受理答复：还剩", "怎么算的", "第三十二条", "提交了申请", "收件凭证", "样*民",
        "撤回申请",
    ):  # fmt: skip
        assert words in page, words
    assert "990101199003070015" not in page


def test_papers_are_pdf_to_keep(damin: Client) -> None:
    number = visitors.submitted().number
    link = re.search(rf"/cases/{number}/documents/[\w-]+/", text(damin.get(f"/cases/{number}/")))
    assert link

    answer = damin.get(link.group(0))
    assert answer.content.startswith(b"%PDF")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert "no-store" in answer["Cache-Control"]


def test_the_names_of_staff_stay_inside(damin: Client) -> None:
    case = visitors.submitted()
    visitors.asked_back(case)
    page = text(damin.get(f"/cases/{case.number}/"))

    assert "窗口一次告知要补正的材料" in page
    assert "窗口样例员" not in page


def test_a_correction_is_brought_and_handed_in(damin: Client) -> None:
    case = visitors.submitted()
    key = visitors.asked_back(case)
    page = text(damin.get(f"/cases/{case.number}/"))
    assert "等您补正" in page
    assert "去补材料" in page

    address = f"/cases/{case.number}/supplement/"
    page = text(damin.get(address))
    assert "图片不清楚，看不清文字" in page
    early = damin.post(address)
    assert early.status_code in {409, 422}
    assert "请先上传" in text(early)
    assert damin.post(f"{address}{key}/files/", {}).status_code == 422
    refused = damin.post(f"{address}{key}/files/", {"file": picture("x.exe", b"MZ")})
    assert refused.status_code == 422
    assert "x.exe" in text(refused)

    brought = damin.post(f"{address}{key}/files/", {"file": picture("new.png")})
    assert brought["Location"] == f"{address}#m_{key}"
    page = text(damin.get(address))
    version = re.search(r'name="version" value="(\d+)"', page)
    assert version
    stale = damin.post(address, {"version": str(int(version.group(1)) - 1)})
    assert stale.status_code == 409
    assert damin.post(address, {"version": version.group(1)}).status_code == 302
    assert cases.case(stories.person("damin"), str(case.number)).case.state == State.SUBMITTED
    assert damin.get(address).status_code == 302


def test_a_late_material_follows_after_the_acceptance() -> None:
    firm, now = stories.person("damin", visitors.FIRM), clock.now()
    draft = stories.prepare(firm, "food_business", now, late=True)
    services.promise_gap(actor=firm, draft_id=draft, now=now)
    case = services.submit(actor=firm, draft_id=draft, now=now)
    window, number = stories.staff("clerk"), str(case.number)
    stories.check_all(window, case, clock.now())
    services.accept(actor=window, number=number, now=clock.now())
    client = visitors.for_firm()
    assert "容缺后补的材料没有交" in text(client.get(f"/cases/{number}/"))

    page = text(client.get(f"/cases/{number}/supplement/"))
    assert "已经受理" in page
    assert "补好了，交给窗口" not in page
    post_to = re.search(rf"/cases/{number}/supplement/[\w-]+/files/", page)
    assert post_to
    assert client.post(post_to.group(0), {"file": picture("制度.png")}).status_code == 302
    assert "制度.png" in text(client.get(f"/cases/{number}/"))


def test_taking_back_is_asked_once_and_wants_the_latest_version(damin: Client) -> None:
    case = visitors.submitted()
    address = f"/cases/{case.number}/withdraw/"
    assert "不能恢复" in text(damin.get(address))
    stale = damin.post(address, {"reason": "不办了，写得很长", "version": "0"})
    assert stale.status_code == 409
    assert "field-error" in text(stale)
    assert "不办了，写得很长" in text(stale)
    assert damin.post(address, {"reason": "不办了", "version": "x" * 50}).status_code == 302
    page = text(damin.get(f"/cases/{case.number}/"))
    assert "已撤回" in page
    again = damin.post(address, {"reason": "再来一次"})
    assert again.status_code == 409


def test_a_concluded_case_leads_to_its_licence_and_its_rating() -> None:
    case = visitors.concluded()
    page = text(visitors.for_firm().get(f"/cases/{case.number}/"))

    assert f"/licences/{case.licence}/" in page
    assert f"/cases/{case.number}/rating/" in page
    assert "撤回申请" not in page
    assert "准予行政许可决定书" in page
