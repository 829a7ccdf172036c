"""A holder authorises, a company's clerk uses and scans, the holder sees each use and revokes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.applying import FIRM

if TYPE_CHECKING:
    from tests.browser.conftest import Meet
    from tests.browser.person import Person

pytestmark = pytest.mark.browser

CREDIT_CODE = "91990101MACMPL0100"
BOOK = "居民户口簿"
WHY = "办理入职，核对户口"


def test_a_licence_is_authorised_used_seen_and_taken_back(meet: Meet) -> None:
    holder = meet("xiaohong", width=375)
    consent = _authorise(holder)
    firm = meet("damin")
    firm.act_for(FIRM)
    use = _use(firm, consent)
    _see(holder)
    holder.go(consent)
    holder.follow("撤回授权")
    holder.press("撤回授权")
    holder.reads("授权已经撤回", "已撤回")
    firm.go(f"{consent}use/")
    firm.reads("这份授权现在不能使用")
    firm.go(use)
    firm.reads("对方已经撤回授权，不能再使用。")


def _authorise(holder: Person) -> str:
    """What is wrong is said at its field; then the review, the signature, the signed file."""
    holder.go("/licences/")
    holder.follow(BOOK)
    holder.follow("授权使用")
    holder.press("下一步：核对")
    holder.reads("请先改正下面的内容", "请至少选择一项内容。")
    holder.fill("授权给谁", FIRM)
    holder.fill("对方的号码", CREDIT_CODE)
    holder.choose("用来做什么", "求职入职")
    holder.fill("把用途写具体", WHY)
    holder.choose("给对方看哪些内容", "户号", "户主姓名")
    holder.fill("最多用几次", "2")
    holder.press("下一步：核对")
    holder.reads("请核对，没有错再授权", FIRM, "户号、户主姓名", "最多 2 次")
    holder.press("确认授权")
    holder.reads("对方每用一次，您都会收到消息", "授权中")
    assert b'"SM2-SM3"' in holder.download("下载签名的授权书")
    return holder.page.url.removeprefix(holder.address)


def _use(firm: Person, consent: str) -> str:
    """The company says why and gets the chosen items and a copy, no more."""
    firm.go("/consents/received/")
    firm.reads("例*红", WHY, "还能用 2 次")
    firm.follow("使用", within=".task-list")
    firm.fill("业务编号", "RZ-2026-017")
    firm.press("使用", within="main")
    firm.reads("已经登记，持证人能看到这次使用", "990100002")
    firm.finds_no("汉族")
    assert len(firm.download("下载加注件")) > 1000
    return firm.page.url.removeprefix(firm.address)


def _see(holder: Person) -> None:
    """The holder is told, and reads who, when, why, what, and by what right."""
    holder.await_words("/messages/", f"证照被使用：{BOOK}")
    holder.go("/footprint/")
    holder.reads(FIRM, "户号、户主姓名", "您的授权", "RZ-2026-017")


def test_a_code_is_scanned_once_and_the_holder_sees_by_whom(meet: Meet) -> None:
    holder = meet("xiaohong", width=375)
    holder.go("/licences/")
    holder.follow(BOOK)
    holder.follow("亮证")
    holder.press("显示二维码")
    holder.page.get_by_text("扫不了？读这些字").click()
    token = re.sub(r"\s", "", holder.page.locator(".present-token").inner_text())

    clerk = meet("clerk", staff=True)
    for turn in range(2):
        clerk.go("/desk/licences/uses/scan/")
        clerk.fill("用途", "核验来人身份")
        clerk.fill("亮证码", token)
        clerk.press("核验", within="main")
        if turn == 0:
            clerk.reads("持证人当面亮证", "例小红")
    clerk.reads("这个亮证码已经用过了")

    said = holder.page.get_by_role("heading", name="核验")
    expect(said).to_contain_text("道里区市场监督管理局", timeout=10_000)
    holder.look()
    holder.follow("看使用记录")
    holder.reads("核验来人身份", "持证人当面亮证")
    _object(holder, meet)


def _object(holder: Person, meet: Meet) -> None:
    """The holder objects to the look, the office answers, the holder reads it."""
    holder.go("/footprint/")
    holder.follow("提出异议")
    holder.fill("哪里不对", "我没有到过这个窗口。")
    holder.press("提出异议")
    holder.reads("异议已经送到负责的部门", "最晚在")
    objection = holder.page.url.removeprefix(holder.address)

    approver = meet("approver", staff=True)
    approver.go("/desk/licences/uses/objections/")
    approver.open_beside("main a[data-row-link]")
    approver.reads("我没有到过这个窗口。", "窗口样例员")
    approver.choose("核实结果", "经核实，这次查看符合规定")
    approver.fill("给当事人的答复", "当天您本人到窗口办理，出示了亮证码。")
    approver.press("答复当事人")
    approver.reads("已经答复")

    holder.await_words(objection, "当天您本人到窗口办理")
