"""An application from the first question to the receipt, with everything people do wrong."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from django.test import Client

from tests.portal import visitors
from tests.portal.visitors import picture, text
from tongban.base import clock
from tongban.cases import queries as cases
from tongban.cases import services
from tongban.demo.services import stories
from tongban.demo.services.samples import sample_form
from tongban.items import queries as items

if TYPE_CHECKING:
    from collections.abc import Callable

    from tongban.cases.models import Case

MIB = 1024 * 1024


def posted(draft: Case) -> dict[str, object]:
    """A finished form as a browser posts it."""
    what = items.definition(draft.item_version_id)
    values = sample_form(what, draft.form, today=clock.today())
    return {
        name: ("true" if value else "false") if isinstance(value, bool) else value
        for name, value in values.items()
    }


def bring_all(client: Client, draft: Case) -> None:
    for material in cases.draft(stories.person("damin"), draft.pk).materials:
        if material.need == "必要" and not material.source:
            address = f"/apply/{draft.pk}/materials/{material.key}/files/"
            assert client.post(address, {"file": picture()}).status_code == 302


def needed(draft: Case) -> str:
    rows = cases.draft(stories.person("damin"), draft.pk).materials
    return next(one.key for one in rows if one.need == "必要" and not one.source)


def test_from_the_guide_to_the_receipt(damin: Client) -> None:
    opened = damin.post(f"/items/{visitors.ITEM}/apply/")
    pk = UUID(opened["Location"].split("/")[2])
    draft = cases.draft(stories.person("damin"), pk).case
    assert damin.get(opened["Location"])["Location"].endswith("/materials/")
    bring_all(damin, draft)

    saved = damin.post(f"/apply/{pk}/form/", {**posted(draft), "do": "next"})
    assert saved["Location"] == f"/apply/{pk}/check/?saved=1"
    page = text(damin.get(saved["Location"]))
    assert "第 3 步，共 4 步" in page
    assert page.count("修改") > 10
    assert f'data-saved="apply-{pk}-form"' in page

    first = damin.post(f"/apply/{pk}/submit/")
    second = damin.post(f"/apply/{pk}/submit/")
    assert first.status_code == second.status_code == 302
    assert first["Location"] == second["Location"]
    receipt = text(damin.get(first["Location"]))
    number = first["Location"].split("/")[2]
    for words in (number, "申请已经提交", "接下来", "第三十二条", "下载收件凭证", "<svg"):
        assert words in receipt, words
    assert damin.get(f"/apply/{pk}/form/")["Location"] == f"/cases/{number}/"


def test_a_firm_answers_questions_first_and_its_licence_is_there() -> None:
    client = visitors.for_firm()
    pk = UUID(client.post("/items/food_business/apply/")["Location"].split("/")[2])
    page = text(client.get(f"/apply/{pk}/questions/"))
    assert "第 1 步，共 5 步" in page
    assert "主体业态" in page

    unanswered = client.post(f"/apply/{pk}/questions/", {"nothing": "x"})
    what = cases.draft(stories.person("damin", visitors.FIRM), pk).definition
    wrong = client.post(f"/apply/{pk}/questions/", {what.scenarios[0].key: "no-such-answer"})
    assert wrong.status_code == 422
    assert "请从列出的选项中选择" in text(wrong)
    assert unanswered.status_code in {302, 422}

    answers = {one.key: one.options[-1].key for one in what.scenarios}
    assert client.post(f"/apply/{pk}/questions/", answers)["Location"].endswith("/materials/")
    page = text(client.get(f"/apply/{pk}/materials/"))
    assert "已从您的证照库取得：营业执照" in page
    assert "可信等级 A" in page
    assert "容缺后补" in page
    form = text(client.get(f"/apply/{pk}/form/"))
    assert "来自您的营业执照" in form
    assert "样例省样例市示例科技有限公司" in form


def test_what_is_saved_unfinished_is_there_on_another_device(damin: Client) -> None:
    draft = visitors.draft()
    saved = damin.post(
        f"/apply/{draft.pk}/form/", {"person_name": "样大民", "teacher_subject": "语", "do": "save"}
    )
    assert saved["Location"] == f"/cases/?saved={draft.pk}"

    other_device = visitors.person("damin")
    assert "接着填" in text(other_device.get("/cases/"))
    assert 'value="语"' in text(other_device.get(f"/apply/{draft.pk}/form/"))


def test_a_changed_value_is_not_shown_as_coming_from_a_licence(damin: Client) -> None:
    draft = visitors.draft()
    before = text(damin.get(f"/apply/{draft.pk}/form/"))
    assert "来自您的实名信息" in before

    values = {**posted(draft), "person_mobile": "10000000099"}
    damin.post(f"/apply/{draft.pk}/form/", values)
    row = cases.draft(stories.person("damin"), draft.pk).case
    assert "person_mobile" not in row.prefilled


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"person_number": "990101199003070016"},
        {"person_number": "x" * 3_000},
        {"person_mobile": "abc"},
        {"teacher_kind": "不存在的选项"},
        {"study_graduated": "2999-01-01"},
        {"study_graduated": "not a day"},
        {"statement_true": "maybe"},
        {"unknown_field": "x", "constructor": "y"},
        {"teacher_subject": "\x00\x07"},
    ],
)
def test_wrong_input_is_said_and_stays_typed(damin: Client, sent: dict[str, str]) -> None:
    draft = visitors.draft()
    answer = damin.post(f"/apply/{draft.pk}/form/", {**sent, "do": "next"})

    assert answer.status_code == 422
    page = text(answer)
    assert "error-summary" in page
    assert "field-error" in page
    for name, value in sent.items():
        if name in {"person_number", "person_mobile"}:
            assert value in page, name
    assert "&#x27;" not in page.split("error-summary")[1][:2_000]


def test_far_too_much_text_is_declined_in_words(damin: Client) -> None:
    draft = visitors.draft()
    answer = damin.post(f"/apply/{draft.pk}/form/", {"study_school": "长" * 300_000})

    assert answer.status_code == 422
    assert "内容太多" in text(answer)


def test_ten_megabytes_of_text_change_nothing(damin: Client) -> None:
    draft = visitors.draft()
    answer = damin.post(f"/apply/{draft.pk}/form/", {"study_school": "x" * (10 * MIB)})

    assert answer.status_code == 413
    assert cases.draft(stories.person("damin"), draft.pk).case.version == draft.version


def test_sections_appear_when_an_answer_asks_for_them(damin: Client) -> None:
    draft = visitors.draft()
    address = f"/apply/{draft.pk}/form/parts/"

    assert "邮寄到哪里" not in text(damin.post(address, {"delivery_way": "窗口领取"}))
    shown = text(damin.post(address, {"delivery_way": "邮寄", "teacher_subject": "数学"}))
    assert "邮寄到哪里" in shown
    assert 'value="数学"' in shown
    assert cases.draft(stories.person("damin"), draft.pk).case.version == draft.version


def bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * (210 * MIB))
    return packed.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("empty.pdf", lambda: b"", "空的"),
        ("huge.pdf", lambda: b"%PDF-1.7" + b"0" * (60 * MIB), "超过 50 MB"),
        ("picture.pdf", lambda: visitors.PICTURE, "不符"),
        ("script.html", lambda: b"<script>alert(1)</script>", "不符"),
        ("bomb.docx", bomb, "异常"),
    ],
)
def test_files_that_cannot_be_taken_are_named(
    damin: Client, name: str, content: Callable[[], bytes], sentence: str
) -> None:
    draft = visitors.draft()
    address = f"/apply/{draft.pk}/materials/{needed(draft)}/files/"
    answer = damin.post(address, {"file": picture(name, content())})

    assert answer.status_code == 422
    assert sentence in text(answer)
    assert name in text(answer)


def test_several_files_some_wrong_keeps_the_right_ones(damin: Client) -> None:
    draft = visitors.draft()
    key = needed(draft)
    sent = [picture("good.png"), picture("wrong.pdf")]
    answer = damin.post(f"/apply/{draft.pk}/materials/{key}/files/", {"file": sent})

    assert answer.status_code == 422
    page = text(answer)
    assert "wrong.pdf：" in page
    assert ">good.png</a>" in page
    assert "已上传" in page


def test_a_file_can_be_read_and_removed(damin: Client) -> None:
    draft = visitors.draft()
    key = needed(draft)
    address = f"/apply/{draft.pk}/materials/{key}/files/"
    assert damin.post(address, {}).status_code == 422
    damin.post(address, {"file": picture("图 片.png")})
    file = re.search(
        rf"/cases/{draft.pk}/files/(\d+)/", text(damin.get(f"/apply/{draft.pk}/materials/"))
    )
    assert file

    answer = damin.get(file.group(0))
    assert answer.content == visitors.PICTURE
    assert answer["Content-Disposition"].startswith("attachment;")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert damin.post(f"{address}{file.group(1)}/remove/").status_code == 302
    assert damin.post(f"{address}{file.group(1)}/remove/").status_code == 404
    assert damin.get(file.group(0)).status_code == 404


def test_an_unfinished_application_is_not_taken(damin: Client) -> None:
    draft = visitors.draft()
    page = text(damin.get(f"/apply/{draft.pk}/check/"))
    assert "提交前还差这些" in page
    assert "：没有交。要求：" in page
    assert "提交申请" not in page.split("main")[1]

    answer = damin.post(f"/apply/{draft.pk}/submit/")
    assert answer.status_code in {409, 422}
    assert "提交前还差这些" in text(answer)


def test_throwing_a_draft_away_is_asked_once(damin: Client) -> None:
    draft = visitors.draft()
    assert "不能恢复" in text(damin.get(f"/apply/{draft.pk}/discard/"))
    assert damin.post(f"/apply/{draft.pk}/discard/")["Location"] == "/cases/"
    assert damin.get(f"/apply/{draft.pk}/").status_code == 404


def test_coming_back_leads_to_the_open_step(damin: Client) -> None:
    draft = visitors.draft()
    bring_all(damin, draft)
    assert damin.get(f"/apply/{draft.pk}/")["Location"].endswith("/form/")
    services.fill(
        actor=stories.person("damin"),
        draft_id=draft.pk,
        form=sample_form(items.definition(draft.item_version_id), draft.form, today=clock.today()),
        now=clock.now(),
    )
    assert damin.get(f"/apply/{draft.pk}/")["Location"].endswith("/check/")
