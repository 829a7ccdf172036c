"""At the desk: a card over the bridge, scans dropped and pasted, and no typed word lost."""

from __future__ import annotations

import urllib.request
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser import deciding

if TYPE_CHECKING:
    from http.server import HTTPServer

    from tests.browser.conftest import Meet
    from tests.browser.person import Person

pytestmark = pytest.mark.browser

LINE = "试建国|男|汉|19491231|样例区示范路1号|99020119491231004X|样例区公安分局"
PLACE, ADDRESS, DAY = "常住户口所在地", "样例省样例市样例区示范路9号", "来本地居住日期"
SAYS = "[data-note-says]"


def _lay(reader: HTTPServer, line: str) -> None:
    """Lay a card on the reader."""
    place = f"http://127.0.0.1:{reader.server_port}/lay"
    asked = urllib.request.Request(place, data=line.encode(), method="POST")
    urllib.request.urlopen(asked, timeout=5).close()  # noqa: S310 - our own


def _hand(clerk: Person, kind: str, material: str, name: str) -> None:
    place = clerk.page.locator("li[data-scans]").filter(has_text=material)
    deciding.hand(clerk, place, kind, name)
    clerk.reads(name)


def _says(person: Person, words: str) -> None:
    expect(person.page.locator(SAYS).first).to_contain_text(words, timeout=15_000)


def test_a_card_scans_and_words_reach_the_draft(meet: Meet, reader: HTTPServer) -> None:
    clerk = meet("clerk", staff=True)
    clerk.go("/desk/walkin/?item=residence_permit")
    with clerk.page.expect_navigation(url="**/walkin/*-*/"):
        _lay(reader, LINE)
    clerk.look()
    draft = clerk.page.url.removeprefix(clerk.address)

    _hand(clerk, "drop", "近期免冠照片", "拖来的.png")
    _hand(clerk, "paste", "居住地住址证明", "粘贴的.png")
    clerk.reads("拖来的.png", "粘贴的.png")
    clerk.look()

    _type_without_a_network(clerk)
    _go_on_in_another_browser(meet("clerk", staff=True), clerk, draft)
    _sign_in_again(clerk)


def _type_without_a_network(clerk: Person) -> None:
    """What is typed while the network is gone is saved as soon as it is back."""
    clerk.context.set_offline(True)
    clerk.fill(PLACE, ADDRESS)
    clerk.tick("以上内容真实、准确")
    _says(clerk, "现在存不到服务器")
    clerk.context.set_offline(False)
    _says(clerk, "已存")
    _expected(clerk, "ERR_INTERNET_DISCONNECTED")


def _go_on_in_another_browser(other: Person, clerk: Person, draft: str) -> None:
    """The words are there, too; of two windows that write none overwrites the other."""
    other.go(draft)
    _says(other, "已恢复您")
    expect(other.page.get_by_label(PLACE)).to_have_value(ADDRESS)
    expect(other.page.get_by_label("以上内容真实、准确")).to_be_checked()
    other.fill(DAY, "2026-01-05")
    _says(other, "已存")
    clerk.fill(PLACE, f"{ADDRESS}1单元")
    _says(clerk, "您在另一个窗口里也写了这一项")
    expect(clerk.page.get_by_label(PLACE)).to_have_value(f"{ADDRESS}1单元")
    _expected(clerk, "409 (Conflict)")


def _expected(clerk: Person, words: str) -> None:
    """What Chromium writes on the console when a saving in the background fails."""
    assert clerk.said
    assert all(words in said for said in clerk.said), clerk.said
    clerk.said.clear()


def _sign_in_again(clerk: Person) -> None:
    """The session ends while somebody types; after the password everything is there."""
    clerk.context.clear_cookies(name="sessionid")
    clerk.fill(DAY, "2026-02-06")
    clerk.press("保存并检查")
    assert clerk.title() == "工作人员登录"
    clerk.give_password("clerk")
    expect(clerk.page.get_by_label(PLACE)).to_have_value(f"{ADDRESS}1单元")
    expect(clerk.page.get_by_label(DAY)).to_have_value("2026-02-06")


def test_a_form_without_a_note_keeps_its_words_until_they_have_arrived(meet: Meet) -> None:
    """The session ends, the network is gone; what was sent at last is not offered once more."""
    licensing = meet("licensing", staff=True)
    address, first = "/desk/licences/paper/receive/", licensing.page.get_by_label("起号")
    licensing.go(address)
    licensing.fill("起号", "ZZ000001")
    licensing.context.clear_cookies(name="sessionid")
    licensing.press("入库", within="main")
    assert licensing.title() == "工作人员登录"
    licensing.give_password("licensing")
    expect(first).to_have_value("ZZ000001")
    licensing.reads("已恢复您上次填写")

    licensing.fill("起号", "太长" * 16)
    licensing.press("入库", within="main")
    licensing.go(address)
    expect(first).to_have_value("太长" * 16)

    licensing.fill("起号", "ZZ000001")
    licensing.press("入库", within="main")
    licensing.go(address)
    expect(first).to_have_value("")


def test_two_who_write_on_one_case_know_of_each_other(meet: Meet) -> None:
    market, handler = meet("market", staff=True), meet("handler", staff=True)
    market.go("/desk/?role=handler")
    number = market.page.locator("[data-row-link]").first.inner_text()
    for member in (market, handler):
        member.go(f"/desk/cases/{number}/")

    market.fill("意见", "布局有交叉污染的风险。")
    _says(market, "已存")
    handler.fill("意见", "我看可以。")
    _says(handler, "市场样例员 也在写这件")
    handler.go(f"/desk/cases/{number}/")

    expect(handler.page.locator("#opinion")).to_have_value("我看可以。")
    _says(handler, "市场样例员 也在写这件")
