"""开办餐饮店一件事: four departments side by side, one correction, all results at one counter."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser import applying, deciding
from tests.browser.applying import FIRM, picture
from tests.browser.person import SOON
from tests.node import until

if TYPE_CHECKING:
    from tests.browser.conftest import Meet
    from tests.browser.person import Person

pytestmark = pytest.mark.browser

EVENT = "开办餐饮店“一件事”"
PLAN = "主要设备设施、布局和操作流程图"
PAPERS = ("收件凭证", "一次性补正告知书", "送达回证")
DEPARTMENTS = {
    "market": "食品经营许可（新办）",
    "fire": "公众聚集场所投入使用、营业前消防安全检查",
    "urban": "户外招牌设施设置规范管理",
    "tobacco": "烟草专卖零售许可证核发（新办）",
}


def test_a_restaurant_is_opened_with_one_application(meet: Meet) -> None:
    owner = meet("damin")
    owner.act_for(FIRM)
    number = _apply(owner)
    clerk = meet("clerk", staff=True)
    _ask_once(clerk, number)
    _correct_once(owner, number)
    _accept(clerk, number)
    cases = _cases(clerk, number)
    for username, name in DEPARTMENTS.items():
        _decide(meet(username, staff=True), cases[name])
    address = f"/events/cases/{number}/"
    until(lambda: _says(owner, address, "窗口正在备件"), 2 * SOON)
    _prepare(clerk, number)
    code = _show_code(owner, address)
    _hand_over(clerk, code)
    owner.go(address)
    owner.reads("全部办结", "已送达", "送达回证")
    _seen(owner, "done")
    _check_sealed(owner, clerk, number)
    phone = meet("damin", width=375)
    phone.act_for(FIRM)
    phone.go(f"{address}receipt/")
    _seen(phone, "phone_receipt")
    phone.go(address)
    phone.reads("全部办结", "比逐个办省了多少")
    _seen(phone, "phone")
    phone.follow("评价这件事")
    phone.page.get_by_label("非常满意", exact=True).check()
    phone.press("提交评价")
    phone.reads("谢谢您的评价")


def _says(person: Person, address: str, words: str) -> bool:
    """Whether a page says it now; loaded anew, since a connection of minutes ago may be closed."""
    person.page.goto(address)
    return words in person.page.content()


def _seen(person: Person, name: str) -> None:
    """Keep a picture of the page where somebody asked for pictures."""
    folder = os.environ.get("PICTURES", "")
    if folder:
        person.page.screenshot(path=f"{folder}/{name}.png", full_page=True, caret="initial")


def _check_sealed(owner: Person, clerk: Person, number: str) -> None:
    """Each paper of the whole bears the seal of the leading office; anybody may check the file."""
    until(lambda: _sealed(owner, f"/events/cases/{number}/") == len(PAPERS), 2 * SOON)
    owner.reads(*PAPERS)
    link = owner.page.get_by_role("link", name="下载盖章的 OFD").last
    with owner.page.expect_download() as saved:
        link.click()
    owner.go("/verify/")
    owner.page.get_by_label("选择文件").set_input_files(saved.value.path())
    owner.press("核验文件")
    owner.reads("真实", "盖章时的内容摘要和记录一致", EVENT)
    _seen(owner, "verified")
    clerk.go(f"/desk/events/{number}/")
    expect(clerk.page.get_by_role("link", name="盖章的 OFD")).to_have_count(len(PAPERS))
    _seen(clerk, "desk_papers")


def _sealed(owner: Person, address: str) -> int:
    owner.page.goto(address)
    return owner.page.get_by_role("link", name="下载盖章的 OFD").count()


def _apply(owner: Person) -> str:
    owner.go("/life-events/")
    owner.follow(EVENT)
    owner.follow("一次办好")
    owner.reads("能省多少", "填一张表，交一套材料")
    _seen(owner, "guide")
    owner.press("开始办理")
    _answer(owner)
    for name in _wanted(owner):
        applying.bring(owner, name)
    _seen(owner, "materials")
    owner.follow("下一步", within=".actions")
    _fill(owner)
    owner.press("下一步，核对")
    owner.reads("核对一遍，一次提交", "要办的事项")
    _seen(owner, "check")
    owner.press("一次提交")
    owner.reads("申请已经提交")
    _seen(owner, "receipt")
    number = owner.page.locator(".panel-number").inner_text()
    assert number.startswith("YJS")
    owner.follow("看办理进度")
    owner.reads(*DEPARTMENTS.values())
    _seen(owner, "progress")
    return number


def _answer(owner: Person) -> None:
    owner.choose("是否已有营业执照", "已有")
    owner.choose("经营场所是否属于公众聚集场所", "是")
    owner.choose("是否设置户外招牌", "是")
    owner.choose("是否零售卷烟", "是")
    owner.choose("经营面积", "其他")
    owner.press("下一步")
    owner.choose("主体业态", "餐饮服务经营者")
    owner.choose("是否连锁门店", "否")
    owner.page.get_by_role("group", name="办理方式").locator("input").last.check()
    _seen(owner, "questions")
    owner.press("下一步")


def _wanted(owner: Person) -> list[str]:
    """The materials that are to be uploaded, those that may follow too."""
    rows = owner.page.locator("li.task-tall .task-name")
    return [text.strip() for text in rows.all_inner_texts()]


def _fill(owner: Person) -> None:
    owner.choose("经营项目", "热食类食品制售", "冷食类食品制售")
    owner.choose("是否通过网络经营", "否")
    owner.fill("场所名称", "样例饭馆")
    owner.fill("经营使用面积", "120")
    owner.choose("场所取得方式", "租赁")
    owner.fill("食品安全管理人员", "例小红")
    owner.fill("食品安全管理人员公民身份号码", "990101199003070023")
    owner.fill("食品安全管理人员电话", "10000000002")
    owner.fill("食品从业人员数", "6")
    owner.choose("场所使用性质", "餐饮")
    owner.fill("建筑面积", "150")
    owner.fill("所在楼层", "1层")
    owner.fill("消防安全责任人", "样大民")
    owner.fill("消防安全责任人电话", "10000000001")
    owner.choose("已有消防设施", "灭火器")
    owner.fill("招牌文字内容", "样例饭馆")
    owner.choose("招牌形式", "平面式")
    owner.fill("招牌宽", "3")
    owner.fill("招牌高", "1")
    owner.choose("结果领取方式", "窗口领取")
    owner.tick("以上内容真实、准确")
    owner.page.wait_for_load_state("networkidle")
    _seen(owner, "form")


def _ask_once(clerk: Person, number: str) -> None:
    """One material is wrong; the one notice says so for every department."""
    clerk.go("/desk/events/")
    clerk.follow(number)
    _seen(clerk, "desk")
    row = clerk.page.locator("tr").filter(has_text=PLAN)
    row.get_by_role("textbox").fill("看不清，请重新拍")
    with clerk.page.expect_navigation():
        row.get_by_role("button", name="不符合").click()
    clerk.press("一次性告知补正", within=".action-bar")
    clerk.reads("已一次性告知")


def _correct_once(owner: Person, number: str) -> None:
    owner.go(f"/events/cases/{number}/")
    owner.follow("去补材料")
    owner.reads("看不清，请重新拍")
    _seen(owner, "correct")
    owner.attach(f"选择文件{PLAN}", picture("新图.png"))
    owner.press(f"上传 {PLAN}")
    owner.press("补好了，交给窗口")
    owner.reads("补正材料已经一次交给窗口")


def _accept(clerk: Person, number: str) -> None:
    """Each material is looked at once, then everything is accepted at once."""
    clerk.go(f"/desk/events/{number}/")
    unseen = clerk.page.locator("tr:has-text('未核对')")
    while unseen.count():
        with clerk.page.expect_navigation():
            unseen.first.get_by_role("button", name="符合").first.click()
    clerk.press("整体受理", within=".action-bar")
    clerk.reads("已整体受理", "全部办完")


def _cases(clerk: Person, number: str) -> dict[str, str]:
    """The numbers of the cases by the name of their item."""
    clerk.go(f"/desk/events/{number}/")
    found = {}
    for name in DEPARTMENTS.values():
        row = clerk.page.locator("tr").filter(has_text=name).first
        expect(row.get_by_role("link")).to_have_count(1)
        found[name] = row.get_by_role("link").inner_text()
    return found


def _decide(member: Person, number: str) -> None:
    """Walk the case through the posts of one department to its decision."""
    while True:
        deciding.take_up(member, number)
        if not member.page.get_by_role("button", name="同意，转下一岗").count():
            break
        member.fill("意见", "材料齐全，符合条件")
        member.press("同意，转下一岗")
    for field in member.page.locator(
        "#decide input[name^='face-'], #decide select[name^='face-']"
    ).all():
        if field.is_visible() and not field.input_value():
            field.fill("样例内容")
    deciding.decide(member, "准予", "材料齐全，符合条件")
    member.reads("已准予")


def _prepare(clerk: Person, number: str) -> None:
    """Everything that the four departments gave lies at one counter."""
    clerk.go("/desk/output/")
    row = clerk.page.locator("tr").filter(has_text=number)
    expect(row).to_have_count(1)
    with clerk.page.expect_navigation():
        row.get_by_role("link").first.click()
    clerk.reads("都到齐了", *DEPARTMENTS.values())
    _seen(clerk, "output")
    clerk.press("已备好，通知领取")


def _show_code(owner: Person, address: str) -> str:
    owner.go(address)
    owner.reads("来一次就能拿齐")
    _seen(owner, "fetch")
    owner.press("出示领取码")
    return owner.page.locator(".panel-number").inner_text()


def _hand_over(clerk: Person, code: str) -> None:
    """One act, one receipt."""
    clerk.choose("怎样核验", "本人手机上的领取码")
    clerk.fill("证件号码，或者领取码", code)
    clerk.press("核对并交付")
    clerk.reads("已经全部送达")
    expect(clerk.page.get_by_role("link", name="打印送达回证")).to_have_count(1)
