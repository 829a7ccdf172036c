"""A walk-in case from the card to the printed receipt by keyboard only."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.person import SOON
from tests.node import until

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Meet

pytestmark = pytest.mark.browser

LINE = "试建国|男|汉|19491231|样例区示范路1号|99020119491231004X|样例区公安分局"
COUNT_PRINTS = "window.printed = 0; window.print = () => { window.printed += 1; };"
A_MINUTE = 60
STRIP = b"/MediaBox [0 0 227"
"""A page 80 mm wide, in points."""
HERE = """() => { const at = document.activeElement;
    return [at.type || at.tagName, at.name || "", at.labels?.[0]?.innerText || at.innerText]; }"""


def _focused(page: Page) -> str:
    """What the next key goes to."""
    return str(page.evaluate("document.activeElement.innerText || document.activeElement.name"))


def _step(page: Page, address: str, *keys: str) -> None:
    """Press keys until another page is there."""
    for key in keys[:-1]:
        page.keyboard.press(key)
    with page.expect_navigation():
        page.keyboard.press(keys[-1])
    page.wait_for_url(address)


def test_a_walk_in_case_from_card_to_printed_receipt_without_a_mouse(meet: Meet) -> None:
    clerk = meet("clerk", staff=True)
    page = clerk.page
    page.add_init_script(COUNT_PRINTS)
    clerk.go("/desk/walkin/")
    begun = time.monotonic()

    page.keyboard.type(LINE)  # as a reader does, with Enter behind it
    _step(page, "**/walkin/", "Enter")
    assert _focused(page) == "q"
    page.keyboard.type("社保卡")
    _step(page, "**/walkin/", "Enter")
    assert "社会保障卡申领" in _focused(page)
    _step(page, "**/walkin/*-*/", "Enter")
    _step(page, "**/walkin/*-*/", "Escape", "m")
    _fill(page)
    _step(page, "**/check/", "Enter")
    assert "提交" in _focused(page)
    _step(page, "**/desk/cases/**", "Enter")
    expect(page.get_by_text("已收件，办件编号")).to_be_visible()
    _step(page, "**/slips/**", "Escape", "p")
    expect(page.locator(".slip-title")).to_have_text("收件凭证")
    until(lambda: page.evaluate("window.printed > 0"), SOON)

    assert time.monotonic() - begun < A_MINUTE
    assert STRIP in page.pdf(prefer_css_page_size=True)
    clerk.look()
    _step(page, "**/desk/cases/**", "Enter")


def _leave(page: Page, name: str) -> None:
    """Wait until another field has the focus."""
    until(lambda: page.evaluate("document.activeElement.name") != name, SOON)


def _fill(page: Page) -> None:
    """Answer what the form still asks, from field to field, up to the promise that ends it."""
    for _ in range(40):
        kind, name, label = page.evaluate(HERE)
        if kind == "checkbox" and "真实" in label:
            page.keyboard.press("Space")
            return
        if kind in ("radio", "select-one"):
            page.keyboard.press("ArrowUp" if name == "delivery_way" else "ArrowDown")
        elif kind == "text" and "可不填" not in label:
            page.keyboard.type("样例")
        page.keyboard.press("Enter")
        _leave(page, name)
    raise AssertionError(f"the form has no end: {label}")
