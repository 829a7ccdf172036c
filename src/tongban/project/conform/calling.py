"""Whether a system calls the platform as it should: cursors, patience, versions, keys.

The control surface lets the kit ask it to act: `POST …/poll` reads what is new, `POST …/push`
with a number pushes one step of that case, `GET …/handled` tells which events were handled.
"""

from __future__ import annotations

import json
from http import HTTPStatus
from itertools import pairwise
from typing import TYPE_CHECKING

from tongban.project.conform import kit as playing
from tongban.project.conform.receiving import NO_CONTROL, Target, ask, handled_ids
from tongban.project.conform.report import Finding, judged, skipped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tongban.project.conform.kit import Asked, Kit

FOR_ONE_ACT = 60.0
WAIT = 2
WORDS = {
    "C1": "用应用标识和密钥取得令牌",
    "C2": "按顺序把动态读完，用上一页的 next 翻页",
    "C3": "再读时接着上次的游标，不从头来",
    "C4": "平台答复 503 之后接着读，不漏不重",
    "C5": "平台答复 429 时按 Retry-After 等够再来",
    "C6": "令牌过期（401）后重新取得令牌再读",
    "C7": "读取办件时写明事由",
    "C8": "写入时带 If-Match（读到的 ETag）和 Idempotency-Key",
    "C9": "平台答复 412 后重新读取办件，用新的 ETag 再写",
    "C10": "平台答复 503 后用同一个 Idempotency-Key、同样的内容再写",
}


def checked(kit: Kit, target: Target) -> Iterator[Finding]:
    """Everything about the calls of the system, in order."""
    if not target.control:
        for code, words in WORDS.items():
            yield skipped(code, words, NO_CONTROL)
        return
    yield from _reading(kit, target)
    yield from _trouble(kit, target)
    yield from _writing(kit, target)


def _reading(kit: Kit, target: Target) -> Iterator[Finding]:
    fault = _act(target, "poll")
    tokens = [one for one in kit.requests("/clients/token") if one.status == HTTPStatus.OK]
    yield judged("C1", WORDS["C1"], "" if tokens else fault or "没有取得令牌")
    yield judged("C2", WORDS["C2"], fault or _all_read(kit, target, 1))
    before = len(kit.requests("/events"))
    kit.total += 1
    fault = _act(target, "poll")
    fresh = kit.requests("/events")[before:]
    yield judged("C3", WORDS["C3"], fault or _went_on(fresh, kit.total - 1))


def _trouble(kit: Kit, target: Target) -> Iterator[Finding]:
    kit.total += 3
    kit.fail_next("/events", 503)
    fault = _act(target, "poll") and _act(target, "poll")
    yield judged("C4", WORDS["C4"], fault or _all_read(kit, target, 1))

    kit.total += 1
    kit.fail_next("/events", 429, Retry_After=str(WAIT))
    before = len(kit.requests("/events"))
    fault = _act(target, "poll") and _act(target, "poll")
    yield judged("C5", WORDS["C5"], fault or _waited(kit.requests("/events")[before:]))

    kit.total += 1
    kit.tokens.clear()
    fault = _act(target, "poll")
    yield judged("C6", WORDS["C6"], fault or _all_read(kit, target, 1))


def _writing(kit: Kit, target: Target) -> Iterator[Finding]:
    fault = _act(target, "push")
    looks = [one for one in kit.requests("/cases/") if one.method == "GET"]
    named = bool(looks) and all(one.query.get("purpose", "").strip() for one in looks)
    yield judged("C7", WORDS["C7"], "" if named else fault or "读取办件没有带 purpose")
    yield judged("C8", WORDS["C8"], fault or _last_written(kit))

    before = len(kit.requests("/cases/"))
    kit.fail_next(f"/cases/{playing.NUMBER}/", 412)
    fault = _act(target, "push")
    yield judged("C9", WORDS["C9"], fault or _looked_again(kit.requests("/cases/")[before:]))

    before = len(kit.requests("/cases/"))
    kit.fail_next(f"/cases/{playing.NUMBER}/", 503)
    fault = _act(target, "push")
    yield judged("C10", WORDS["C10"], fault or _same_again(kit.requests("/cases/")[before:]))
    kit.faults.clear()


def _act(target: Target, what: str) -> str:
    """Ask the system to act; the fault, if it does not say that it did."""
    body = json.dumps({"number": playing.NUMBER}).encode()
    headers = {"Content-Type": "application/json"}
    reply = ask(f"{target.control}/{what}", body, headers, FOR_ONE_ACT)
    return "" if reply.is_good else f"控制接口 {what} {reply.words}"


def _all_read(kit: Kit, target: Target, first: int) -> str:
    """Whether every entry up to the end was given out in order and, if told, handled once."""
    places = [_place(one) for one in kit.requests("/events") if one.status == HTTPStatus.OK]
    if any(later < earlier for earlier, later in pairwise(places)):
        return "读到后面又回到了前面的游标"
    if kit.total not in [min(place + playing.PAGE, kit.total) for place in places]:
        return f"没有读到最后一条（共{kit.total}条）"
    handled = handled_ids(target)
    wanted = [f"{playing.UNIT}:{seq}" for seq in range(first, kit.total + 1)]
    missing = [one for one in wanted if handled and handled.count(one) != 1]
    return f"没有恰好办理一次：{'、'.join(missing[:3])}" if missing else ""


def _went_on(asked: list[Asked], from_place: int) -> str:
    if not asked:
        return "没有再读动态"
    return "" if _place(asked[0]) == from_place else "没有从上次的游标接着读"


def _waited(asked: list[Asked]) -> str:
    refused = next((one for one in asked if one.status == HTTPStatus.TOO_MANY_REQUESTS), None)
    after = [one for one in asked if refused and one.at > refused.at]
    if refused is None or not after:
        return "收到 429 之后没有再读"
    early = after[0].at - refused.at
    return "" if early >= WAIT * 0.95 else f"只等了 {early:.1f} 秒，应当等 {WAIT} 秒"


def _last_written(kit: Kit) -> str:
    writes = [one for one in kit.requests("/cases/") if one.method == "POST"]
    if not writes:
        return "没有写入"
    if not writes[0].headers.get("idempotency-key"):
        return "没有 Idempotency-Key"
    if "if-match" not in writes[0].headers:
        return "没有 If-Match"
    return "" if writes[-1].status == HTTPStatus.OK else f"最后一次写入的答复是 {writes[-1].status}"


def _looked_again(asked: list[Asked]) -> str:
    late = next(
        (index for index, one in enumerate(asked) if one.status == HTTPStatus.PRECONDITION_FAILED),
        None,
    )
    if late is None:
        return "没有写入"
    then = asked[late + 1 :]
    if not then or then[0].method != "GET":
        return "没有重新读取办件"
    return "" if then[-1].method == "POST" and then[-1].status == HTTPStatus.OK else "没有再写成功"


def _same_again(asked: list[Asked]) -> str:
    writes = [one for one in asked if one.method == "POST"]
    broken = next(
        (index for index, one in enumerate(writes) if one.status == HTTPStatus.SERVICE_UNAVAILABLE),
        None,
    )
    if broken is None or len(writes) < broken + 2:
        return "收到 503 之后没有再写"
    first, second = writes[broken], writes[broken + 1]
    if first.headers.get("idempotency-key") != second.headers.get("idempotency-key"):
        return "换了 Idempotency-Key，平台会当成另一次写入"
    return "" if first.body == second.body else "内容和第一次不一样"


def _place(one: Asked) -> int:
    return int(one.query.get("after", "").removeprefix("after-") or 0)
