"""Cards, orders, rules and figures at the desk: from the red card to closure, and who may."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

import pytest

from tests.cases import circumstances
from tests.desk.desks import STAFF, desk_of, text
from tongban.base import clock
from tongban.base.models import AuditEntry
from tongban.desk.templatetags.figures import COUNTS, part_rows, rate_cells
from tongban.supervision import queries, services
from tongban.supervision.models import CaseWarning, RuleVersion, SupervisionOrder
from tongban.supervision.queries import Level, Line, Period
from tongban.supervision.rules import BY_KEY, counters_of

if TYPE_CHECKING:
    from django.test import Client

ROOT = "/desk/board/"
RULE = {
    "title": "承诺期限临近", "check": "limit", "basis": "promised", "measure": "remaining",
    "amount": "5", "told": ["post", "head"], "answer_days": "2", "starts_on": "",
}  # fmt: skip


def red() -> CaseWarning:
    number = circumstances.accepted(now=circumstances.day(-30))
    services.sweep(now=clock.now())
    return CaseWarning.objects.get(case_number=number, rule="L2", light="red")


def tomorrow(days: int = 1) -> str:
    from datetime import timedelta

    return (clock.today() + timedelta(days=days)).isoformat()


def ordered(client: Client, card: CaseWarning, **change: str) -> Any:
    given = {"order-content": "查明原因，限期办结", "order-answer_due_on": tomorrow(2)}
    return client.post(f"{ROOT}warnings/{card.serial}/order/", given | change)


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def test_a_red_card_becomes_an_order_a_reply_and_a_closure() -> None:
    card, supervisor, approver = red(), desk_of("supervisor"), desk_of("approver")
    answer = ordered(supervisor, card)
    order = SupervisionOrder.objects.get(card=card)
    page = f"{ROOT}orders/{order.number}/"
    assert answer["Location"] == page

    approver.post(
        f"{page}reply/", {"reply-reason": "人手不足", "reply-measure": "已办结", "version": 1}
    )
    shown = text(supervisor.get(page))
    closed = supervisor.post(f"{page}close/", {"close-reason": "同意", "version": 2}, follow=True)

    assert "人手不足" in shown
    assert "同意，办结督办" in shown
    assert "已办结" in text(closed)
    assert CaseWarning.objects.get(pk=card.pk).state == "confirmed"


def test_an_office_answers_a_card_at_its_desk() -> None:
    card = red()
    client, page = desk_of("handler"), f"{ROOT}warnings/{card.serial}/"
    assert "/order/" not in text(client.get(page))

    wrong = client.post(f"{page}answer/", {"answer-reason": "等检测报告", "answer-measure": ""})
    right = client.post(
        f"{page}answer/", {"answer-reason": "等检测报告", "answer-measure": "催办"}, follow=True
    )

    assert wrong.status_code == 422
    assert "等检测报告" in text(wrong)
    assert "请写明整改措施。" in text(wrong)
    assert "已反馈，待审核" in text(right)


def test_what_waits_for_an_answer_is_told_on_top_of_the_work_list() -> None:
    card, place = red(), f"{ROOT}waiting/"
    ordered(desk_of("supervisor"), card)

    handler, other = (text(desk_of(who).get(place)) for who in ("handler", "supervisor"))

    owed = CaseWarning.objects.filter(unit=card.unit, state="open").count()
    assert f"{owed} 张预警等您的岗位反馈" in handler
    assert "1 件督办等您的部门回复" in handler
    assert "等您" not in other
    assert place in text(desk_of("handler").get("/desk/"))


def test_a_supervisor_sends_an_answer_back_and_writes_a_card_off() -> None:
    card, client = red(), desk_of("supervisor")
    page = f"{ROOT}warnings/{card.serial}/"
    desk_of("approver").post(f"{page}answer/", {"answer-reason": "忙", "answer-measure": "尽快"})

    client.post(f"{page}review/", {"review-words": "没有说明原因", "verdict": "return"})
    assert CaseWarning.objects.get(pk=card.pk).state == "open"
    client.post(f"{page}write-off/", {"write_off-reason": "系统迁移造成"})

    assert CaseWarning.objects.get(pk=card.pk).state == "written_off"
    again = client.post(f"{page}write-off/", {"write_off-reason": "再来"})
    assert again.status_code == 409
    assert "不能核销" in text(again)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"order-content": ""}, "请写明督办内容。"),
        ({"order-content": "长" * 1001}, "最多写 1000 个字。"),
        ({"order-answer_due_on": "2026-03-03"}, "回复日期要在今天以后"),
        ({"order-answer_due_on": "明天"}, "请按 2026-03-13 的样子填写日期。"),
    ],
)
def test_an_order_with_something_wrong_is_said_at_the_field(
    change: dict[str, str], sentence: str
) -> None:
    answer = ordered(desk_of("supervisor"), red(), **change)

    assert answer.status_code == 422
    assert sentence in text(answer)
    assert not SupervisionOrder.objects.exists()


def test_an_old_page_does_not_overwrite_a_newer_reply() -> None:
    card, client = red(), desk_of("approver")
    ordered(desk_of("supervisor"), card)
    page = f"{ROOT}orders/{SupervisionOrder.objects.get().number}/"
    given = {"reply-reason": "忙", "reply-measure": "尽快", "version": 1}
    client.post(f"{page}reply/", given)

    again = client.post(f"{page}reply/", given)
    nonsense = client.post(f"{page}reply/", given | {"version": "x"})

    assert again.status_code == nonsense.status_code == 409


def test_letters_open_as_pdf() -> None:
    client = desk_of("supervisor")
    ordered(client, red())
    number = SupervisionOrder.objects.get().number

    answer = client.get(f"{ROOT}orders/{number}/order.pdf")

    assert answer["Content-Type"] == "application/pdf"
    assert client.get(f"{ROOT}orders/{number}/advice.pdf").status_code == 404


def test_only_those_concerned_find_the_pages() -> None:
    card = red()
    ordered(desk_of("supervisor"), card)
    number = SupervisionOrder.objects.get().number
    pages = {
        "": {"supervisor"},
        "figures/": {"supervisor"},
        "figures.csv": {"supervisor"},
        "records.csv": {"supervisor"},
        "rules/": {"supervisor"},
        "samples/": {"supervisor"},
        "cases/": {"supervisor"},
        f"warnings/{card.serial}/": {"supervisor", "approver", "handler", "reviewer", "clerk"},
        f"orders/{number}/": {"supervisor", "approver", "handler"},
    }

    for username in STAFF:
        client = desk_of(username)
        for page, readers in pages.items():
            status = client.get(f"{ROOT}{page}").status_code
            assert (status == 200) == (username in readers), (username, page, status)


def test_a_rule_is_drafted_by_one_and_published_by_another() -> None:
    first, second = desk_of("supervisor"), desk_of("supervisor2")
    page = f"{ROOT}rules/L2/yellow/"

    wrong = first.post(page, RULE | {"amount": "61"})
    saved = first.post(page, RULE, follow=True)
    own = first.post(f"{page}publish/", follow=True)
    done = second.post(f"{page}publish/", follow=True)

    assert wrong.status_code == 422
    assert "数值不合适" in text(wrong)
    assert "草稿已保存" in text(saved)
    assert "起草的人不能自己发布" in text(own)
    assert "已发布" in text(done)
    assert list(RuleVersion.objects.values_list("amount", "published_name")) == [(5, "复核样例员")]
    assert 'value="5"' in text(first.get(page))


def test_a_new_rule_needs_a_code_and_a_draft_can_be_thrown_away() -> None:
    client = desk_of("supervisor")

    wrong = client.post(f"{ROOT}rules/new/", RULE | {"code": "", "light": "red"})
    client.post(f"{ROOT}rules/new/", RULE | {"code": "l9", "light": "red"})
    assert RuleVersion.objects.get().code == "L9"
    client.post(f"{ROOT}rules/L9/red/discard/")

    assert "请填写规则编号。" in text(wrong)
    assert not RuleVersion.objects.exists()
    assert client.get(f"{ROOT}rules/L9/red/").status_code == 404


def test_figures_lead_down_and_leave_as_files_with_an_entry() -> None:
    circumstances.accepted()
    services.sweep(now=clock.now())
    client = desk_of("supervisor")

    province = text(client.get(f"{ROOT}figures/?period=year"))
    unit = text(client.get(f"{ROOT}figures/?region=230102&unit=ps&period=year"))
    csv = client.get(f"{ROOT}figures.csv?region=230102&period=year")
    xlsx = client.get(f"{ROOT}figures.xlsx?region=230102&period=year")

    assert "region=230100" in province
    assert f"item={circumstances.PERMIT}" in unit
    lines = body(csv).decode("utf-8-sig").splitlines()
    assert lines[0].startswith("范围,名称,从,到,申请")
    assert len(lines) == 3
    book = zipfile.ZipFile(io.BytesIO(body(xlsx)))
    assert book.testzip() is None
    sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert sheet.count("<row>") == 3
    exported = AuditEntry.objects.filter(event="supervision.records_exported")
    assert exported.count() == 2
    assert client.get(f"{ROOT}figures.exe").status_code == 404
    assert client.get(f"{ROOT}figures/?region=nowhere").status_code == 404


def test_rows_of_figures_say_what_was_counted_and_take_no_name_for_markup() -> None:
    counted = dict.fromkeys((*COUNTS, *counters_of(["on_time", "satisfied"])), 0)
    counted |= {"red": 1, "finished": 4, "on_time": 3}
    whole, part = Line("whole", "", "", {}), Line("unit", "a&b", "<b>局", counted)
    today = clock.today()
    seen = queries.Drill(Level("230102"), Period.YEAR, today, today, whole, (part,), ())

    rows = part_rows(seen, [BY_KEY["on_time"], BY_KEY["satisfied"]], "")

    assert rows == (
        '<tr><th scope="row"><a href="/desk/board/figures/?region=230102&amp;unit=a%26b&amp;'
        'period=year" data-row-link>&lt;b&gt;局</a></th><td class="num">0</td><td class="num">4'
        '</td><td class="num">0</td><td class="num overdue">1</td><td class="num nowrap">75.0%<br>'
        '<small class="quiet">3/4</small></td><td class="num nowrap">—</td></tr>'
    )
    assert rate_cells(part.rate("on_time")).startswith(
        '<th scope="row">按时办结率</th><td class="num nowrap">75.0%</td>'
        '<td class="num nowrap">3</td><td class="num nowrap">4</td><td>承诺期限内办结 ÷ 办结</td>'
    )


def test_records_bear_the_fields_of_the_standard_and_no_formula() -> None:
    card, client = red(), desk_of("supervisor")
    ordered(client, card, **{"order-content": "=HYPERLINK(1)"})

    lines = body(client.get(f"{ROOT}records.csv")).decode("utf-8-sig").splitlines()
    row = next(line for line in lines if card.serial in line)

    assert lines[0].startswith("办件编号,督办内容,机构名称,事项类型代码,督办发出时间,监察编号")
    assert "'=HYPERLINK(1)" in row
    assert f",{card.rule},4," in row
    assert len(body(client.get(f"{ROOT}records.csv?since=2020-01-01&until=2020-02-01"))) < 400
