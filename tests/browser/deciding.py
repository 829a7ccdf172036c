"""What staff do with a case, for journeys that only need it done."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from tests.browser.applying import PICTURE

if TYPE_CHECKING:
    from playwright.sync_api import Locator

    from tests.browser.person import Person

UNCHECKED = ".materials li:has-text('未核对') a"
# Hands a file to an element as the mouse or the clipboard does.
HAND = """(place, [kind, name, content]) => {
    const files = new DataTransfer();
    const bytes = Uint8Array.from(atob(content), (one) => one.charCodeAt(0));
    files.items.add(new File([bytes], name, { type: "image/png" }));
    const way = { bubbles: true, cancelable: true };
    place.dispatchEvent(kind === "drop" ? new DragEvent("drop", { ...way, dataTransfer: files })
        : new ClipboardEvent("paste", { ...way, clipboardData: files })); }"""


def hand(clerk: Person, place: Locator, kind: str, name: str) -> None:
    """Drop a scan on a place of the page, or paste it there; the page takes it in."""
    content = base64.b64encode(PICTURE).decode()
    with clerk.page.expect_navigation():
        place.evaluate(HAND, [kind, name, content])


def take_up(member: Person, number: str) -> None:
    """Find a case in the work list and open it."""
    member.go(f"/desk/?text={number}")
    member.follow(number)


def check_all(clerk: Person) -> None:
    """Look at each material that came in and find it good."""
    while clerk.page.locator(UNCHECKED).count():
        if not clerk.page.locator(".materials li[aria-current]:has-text('未核对')").count():
            clerk.open_beside(UNCHECKED)
        clerk.press("符合")


def accept(clerk: Person, number: str) -> None:
    """Take a case up, check its materials and accept it."""
    take_up(clerk, number)
    check_all(clerk)
    clerk.press("受理", within=".action-bar")
    clerk.reads("已受理，受理通知书在“文书”里")


def forward(member: Person, number: str, opinion: str) -> None:
    """Give one's opinion and send the case to the next post."""
    take_up(member, number)
    member.fill("意见", opinion)
    member.press("同意，转下一岗")
    member.reads("意见已记录，转到下一岗")


def decide(member: Person, outcome: str, opinion: str) -> None:
    """Decide the case that is shown."""
    member.fill("意见", opinion)
    member.press(outcome, within="#decide")


def open_by_number(member: Person, number: str) -> None:
    """Open a case that is in no work list any more."""
    member.go("/desk/find/")
    member.fill("办件编号", number)
    member.press("打开")
