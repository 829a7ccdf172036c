"""Whether a system pushes what the platform understands: one scene for each push.

The kit shows a case in which the push is due and asks over the control surface for it: `POST
…/push` with the number and `act`.  A system that does without a push answers 501; that is no fault.
"""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING

from tongban.project.conform import kit as playing
from tongban.project.conform.receiving import NO_CONTROL, Reply, Target, ask
from tongban.project.conform.report import Finding, judged, skipped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tongban.project.conform.kit import Asked, Kit

FOR_ONE_ACT = 60.0
ACTS = {
    "P1": ("acceptance", "受理：审过的材料都写在 checked 里"),
    "P2": ("notice", "一次性告知：缺的和不对的材料一次写全，写明错在哪里"),
    "P3": ("refusal", "不予受理：写明理由"),
    "P4": ("extension", "申请延长期限：写明理由"),
    "P5": ("extension/approval", "批准延长期限：由另一个人批准"),
    "P6": ("advice", "答复征求意见：答的是问本部门、还没有答的那一条"),
    "P7": ("decision", "准予并自行制证：own_licence，不送证面信息"),
    "P8": ("licence", "送来自行制的证照：必填的列和文件齐全，持证主体是申请人"),
}
REPEAT = "平台答复 409（办件现在不能走这一步）后不再重复"


def checked(kit: Kit, target: Target) -> Iterator[Finding]:
    """Every push, in order; at last one that the case does not allow any more."""
    if not target.control:
        for code, (_act, words) in ACTS.items():
            yield skipped(code, words, NO_CONTROL)
        yield skipped("P9", REPEAT, NO_CONTROL)
        return
    for code, (act, words) in ACTS.items():
        reply, asked = _acted(kit, target, act)
        if reply.status == HTTPStatus.NOT_IMPLEMENTED:
            yield skipped(code, words, "系统没有这项推送（501）")
        else:
            yield judged(code, words, _pushed(reply, asked, act))
    yield _not_again(kit, target)


def _not_again(kit: Kit, target: Target) -> Finding:
    """Whoever is told that the case does not allow it asks a person, not once more."""
    kit.fail_next(f"/cases/{playing.NUMBER}/acceptance", HTTPStatus.CONFLICT)
    reply, asked = _acted(kit, target, "acceptance")
    kit.faults.clear()
    if reply.status == HTTPStatus.NOT_IMPLEMENTED:
        return skipped("P9", REPEAT, "系统没有这项推送（501）")
    writes = [one for one in asked if one.method == "POST"]
    if not writes or writes[0].status != HTTPStatus.CONFLICT:
        return judged("P9", REPEAT, "没有写入")
    again = len(writes) - 1
    return judged("P9", REPEAT, f"又写了 {again} 次" if again else "")


def _acted(kit: Kit, target: Target, act: str) -> tuple[Reply, list[Asked]]:
    """Show the case of the act, ask for it, and give what the system asked of the platform."""
    kit.scene, before = act, len(kit.asked)
    body = json.dumps({"number": playing.NUMBER, "act": act}).encode()
    headers = {"Content-Type": "application/json"}
    reply = ask(f"{target.control}/push", body, headers, FOR_ONE_ACT)
    kit.scene = ""
    return reply, [one for one in kit.asked[before:] if f"/cases/{playing.NUMBER}" in one.path]


def _pushed(reply: Reply, asked: list[Asked], act: str) -> str:
    """The fault of what was asked of the platform for one act."""
    writes = [one for one in asked if one.method == "POST"]
    if not writes:
        return "没有写入" if reply.is_good else f"没有写入，控制接口{reply.words}"
    if asked[0].method != "GET":
        return "写入以前没有读取办件"
    last = writes[-1]
    rest = last.path.partition(f"/cases/{playing.NUMBER}/")[2]
    if rest != act:
        return f"应当写到 /{act}，写到了 /{rest}"
    if last.status != HTTPStatus.OK:
        return last.why or f"最后一次写入的答复是 {last.status}"
    return "" if reply.is_good else f"写成了，控制接口却{reply.words}"
