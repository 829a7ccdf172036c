"""Phones, keyboards, slow lines."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.browser import applying

if TYPE_CHECKING:
    from tests.browser.conftest import Meet
    from tests.browser.person import Person

pytestmark = pytest.mark.browser

LARGEST_FIRST_LOAD = 200_000


@pytest.mark.parametrize("width", [375, 320])
def test_a_narrow_phone_shows_everything_without_scrolling_sideways(meet: Meet, width: int) -> None:
    person = meet("damin", width=width)

    person.go("/")
    applying.begin(person, "居住证申领")
    person.go(person.page.url.replace("/materials/", "/form/"))
    person.press("下一步，核对")  # declined: the sentences have to fit, too
    for page in ("/cases/", "/licences/", "/messages/", "/me/", "/verify/", "/life-events/"):
        person.go(page)
    person.go("/cases/")
    person.follow("居住证申领", within="main h2:has-text('已经提交的') ~ ul")
    person.go(f"{person.page.url}receipt/")

    assert person.title() == "申请已经提交"


def test_all_of_it_works_with_the_keyboard_alone(meet: Meet) -> None:
    person = meet()
    person.go("/")
    person.page.keyboard.press("Tab")
    expect(person.page.get_by_role("link", name="跳到正文")).to_be_focused()
    person.page.keyboard.press("Enter")
    _tab_to(person, "searchbox", "搜索事项")
    person.page.keyboard.type("spjy")
    _enter(person)
    _tab_to(person, "link", "食品经营许可（新办）")
    _enter(person)
    _tab_to(person, "button", "开始办理")
    _enter(person)

    assert person.title() == "登录"


def _tab_to(person: Person, role: Any, name: str) -> None:
    wanted = person.page.locator("main").get_by_role(role, name=re.compile(re.escape(name))).first
    for _ in range(40):
        person.page.keyboard.press("Tab")
        if wanted.evaluate("(one) => one === document.activeElement"):
            outline = (
                "(one) => getComputedStyle(one).outlineStyle + getComputedStyle(one).boxShadow"
            )
            assert wanted.evaluate(outline) != "nonenone"
            return
    raise AssertionError(f"the keyboard does not reach {name}")


def _enter(person: Person) -> None:
    with person.page.expect_navigation():
        person.page.keyboard.press("Enter")
    person.look()


def test_the_first_page_is_light(meet: Meet) -> None:
    person = meet()
    line = person.context.new_cdp_session(person.page)
    sizes: list[float] = []
    line.send("Network.enable")
    line.on("Network.loadingFinished", lambda done: sizes.append(done["encodedDataLength"]))

    person.page.goto("/", wait_until="networkidle")

    assert len(sizes) > 4
    assert sum(sizes) <= LARGEST_FIRST_LOAD
