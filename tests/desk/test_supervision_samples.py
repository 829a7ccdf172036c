"""Samples, fees and the indicators of the catalogue at the desk."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.cases import circumstances
from tests.desk.desks import desk_of, text
from tongban.base import clock
from tongban.supervision import services
from tongban.supervision.models import CaseWarning, FeeNote, Sample

ROOT = "/desk/board/"
SAMPLES = f"{ROOT}samples/"
FEE = {
    "charge": "", "quantity": "1", "amount": "20", "bill": "JK001",
    "paid_on": "2026-03-02", "waiver": "",
}  # fmt: skip


def drawing(**change: str) -> dict[str, str]:
    today = clock.today()
    since = (today - timedelta(days=2)).isoformat()
    return {"unit": "", "since": since, "until": today.isoformat(), "wanted": "5"} | change


def test_a_sample_is_drawn_gone_through_and_a_fault_becomes_a_card() -> None:
    number = circumstances.concluded(now=clock.now())
    services.sweep(now=clock.now())
    client = desk_of("supervisor")

    page = text(client.post(SAMPLES, drawing(), follow=True))
    sample = Sample.objects.get()
    place = f"{SAMPLES}{sample.number}/1/"
    wrong = client.post(place, {"aspects": ["fee"], "words": ""})
    kept = text(client.post(place, {"aspects": ["fee"], "words": "多收了复印费"}, follow=True))
    again = client.post(place, {"words": ""})
    services.sweep(now=clock.now())

    assert number in page
    assert "随机抽取 1 件" in page
    assert wrong.status_code == 422
    assert "请写明发现了什么问题。" in text(wrong)
    assert 'value="fee" ' in text(wrong)
    assert "<strong>收费</strong>：多收了复印费" in kept
    assert again.status_code == 409
    assert CaseWarning.objects.get(case_number=number).rule == "F1"
    assert sample.number in text(client.get(SAMPLES))
    assert desk_of("approver").get(SAMPLES).status_code in (403, 404)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({}, "没有办结的件"),
        ({"since": ""}, "请选择日期。"),
        ({"since": "2020-01-01"}, "一次最多抽 92 天里的件。"),
        ({"until": "2099-01-01"}, "结束日期不能晚于今天。"),
        ({"wanted": "0"}, "一次抽 1 到 100 件。"),
        ({"wanted": "十"}, "请填写整数。"),
        ({"unit": "nobody"}, "请选择列出的一项。"),
    ],
)
def test_what_cannot_be_drawn_is_said_at_the_field(change: dict[str, str], sentence: str) -> None:
    answer = desk_of("supervisor").post(SAMPLES, drawing(**change))

    assert answer.status_code in (409, 422)
    assert sentence in text(answer)
    assert not Sample.objects.exists()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"amount": ""}, "请填写金额，减免的填 0。"),
        ({"amount": "二十"}, "请填写数字"),
        ({"amount": "1.234"}, "金额最多两位小数。"),
        ({"amount": "-1"}, "金额不能小于 0"),
        ({"bill": ""}, "请填写缴款单号。"),
        ({"paid_on": "2099-01-01"}, "收费日期不能晚于今天。"),
        ({"amount": "0"}, "没有收费的，请写明减免的依据。"),
    ],
)
def test_a_fee_with_something_wrong_is_said_at_the_field_and_nothing_is_lost(
    change: dict[str, str], sentence: str
) -> None:
    number = circumstances.accepted(now=clock.now())

    answer = desk_of("clerk").post(f"{ROOT}fees/{number}/", FEE | change)

    assert answer.status_code == 422
    assert sentence in text(answer)
    assert 'value="1"' in text(answer)
    assert not FeeNote.objects.exists()


def test_a_fee_is_written_down_by_the_window_struck_out_and_read_by_the_supervisor() -> None:
    number = circumstances.accepted(now=clock.now())
    clerk, page = desk_of("clerk"), f"{ROOT}fees/{number}/"

    assert page in text(clerk.get(f"/desk/cases/{number}/"))
    noted = text(clerk.post(page, FEE, follow=True))
    row = FeeNote.objects.get()
    read = text(desk_of("supervisor").get(page))
    struck = text(clerk.post(f"{page}{row.pk}/strike/", follow=True))

    assert "这件不收费。" in noted
    assert "JK001" in noted
    assert "JK001" in read
    assert "登记一笔" not in read
    assert "已作废" in struck
    assert page in text(desk_of("supervisor").get(f"{ROOT}cases/{number}/"))
    assert desk_of("clerk").get(f"{ROOT}fees/0/").status_code == 404


def test_indicators_of_the_catalogue_lead_down_and_leave_as_a_file() -> None:
    services.count_catalogue()
    client = desk_of("supervisor")

    page = text(client.get(f"{ROOT}figures/?region=230000&of=list"))
    county = text(client.get(f"{ROOT}figures/?region=230102&of=list"))
    file = client.get(f"{ROOT}figures.csv?region=230000")
    lines = b"".join(file.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]

    assert "24.8%" in page
    assert '<td class="num nowrap">33</td><td class="num nowrap">133</td>' in page
    assert "事项实施清单“办件类型”" in page
    assert "unit=ps&amp;period=30&amp;of=list" in county
    head, whole = lines[0].split(","), lines[1].split(",")
    told = dict(zip(head, whole, strict=True))
    assert (told["即办率（%）"], told["即办率分子"], told["即办率分母"]) == ("24.81", "33", "133")
    assert told["平均跑动次数（次）"] == "0.22"


def test_a_complaint_is_registered_on_the_trail_and_answered_by_the_head() -> None:
    number = circumstances.accepted(now=clock.now())
    supervisor, head = desk_of("supervisor"), desk_of("approver")
    place = f"{ROOT}complaints/new/{number}/"
    given = {"kind": "complaint", "source": "hotline", "words": "窗口不让取号", "about": "",
             "received_on": clock.today().isoformat()}  # fmt: skip
    assert place in text(supervisor.get(f"{ROOT}cases/{number}/"))

    wrong = supervisor.post(place, given | {"words": "", "received_on": "2099-01-01"})
    page = supervisor.post(place, given)["Location"]
    empty = head.post(f"{page}answer/", {"answer-answer": ""})
    later = text(head.post(f"{page}put-off/", {"put_off-reason": "要核查"}, follow=True))
    done = text(head.post(f"{page}answer/", {"answer-answer": "已当面道歉"}, follow=True))

    assert wrong.status_code == empty.status_code == 422
    assert "请写明反映的内容。" in text(wrong)
    assert "请写明答复。" in text(empty)
    assert "窗口不让取号" in later
    assert "延期一次" not in later
    assert "已当面道歉" in done
    assert page in text(supervisor.get(f"{ROOT}complaints/"))
    assert "没有咨询投诉" in text(head.get(f"{ROOT}complaints/?state=open"))
    assert desk_of("clerk").get(page).status_code in (403, 404)
