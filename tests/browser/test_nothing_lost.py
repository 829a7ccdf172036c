"""What goes wrong while somebody fills in a form: files, slow answers, an expired session."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser import applying
from tests.browser.applying import FIRM

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import FilePayload

    from tests.browser.conftest import Meet
    from tests.browser.person import Person
    from tests.node import Node

pytestmark = pytest.mark.browser

HEALTH = "体检合格证明"
# The next request for other parts of the form takes a second to leave.
SLOW = """() => { const send = XMLHttpRequest.prototype.send;
    XMLHttpRequest.prototype.send = function (body) {
        setTimeout(() => send.call(this, body), 1000) } }"""


def _zipped() -> FilePayload:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("体检.txt", "合格")
    return {"name": "体检.pdf", "mimeType": "application/pdf", "buffer": packed.getvalue()}


def _to_materials(person: Person) -> None:
    applying.begin(person, "教师资格认定")
    if "/questions/" in person.page.url:
        for group in person.page.get_by_role("group").all():
            group.get_by_role("radio").first.check()
        person.press("下一步")


def test_a_file_that_cannot_be_taken_is_declined_at_its_field(meet: Meet, tmp_path: Path) -> None:
    huge = tmp_path / "很大.pdf"
    huge.write_bytes(b"%PDF-1.7\n" + b"0" * 60 * 1024 * 1024)
    empty: FilePayload = {"name": "空.pdf", "mimeType": "application/pdf", "buffer": b""}
    person = meet("damin")
    _to_materials(person)
    applying.bring(person, HEALTH, applying.picture("体检.png"))

    sentences: dict[str, Path | FilePayload] = {
        "文件超过 50 MB，请压缩或分成几个文件后再上传。": huge,
        "这个文件是空的，请重新选择。": empty,
        "文件内容与扩展名不符": _zipped(),
    }

    for sentence, file in sentences.items():
        person.attach(f"再加文件{HEALTH}", file)
        person.press(f"上传 {HEALTH}")
        person.reads(sentence, "有文件没有上传成功", "体检.png")
    person.press(f"上传 {HEALTH}")
    person.reads("请先选择文件，再点上传。", "体检.png")


@pytest.mark.parametrize(
    ("why", "item", "field"),
    [("idle", "仅销售预包装食品备案", "场所名称"), ("gone", "居住证申领", "常住户口所在地")],
    ids=["idle", "gone"],
)
def test_an_expired_session_loses_nothing(
    meet: Meet, node: Node, why: str, item: str, field: str
) -> None:
    person = meet("damin")
    if why == "idle":  # He acts for a firm, and still does when he has signed in again.
        person.act_for(FIRM)
    applying.begin(person, item)
    person.go(person.page.url.replace("/materials/", "/form/"))
    person.tick("以上内容真实、准确")
    _expire(person, node, why)
    person.fill(field, "打了很多字")

    person.press("下一步，核对")
    asked_for = person.title()
    person.give_password("damin")

    assert (asked_for, person.title()) == ("登录", "填写信息")
    expect(person.page.get_by_label(field)).to_have_value("打了很多字")
    expect(person.page.get_by_label("以上内容真实、准确")).to_be_checked()
    person.reads("已恢复您上次填写、还没有提交的内容。")


def _expire(person: Person, node: Node, why: str) -> None:
    """The session has rested too long, or the browser has forgotten it."""
    if why == "gone":
        person.context.clear_cookies(name="sessionid")
    else:
        kept = {one["name"]: one["value"] for one in person.context.cookies()}
        node.run("tests.browser.behind", "idle", kept["sessionid"])


def test_what_is_typed_while_other_parts_come_stays(meet: Meet) -> None:
    person = meet("xiaohong")
    applying.begin(person, "居住证申领")
    person.go(person.page.url.replace("/materials/", "/form/"))
    person.page.evaluate(SLOW)

    person.choose("结果领取方式", "邮寄")
    person.fill("常住户口所在地", "样例省样例市样例区")

    expect(person.page.get_by_role("group", name="邮寄到哪里")).to_be_visible()
    expect(person.page.get_by_label("常住户口所在地")).to_have_value("样例省样例市样例区")
    person.look()
