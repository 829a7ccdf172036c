"""The words for what people may do."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from tongban.base.errors import Invalid
from tongban.directory.rules import Role

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

__all__ = ["EVERYTHING", "ROLE_LABELS", "EmpowermentInvalid", "PurposeMissing", "Role"]

EVERYTHING: Final = "all"
"""The scope of an empowerment for all items; any other scope is the key of one item."""

ROLE_LABELS: Mapping[str, str] = MappingProxyType(
    {
        Role.CLERK: "窗口人员",
        Role.HANDLER: "承办",
        Role.REVIEWER: "审核",
        Role.APPROVER: "批准",
        Role.SUPERVISOR: "监察",
        Role.CATALOGUE: "事项管理",
        Role.LICENSING: "证照管理",
        Role.SEALING: "印章管理",
        Role.OPERATOR: "运维",
    }
)
_LONGEST_PURPOSE = 200


class PurposeMissing(Invalid):
    """Personal data are looked at without a reason, or with one that cannot be written down."""

    code = "access.purpose_missing"
    sentence = "请写明查看的事由，不超过200个字。"


class EmpowermentInvalid(Invalid):
    """An empowerment names nobody else, or ends before it begins."""

    code = "access.empowerment_invalid"


def check_purpose(purpose: str) -> str:
    """The reason without spaces at its ends, or `PurposeMissing`."""
    text = purpose.strip()
    if not text or len(text) > _LONGEST_PURPOSE:
        raise PurposeMissing(fields={"purpose": PurposeMissing.sentence})
    return text


def check_span(since_on: date, until_on: date | None) -> None:
    """Raise `EmpowermentInvalid` if the last day lies before the first."""
    if until_on is not None and until_on < since_on:
        raise EmpowermentInvalid(fields={"until_on": "截止日期不能早于开始日期。"})
