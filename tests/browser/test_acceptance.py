"""容缺受理 with the gap filled by the citizen; 告知承诺 with a failed check, and its annulment."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from tests.browser import applying, deciding
from tests.browser.applying import FIRM, LATE, PLAN, SHOP

if TYPE_CHECKING:
    from tests.browser.conftest import Meet
    from tests.browser.person import Person

pytestmark = pytest.mark.browser
ITEM = "食品经营许可（新办）"
FOUND = "现场没有建立进货查验制度"
MENDED = "已经建立进货查验制度，贴在墙上"


def test_a_gap_is_filled_and_a_broken_promise_is_annulled(meet: Meet) -> None:
    firm, shop = meet("damin"), meet("xiaohong", width=375)
    clerk = meet("clerk", staff=True)
    _accept_with_a_gap(clerk, _promise_the_rest(firm))
    _drop_one(clerk)
    _fill_the_gap(firm)
    number = _promise_to_comply(shop)
    _decide_on_the_spot(clerk, number)
    shop.await_words(f"/cases/{number}/", "已办结")
    handler = meet("handler", staff=True)
    _check_in_vain(handler, number)
    shop.go(f"/cases/{number}/")
    shop.reads("核查发现有不符合承诺的地方", FOUND)
    _answer_the_order(shop)
    _find_it_lacking(handler, number)
    _annul(meet("approver", staff=True), number)
    _see_it_annulled(shop, number)


def _begin(person: Person, principal: str) -> None:
    person.act_for(principal)
    applying.begin(person, ITEM)
    person.choose("主体业态", "餐饮服务经营者")
    person.choose("是否连锁门店", "否")
    person.press("下一步")


def _to_the_check(person: Person) -> None:
    applying.bring(person, PLAN)
    person.follow("下一步", within=".actions")
    applying.fill_food_business(person)
    person.press("下一步，核对")


def _promise_the_rest(firm: Person) -> str:
    """Two materials may follow: the firm promises to bring them and hands in."""
    _begin(firm, FIRM)
    _to_the_check(firm)
    firm.reads("可以后补的材料", *LATE)
    firm.press("我承诺，签容缺承诺书")
    firm.reads("容缺承诺书已于")
    return applying.hand_in(firm)


def _accept_with_a_gap(clerk: Person, number: str) -> None:
    deciding.take_up(clerk, number)
    deciding.check_all(clerk)
    clerk.follow("容缺受理")
    clerk.reads("最晚到", *LATE)
    clerk.press("容缺受理", within=".step-form")
    clerk.reads("已容缺受理", "容缺受理通知书")


def _drop_one(clerk: Person) -> None:
    """One is scanned at the window and dropped on the page of the case."""
    clerk.follow(LATE[0], within=".materials")
    deciding.hand(clerk, clerk.page.locator("article[data-scans]"), "drop", "扫描.png")
    clerk.reads("已收取这项材料。", "扫描.png")
    clerk.look()


def _fill_the_gap(firm: Person) -> None:
    firm.go("/cases/")
    firm.follow(ITEM)
    firm.reads("已受理，等您补材料", "还有 1 份容缺后补的材料没有交。")
    firm.follow("去补上")
    firm.attach(f"选择文件{LATE[1]}", applying.picture())
    firm.press(f"上传 {LATE[1]}")
    firm.follow("好了，返回办件")
    firm.reads("材料已经补齐。")
    firm.finds_no("去补上")


def _promise_to_comply(shop: Person) -> str:
    """The notice is read and signed; what the promise replaces is not asked for."""
    _begin(shop, SHOP)
    shop.follow("看告知书")
    shop.press("签承诺书")
    shop.reads("请先勾选“我已看完，愿意承诺”，再签承诺书。")
    shop.tick("我已看完告知书")
    shop.press("签承诺书")
    shop.reads("承诺书已经签好。承诺能代替的材料不用交了。")
    _to_the_check(shop)
    return applying.hand_in(shop)


def _decide_on_the_spot(clerk: Person, number: str) -> None:
    deciding.accept(clerk, number)
    deciding.decide(clerk, "准予", "凭告知承诺准予。")
    clerk.reads("已准予。决定书在“文书”里")


def _check_in_vain(handler: Person, number: str) -> None:
    """The list says by when; what was found orders a correction."""
    handler.await_words("/desk/promises/", number)
    handler.follow(number)
    handler.follow("记录核查结果")
    handler.choose("核查结果", "不符合，责令限期改正")
    handler.fill("核查的情况", FOUND)
    handler.press("记录核查结果", within=".step-form")
    handler.reads("改正的最后一天")
    week = datetime.now(ZoneInfo("Asia/Shanghai")) + timedelta(days=7)
    handler.fill("改正的最后一天", f"{week:%Y-%m-%d}")
    handler.press("记录核查结果", within=".step-form")
    handler.reads("核查结果已经记录。")


def _answer_the_order(shop: Person) -> None:
    """Words and a picture are kept before they are sent."""
    shop.follow("交改正情况")
    shop.press("交给办理部门")
    shop.reads("请写明改正了什么。")
    shop.fill("改正了什么", MENDED)
    shop.attach("照片或者文件", applying.picture("墙上的制度.png"))
    shop.press("先保存")
    shop.reads("已经保存，还没有交。", "墙上的制度.png")
    shop.look()
    shop.press("交给办理部门")
    shop.reads("改正情况已经交给办理部门。")


def _find_it_lacking(handler: Person, number: str) -> None:
    """The office sees what was answered."""
    handler.go("/desk/promises/")
    handler.reads("已交改正情况")
    handler.follow(number)
    handler.follow("记录核查结果")
    handler.reads(MENDED, "墙上的制度.png")
    handler.look()


def _annul(approver: Person, number: str) -> None:
    deciding.open_by_number(approver, number)
    approver.follow("撤销决定")
    approver.fill("撤销的理由", "逾期没有改正，没有建立进货查验制度")
    approver.press("撤销决定", within=".step-form")
    approver.reads("已撤销。决定书在“文书”里")


def _see_it_annulled(shop: Person, number: str) -> None:
    """The case says so, a message came, the licence does not hold, and no promise is taken."""
    shop.go(f"/cases/{number}/")
    shop.reads("核查不符合承诺，决定已经撤销。", "撤销行政许可决定书")
    shop.await_words("/messages/", "决定已撤销")
    shop.go(f"/cases/{number}/")
    shop.follow("查看证照")
    shop.reads("撤销")
    _begin(shop, SHOP)
    shop.follow("看告知书")
    shop.reads("现在不能用承诺方式")
