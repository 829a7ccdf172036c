"""An office suspends a licence: paper, file and list say so, at once or within the hour."""

from __future__ import annotations

import os
import subprocess
import sys
import urllib.request
from typing import TYPE_CHECKING

import pytest

from tests.browser.applying import FIRM
from tongban.licences.rules import qr, status_lists
from tongban.licences.rules.status_lists import Status

if TYPE_CHECKING:
    from tests.browser.conftest import Meet
    from tests.browser.person import Person
    from tests.node import Node

pytestmark = pytest.mark.browser
TITLE = "营业执照"
# What the hour's job does, and the text that the code on the paper holds.
_HOUR = """
import django, sys
django.setup()
from tongban.base import clock
from tongban.licences import services
from tongban.licences.models import Licence
services.publish_lists(now=clock.now())
print(Licence.objects.get(identifier=sys.argv[1]).qr_text)
"""


def test_a_suspended_licence_says_so_everywhere(meet: Meet, node: Node) -> None:
    firm = meet("damin")
    firm.act_for(FIRM)
    firm.go("/licences/")
    firm.follow(TITLE)
    identifier, number = firm.fact("证照标识"), firm.fact("证照编号")
    file = firm.download("下载电子证照（OFD）")
    code = _the_hour_strikes(node, identifier)
    anybody = meet(width=375)
    anybody.verify_text(code, "有效")
    assert _listed(node, code) is Status.VALID

    manager = meet("licensing", staff=True)
    _suspend(manager, number)

    anybody.verify_text(code, "暂扣")
    anybody.verify_file(file, "暂扣")
    _the_hour_strikes(node, identifier)
    assert _listed(node, code) is Status.SUSPENDED
    firm.await_words("/messages/", TITLE)
    _resume(manager, identifier)
    anybody.verify_text(code, "有效")


def _suspend(manager: Person, number: str) -> None:
    manager.go("/desk/licences/")
    manager.page.locator("[name=value]").fill(number)
    manager.press("查", within="main")
    manager.reads("请写明查看的事由。")
    manager.fill("查看的事由", "核查违法经营线索")
    manager.fill("办件编号", "TB-2026-0009")
    manager.press("查", within="main")
    manager.follow(TITLE, within="table")
    manager.follow("暂扣", within="main")
    _decide(manager, "暂扣", "涉嫌超出经营范围")
    manager.reads("暂扣")


def _resume(manager: Person, identifier: str) -> None:
    manager.go(f"/desk/licences/{identifier}/acts/恢复/")
    _decide(manager, "恢复", "已经改正")


def _decide(manager: Person, step: str, reason: str) -> None:
    manager.fill("原因", reason)
    manager.fill("法律依据", "《行政处罚法》第九条")
    manager.fill("决定文书的文号", "样市监〔2026〕9号")
    manager.fill("决定文书的名称", f"{step}决定书")
    manager.press(step, within="main")


def _the_hour_strikes(node: Node, identifier: str) -> str:
    """Publish the lists as the job does, and return the text of the code on the paper."""
    environment = os.environ | {
        "TONGBAN_DATA_DIR": str(node.folder),
        "TONGBAN_PORT": str(node.port),
        "DJANGO_SETTINGS_MODULE": "tongban.project.settings",
    }
    environment.pop("TONGBAN_DATABASE_URL", None)
    ran = subprocess.run(  # noqa: S603 - ourselves
        [sys.executable, "-c", f"from tongban.project import embedded; embedded.ensure(){_HOUR}",
         identifier],
        env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return ran.stdout.splitlines()[-1]


def _listed(node: Node, code: str) -> Status:
    """What the published list says of the licence whose code this is."""
    place = qr.read(code).place
    assert place is not None
    number, index = status_lists.place_of(place)
    address = f"{node.address}{status_lists.PATH}{number}"
    with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310 - our own node
        return status_lists.read(answer.read().decode("ascii")).status(index)
