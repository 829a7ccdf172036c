"""What an office hears of its own work: a complaint, a plea, a circular, a bad rating revisited."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.browser.conftest import Meet
    from tests.browser.person import Person
    from tests.node import Node

pytestmark = pytest.mark.browser
BOARD, RATINGS = "/desk/board/", "/desk/ratings/"


def test_an_office_answers_asks_is_named_and_asks_again(meet: Meet, node: Node) -> None:
    laid = node.run("tests.browser.behind", "office", "jianguo")
    concluded, corrected, month = laid.split()
    person, supervisor = meet("jianguo"), meet("supervisor", staff=True)
    head = meet("approver", staff=True, width=375)
    _complain(person, supervisor, concluded)
    _ask_leave(meet("clerk", staff=True), supervisor, corrected)
    _publish(supervisor, head, month)
    _rate_badly(person, concluded)
    _put_right(head, supervisor, concluded)
    _ask_again(head, person, concluded)
    supervisor.go(f"{RATINGS}{concluded}/")
    supervisor.reads("回访满意", "本人在网上回答", "现在快多了")


def _complain(person: Person, supervisor: Person, number: str) -> None:
    """The applicant complains about his own case, the supervisor answers."""
    person.go(f"/cases/{number}/complaint/")
    person.page.locator("#kind_complaint").check()
    person.fill("请写下来", "窗口让我跑了两趟。")
    person.press("提交")
    person.reads("已经收到")
    here = person.page.url
    supervisor.go(f"{BOARD}complaints/?state=open")
    supervisor.open_beside(f"tr:has-text('{number}') a[data-row-link]")
    supervisor.reads("窗口让我跑了两趟。")
    supervisor.page.locator("[name='answer-answer']").fill("已经向您道歉，并改了告知单。")
    supervisor.press("答复", within="main")
    person.await_words("/messages/", "有答复了")
    person.go(here.removeprefix(person.address))
    person.reads("已经向您道歉，并改了告知单。")


def _ask_leave(clerk: Person, supervisor: Person, number: str) -> None:
    """A second notice needs leave, which is asked for and given; the clerk hears of it."""
    clerk.go(f"/desk/cases/{number}/correction/")
    clerk.reads("已经告知过一次")
    clerk.page.locator("input[name^='pick-']").first.check()
    clerk.page.locator("[name^='wrong-']").first.fill("照片上是另一个地址")
    clerk.fill("为什么要再告知一次", "补正后的材料里才看得出来")
    clerk.press("请监察人员准许")
    supervisor.go("/desk/second-notices/")
    supervisor.open_beside(f"tr:has-text('{number}') a[data-row-link]")
    supervisor.choose("决定", "准许，马上发给申请人")
    supervisor.fill("理由", "确有新情况")
    supervisor.press("作出决定")
    clerk.go("/desk/messages/")
    clerk.reads("再次告知的答复")


def _publish(supervisor: Person, head: Person, month: str) -> None:
    """The figures of last month are published; a head finds that in the inbox."""
    supervisor.go(f"{BOARD}circulars/new/?region=230102&month={month}")
    supervisor.fill("通报的话", "请各部门对照改进。")
    supervisor.press("发布通报")
    supervisor.reads("已发布", "请各部门对照改进。")
    head.go("/desk/messages/")
    head.press("通报已发布")
    head.reads("政务服务效能通报", "各部门")


def _rate_badly(person: Person, number: str) -> None:
    person.go(f"/cases/{number}/rating/")
    person.choose("您满意吗", "不满意")
    person.fill("还想说什么", "等得太久。")
    person.press("提交评价")
    person.reads("谢谢您的评价", "会回访您")


def _put_right(head: Person, supervisor: Person, number: str) -> None:
    """The card of the bad rating is answered by the office and confirmed."""
    head.await_words(f"{BOARD}warnings/?rule=E1", number)
    head.open_beside(f"tr:has-text('{number}') a[data-row-link]")
    head.fill("原因", "窗口人手不够")
    head.fill("整改措施", "增开一个窗口")
    head.press("反馈", within="main")
    supervisor.go(head.page.url.removeprefix(head.address))
    supervisor.fill("审核意见", "已经核实")
    supervisor.press("确认", within="main")


def _ask_again(head: Person, person: Person, number: str) -> None:
    """The head asks by a message, the person answers on the page of the rating."""
    head.go(f"{RATINGS}?revisit=owed")
    head.open_beside(f"tr:has-text('{number}') a[data-row-link]")
    head.choose("怎么联系的", "发消息请本人回答")
    head.press("登记", within="main")
    head.reads("请写明整改了什么")
    head.fill("整改了什么", "增开了一个窗口。")
    head.press("登记", within="main")
    head.reads("已发消息")
    person.go("/messages/")
    person.press("请回答回访")
    person.press("去看看")
    person.reads("增开了一个窗口。")
    person.choose("您现在满意吗", "满意")
    person.fill("还有什么要说的", "现在快多了")
    person.press("提交回答")
    person.reads("已收到您的回答", "本人在网上回答：满意")
