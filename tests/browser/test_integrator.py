"""A department works in a system of its own; the person, the clerk and the operator see it."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser import applying, deciding
from tests.browser.person import SOON
from tests.node import until
from tongban.project.sandbox.platform import Platform

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.browser.conftest import Meet
    from tests.browser.person import Person
    from tests.node import Node

pytestmark = pytest.mark.browser
CLIENT, UNIT = "ps-system", "ps"
SIDES = ("carried", "received", "accepted", "refused", "withdrawn", "correction", "pending")


@contextmanager
def sandbox(node: Node, platform: Platform, folder: Path) -> Iterator[str]:
    """`tongban sandbox` as an integrator types it, from what is new on; gives its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        listen = f"127.0.0.1:{probe.getsockname()[1]}"
    state, page = folder / "state.json", platform.events("")
    while page["more"]:
        page = platform.events(page["next"])
    state.write_text(json.dumps({"cursor": page["next"]}), encoding="utf-8")
    words = ["--client", CLIENT, "--secret", platform.secret, "--unit", UNIT, "--webhook"]
    log = folder / "sandbox.log"
    with log.open("w") as said:
        running = subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "-m", "tongban.project.cli", "sandbox", node.address, *words,
             "--listen", listen, "--state", str(state)],
            stdout=said, stderr=subprocess.STDOUT,
        )  # fmt: skip
    try:
        until(lambda: "ready:" in log.read_text() or running.poll() is not None, SOON)
        assert "ready:" in log.read_text(), log.read_text()
        yield f"http://{listen}/hook"
    finally:
        running.terminate()
        running.wait(20)


def test_a_department_s_own_system_decides_and_both_sides_see_it(
    meet: Meet, node: Node, tmp_path: Path
) -> None:
    secret = (node.folder / f"{CLIENT}.secret").read_text()
    platform = Platform(node.address, CLIENT, secret, UNIT)
    person, clerk = meet("damin", width=375), meet("clerk", staff=True)
    number = applying.apply_for_residence(person)

    with sandbox(node, platform, tmp_path) as hook:
        deciding.accept(clerk, number)
        person.await_words(f"/cases/{number}/", "已办结")
        person.reads("业务系统内部审查")
        person.go("/licences/")
        person.reads("居住证")
        operator = meet("operator", staff=True)
        _calls(operator, number, hook)

    _balance(operator, platform)


def _calls(operator: Person, number: str, hook: str) -> None:
    """The operator sees each call, sends one once more, stops the calls and lets them go on."""
    operator.go("/desk/exchange/")
    operator.reads("http://127.0.0.1:8898/hook", hook)
    row = operator.page.locator("tr").filter(has_text=hook)
    operator.go(str(row.locator("th a").get_attribute("href")))
    here = operator.page.url.removeprefix(operator.address)
    operator.await_words(here, "办结")
    calls = operator.page.locator("tbody tr").filter(has_text=number)
    assert calls.filter(has_text="已送达").count() == calls.count() >= 4
    operator.press("再推一次")
    operator.reads("正在重新推送")
    operator.await_words(here, "人工重推")
    operator.press("暂停推送")
    operator.reads("已暂停")
    operator.press("马上接着推送")
    operator.reads("已恢复，马上开始推送。")


def _balance(operator: Person, platform: Platform) -> None:
    """What the department counted differs by one, is shown, is put right, and agrees."""
    day = datetime.now(UTC) + timedelta(hours=8)
    path = f"/departments/{UNIT}/balances/{day:%Y-%m-%d}"
    lines = platform.call("GET", path).body["lines"]
    ours = [{"kind": one["kind"], **{side: one["ours"][side] for side in SIDES}} for one in lines]
    more = [{**one, "received": one["received"] + 1, "pending": one["pending"] + 1} for one in ours]

    _stated(platform, path, more)
    operator.go("/desk/exchange/")
    operator.follow("每日对账")
    mine = operator.page.locator("tbody tr").filter(has_text="公安")
    assert mine.filter(has_text="有差异").count() == len(more) > 0
    assert mine.first.get_by_text("（+1）").count() == 2

    _stated(platform, path, ours)
    operator.press("查看")
    assert mine.filter(has_text="一致").count() == len(ours)


def _stated(platform: Platform, path: str, lines: list[dict[str, Any]]) -> None:
    key = {"Idempotency-Key": f"balance-{datetime.now(UTC).timestamp()}"}
    assert platform.call("POST", path, {"lines": lines}, key).status == 200
