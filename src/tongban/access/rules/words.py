"""The words for what people may do."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from tongban.base.errors import Invalid
from tongban.directory.rules import Role

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

__all__ = [
    "EVERYTHING",
    "ROLE_LABELS",
    "SCOPES",
    "ClientInvalid",
    "EmpowermentInvalid",
    "PurposeMissing",
    "Role",
]

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
        Role.AGENT_WORKER: "代办员",
        Role.HALL_HEAD: "大厅负责人",
    }
)
SCOPES: Mapping[str, str] = MappingProxyType(
    {
        "licences.collect": "把本部门制作的证照归集到证照库",
        "licences.search": "按持证主体检索证照目录",
        "licences.read": "按法定依据或者持证人授权读取证照信息和文件",
        "licences.verify": "核验证照文件和证照信息",
        "events.read": "按顺序读取本部门办件的动态，登记推送地址",
        "cases.read": "读取本部门办件的申请表、材料和文书，每次写明事由",
        "cases.write": "代表本部门回传环节、特别程序、意见、决定和对账数",
    }
)
"""What a system may be registered for, in one sentence for whoever registers it."""
TOKEN_MINUTES: Final = 120
"""How long an access token of a system is in force."""
PER_MINUTE: Final = 600
"""How often a system may call in a minute unless something else is agreed."""
MOST_PER_MINUTE: Final = 100_000
MOST_PER_DAY: Final = 100_000_000
_CLIENT_KEY = re.compile(r"[a-z][a-z0-9_-]{2,39}")
_LONGEST_NAME = 100
_LONGEST_PURPOSE = 200


class PurposeMissing(Invalid):
    """Personal data are looked at without a reason, or with one that cannot be written down."""

    code = "access.purpose_missing"
    sentence = "请写明查看的事由，不超过200个字。"


class EmpowermentInvalid(Invalid):
    """An empowerment names nobody else, or ends before it begins."""

    code = "access.empowerment_invalid"


class ClientInvalid(Invalid):
    """A system cannot be registered as it was described."""

    code = "access.client_invalid"


def check_client(
    *, key: str, name: str, scopes: Collection[str], per_minute: int, per_day: int | None = None
) -> None:
    """Raise `ClientInvalid` with the sentence for each field that cannot be taken."""
    wrong: dict[str, str] = {}
    if not _CLIENT_KEY.fullmatch(key):
        wrong["key"] = "应用标识用3到40个小写字母、数字、短横线或下划线，以字母开头。"
    if not 0 < len(name.strip()) <= _LONGEST_NAME:
        wrong["name"] = "请写明应用名称，不超过100个字。"
    if not scopes or not set(scopes) <= set(SCOPES):
        wrong["scopes"] = "请至少选择一项接口权限。"
    if not 1 <= per_minute <= MOST_PER_MINUTE:
        wrong["per_minute"] = "每分钟次数请填1到100000。"
    if per_day is not None and not 1 <= per_day <= MOST_PER_DAY:
        wrong["per_day"] = "每天次数请填1到100000000，不限就不填。"
    if wrong:
        raise ClientInvalid(fields=wrong)


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
