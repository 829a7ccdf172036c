"""The cases that the kit shows for each push, and what the platform would say to what comes back.

Shapes are those of the contract; a test compares them with it.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

UNIT, OTHER_UNIT = "conform", "conform-other"
ASKED_BY: Final = "王承办"
HOLDER, HOLDER_NO = "样大民", "990101199003070015"
_ROW_MUST = ("ZZLXDM", "ZZBS", "ZZBH", "ZZBFRQ", "CZZT", "CZZTDM", "CZZTDMLXDM", "file")
_WRONG = "wrong"

Told = Mapping[str, Any]
Fault = Callable[[Told, Told], str]
"""What is wrong with a body for a case; "" if nothing is."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The fields of a push: those that must be there, and those that may."""

    must: frozenset[str]
    may: frozenset[str] = frozenset()


def _shape(must: str, may: str = "") -> Shape:
    return Shape(frozenset(must.split()), frozenset(may.split()))


SHAPES: Final[Mapping[str, Shape]] = {
    "precheck": _shape("handler"),
    "acceptance": _shape("handler", "checked note gap_due_on"),
    "notice": _shape("handler requests"),
    "refusal": _shape("handler reasons", "competent_office"),
    "steps": _shape("handler name action started_at", "opinion ended_at"),
    "opinions": _shape("handler task outcome opinion"),
    "advice": _shape("handler advice answer"),
    "special-procedure": _shape("handler name reason", "legal_basis until_on"),
    "special-procedure/end": _shape("handler", "finding evidence evidence_name"),
    "extension": _shape("handler reason"),
    "extension/approval": _shape("handler", "approval"),
    "extension/refusal": _shape("handler words"),
    "decision": _shape("handler task granted opinion", "face own_licence"),
    "licence": _shape("handler row"),
}


def _material(key: str, name: str, *, source: str = "upload", verdict: str = "") -> dict[str, Any]:
    return {
        "key": key, "name": name, "need": "must", "source": source, "trust": "D" if source else "",
        "licence": "", "licence_title": "", "licence_issuer": "", "brought_on": None,
        "late_due_on": None, "verdict": verdict, "files": [],
    }  # fmt: skip


def _advice(id_: int, unit: str, *, outcome: str = "") -> dict[str, Any]:
    return {
        "id": id_, "unit": unit, "question": "是否符合本部门的规定？", "due_on": "2026-03-06",
        "outcome": outcome, "answer": "无意见" if outcome else "",
    }  # fmt: skip


_POST = {
    "unit": UNIT, "key": "decide", "title": "决定", "role": "approver",
    "outcomes": ["grant", "deny", "back"],
}  # fmt: skip
PLAIN: Final[Told] = {
    "unit": UNIT, "item_key": "sample", "state": "accepted", "state_label": "已受理",
    "granted": None, "due_on": "2026-03-20", "legal_due_on": "2026-04-01", "held": False,
    "waiting": [], "advices": [], "extension": None, "face": [], "awaits_licence": False,
    "answers": {}, "form": [], "materials": [], "papers": [], "licence": "",
    "envelope": {
        "t5": {"applicant_name": HOLDER, "applicant_id_kind": "111", "applicant_id_no": HOLDER_NO}
    },
}  # fmt: skip
_HANDED_IN = [_material("application", "申请书"), _material("identity", "身份证明")]
_INCOMPLETE = [
    _material("application", "申请书"),
    _material("lease", "场所证明", source=""),
    _material("health", "健康证明", verdict=_WRONG),
]
_ASKED = {"days": 10, "reason": "需要专家论证", "asked_name": ASKED_BY, "approved": None}
CASES: Final[Mapping[str, Told]] = {
    "": PLAIN,
    "acceptance": {**PLAIN, "state": "submitted", "materials": _HANDED_IN},
    "notice": {**PLAIN, "state": "submitted", "materials": _INCOMPLETE},
    "refusal": {**PLAIN, "state": "submitted", "materials": _HANDED_IN},
    "extension": PLAIN,
    "extension/approval": {**PLAIN, "extension": _ASKED},
    "advice": {
        **PLAIN, "unit": OTHER_UNIT,
        "advices": [_advice(6, OTHER_UNIT), _advice(7, UNIT, outcome="answered"), _advice(8, UNIT)],
    },
    "decision": {**PLAIN, "waiting": [_POST], "face": [{"key": "KZ_MZ", "name": "民族"}]},
    "licence": {**PLAIN, "state": "granted", "granted": True, "awaits_licence": True},
}  # fmt: skip


