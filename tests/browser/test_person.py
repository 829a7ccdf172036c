"""The circle for a natural person: asked once for corrections, decided on the spot, refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser import applying, deciding
from tests.browser.applying import SHOP, picture

if TYPE_CHECKING:
    from tests.browser.conftest import Meet
    from tests.browser.person import Person

pytestmark = pytest.mark.browser

PROOF, PHOTO = "居住地住址证明", "近期免冠照片"
WRONG = {PROOF: "合同没有房东签名", PHOTO: "背景不是白色"}


def test_a_person_corrects_once_and_the_clock_runs_on(meet: Meet) -> None:
    person = meet("xiaohong")
    number = applying.apply_for_residence(person)
    clerk = meet("clerk", staff=True)
    deciding.take_up(clerk, number)
    _ask(clerk)

    _supplement(person, number)
    deciding.accept(clerk, number)

    clerk.page.locator(".clock summary").first.click()
    clerk.reads("补正")
    person.go(f"/cases/{number}/")
    person.reads("已受理", "已经受理，开始计算期限", "还剩 10 个工作日", "补齐了材料")
    person.page.locator(".clock summary").first.click()
    person.reads("补正")
    assert person.download("下载 PDF").startswith(b"%PDF-")


def _ask(clerk: Person) -> None:
    """One photograph is found wrong; both pieces are asked for in one notice."""
    clerk.open_beside(f".materials a:has-text('{PHOTO}')")
    clerk.press("不符合")
    clerk.reads("请写明")
    clerk.fill("说明", WRONG[PHOTO])
    clerk.press("不符合")
    clerk.follow("一次性告知补正")
    clerk.reads("只能告知一次")
    for material, wrong in WRONG.items():
        group = clerk.page.get_by_role("group", name=material)
        group.get_by_role("checkbox").check()
        group.get_by_label("哪里不对或者缺什么").fill(wrong)
        group.get_by_label("怎样才符合").fill("彩色原件扫描")
    clerk.press("发出一次性补正告知书")
    clerk.reads("已一次性告知补正，通知书已发给申请人；办理时限暂停。")


def _supplement(person: Person, number: str) -> None:
    """The person reads each sentence, brings both pieces, and hands them in together."""
    person.await_words("/messages/", "需要补正材料：居住证申领")
    person.go("/me/")
    person.follow("补材料：居住证申领")
    person.reads("窗口请您补 2 项，已经一次列清", *WRONG.values())
    applying.bring(person, PROOF, picture("有签名的合同.png"))
    person.press("补好了，交给窗口")
    person.reads("请先改正下面的内容")
    applying.bring(person, PHOTO, picture("白底照片.png"))
    person.press("补好了，交给窗口")
    person.reads("补正材料已经交给窗口，办理期限接着算。")
    assert f"/cases/{number}/" in person.page.url


@pytest.mark.parametrize("who", ["person", "enterprise"])
def test_what_is_decided_on_the_spot_is_done_when_the_clerk_has_decided(
    meet: Meet, who: str
) -> None:
    applicant = meet("xiaohong")
    if who == "enterprise":
        applicant.act_for(SHOP)
        number = applying.register_packed_food(applicant)
    else:
        number = applying.apply_for_card(applicant)
    applicant.page.get_by_text("怎么算的").click()
    applicant.reads("这是即办件：受理后当场办结。")
    clerk = meet("clerk", staff=True)

    deciding.accept(clerk, number)
    if who == "person":
        deciding.decide(clerk, "准予", "材料齐全，当场办结。")
        clerk.reads("社会保障卡卡号：请填写。", "材料齐全，当场办结。")
        clerk.fill("社会保障卡卡号", "X99000001")
        clerk.fill("发卡地区行政区划代码", "230102")
    deciding.decide(clerk, "准予", "材料齐全，当场办结。")
    clerk.reads("已准予。决定书在“文书”里")

    applicant.await_words(f"/cases/{number}/", "已办结")
    if who == "person":
        applicant.go("/licences/")
        applicant.reads("社会保障卡")


def test_a_refused_person_reads_why_and_what_can_be_done(meet: Meet) -> None:
    person = meet("jianguo")
    number = applying.apply_for_residence(person)
    clerk = meet("clerk", staff=True)
    deciding.take_up(clerk, number)
    clerk.follow("不予受理")
    clerk.press("决定不予受理")
    clerk.reads("请写明不予受理的理由。")

    clerk.fill("不予受理的理由", "居住地不在本区管辖范围。")
    clerk.fill("应当向哪个机关申请", "演示区公安分局（样例）")
    clerk.press("决定不予受理")

    clerk.reads("已决定不予受理，通知书在“文书”里，可以打印。")
    person.await_words(f"/cases/{number}/", "没有受理")
    person.reads("居住地不在本区管辖范围。", "复议或者提起诉讼", "不予受理通知书")
    assert person.download("下载 PDF").startswith(b"%PDF-")
    person.await_words("/messages/", "不予受理：居住证申领")
    person.press("不予受理：居住证申领")
    person.reads("居住地不在本区管辖范围。")
