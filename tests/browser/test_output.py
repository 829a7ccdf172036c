"""The last mile of a case: a parcel, a proxy, the owner, a locker; and what is kept for decades."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.browser.conftest import Meet
    from tests.browser.person import Person

pytestmark = pytest.mark.browser

OWNER, PROXY, STRANGER = "990101198505050116", "990101199003070023", "99020119491231004X"


def test_results_reach_their_owners_and_a_package_stays(meet: Meet) -> None:
    sender, owner, clerk = meet("damin"), meet("xiaoxin"), meet("clerk", staff=True)
    _sees_his_parcel(sender)
    number = _names_a_proxy(owner)

    _gives_to_proxy_and_owner(clerk, number)

    owner.await_words(f"/cases/{number}/", "已办结")
    owner.press("我收到了")
    owner.reads("您已经确认收到")
    _opens_a_box(meet("xiaohong", width=375), clerk)
    _looks_at_the_archive(meet("approver", staff=True))


def _case_of(person: Person, item: str) -> str:
    """Open one's own case of an item; returns its number."""
    person.go("/cases/")
    links = person.page.locator("a[href^='/cases/2']").filter(has_text=item)  # no drafts of it
    person.go(str(links.last.get_attribute("href")))
    found = re.search(r"/cases/(\d+)/", person.page.url)
    assert found is not None
    return found.group(1)


def _sees_his_parcel(person: Person) -> None:
    number = _case_of(person, "社会保障卡申领")
    person.await_words(f"/cases/{number}/", "待揽收")
    assert re.search(r"运单号 YL\d{13}", person.page.locator("#result").inner_text())


def _names_a_proxy(person: Person) -> str:
    number = _case_of(person, "失业登记")
    person.reads("保管到")
    person.follow("请人代领")
    person.fill("代领人姓名", "例小红")
    person.fill("证件号码", "12")
    person.press("授权他代领")
    person.reads("请先改正下面的内容")
    person.fill("证件号码", PROXY)
    person.press("授权他代领")
    person.reads("代领人登记好了", "例*红")
    person.finds_no(PROXY)
    return number


def _gives_to_proxy_and_owner(clerk: Person, number: str) -> None:
    """The proxy fetches the decision, the owner the licence; somebody else fetches nothing."""
    clerk.go("/desk/output/")
    clerk.fill("出件单、办件、包裹或者申请人证件的号码", number)
    clerk.press("找出件单")
    clerk.reads("失业登记", "网上授权", "例*红")
    _hand(clerk, STRANGER)
    clerk.reads("都对不上，不能交付")
    clerk.page.get_by_label("电子证照：").uncheck()
    _hand(clerk, PROXY)
    clerk.reads("已经交付，送达回证已经生成。", "（代领人）", "未交付")
    _hand(clerk, OWNER)
    clerk.reads("已送达", "（本人）", "已经全部送达，没有要办的了。")
    links = clerk.page.get_by_role("link", name="打印送达回证").all()
    assert len(links) == 2
    for link in links:
        printed = clerk.context.request.get(str(link.get_attribute("href")))
        assert printed.body().startswith(b"%PDF-")


def _hand(clerk: Person, document: str) -> None:
    clerk.fill("证件号码，或者领取码", document)
    clerk.press("核对并交付")


def _opens_a_box(person: Person, clerk: Person) -> None:
    _case_of(person, "城乡居民基本医疗保险参保登记")
    person.press("出示领取码")
    code = person.page.locator(".panel-number").inner_text()
    person.reads("在取件柜上选 1 号格口")
    for said in ("格口已打开，请取走东西，关好柜门。", "领取码不对或者已经过期"):
        clerk.go("/desk/output/locker/")
        clerk.fill("格口号", "1")
        clerk.fill("领取码", code)
        clerk.press("打开格口")
        clerk.reads(said)


def _looks_at_the_archive(keeper: Person) -> None:
    keeper.go("/desk/archives/")
    keeper.open_beside("tr:has-text('仅销售预包装食品备案') a")
    keeper.reads("四性检测：归档", "存证账本的证明成立")
    keeper.press("做一次四性检测")
    keeper.reads("四性检测：长期保存")
    assert keeper.page.get_by_text("全部通过").count() == 2
    keeper.fill("利用目的", "查阅利用")
    with keeper.page.expect_download() as saved:
        keeper.page.get_by_role("button", name="下载归档信息包").click()
    names = zipfile.ZipFile(io.BytesIO(Path(saved.value.path()).read_bytes())).namelist()
    assert {name.split("/")[1] for name in names} >= {"metadata.xml", "01_apply", "signature"}
    keeper.press("从信息包读出办件")
    keeper.reads("从归档信息包读出，只能看，不能改", "办理经过", "包里的文件")
