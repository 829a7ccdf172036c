"""The whole circle for an enterprise: search, apply, accept, decide, licence, verify, rate."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser import applying, deciding
from tests.browser.applying import FIRM, LATE, PLAN

if TYPE_CHECKING:
    from tests.browser.conftest import Meet
    from tests.browser.person import Person
    from tests.node import Node

pytestmark = pytest.mark.browser

ITEM = "食品经营许可（新办）"


def test_an_enterprise_gets_a_licence_that_anybody_can_verify(meet: Meet, node: Node) -> None:
    _find_item(meet())
    number = _apply(meet)
    _examine(meet, number)
    owner = meet("damin")
    file, identifier = _collect(owner, number)
    _verify(meet(), owner, file, node.run("tests.browser.behind", "qr", identifier))
    _rate(owner, number)
    _supervise(meet("supervisor", staff=True), number)
    node.run("tests.browser.behind", "revoke", identifier)
    _see_revoked(meet(), owner, file, identifier)


def _find_item(stranger: Person) -> None:
    """Everyday words, initials and the name lead to the item; its guide says what counts."""
    stranger.go("/")
    for words in ("开饭馆", "spjy", "食品经营"):
        stranger.page.get_by_role("searchbox").fill(words)
        stranger.press("搜索")
        expect(stranger.page.locator("#results").get_by_role("link", name=ITEM)).to_be_visible()
        assert stranger.title() == f"搜索“{words}”"

    stranger.follow(ITEM, within="#results")
    stranger.reads(
        "企业和组织", "受理后 5 个工作日内", "不收费", "电子证照：平台可能已经有，不用您交"
    )
    stranger.press("开始办理")
    assert stranger.title() == "登录"


def _apply(meet: Meet) -> str:
    """Begin at one device, go on at another, hand in with a double click."""
    first = meet("damin")
    first.act_for(FIRM)
    applying.begin(first, ITEM)
    first.choose("主体业态", "餐饮服务经营者")
    first.choose("是否连锁门店", "否")
    first.press("下一步")
    first.reads("已从您的证照库取得：营业执照，道里区市场监督管理局签发，可信等级 A")
    first.finds_no("连锁总部许可信息")
    first.reads("可以少交材料", "看告知书")
    for material in (PLAN, *LATE):
        applying.bring(first, material)
    first.reads("已上传")
    first.leave()

    second = meet("damin")
    second.act_for(FIRM)
    second.go("/cases/")
    before = _listed(second)
    second.follow("接着填")
    second.reads("来自您的营业执照（道里区市场监督管理局签发，可信等级 A）", "来自您前面的回答")
    applying.fill_food_business(second)
    second.press("下一步，核对")
    second.reads("核对一遍，再提交", "样例饭馆", "120 平方米", "照片.png")
    return _hand_in_twice(second, before)


def _listed(owner: Person) -> int:
    """How many cases of the item are on the list, drafts left out."""
    return owner.page.locator("a[href^='/cases/23']").filter(has_text=ITEM).count()


def _hand_in_twice(owner: Person, before: int) -> str:
    """A double click makes one case; its receipt says what comes next, by when, and why then."""
    with owner.page.expect_navigation(url=re.compile("/receipt/")):
        owner.page.get_by_role("button", name="提交申请").dblclick()
    owner.look()
    number = applying.number_shown(owner)
    owner.page.get_by_text("怎么算的").click()
    owner.reads("申请已经提交", "窗口在看您的材料", "最晚在", "从收件日的第二天起数 5 个工作日")
    assert owner.download("下载收件凭证").startswith(b"%PDF-")

    owner.go("/cases/")
    assert _listed(owner) == before + 1
    return number


def _examine(meet: Meet, number: str) -> None:
    """The clerk accepts; handler, reviewer and approver say what they think; it is granted."""
    deciding.accept(meet("clerk", staff=True), number)
    deciding.forward(meet("handler", staff=True), number, "现场核查，布局与图纸一致。")
    deciding.forward(meet("reviewer", staff=True), number, "同意承办意见。")
    approver = meet("approver", staff=True)
    deciding.take_up(approver, number)
    approver.reads("现场核查，布局与图纸一致。", "同意承办意见。")
    approver.fill("日常监督管理机构", "样例市场监督管理所")
    deciding.decide(approver, "准予", "符合条件，准予许可。")
    approver.reads("已准予。决定书在“文书”里")


def _collect(owner: Person, number: str) -> tuple[bytes, str]:
    """The holder is told, sees the licence and saves it; returns the file and the identifier."""
    owner.act_for(FIRM)
    owner.await_words(f"/cases/{number}/", "已办结")
    owner.reads("办完了", "决定：准予", "证照制作完成", "准予行政许可决定书")
    owner.await_words("/messages/", "证照已制好")
    owner.press("证照已制好")
    owner.press("去看看")
    owner.go("/licences/")
    owner.follow("食品经营许可证")
    owner.reads("样例市场监督管理所", "热食类食品制售、冷食类食品制售", "道里区市场监督管理局")
    identifier = owner.page.url.rstrip("/").rpartition("/")[2]
    return owner.download("下载电子证照"), identifier


def _verify(stranger: Person, owner: Person, file: bytes, code: str) -> None:
    """Anybody gets one of the four answers."""
    number = owner.fact("证照编号")
    stranger.verify_file(file, "有效")
    stranger.reads(number, "道里区市场监督管理局")
    stranger.verify_text(number, "有效")
    stranger.verify_text(code, "有效")

    forged = code[:-6] + ("AAAAAA" if code[-6:] != "AAAAAA" else "BBBBBB")
    stranger.verify_text(forged, "被篡改")
    middle = len(file) // 2
    flipped = file[:middle] + bytes([file[middle] ^ 1]) + file[middle + 1 :]
    stranger.verify_file(flipped, "被篡改")
    owner.go("/cases/")
    owner.follow(ITEM)
    stranger.verify_file(owner.download("下载 PDF"), "查无此证")


def _rate(owner: Person, number: str) -> None:
    """Once, by grades, dimensions and words."""
    owner.go(f"/cases/{number}/")
    owner.follow("给这次办理打个分")
    owner.choose("您满意吗", "满意")
    reasons = owner.page.get_by_role("group", name="满意，是因为").filter(visible=True)
    reasons.get_by_role("checkbox").first.check()
    owner.fill("还想说什么", "窗口说得清楚，不用跑。")
    owner.press("提交评价")
    owner.reads("谢谢您的评价", "窗口说得清楚，不用跑。")
    owner.go(f"/cases/{number}/")
    owner.reads("您已经评价过，谢谢。")


def _supervise(supervisor: Person, number: str) -> None:
    """The board shows lights and ratings, the trail every step."""
    supervisor.go("/desk/board/")
    supervisor.reads("监察看板", "超期最多的部门", "满意（基本满意以上）")
    supervisor.fill("办件编号", number)
    supervisor.press("查全程")
    steps = supervisor.page.locator(".timeline").inner_text()
    for step in ("提交", "受理", "承办", "审核", "批准", "准予", "制作证照", "办结"):
        assert step in steps
    supervisor.reads(
        "窗口样例员", "承办样例员", "审核样例员", "批准样例员", "窗口说得清楚，不用跑。"
    )


def _see_revoked(stranger: Person, owner: Person, file: bytes, identifier: str) -> None:
    """A licence that was ended says so, how, and since when: to anybody and to its holder."""
    stranger.verify_file(file, "已失效")
    stranger.reads("被注销。", "请让持有人出示现在有效的证照。")
    owner.go(f"/licences/{identifier}/")
    owner.reads("已失效", "被注销。")
    owner.await_words("/messages/", "证照已失效")
