"""Number rules (编号规则): what a pattern may hold, and what is wrong with one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from tongban.licences.rules.face_values import FieldKind

if TYPE_CHECKING:
    from tongban.licences.rules.face_values import Field

LONGEST = 200
PARTS: Mapping[str, str] = MappingProxyType(
    {
        "{region}": "颁发地区的 6 位代码",
        "{year}": "颁发的年份，{year:2} 只取后两位",
        "{serial:6}": "流水号，冒号后面是位数",
        "{holder}": "持证主体的证件号码或者统一社会信用代码",
        "{check}": "前面所有数字的校验码",
        "{KZ_…?甲|乙}": "照面上某个选项排在第几",
    }
)
"""What stands in braces, with an explanation for people."""
_BRACES = re.compile(r"\{([^{}]*)\}")
_KNOWN = re.compile(r"region|year(:[24])?|serial:([1-9]|1[0-2])|holder|check")
_CHOICE = re.compile(r"(KZ_[A-Z0-9]{1,30})\?([^?]+)")


def fault(pattern: str, fields: Sequence[Field]) -> str:
    """What is wrong with a pattern, in a sentence; "" where it can be filled."""
    if not 0 < len(pattern) <= LONGEST or not pattern.isprintable():
        return f"请填写编号规则，不超过 {LONGEST} 个字符。"
    if set("{}") & set(_BRACES.sub("", pattern)):
        return "大括号要成对出现。"
    parts = _BRACES.findall(pattern)
    for part in parts:
        if sentence := _fault_of(part, fields):
            return sentence
    if not any(part.startswith(("serial", "holder")) for part in parts):
        return "编号里要有流水号 {serial:6} 或者 {holder}，否则每本证照的编号都一样。"
    return ""


def _fault_of(part: str, fields: Sequence[Field]) -> str:
    if _KNOWN.fullmatch(part):
        return ""
    choice = _CHOICE.fullmatch(part)
    if choice is None:
        return f"没有 {{{part}}} 这种写法。"
    field = next((each for each in fields if each.key == choice[1]), None)
    if field is None or field.kind is not FieldKind.ENUM:
        return f"{choice[1]} 不是这类证照的选项字段。"
    strange = [word for word in field.values if word not in choice[2].split("|")]
    return f"{choice[1]} 还有选项“{strange[0]}”没有写进编号规则。" if strange else ""
