"""What the simulated department pushes when it is asked for one thing only, as the kit asks."""

from __future__ import annotations

import base64
import time
from typing import TYPE_CHECKING, Any

from tongban.project.sandbox.department import APPROVER, HANDLER

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tongban.project.sandbox.department import Department

_FILE = b"%PDF-1.4\n% the licence as the department's own system drew it\n"
_TYPE = "11100000MB03271699001"
_IDENTIFIER = f"1.2.156.3005.2.{_TYPE}.11230102000000000X.20260303000001.001.7"


def _told(system: Department, number: str) -> dict[str, Any]:
    """One notice for everything that is missing or was found wrong."""
    case, _etag = system.platform.case(number)
    owed = [one for one in case["materials"] if not one["source"] or one["verdict"]]
    said = {False: "没有提交", True: "内容和申请表不一致"}
    requests = [{"material": one["key"], "wrong": said[bool(one["source"])]} for one in owed]
    return {"handler": HANDLER, "requests": requests}


def _refused(_system: Department, _number: str) -> dict[str, Any]:
    return {"handler": HANDLER, "reasons": ["申请事项不属于本部门职权范围"]}


def _extension(_system: Department, _number: str) -> dict[str, Any]:
    return {"handler": HANDLER, "reason": "需要组织专家论证"}


def _approval(_system: Department, _number: str) -> dict[str, Any]:
    return {"handler": APPROVER}


def _decision(system: Department, number: str) -> dict[str, Any]:
    """Grant at our post that decides, and say that we make the licence."""
    case, _etag = system.platform.case(number)
    task = next(one for one in case["waiting"] if "grant" in one["outcomes"])
    return {
        "handler": APPROVER, "task": task["key"], "granted": True,
        "opinion": "材料齐全，符合条件", "own_licence": True,
    }  # fmt: skip


def _licence(system: Department, number: str) -> dict[str, Any]:
    """The licence as a row: whose it is stands in the case."""
    holder = system.platform.case(number)[0]["envelope"]["t5"]
    row = {
        "ZZLXDM": _TYPE, "ZZBS": _IDENTIFIER, "ZZBH": f"样〔2026〕{number[-4:]}号",
        "ZZBFRQ": time.strftime("%Y-%m-%d"), "CZZT": holder["applicant_name"],
        "CZZTDM": holder["applicant_id_no"], "CZZTDMLXDM": holder["applicant_id_kind"],
        "file": base64.b64encode(_FILE).decode(), "file_name": "licence.pdf",
    }  # fmt: skip
    return {"handler": HANDLER, "row": row}


_BODIES: Mapping[str, Callable[[Department, str], dict[str, Any]]] = {
    "notice": _told,
    "refusal": _refused,
    "extension": _extension,
    "extension/approval": _approval,
    "decision": _decision,
    "licence": _licence,
}
ACTS = ("steps", "acceptance", "advice", *_BODIES)
"""What it can be asked for."""


def act(system: Department, what: str, number: str) -> None:
    """Read the case and push that one thing; raises `Declined` when the platform says no."""
    if what == "steps":
        system.push_step(number)
    elif what == "acceptance":
        system.take_in(number)
    elif what == "advice":
        system.answer(number)
    else:
        system.push_for(number, what, _BODIES[what](system, number))
