"""Letting a company use a licence, using it, taking it back: pages for both sides."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.portal import visitors
from tests.portal.visitors import FIRM, text
from tongban.access.models import Consent
from tongban.base import clock
from tongban.demo.services import stories
from tongban.licences import queries
from tongban.licences.models import LicenceUse

if TYPE_CHECKING:
    from django.test import Client

FIRM_NAME = "样例省样例市示例科技有限公司"


def identifier(username: str = "xiaohong", type_key: str = "household_register") -> str:
    rows = queries.own(stories.person(username)).items
    return next(row.identifier for row in rows if row.type_key == type_key)


def filled(**other: Any) -> dict[str, Any]:
    today = clock.today()
    return {
        "name": FIRM_NAME, "number": FIRM, "purpose_code": "employment",
        "purpose": "办理入职，核对户口", "items": ["KZ_HH"], "mode": "copy",
        "since_on": today.isoformat(), "until_on": (today + timedelta(days=30)).isoformat(),
        "uses": "1", "scope": "licence", **other,
    }  # fmt: skip


def authorised(client: Client, **other: Any) -> Consent:
    path = f"/licences/{identifier()}/authorise/"
    answer = client.post(path, filled(sign="yes", **other))
    assert answer.status_code == 302, text(answer)
    return Consent.objects.get()


def test_the_licence_offers_what_can_be_done_with_it(xiaohong: Client) -> None:
    page = text(xiaohong.get(f"/licences/{identifier()}/"))

    for word in ("亮证", "授权使用", "做加注件", "使用记录"):
        assert word in page


def test_a_holder_fills_in_looks_again_and_signs(xiaohong: Client) -> None:
    path = f"/licences/{identifier()}/authorise/"
    assert "给对方看哪些内容" in text(xiaohong.get(path))

    review = xiaohong.post(path, filled())
    assert "请核对" in text(review)
    assert FIRM_NAME in text(review)
    assert not Consent.objects.exists()
    change = text(xiaohong.post(path, filled(change="yes")))
    assert "办理入职，核对户口" in change

    done = xiaohong.post(path, filled(sign="yes"), follow=True)
    assert "对方每用一次，您都会收到消息" in text(done)
    assert Consent.objects.get().items == ["KZ_HH"]
    assert FIRM_NAME in text(xiaohong.get("/consents/"))


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"purpose": ""}, "请写明用途"),
        ({"purpose": "用" * 201}, "不超过200个字"),
        ({"purpose_code": ""}, "请选择用途"),
        ({"items": []}, "请至少选择一项内容"),
        ({"items": ["KZ_NO"]}, "不在这种证照上"),
        ({"uses": "0"}, "次数请填1到1000"),
        ({"uses": "1001"}, "次数请填1到1000"),
        ({"uses": "9" * 400}, "次数请填1到1000"),
        ({"uses": "很多"}, "次数请填1到1000"),
        ({"since_on": "2020-01-01"}, "开始日期不能早于今天"),
        ({"until_on": "2020-01-01"}, "截止日期不能早于开始日期"),
        ({"until_on": "2099-01-01"}, "最多授权3年"),
        ({"until_on": "明年"}, "这样填日期"),
        ({"number": "91990100MACMPL029E"}, "没有找到这个名称和号码"),
        ({"name": "例小红", "number": "990101199003070023"}, "不能授权给自己"),
        ({"name": "字" * 5000}, "100"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_nothing_is_lost(
    xiaohong: Client, wrong: dict[str, Any], sentence: str
) -> None:
    answer = xiaohong.post(f"/licences/{identifier()}/authorise/", filled(**wrong))

    assert answer.status_code == 422
    page = text(answer)
    assert sentence in page
    assert "error-summary" in page
    if "purpose" not in wrong:
        assert "办理入职，核对户口" in page
    assert not Consent.objects.exists()


def test_a_stranger_finds_neither_licence_nor_consent(xiaohong: Client) -> None:
    consent = authorised(xiaohong)
    stranger = visitors.person("jianguo")

    for path in (
        f"/licences/{identifier()}/authorise/",
        f"/licences/{identifier()}/present/",
        f"/licences/{identifier()}/copy/",
        f"/licences/{identifier()}/uses/",
        f"/consents/{consent.pk}/",
        f"/consents/{consent.pk}/file/",
        f"/consents/{consent.pk}/use/",
        f"/consents/{consent.pk}/revoke/",
    ):
        assert stranger.get(path).status_code == 404, path


def test_the_user_says_why_and_gets_a_copy(xiaohong: Client) -> None:
    consent = authorised(xiaohong)
    firm = visitors.for_firm()
    assert "例*红" in text(firm.get("/consents/received/"))

    form = firm.get(f"/consents/{consent.pk}/use/")
    assert "还能用 1 次" in text(form)
    said = {"purpose": "核对入职人员户口", "case_number": "RZ-1", "once": "a" * 36}
    done = firm.post(f"/consents/{consent.pk}/use/", said, follow=True)

    assert "下载加注件" in text(done)
    assert "990100002" in text(done)
    use = LicenceUse.objects.get()
    file = firm.get(f"/uses/{use.pk}/file/")
    assert bytes(getattr(file, "content", b"")).startswith(b"PK")
    again = firm.post(f"/consents/{consent.pk}/use/", said)
    assert (again.status_code, LicenceUse.objects.count()) == (302, 1)
    assert "核对入职人员户口" in text(firm.get("/uses/"))


def test_the_holder_sees_the_use_and_takes_the_consent_back(xiaohong: Client) -> None:
    consent = authorised(xiaohong, uses="3")
    firm = visitors.for_firm()
    firm.post(f"/consents/{consent.pk}/use/", {"purpose": "核对入职人员户口"})

    for path in (f"/licences/{identifier()}/uses/", f"/consents/{consent.pk}/", "/footprint/"):
        page = text(xiaohong.get(path))
        assert FIRM_NAME in page, path
        assert "核对入职人员户口" in page, path
    assert "要撤回给" in text(xiaohong.get(f"/consents/{consent.pk}/revoke/"))
    done = xiaohong.post(f"/consents/{consent.pk}/revoke/", follow=True)
    assert "已经撤回" in text(done)

    refused = firm.post(f"/consents/{consent.pk}/use/", {"purpose": "再用一次"})
    assert refused.status_code == 409
    assert "已撤回" in text(refused)
    use = LicenceUse.objects.get()
    assert "已经撤回授权" in text(firm.get(f"/uses/{use.pk}/"))
    assert firm.get(f"/uses/{use.pk}/file/").status_code == 409


@pytest.mark.parametrize("purpose", ["", "用" * 201])
def test_a_use_without_reason_is_sent_back(xiaohong: Client, purpose: str) -> None:
    consent = authorised(xiaohong)

    answer = visitors.for_firm().post(f"/consents/{consent.pk}/use/", {"purpose": purpose})

    assert answer.status_code == 422
    assert "不超过200个字" in text(answer)
    assert not LicenceUse.objects.exists()


def test_who_received_a_consent_cannot_take_it_back(xiaohong: Client) -> None:
    consent = authorised(xiaohong)

    assert visitors.for_firm().post(f"/consents/{consent.pk}/revoke/").status_code == 404
    consent.refresh_from_db()
    assert consent.revoked_at is None


def test_the_signed_consent_can_be_kept(xiaohong: Client) -> None:
    consent = authorised(xiaohong)

    answer = xiaohong.get(f"/consents/{consent.pk}/file/")

    assert answer["Content-Disposition"].endswith('.json"')
    assert answer.json()["consent"]["id"] == str(consent.pk)
    assert answer.json()["signature"]["algorithm"] == "SM2-SM3"


def test_a_copy_of_ones_own_says_for_whom(xiaohong: Client) -> None:
    path = f"/licences/{identifier()}/copy/"
    wrong = xiaohong.post(path, {"user_name": "", "purpose": "", "days": "91"})
    assert wrong.status_code == 422
    assert "请写明提供给谁" in text(wrong)

    said = {"user_name": "样例房产中介", "purpose": "租房", "days": "7"}
    done = xiaohong.post(path, said, follow=True)

    assert "加注件做好了" in text(done)
    use = LicenceUse.objects.get()
    assert xiaohong.get(f"/uses/{use.pk}/file/").status_code == 200


def test_lists_pin_their_queries(xiaohong: Client, django_assert_max_num_queries: Any) -> None:
    for number in range(3):
        xiaohong.post(
            f"/licences/{identifier()}/authorise/", filled(sign="yes", purpose=f"用途{number}")
        )
    for consent in Consent.objects.all():
        visitors.for_firm().post(f"/consents/{consent.pk}/use/", {"purpose": "核对"})

    for path in ("/consents/", f"/licences/{identifier()}/uses/", "/footprint/"):
        with django_assert_max_num_queries(14):
            assert xiaohong.get(path).status_code == 200