def fault(rest: str, body: Any, case: Told) -> str:
    """What the platform would refuse the body for; "" if it would take it."""
    shape = SHAPES[rest]
    if not isinstance(body, dict):
        return "内容不是一个 JSON 对象"
    missing = sorted(shape.must - body.keys())
    strange = sorted(body.keys() - shape.must - shape.may)
    if missing or strange:
        said = [("缺少 ", missing), ("没有这些字段：", strange)]
        return "；".join(words + "、".join(names) for words, names in said if names)
    if not str(body["handler"]).strip():
        return "handler（经办人）是空的"
    look = _FAULTS.get(rest)
    return look(body, case) if look else ""


def _acceptance(body: Told, case: Told) -> str:
    there = {one["key"] for one in case["materials"] if one["source"]}
    checked = set(body.get("checked", ()))
    if checked - there:
        return f"checked 里有办件没有的材料：{'、'.join(sorted(checked - there))}"
    left = sorted(there - checked)
    return f"没有审过的材料也受理了：{'、'.join(left)}" if left else ""


def _notice(body: Told, case: Told) -> str:
    owed = {one["key"] for one in case["materials"] if not one["source"] or one["verdict"]}
    try:
        named = {one["material"]: str(one["wrong"]).strip() for one in body["requests"]}
    except (KeyError, TypeError):
        return "requests 的每一条要有 material 和 wrong"
    if set(named) - {one["key"] for one in case["materials"]}:
        return "告知了办件没有的材料"
    if not all(named.values()):
        return "有的材料没有写错在哪里（wrong）"
    left = sorted(owed - named.keys())
    return f"一次性告知漏了：{'、'.join(left)}" if left else ""


def _refusal(body: Told, _case: Told) -> str:
    reasons = body["reasons"]
    good = isinstance(reasons, list) and bool(reasons) and all(str(one).strip() for one in reasons)
    return "" if good else "没有写明不予受理的理由（reasons）"


def _extension(body: Told, _case: Told) -> str:
    return "" if str(body["reason"]).strip() else "没有写明延长的理由（reason）"


def _approval(body: Told, case: Told) -> str:
    same = body["handler"] == case["extension"]["asked_name"]
    return "批准延长的和申请的是同一个人" if same else ""


def _advice_given(body: Told, case: Told) -> str:
    open_ = [one["id"] for one in case["advices"] if one["unit"] == UNIT and not one["outcome"]]
    if body["advice"] not in open_:
        return f"advice 应当是等本部门答复的那一条（{open_[0]}）"
    return "" if str(body["answer"]).strip() else "没有写答复（answer）"


def _decision(body: Told, case: Told) -> str:
    if body["task"] != case["waiting"][0]["key"]:
        return "task 不是正在等的环节（waiting 里的 key）"
    if body["granted"] is not True or body.get("own_licence") is not True:
        return "自行制证要写 granted 和 own_licence 都是 true"
    return "自行制证时不送证面信息（face）" if body.get("face") else ""


def _licence(body: Told, case: Told) -> str:
    row, holder = body["row"], case["envelope"]["t5"]
    if not isinstance(row, dict):
        return "row 应当是一行证照"
    empty = [column for column in _ROW_MUST if not row.get(column)]
    if empty:
        return f"row 缺少 {'、'.join(empty)}"
    if (row["CZZT"], row["CZZTDM"]) != (holder["applicant_name"], holder["applicant_id_no"]):
        return "证照的持证主体不是这个办件的申请人"
    try:
        base64.b64decode(str(row["file"]), validate=True)
    except (ValueError, binascii.Error):
        return "file 不是 base64"
    return ""


_FAULTS: Final[Mapping[str, Fault]] = {
    "acceptance": _acceptance,
    "notice": _notice,
    "refusal": _refusal,
    "extension": _extension,
    "extension/approval": _approval,
    "advice": _advice_given,
    "decision": _decision,
    "licence": _licence,
}
