"""What the simulated department does with its cases."""

from __future__ import annotations

import json
import threading
import time
import uuid
from typing import TYPE_CHECKING, Any

from tongban.project.sandbox.platform import Declined, Platform

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

PAUSE = 2.0
HANDLER, APPROVER = "王承办", "李批准"
_MOST_STEPS = 12
_STALE = 412
SAMPLE_FACES: Mapping[str, Mapping[str, str]] = {
    "residence_permit": {
        "KZ_MZ": "汉族",
        "KZ_CZHKSZD": "样例省样例市样例区示范路7号",
        "KZ_JZD": "样例省样例市样例区示范路8号",
    },
    "food_business": {
        "KZ_FDDBR": "样大民",
        "KZ_ZS": "样例省样例市样例区示范路1号",
        "KZ_JYCS": "样例省样例市样例区示范路1号",
        "KZ_ZTYT": "餐饮服务经营者",
        "KZ_JYXM": "热食类食品制售",
    },
}


class Department:
    """Reads the feed in order, handles each event once, and decides what was accepted."""

    def __init__(
        self,
        platform: Platform,
        *,
        state: Path | None = None,
        decide: str = "grant",
        faces: Mapping[str, Mapping[str, str]] | None = None,
        takes_in: bool = False,
    ) -> None:
        self.platform, self.state, self.decide = platform, state, decide
        self.takes_in = takes_in
        self.faces = faces or SAMPLE_FACES
        self.cursor = ""
        self.handled: list[str] = []
        self.failed: dict[str, str] = {}
        self.woken, self.stopped = threading.Event(), threading.Event()
        self._one_at_a_time = threading.Lock()
        if state is not None and state.exists():
            self.cursor = str(json.loads(state.read_text("utf-8"))["cursor"])

    def work_on(self) -> None:
        """Read whenever a webhook wakes us, and now and then in case one was lost."""
        while not self.stopped.is_set():
            try:
                self.poll()
            except (OSError, Declined) as trouble:
                print(f"sandbox: {trouble}", flush=True)
            self.woken.wait(PAUSE)
            self.woken.clear()

    def poll(self) -> int:
        """Handle everything that is new; returns how many events that were.

        The cursor moves on only after the events before it are done with: whoever dies in
        between reads them again, and `handle` does nothing twice.
        """
        seen = 0
        with self._one_at_a_time:
            while True:
                page = self.platform.events(self.cursor)
                for event in page["items"]:
                    self.handle(event)
                    seen += 1
                self._keep(page["next"])
                if not page["more"]:
                    return seen

    def handle(self, event: Mapping[str, Any]) -> None:
        """Do what an event asks for; other kinds are only noted."""
        self.handled.append(f"{self.platform.unit}:{event['seq']}")
        number, at = str(event["number"]), str(event["at"])
        try:
            if event["kind"] == "cases.submitted" and self.takes_in:
                self.take_in(number)
            elif event["kind"] == "cases.unit_asked" and self.decide != "none":
                self.answer(number)
            elif event["kind"] == "cases.accepted" and self.decide != "none":
                self.work_off(number, at)
        except Declined as refused:
            self.failed[number] = str(refused)

    def take_in(self, number: str) -> None:
        """Find every material good that came in, and accept."""
        case, etag = self.platform.case(number)
        checked = [one["key"] for one in case["materials"] if one["source"]]
        self._pushed(number, "acceptance", {"handler": HANDLER, "checked": checked}, etag)

    def push_for(self, number: str, rest: str, body: dict[str, Any]) -> None:
        """Write one thing for the version that stands now."""
        for _ in range(_MOST_STEPS):
            _case, etag = self.platform.case(number)
            if self._pushed(number, rest, body, etag):
                return

    def answer(self, number: str) -> None:
        """Answer what another department asks ours, in a question or in its drawing."""
        case, etag = self.platform.case(number)
        ours = [one for one in case["advices"] if one["unit"] == self.platform.unit]
        for one in ours:
            if not one["outcome"]:
                body = {"handler": HANDLER, "advice": one["id"], "answer": "无意见"}
                self._pushed(number, "advice", body, etag)
        self._opine(number)

    def work_off(self, number: str, at: str = "") -> None:
        """Take the case through every post of ours, to the decision."""
        self.push_step(number, at)
        self._opine(number)

    def _opine(self, number: str) -> None:
        """Answer at each of our posts that is waited for, one after the other."""
        for _ in range(_MOST_STEPS):
            case, etag = self.platform.case(number)
            unit = self.platform.unit
            ours = [one for one in case["waiting"] if one.get("unit", unit) == unit]
            if not ours:
                return
            self._act(number, ours[0], str(case.get("item_key")), etag)

    def push_step(self, number: str, at: str = "") -> None:
        """Tell of a step that was taken over here, at that moment or now."""
        stamp = at or time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime())
        body = {
            "handler": HANDLER, "name": "业务系统内部审查", "action": "通过",
            "opinion": "与申请材料一致", "started_at": stamp, "ended_at": stamp,
        }  # fmt: skip
        self.push_for(number, "steps", body)

    def _act(self, number: str, task: Mapping[str, Any], item: str, etag: str) -> None:
        deciding = "grant" in task["outcomes"]
        body: dict[str, Any] = {"task": task["key"], "opinion": "材料齐全，符合条件"}
        if deciding:
            granted = self.decide == "grant"
            face = self.faces.get(item, {}) if granted else {}
            body |= {"handler": APPROVER, "granted": granted, "face": face}
        else:
            body |= {"handler": HANDLER, "outcome": _forward(task["outcomes"])}
        self._pushed(number, "decision" if deciding else "opinions", body, etag)

    def _pushed(self, number: str, rest: str, body: dict[str, Any], etag: str) -> bool:
        """Write it unless somebody was faster; then the case has to be looked at again.

        The same wish is the same key, also when we were stopped in between and begin again.
        """
        wish = f"{number}/{rest}/{json.dumps(body, sort_keys=True)}"
        key = str(uuid.uuid5(uuid.NAMESPACE_OID, wish))
        try:
            self.platform.push(number, rest, body, etag, key)
        except Declined as refused:
            if refused.status != _STALE:
                raise
            return False
        return True

    def _keep(self, cursor: str) -> None:
        self.cursor = cursor
        if self.state is not None:
            fresh = self.state.with_suffix(".new")
            fresh.write_text(json.dumps({"cursor": cursor}), encoding="utf-8")
            fresh.replace(self.state)


def _forward(outcomes: Sequence[str]) -> str:
    """What a post answers that is content: it sends on, or it agrees."""
    return next((one for one in ("forward", "agree") if one in outcomes), outcomes[0])
