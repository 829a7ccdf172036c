"""At the counter and on the desks: walk-in people, two approvers at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser import applying, deciding
from tests.browser.applying import SHOP

if TYPE_CHECKING:
    from tests.browser.conftest import Meet
    from tests.browser.person import Person

pytestmark = pytest.mark.browser

NUMBER, NAME = "99020119491231004X", "试建国"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def test_a_walk_in_person_leaves_with_a_printed_receipt(meet: Meet) -> None:
    clerk = meet("clerk", staff=True)
    _choose_item(clerk, "社保卡", "社会保障卡申领")
    _show_document(clerk, NUMBER)
    clerk.reads("社会保障卡申领", "试*国")

    clerk.press("收了纸质件 近期免冠照片")
    clerk.choose("办理类型", "补领")
    clerk.choose("选择的银行", "中国银行")
    applying.close(clerk)
    clerk.press("保存并检查")
    clerk.reads("请和申请人一起核对", "补领", "窗口收取")
    clerk.press("提交，出具收件回执")

    clerk.reads("已收件，办件编号")
    receipt = clerk.page.get_by_role("link", name="收件凭证").first.get_attribute("href")
    assert receipt is not None
    assert clerk.context.request.get(receipt).body().startswith(b"%PDF-")


def _choose_item(clerk: Person, words: str, item: str) -> None:
    clerk.go("/desk/walkin/")
    clerk.fill("事项名称、常用说法或拼音首字母", words)
    clerk.press("找事项")
    clerk.follow(item, within=".item-list")


def _show_document(clerk: Person, number: str) -> None:
    clerk.fill("证件号码", number)
    clerk.fill("姓名或单位名称", NAME)
    clerk.press("收下，开始登记")


def _checked(seventeen: str) -> str:
    """An identity number with its check digit (GB 11643)."""
    total = sum(int(digit) * weight for digit, weight in zip(seventeen, WEIGHTS, strict=True))
    return seventeen + "10X98765432"[total % 11]


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (NUMBER[:-1] + "1", "校验码不对，请逐位核对"),
        (_checked("99020120990101004"), "号码中的出生日期"),
        ("9902011949", "应当是18位，您填了10位"),
    ],
    ids=["check-digit", "birth-date", "length"],
)
def test_a_wrong_number_is_said_at_its_field_and_nothing_is_lost(
    meet: Meet, number: str, sentence: str
) -> None:
    clerk = meet("clerk", staff=True)
    _choose_item(clerk, "居住证", "居住证申领")

    _show_document(clerk, number)

    clerk.reads(sentence)
    expect(clerk.page.get_by_label("证件号码")).to_have_attribute("aria-invalid", "true")
    expect(clerk.page.get_by_label("姓名或单位名称")).to_have_value(NAME)
    clerk.reads("居住证申领")


def test_the_second_of_two_approvers_is_told_and_keeps_his_words(meet: Meet) -> None:
    owner = meet("xiaohong")
    owner.act_for(SHOP)
    owner.go("/cases/")
    handler = meet("handler", staff=True)
    number = next(number for number in _numbers(owner) if _waits(handler, number))
    deciding.forward(handler, number, "布局有交叉污染的风险。")
    deciding.forward(meet("reviewer", staff=True), number, "同意承办意见。")
    first, second = meet("approver", staff=True), meet("approver", staff=True)
    for approver in (first, second):
        deciding.take_up(approver, number)

    deciding.decide(first, "不予许可", "加工区与库房没有分开，不符合第十二条。")
    deciding.decide(second, "准予", "我认为可以准予。")

    first.reads("已决定不予许可")
    expect(second.page.get_by_text("我认为可以准予。")).to_be_visible()
    second.reads("这一步没有办成")
    owner.await_words(f"/cases/{number}/", "不予许可")
    owner.reads("加工区与库房没有分开，不符合第十二条。", "复议或者提起诉讼")
    assert owner.download("下载 PDF").startswith(b"%PDF-")


def _numbers(owner: Person) -> list[str]:
    """The cases of the item on the page, the last changed first."""
    rows = owner.page.locator("a[href^='/cases/23']").filter(has_text="食品经营许可（新办）").all()
    return [str(row.get_attribute("href")).split("/")[2] for row in rows]


def _waits(member: Person, number: str) -> bool:
    """Whether a case is in the work list of a member of staff."""
    return f"/desk/cases/{number}/" in member.context.request.get(f"/desk/?text={number}").text()
