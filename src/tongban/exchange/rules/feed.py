"""The words of the feed."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_ENTRIES: Final = 500
"""How many entries one answer holds at most."""

_LABELS: Mapping[str, str] = MappingProxyType(
    {
        "cases.submitted": "收到申请",
        "cases.supplement_asked": "一次性告知补正",
        "cases.supplemented": "已补正",
        "cases.accepted": "已受理",
        "cases.refused": "不予受理",
        "cases.suspended": "启动特别程序",
        "cases.resumed": "结束特别程序",
        "cases.prechecked": "预审通过",
        "cases.extended": "延长期限",
        "cases.moved": "期限变动",
        "cases.deadline_near": "临近期限",
        "cases.deadline_passed": "超过期限",
        "cases.unit_asked": "请其他部门答复",
        "cases.unit_answered": "其他部门已答复",
        "cases.step_unanswered": "逾期未答复",
        "cases.granted": "准予",
        "cases.denied": "不予许可",
        "cases.licence_made": "证照已制作",
        "cases.result_ready": "结果待领取",
        "cases.result_delivered": "结果已送达",
        "cases.concluded": "办结",
        "cases.withdrawn": "申请人撤回",
        "cases.terminated": "终止办理",
        "cases.referred": "转报上级",
        "cases.gap_lapsed": "容缺逾期",
        "cases.correction_ordered": "责令改正",
        "cases.correction_settled": "已经改正",
        "cases.promise_revoked": "撤销承诺决定",
    }
)


def label(kind: str) -> str:
    """The kind of an entry in words; one without words of its own is shown as it is."""
    return _LABELS.get(kind, kind)
