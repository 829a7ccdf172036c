"""Showing a licence at a counter and scanning it: the pages of both sides."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import time_machine

from tests.portal import visitors
from tests.portal.test_authorising import FIRM_NAME, identifier
from tests.portal.visitors import text
from tongban.base import clock
from tongban.licences.models import LicenceUse, PresentCode

if TYPE_CHECKING:
    from django.test import Client
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer

TOKEN = re.compile(r'present-token">(.*?)</p>', re.DOTALL)
HTMX = {"HX-Request": "true"}


def shown(client: Client, *, turn: str = "0", htmx: bool = False) -> Answer:
    headers = HTMX if htmx else {}
    return client.post(f"/licences/{identifier()}/present/", {"turn": turn}, headers=headers)


def token(answer: Answer) -> str:
    found = TOKEN.search(text(answer))
    assert found is not None
    return re.sub(r"<[^>]+>|\s", "", found.group(1))


def scan(client: Client, code: str, purpose: str = "核验来人身份") -> Answer:
    return client.post("/redeem/", {"code": code, "purpose": purpose}, follow=True)


def test_a_code_is_shown_after_a_button_and_renewed_in_place(xiaohong: Client) -> None:
    path = f"/licences/{identifier()}/present/"
    assert "显示二维码" in text(xiaohong.get(path))
    assert not PresentCode.objects.exists()

    first, second = shown(xiaohong), shown(xiaohong, htmx=True)

    assert "<svg" in text(first)
    assert "60 秒内有效" in text(first)
    assert text(second).lstrip().startswith('<div id="code">')
    assert token(first) != token(second)
    assert first["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"


def test_a_company_scans_and_the_holder_sees_it(xiaohong: Client) -> None:
    code = token(shown(xiaohong))
    kept = PresentCode.objects.get()
    poll = f"/licences/{identifier()}/present/{kept.pk}/"
    assert xiaohong.get(poll, headers=HTMX).status_code == 204
    assert "还没有人用这个码" in text(xiaohong.get(poll))

    done = scan(visitors.for_firm(), f"http://localhost/redeem/?code={code}")

    assert "下载加注件" in text(done)
    seen = xiaohong.get(poll, headers=HTMX)
    assert f"已被{FIRM_NAME}核验" in text(seen)
    assert "核验来人身份" in text(seen)


def test_a_code_used_twice_or_late_or_guessed_is_declined_in_words(xiaohong: Client) -> None:
    code, firm = token(shown(xiaohong)), visitors.for_firm()
    scan(firm, code)

    assert "已经用过" in text(scan(firm, code))
    assert "没有这个亮证码" in text(scan(firm, "A" * 32))
    later = token(shown(xiaohong))
    with time_machine.travel(clock.now() + timedelta(seconds=61), tick=False):
        page = text(scan(firm, later))
    assert "已经过期" in page
    assert "核验来人身份" in page  # what was said is not lost
    assert LicenceUse.objects.count() == 1


@pytest.mark.parametrize("purpose", ["", "用" * 201])
def test_whoever_scans_says_why(xiaohong: Client, purpose: str) -> None:
    answer = scan(visitors.for_firm(), token(shown(xiaohong)), purpose)

    assert answer.status_code == 422
    assert not LicenceUse.objects.exists()


def test_a_private_person_is_sent_to_choose_his_company(xiaohong: Client) -> None:
    jianguo = visitors.person("jianguo")
    assert "换身份" in text(jianguo.get("/redeem/"))

    answer = scan(jianguo, token(shown(xiaohong)))

    assert answer.status_code == 403
    assert not LicenceUse.objects.exists()


def test_a_code_of_another_licence_or_another_holder_is_not_found(xiaohong: Client) -> None:
    shown(xiaohong)
    kept = PresentCode.objects.get()
    other = identifier(type_key="resident_id")

    assert xiaohong.get(f"/licences/{other}/present/{kept.pk}/").status_code == 404
    damin = visitors.person("damin")
    assert damin.get(f"/licences/{identifier()}/present/{kept.pk}/").status_code == 404


def test_after_ten_turns_the_page_rests(xiaohong: Client) -> None:
    assert "hx-trigger" in text(shown(xiaohong, turn="9", htmx=True))

    resting = text(shown(xiaohong, turn="10", htmx=True))

    assert "已经停下来了" in resting
    assert "hx-trigger" not in resting
    assert "present-token" in text(shown(xiaohong, turn="9" * 4000))


def test_an_ended_licence_is_not_shown(xiaohong: Client) -> None:
    from tongban.demo.services import stories
    from tongban.licences import services

    services.revoke(
        actor=stories.staff("approver"), identifier=identifier(), kind="注销", reason="本人申请",
        legal_ground="《行政许可法》第七十条", now=clock.now(),
    )  # fmt: skip

    answer = shown(xiaohong)

    assert answer.status_code == 409
    assert "不能出示" in text(answer)
    assert not PresentCode.objects.exists()
