"""Finding an item: front page, search, guide, life events."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from tests.portal.visitors import text

if TYPE_CHECKING:
    from pytest_django.fixtures import DjangoAssertNumQueries

KIB = 1024


def test_the_front_page_begins_with_the_search(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(12):
        page = text(client.get("/"))

    assert page.index("您要办什么事？") < page.index("按一件事来办") < page.index("个人办事")
    assert "核验证照" in page
    assert page.count("btn-primary") == 1


def test_the_first_load_is_light(client: Client) -> None:
    answer = client.get("/")
    page = text(answer)
    paths = set(re.findall(r'(?:href|src)="/static/([^"#]+)', page))
    total = len(answer.content)
    for path in paths:
        found = finders.find(path)
        assert isinstance(found, str), path
        total += Path(found).stat().st_size

    assert paths
    assert total <= 400 * KIB
    import gzip

    packed = len(gzip.compress(answer.content))
    for path in paths:
        packed += len(gzip.compress(Path(str(finders.find(path))).read_bytes()))
    assert packed <= 200 * KIB


def test_pages_forbid_inline_scripts(client: Client) -> None:
    answer = client.get("/")

    policy = answer["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe-inline" not in policy
    assert not re.search(r"<script(?![^>]*\bsrc=)", text(answer))
    assert " style=" not in text(answer)


@pytest.mark.parametrize("words", ["食品经营", "spjy", "开饭馆"])
def test_everyday_words_find_the_item(client: Client, words: str) -> None:
    page = text(client.get("/search/", {"q": words}))

    assert "食品经营许可（新办）" in page


def test_an_empty_result_says_what_to_do(client: Client) -> None:
    page = text(client.get("/search/", {"q": "qqzzxx"}))

    assert "没有找到“qqzzxx”" in page
    assert "12345" in page
    assert "看看全部事项" in page


def test_filters_narrow_the_list(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(10):
        page = text(client.get("/search/", {"department": "mkt", "audience": "legal"}))

    assert "食品经营许可（新办）" in page
    assert "教师资格认定" not in page


def test_the_list_goes_on_behind_its_last_item(client: Client) -> None:
    first = text(client.get("/search/"))
    after = re.search(r"after=([\w-]+)", first)
    assert after

    second = text(client.get("/search/", {"after": after.group(1)}))
    of_first = set(re.findall(r'href="/items/(\w+)/"', first))
    of_second = set(re.findall(r'href="/items/(\w+)/"', second))
    assert of_second
    assert not of_first & of_second


@pytest.mark.parametrize(
    "asked",
    [
        {"q": "长" * 5_000},
        {"q": "'; DROP TABLE items_item; --"},
        {"q": "<script>alert(1)</script>"},
        {"q": "\x00\x01\x02"},
        {"theme": "natural.xxx", "department": "none", "region": "999999"},
        {"q": "   "},
    ],
)
def test_any_words_are_answered(client: Client, asked: dict[str, str]) -> None:
    answer = client.get("/search/", asked)

    assert answer.status_code == 200
    assert "<script>alert" not in text(answer)


def test_a_broken_cursor_is_declined(client: Client) -> None:
    assert client.get("/search/", {"after": "%%%"}).status_code in {409, 422}


def test_the_guide_shows_every_element(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(6):
        page = text(client.get("/items/food_business/"))

    for words in (
        "谁能办", "多久办好", "收不收费", "要跑几次", "受理条件", "申请材料", "办理流程",
        "基本信息", "设定依据", "办理时限", "办理结果", "办理地点和时间", "咨询和投诉",
        "常见问题", "网上办理",
        "主体业态", "电子证照：平台可能已经有", "容缺后补", "现场核查", "开始办理",
    ):  # fmt: skip
        assert words in page, words


def test_an_unknown_item_is_not_found(client: Client) -> None:
    assert client.get("/items/no_such_item/").status_code == 404
    assert client.post("/items/no_such_item/apply/").status_code in {302, 404}


def test_a_stranger_signs_in_first_and_comes_back(client: Client) -> None:
    answer = client.post("/items/food_business/apply/")

    assert answer.status_code == 302
    assert answer["Location"] == "/accounts/login/?next=%2Fitems%2Ffood_business%2F"


def test_a_person_opens_one_draft_however_often_he_presses(damin: Client) -> None:
    first = damin.post("/items/teacher_qualification/apply/")
    second = damin.post("/items/teacher_qualification/apply/")

    assert first.status_code == second.status_code == 302
    assert first["Location"] == second["Location"]


def test_an_item_for_enterprises_is_explained_to_a_person(damin: Client) -> None:
    assert "请先换成您代办的企业或组织的身份" in text(damin.get("/items/food_business/"))
    assert "/items/food_business/apply/" not in text(damin.get("/items/food_business/"))
    answer = damin.post("/items/food_business/apply/")

    assert answer.status_code == 409
    assert "个人还是企业" in text(answer)
    assert "/accounts/acting/" in text(answer)


def test_staff_do_not_apply_for_themselves(clerk: Client) -> None:
    assert "工作人员账号只用于办公" in text(clerk.get("/items/food_business/"))
    assert clerk.post("/items/food_business/apply/").status_code in {403, 409}


def test_life_events_list_their_items_and_questions(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    assert "开办餐饮店" in text(client.get("/life-events/"))
    with django_assert_max_num_queries(4):
        page = text(client.get("/life-events/open_restaurant/"))
    assert "食品经营许可（新办）" in page
    assert "先想一想" in page
    assert client.get("/life-events/none/").status_code == 404
