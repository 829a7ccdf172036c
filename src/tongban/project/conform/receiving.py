"""Whether a receiver lets the platform's calls in and keeps everything else out."""

from __future__ import annotations

import base64
import json
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tongban.base.crypto import sm2
from tongban.project.conform import kit as playing
from tongban.project.conform.report import Finding, judged, skipped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tongban.project.conform.kit import Kit

OLD = 601
NO_CONTROL = "没有给出 --control"
_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass(frozen=True, slots=True)
class Target:
    """The system under test: its receiver, its control surface, and its time to answer."""

    url: str
    control: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back; status 0 for nothing."""

    status: int
    took: float
    body: bytes = b""

    @property
    def is_good(self) -> bool:
        return self.status // 100 == 2  # noqa: PLR2004 - 2xx

    @property
    def is_refusal(self) -> bool:
        return self.status // 100 == 4  # noqa: PLR2004 - 4xx

    @property
    def words(self) -> str:
        return f"答复了 {self.status}" if self.status else "没有答复"


def ask(url: str, body: bytes | None, headers: dict[str, str], seconds: float) -> Reply:
    """One request, with everything that may go wrong as a reply."""
    begin = time.monotonic()
    request = urllib.request.Request(url, body, headers)  # noqa: S310 - the operator's own address
    try:
        with _opener.open(request, timeout=seconds) as answer:
            return Reply(answer.status, time.monotonic() - begin, answer.read(1_000_000))
    except urllib.error.HTTPError as refused:
        return Reply(refused.code, time.monotonic() - begin)
    except (OSError, ValueError):
        return Reply(0, time.monotonic() - begin)


@dataclass(slots=True)
class Caller:
    """Makes calls as the platform does, or almost."""

    kit: Kit
    target: Target

    def event(self, seq: int, **other: Any) -> dict[str, Any]:
        """The body of a call."""
        return {
            "id": f"{playing.UNIT}:{seq}", "unit": playing.UNIT, "seq": seq,
            "number": playing.NUMBER, "kind": "cases.submitted", "at": playing.AT, **other,
        }  # fmt: skip

    def call(
        self,
        event: dict[str, Any],
        *,
        ahead: int = 0,
        key: sm2.PrivateKey | None = None,
        key_id: str = "conform-1",
        change: Callable[[dict[str, str], bytes], tuple[dict[str, str], bytes]] | None = None,
    ) -> Reply:
        """Call the receiver; `ahead` moves the moment of signing, `change` is done after it."""
        body = json.dumps(event, ensure_ascii=False).encode()
        stamp, message = str(int(time.time()) + ahead), str(event["id"])
        signed = f"tongban.webhook/1\n{stamp}\n{message}\n".encode() + body
        raw = sm2.signature_to_der(sm2.sign(key or self.kit.keys[key_id], signed))
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "Tongban-Webhook/1",
            "Tongban-Webhook-Id": message,
            "Tongban-Webhook-Timestamp": stamp,
            "Tongban-Webhook-Key": key_id,
            "Tongban-Webhook-Signature": base64.b64encode(raw).decode(),
        }
        if change is not None:
            headers, body = change(headers, body)
        return ask(self.target.url, body, headers, self.target.seconds)


def checked(kit: Kit, target: Target) -> Iterator[Finding]:
    """Everything about the receiver, in order."""
    caller = Caller(kit, target)
    first = caller.call(caller.event(1))
    yield judged("R1", "接受签名正确的推送", "" if first.is_good else first.words)
    if not first.status:
        yield judged("R0", f"{target.seconds:g} 秒内答复", "没有答复，其余各项不再检查")
        return
    yield from _refusals(caller, lets_in=first.is_good)
    yield from _tolerance(caller)
    yield _repetition(caller)


def _refusals(caller: Caller, *, lets_in: bool) -> Iterator[Finding]:
    """Calls that have to stay out; whoever lets nobody in has not shown that he looks."""
    event = caller.event(1)

    def refused(code: str, words: str, reply: Reply) -> Finding:
        if reply.is_refusal and not lets_in:
            return skipped(code, words, "签名正确的推送也没有接受，看不出来")
        return judged(code, words, "" if reply.is_refusal else f"应当答复 4xx，{reply.words}")

    altered = caller.call(event, change=lambda h, b: (h, b.replace(b"submitted", b"concluded")))
    yield refused("R2", "拒绝内容被改过的推送", altered)
    forged = caller.call(event, key=sm2.generate())
    yield refused("R3", "拒绝别人的密钥签名", forged)
    unknown = caller.call(
        event, key=sm2.generate(), change=lambda h, b: ({**h, "Tongban-Webhook-Key": "x"}, b)
    )
    yield refused("R4", "拒绝平台没有的密钥标识", unknown)
    bare = caller.call(
        event, change=lambda h, b: ({k: v for k, v in h.items() if "Signature" not in k}, b)
    )
    yield refused("R5", "拒绝没有签名的推送", bare)
    yield refused("R6", "拒绝十分钟以前签名的推送", caller.call(event, ahead=-OLD))
    yield refused("R7", "拒绝签名时间在将来的推送", caller.call(event, ahead=OLD))
    moved = caller.call(
        event,
        change=lambda h, b: ({**h, "Tongban-Webhook-Timestamp": str(int(time.time()) + 1)}, b),
    )
    yield refused("R8", "拒绝时间被改过的推送", moved)


def _tolerance(caller: Caller) -> Iterator[Finding]:
    def taken(code: str, words: str, reply: Reply) -> Finding:
        return judged(code, words, "" if reply.is_good else f"应当答复 2xx，{reply.words}")

    strange = caller.event(2, kind="cases.something_new", more={"a": 1})
    yield taken("R9", "接受不认识的动态种类和新增的字段", caller.call(strange))
    caller.kit.keys["conform-2"] = sm2.generate()
    yield taken("R10", "平台换了密钥，照样认得", caller.call(caller.event(2), key_id="conform-2"))


def _repetition(caller: Caller) -> Finding:
    """The same event again, freshly signed: taken, and not handled twice."""
    words = "同一条动态再推一次，接受但不重复办理"
    again = [caller.call(caller.event(1)) for _ in range(2)]
    if not all(one.is_good for one in again):
        return judged("R11", words, again[0].words)
    if not caller.target.control:
        return skipped("R11", words, f"接受了；是否重复办理看不到，{NO_CONTROL}")
    handled = handled_ids(caller.target)
    twice = sorted({one for one in handled if handled.count(one) > 1})
    return judged("R11", words, f"办理了不止一次：{'、'.join(twice)}" if twice else "")


def handled_ids(target: Target) -> list[str]:
    """The events that the system says it has handled, each as often as it did."""
    reply = ask(f"{target.control}/handled", None, {}, target.seconds)
    try:
        return [str(one) for one in json.loads(reply.body)["ids"]]
    except (ValueError, KeyError, TypeError):
        return []
