"""Applications as people fill them in, for journeys that begin after them."""

from __future__ import annotations

import re
from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import FilePayload

    from tests.browser.person import Person

FIRM = "样例省样例市示例科技有限公司"
SHOP = "样例区样例小吃店"
PLAN = "主要设备设施、经营布局和操作流程图"
LATE = ("食品安全自查、从业人员健康管理等制度", "食品安全管理人员信息及健康证明")
PICTURE = (resources.files("tongban.demo") / "data" / "picture.png").read_bytes()


def picture(name: str = "照片.png") -> FilePayload:
    """A photograph of a paper."""
    return {"name": name, "mimeType": "image/png", "buffer": PICTURE}


def begin(person: Person, item: str) -> None:
    """From the search over the guide into the application."""
    person.go(f"/search/?q={item}")
    person.follow(item, within="#results")
    person.press("开始办理")


def bring(person: Person, material: str, file: FilePayload | None = None) -> None:
    """Upload a file for a material of the application, the first or one more."""
    first = person.page.get_by_label(f"选择文件{material}").count()
    person.attach(f"选择文件{material}" if first else f"再加文件{material}", file or picture())
    person.press(f"上传 {material}")


def fill_food_business(person: Person) -> None:
    """What the platform does not know yet of a restaurant."""
    person.choose("经营项目", "热食类食品制售", "冷食类食品制售")
    person.choose("是否通过网络经营", "否")
    person.fill("场所名称", "样例饭馆")
    person.fill("经营使用面积", "120")
    person.choose("场所取得方式", "租赁")
    person.fill("食品安全管理人员", "例小红")
    person.fill("食品安全管理人员公民身份号码", "990101199003070023")
    person.fill("食品安全管理人员电话", "10000000002")
    person.fill("食品从业人员数", "6")
    close(person)


def close(person: Person) -> None:
    """The last questions of every form."""
    person.choose("结果领取方式", "只要电子件")
    person.tick("以上内容真实、准确")


def hand_in(person: Person) -> str:
    """Check the page of answers, hand in; returns the number of the case."""
    person.press("提交申请")
    person.reads("申请已经提交")
    return number_shown(person)


def number_shown(person: Person) -> str:
    number = person.page.locator(".panel-number").inner_text()
    assert re.fullmatch(r"\d{10,}", number), number
    return number


def apply_for_residence(person: Person, address: str = "样例省演示市演示区示范街9号") -> str:
    """An application for a residence permit with two pictures; returns its number."""
    begin(person, "居住证申领")
    bring(person, "居住地住址证明", picture("租房合同.png"))
    bring(person, "近期免冠照片")
    person.follow("下一步", within=".actions")
    fill_residence(person, address)
    person.press("下一步，核对")
    return hand_in(person)


def fill_residence(person: Person, address: str) -> None:
    """What the platform does not know yet of somebody's residence."""
    person.choose("居住处所类型", "租赁房屋")
    person.fill("来本地居住日期", "2026-01-05")
    person.choose("居住事由", "就业")
    person.choose("申领依据", "合法稳定就业")
    person.fill("常住户口所在地", address)
    close(person)


def apply_for_card(person: Person) -> str:
    """An application for a social security card; returns its number."""
    begin(person, "社会保障卡申领")
    bring(person, "近期免冠照片")
    person.follow("下一步", within=".actions")
    person.choose("办理类型", "首次申领")
    person.choose("选择的银行", "中国工商银行")
    close(person)
    person.press("下一步，核对")
    return hand_in(person)


def register_packed_food(person: Person) -> str:
    """The registration of a shop that sells packed food only; returns its number."""
    begin(person, "仅销售预包装食品备案")
    person.follow("下一步", within=".actions")
    person.choose("销售种类", "预包装食品")
    person.choose("销售方式", "线下实体店")
    person.fill("场所名称", "样例便利店")
    person.fill("食品安全管理人员", "例小红")
    person.fill("食品安全管理人员电话", "10000000002")
    close(person)
    person.press("下一步，核对")
    return hand_in(person)
