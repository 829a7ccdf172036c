"""Licences, the data footprint, the inbox, rating, and one's own page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.jobs import drain
from tests.portal import visitors
from tests.portal.visitors import text
from tongban.access import services as access
from tongban.base import clock
from tongban.demo.services import stories
from tongban.feedback import queries as feedback
from tongban.licences import queries as licences
from tongban.notices import queries as notices

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django.fixtures import DjangoAssertNumQueries


def test_licences_are_listed_shown_and_downloaded(
    damin: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    damin.get("/licences/")
    with django_assert_num_queries(4):
        page = text(damin.get("/licences/"))
    own = licences.own(stories.person("damin")).items[0]
    assert own.title in page

    page = text(damin.get(f"/licences/{own.identifier}/"))
    assert own.number in page
    assert "下载电子证照" in page
    seen = damin.get(f"/licences/{own.identifier}/preview/")
    assert seen.content.startswith(b"\x89PNG")
    file = damin.get(f"/licences/{own.identifier}/file/")
    assert file.content.startswith(b"PK")
    assert file["Content-Type"] == "application/ofd"
    assert file["Content-Disposition"].startswith("attachment;")
    printed = damin.get(f"/licences/{own.identifier}/file/?form=pdf")
    assert printed.content.startswith(b"%PDF")
    assert damin.get(f"/licences/{own.identifier}/file/?form=exe").status_code == 422


def test_the_footprint_says_who_looked_and_why(damin: Client) -> None:
    assert "还没有人看过您的数据" in text(damin.get("/footprint/"))
    me = stories.person("damin")
    assert me.principal
    access.record_access(
        actor=stories.staff("clerk"),
        subject_id=me.principal,
        what=["电子证照：居民户口簿"],
        purpose="办理教师资格认定",
        now=clock.now(),
    )
    page = text(damin.get("/footprint/"))
    assert "道里区市场监督管理局窗口人员" in page
    assert "办理教师资格认定" in page
    assert "电子证照：居民户口簿" in page
    book = next(one for one in licences.own(me).items if one.type_name == "居民户口簿")
    assert "办理教师资格认定" in text(damin.get(f"/licences/{book.identifier}/"))


def test_messages_are_counted_opened_and_stay_ones_own(
    damin: Client, xiaohong: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    assert "还没有消息" in text(damin.get("/messages/"))
    visitors.submitted()
    drain()
    with django_assert_num_queries(4):
        page = text(damin.get("/messages/"))
    assert re.search(r'class="top-count">1<', page)
    assert "已收到您的申请" in page
    message = notices.inbox(stories.person("damin")).items[0]
    own = f"/messages/{message.pk}/"

    for method in (xiaohong.get, xiaohong.post):
        target = own if method == xiaohong.get else f"{own}read/"
        assert method(target).status_code == 404
    assert "去看看" in text(damin.get(own))
    assert notices.unread(stories.person("damin")) == 1
    opened = damin.post(f"{own}read/", {"do": "open"})
    assert opened["Location"] == message.link
    assert notices.unread(stories.person("damin")) == 0
    assert "top-count" not in text(damin.get("/"))


def test_a_concluded_case_is_rated_once() -> None:
    number = visitors.concluded().number
    client, address = visitors.for_firm(), f"/cases/{number}/rating/"
    page = text(client.get(address))
    assert "非常满意" in page
    assert "可以全程网上办理" in page

    for sent, status in (
        ({}, 422),
        ({"grade": "9"}, 422),
        ({"grade": "x" * 500}, 422),
        ({"grade": "5", "text": "长" * 600}, 422),
    ):
        answer = client.post(address, sent)
        assert answer.status_code == status, sent
        assert "error-summary" in text(answer)
    thanks = client.post(address, {"grade": "2", "options": ["209", "513"], "text": "慢"})
    assert thanks["Location"] == f"{address}thanks/"
    page = text(client.get(f"{address}thanks/"))
    assert "未在承诺时间内办结" in page
    assert "整改" in page
    assert client.get(address).status_code == 302
    assert client.post(address, {"grade": "5"}).status_code == 302
    given = feedback.rating(stories.person("damin", visitors.FIRM), str(number))
    assert given
    assert (given.grade, given.options) == (2, ["209"])


def test_what_is_not_concluded_cannot_be_rated(damin: Client) -> None:
    number = visitors.submitted().number
    assert "办结以后才能评价" in text(damin.get(f"/cases/{number}/rating/"))
    assert damin.post(f"/cases/{number}/rating/", {"grade": "5"}).status_code == 409
    assert damin.get(f"/cases/{number}/rating/thanks/").status_code == 302


def test_ones_own_page_gathers_what_is_to_be_done(
    damin: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    case = visitors.submitted()
    visitors.asked_back(case)
    visitors.draft("residence_permit")
    with django_assert_max_num_queries(16):
        page = text(damin.get("/me/"))

    for words in ("补材料：教师资格认定", "接着填：居住证申领", "现在替谁办事", "我的数据足迹"):
        assert words in page, words
    assert "样*民" in page
    assert "990101199003070015" not in page


@pytest.mark.parametrize("cursor", ["%%%", "x" * 5_000, "W10"])
@pytest.mark.parametrize("address", ["/cases/", "/licences/", "/messages/", "/footprint/"])
def test_a_broken_cursor_is_declined(damin: Client, address: str, cursor: str) -> None:
    assert damin.get(address, {"after": cursor}).status_code in {409, 422}
