"""My data footprint: each look with its right, filters, pages, objections and their answers."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.portal import visitors
from tests.portal.test_authorising import authorised
from tests.portal.visitors import text
from tongban.access import services as access
from tongban.access.models import DataAccess, Objection
from tongban.base import clock
from tongban.demo.services import stories
from tongban.identity import queries as identity

if TYPE_CHECKING:
    from uuid import UUID

    from django.test import Client

XIAOHONG = "990101199003070023"


def subject() -> UUID:
    found = identity.find_by_number("111", XIAOHONG)
    assert found is not None
    return found


def look(purpose: str = "办理居住证", days_ago: int = 0, **other: Any) -> DataAccess:
    access.record_access(
        actor=stories.staff("handler"), subject_id=subject(), what=["姓名", "证件号码"],
        purpose=purpose, now=clock.now() - timedelta(days=days_ago), **other,
    )  # fmt: skip
    return DataAccess.objects.order_by("-id")[0]


def test_a_look_says_who_why_and_by_what_right(xiaohong: Client) -> None:
    look(case_number="TB20260001", basis="《居住证暂行条例》第八条")

    page = text(xiaohong.get("/footprint/"))

    for word in (
        "承办",
        "办理居住证",
        "姓名、证件号码",
        "依法办理",
        "居住证暂行条例",
        "TB20260001",
    ):
        assert word in page


def test_a_use_by_consent_leads_to_the_consent(xiaohong: Client) -> None:
    consent = authorised(xiaohong)
    visitors.for_firm().post(f"/consents/{consent.pk}/use/", {"purpose": "核对入职人员户口"})

    page = text(xiaohong.get("/footprint/?kind=consent"))

    assert f"/consents/{consent.pk}/" in page
    assert "户号" in page
    assert "没有符合的记录" in text(xiaohong.get("/footprint/?kind=presented"))


def test_days_can_be_chosen(xiaohong: Client) -> None:
    look("很久以前的事", days_ago=40)
    look("今天的事")
    today = clock.today()

    since = text(xiaohong.get(f"/footprint/?since={today}"))
    until = text(xiaohong.get(f"/footprint/?until={today - timedelta(days=10)}"))

    assert ("今天的事" in since, "很久以前的事" in since) == (True, False)
    assert ("今天的事" in until, "很久以前的事" in until) == (False, True)


@pytest.mark.parametrize(
    "query", ["since=明年", "kind=secret", "until=2026-13-40", "since=" + "9" * 5000, "after=x"]
)
def test_a_filter_that_makes_no_sense_is_no_fault_of_ours(xiaohong: Client, query: str) -> None:
    assert xiaohong.get(f"/footprint/?{query}").status_code in {200, 422}


def test_pages_join_and_take_the_same_queries(
    xiaohong: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(25):
        look(f"事由{number:02}")

    with django_assert_max_num_queries(11):
        first = text(xiaohong.get("/footprint/"))
    after = first.split("after=")[1].split('"')[0]
    second = text(xiaohong.get(f"/footprint/?after={after}"))

    seen = [
        number for number in range(25) for page in (first, second) if f"事由{number:02}" in page
    ]
    assert sorted(seen) == list(range(25))


def test_somebody_elses_footprint_is_not_mine(xiaohong: Client) -> None:
    mine = look("看例小红")

    other = visitors.person("damin")

    assert "看例小红" not in text(other.get("/footprint/"))
    assert other.get(f"/footprint/{mine.pk}/objection/").status_code == 404
    assert other.post(f"/footprint/{mine.pk}/objection/", {"words": "不对"}).status_code == 404


def test_an_objection_is_made_once_and_answered(xiaohong: Client) -> None:
    mine = look("看例小红")
    path = f"/footprint/{mine.pk}/objection/"
    assert "15 个工作日" in text(xiaohong.get(path))

    waiting = text(xiaohong.post(path, {"words": "我没有办过居住证"}, follow=True))
    again = xiaohong.post(path, {"words": "再说一次"}, follow=True)

    assert "最晚在" in waiting
    made = Objection.objects.get()
    assert (made.words, made.unit) == ("我没有办过居住证", mine.unit)
    assert "我没有办过居住证" in text(again)
    access.answer_objection(
        actor=stories.staff("approver"), objection_id=made.pk, verdict="upheld",
        answer="经办人员没有合理事由，已责令改正。", now=clock.now(),
    )  # fmt: skip
    answered = text(xiaohong.get(f"/objections/{made.pk}/"))
    assert "这次查看不当" in answered
    assert "已责令改正" in answered
    assert "已答复" in text(xiaohong.get("/objections/"))
    assert "异议已答复" in text(xiaohong.get("/footprint/"))
    assert visitors.person("damin").get(f"/objections/{made.pk}/").status_code == 404


@pytest.mark.parametrize(("words", "sentence"), [("", "请写明"), ("字" * 501, "不超过500个字")])
def test_an_objection_says_what_is_wrong(xiaohong: Client, words: str, sentence: str) -> None:
    mine = look()

    answer = xiaohong.post(f"/footprint/{mine.pk}/objection/", {"words": words})

    assert answer.status_code == 422
    assert sentence in text(answer)
    assert not Objection.objects.exists()
