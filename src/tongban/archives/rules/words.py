"""The words of archiving: groups, periods, properties, lists."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Group(StrEnum):
    """Where in the package something lies (归档材料目录, annex A)."""

    APPLY = "01_apply"
    ACCEPT = "02_accept"
    HANDLE = "03_handle"
    FINISH = "04_finish"
    DELIVER = "05_deliver"
    OTHER = "06_other"


class Period(StrEnum):
    """How long it is kept (保管期限)."""

    PERMANENT = "永久"
    THIRTY = "30年"
    TEN = "10年"


class Property(StrEnum):
    """The four properties (四性, DA/T 70)."""

    GENUINE = "真实性"
    COMPLETE = "完整性"
    USABLE = "可用性"
    SECURE = "安全性"


class Stage(StrEnum):
    """When it is checked."""

    FILING = "归档"
    TRANSFER = "移交接收"
    KEEPING = "长期保存"


class Kept(StrEnum):
    """Where the archive is."""

    HELD = "held"
    TRANSFERRED = "transferred"
    DESTROYED = "destroyed"


class ListKind(StrEnum):
    """What a list asks for."""

    TRANSFER = "transfer"
    DESTROY = "destroy"


class ListState(StrEnum):
    """Where a list stands."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    DECLINED = "declined"


YEARS: Mapping[Period, int] = MappingProxyType({Period.THIRTY: 30, Period.TEN: 10})
KEPT_NAMES: Mapping[Kept, str] = MappingProxyType(
    {Kept.HELD: "在库", Kept.TRANSFERRED: "已移交", Kept.DESTROYED: "已销毁"}
)
LIST_NAMES: Mapping[ListKind, str] = MappingProxyType(
    {ListKind.TRANSFER: "移交清单", ListKind.DESTROY: "销毁清单"}
)
LIST_STATES: Mapping[ListState, str] = MappingProxyType(
    {
        ListState.PROPOSED: "待审批",
        ListState.APPROVED: "已批准",
        ListState.DECLINED: "未批准",
    }
)
# Where each paper of a case belongs; whatever is not named is part of the handling.
_GROUPS: Mapping[str, Group] = MappingProxyType(
    {
        "receipt": Group.ACCEPT, "acceptance": Group.ACCEPT, "correction": Group.ACCEPT,
        "refusal": Group.ACCEPT, "grant": Group.FINISH, "denial": Group.FINISH,
        "delivery": Group.DELIVER,
    }
)  # fmt: skip


def group_of(paper: str) -> Group:
    """The group of a paper of this kind."""
    return _GROUPS.get(paper, Group.HANDLE)
