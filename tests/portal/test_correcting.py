"""A holder says what is wrong on his licence, and downloads it in each form."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from django.template.loader import render_to_string

from tests.licences.factories import official
from tests.portal.visitors import text
from tongban.base import clock
from tongban.demo.services import stories
from tongban.licences import queries, services
from tongban.licences.models import Objection
from tongban.licences.rules import credentials

if TYPE_CHECKING:
    from django.test import Client

    from tongban.licences.queries import LicenceRow


@pytest.fixture
def own() -> LicenceRow:
    return queries.own(stories.person("damin")).items[0]


def refuse(made: Objection) -> None:
    services.refuse_objection(
        actor=official("licensing", made.issuer.key), objection_id=made.pk,
        answer="与登记档案一致", now=clock.now(),
    )  # fmt: skip


def test_a_correction_is_asked_for_once_and_answered(damin: Client, own: LicenceRow) -> None:
    address = f"/licences/{own.identifier}/correction/"
    assert "申请更正" in text(damin.get(f"/licences/{own.identifier}/"))

    asked = damin.post(address, {"words": "住址写错了"}, follow=True)
    again = damin.post(address, {"words": "还有一处"})

    assert "更正申请已经送到颁发机构" in text(asked)
    assert "等待答复" in text(asked)
    assert "<textarea" not in text(asked)
    assert again.status_code == 409
    assert "已经提出过异议" in text(again)
    refuse(Objection.objects.get())
    answered = text(damin.get(address))
    assert "不予更正" in answered
    assert "与登记档案一致" in answered
    assert "<textarea" in answered
    assert "不予更正" in text(damin.get(f"/licences/{own.identifier}/"))


@pytest.mark.parametrize("words", ["", "   ", "字" * 1001])
def test_what_cannot_be_read_is_said_at_the_field(
    damin: Client, own: LicenceRow, words: str
) -> None:
    answer = damin.post(f"/licences/{own.identifier}/correction/", {"words": words})

    assert answer.status_code == 422
    assert 'href="#id_words"' in text(answer)
    assert words in text(answer)
    assert not Objection.objects.exists()


def test_another_persons_licence_is_not_found(
    xiaohong: Client, clerk: Client, own: LicenceRow
) -> None:
    address = f"/licences/{own.identifier}/correction/"

    for visitor in (xiaohong, clerk):
        for answer in (visitor.get(address), visitor.post(address, {"words": "不对"})):
            assert answer.status_code in {302, 403, 404}
    assert not Objection.objects.exists()


@pytest.mark.parametrize("form", ["es256", "sm2"])
def test_a_credential_is_downloaded(damin: Client, own: LicenceRow, form: str) -> None:
    page = text(damin.get(f"/licences/{own.identifier}/"))
    answer = damin.get(f"/licences/{own.identifier}/file/?form={form}")

    assert f"?form={form}" in page
    assert answer["Content-Type"] == "application/dc+sd-jwt"
    claims = credentials.read(answer.content.decode()).claims
    assert claims["ZZBS"] == own.identifier


@pytest.mark.parametrize(
    ("changes", "there", "missing"),
    [
        ({}, "下载电子证照（OFD）", "下载证照文件"),
        ({"origin": "collected"}, "下载证照文件", "下载 PDF"),
        ({"origin": "collected", "has_file": False}, "只交来了数据，没有文件", "下载证照文件"),
    ],
)
def test_what_can_be_downloaded_depends_on_what_there_is(
    own: LicenceRow, changes: dict[str, Any], there: str, missing: str
) -> None:
    row = replace(own, **changes)

    page = render_to_string("portal/licences/_downloads.html", {"row": row})

    assert there in page
    assert missing not in page
    assert "?form=sm2" in page
