"""A case passes its limit: from yellow to red, an order to act, a reply, and closure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.applying import apply_for_residence
from tests.browser.deciding import accept

if TYPE_CHECKING:
    from tests.browser.conftest import Meet
    from tests.browser.person import Person
    from tests.node import Node

pytestmark = pytest.mark.browser
CARDS = "/desk/board/warnings/"


def test_an_overdue_case_is_urged_until_it_is_closed(meet: Meet, node: Node) -> None:
    person, clerk = meet("jianguo"), meet("clerk", staff=True)
    number = apply_for_residence(person)
    accept(clerk, number)

    # On its last day, and on the next one: supervision looks, nobody waits for it.
    node.run("tests.browser.behind", "later", f"{number}/0/1")
    handler = meet("handler", staff=True)
    _open_card(handler, number, "黄牌")
    handler.reads("承诺期限临近", "待反馈")
    handler.finds_no("发出督办")

    supervisor = meet("supervisor", staff=True)
    order = _order(supervisor, number)
    _reply(meet("approver", staff=True), order)

    supervisor.go(f"/desk/board/orders/{order}/")
    supervisor.reads("申请材料转错科室")
    supervisor.fill("审核意见", "已查明原因，整改到位")
    supervisor.press("同意，办结督办")
    supervisor.reads("已办结")
    letter = supervisor.context.request.get(f"/desk/board/orders/{order}/order.pdf")
    assert letter.body().startswith(b"%PDF")

    person.go(f"/cases/{number}/")
    person.reads("全部办理过程", "超过承诺期限", "监察人员已经确认")
    _on_a_telephone(meet("supervisor", staff=True, width=375), number, order)


def _open_card(member: Person, number: str, word: str) -> None:
    """Find the card of a case on the list and open it."""
    member.go(CARDS)
    member.open_beside(f"tr:has-text('{number}'):has-text('{word}') a[data-row-link]")
    member.reads(number)


def _order(supervisor: Person, number: str) -> str:
    """Order the department to act; returns the number of the order."""
    _open_card(supervisor, number, "红牌")
    supervisor.press("发出督办", within="main")
    supervisor.reads("请写明督办内容。")
    supervisor.fill("督办内容", "查明超期原因，三日内办结")
    supervisor.press("发出督办", within="main")
    supervisor.reads("查明超期原因，三日内办结", "待回复")
    return supervisor.page.url.rstrip("/").rpartition("/")[2]


def _reply(approver: Person, order: str) -> None:
    approver.go("/desk/board/orders/")
    approver.follow(order)
    approver.fill("原因", "申请材料转错科室")
    approver.fill("整改措施", "已转回承办科室，今天作出决定")
    approver.press("回复", within="main")
    approver.reads("已回复，待审核")


def _on_a_telephone(supervisor: Person, number: str, order: str) -> None:
    """Every page of supervision is as wide as a telephone."""
    pages = (
        "", "figures/", "figures/?region=230102&of=list", "cases/", "warnings/", "orders/",
        f"orders/{order}/", "rules/", "rules/L2/red/", "samples/", "complaints/",
        f"complaints/new/{number}/", f"fees/{number}/",
    )  # fmt: skip
    for page in pages:
        supervisor.go(f"/desk/board/{page}")
