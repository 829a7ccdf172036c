"""Parts of a definition in plain words."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from tongban.licences.rules.layouts import choices
from tongban.licences.rules.layouts.layout import Group, Number

if TYPE_CHECKING:
    from tongban.licences.rules.types.parts import Band, FaceField, Validity

KINDS: Mapping[str, str] = MappingProxyType(
    {
        "text": "文字",
        "longtext": "长文字",
        "number": "数字",
        "date": "日期",
        "enum": "选项",
        "list": "列表",
        "image": "图片",
    }
)
VALIDITIES: Mapping[str, str] = MappingProxyType(
    {
        "long_term": "长期有效",
        "fixed": "固定年限",
        "by_age": "按持证人的年龄",
        "graduated": "分段递增",
        "per_document": "以证照上写明的为准",
        "one_off": "一次性使用",
    }
)
LAYOUT: Mapping[str, str] = MappingProxyType(
    {
        "title": "标题",
        "subtitle": "副标题",
        "number": "编号的印法",
        "columns": "栏数",
        "opening": "开头的话",
        "groups": "内容的分组和顺序",
        "closing": "结尾的话",
        "hidden": "不印的字段",
        "holder_label": "持证主体的叫法",
        "issuer_label": "颁发机构的叫法",
        "issued_label": "颁发日期的叫法",
        "term_label": "有效期的叫法",
        "term": "印有效期",
        "notes": "页脚的说明",
    }
)


def validity(rule: Validity) -> str:
    """The rule of validity as a person reads it: 5年, 长期有效, 未满16周岁5年 …"""
    if rule.kind == "fixed":
        return f"{rule.length}{rule.unit}"
    if rule.kind == "by_age":
        return "；".join(_band(band) for band in rule.bands or ())
    if rule.kind == "graduated":
        return "依次为" + "、".join(rule.lengths or ())
    return VALIDITIES[rule.kind]


def _band(band: Band) -> str:
    ages = (
        f"{band.age_from}周岁以上" if band.age_to is None else f"{band.age_from}到{band.age_to}周岁"
    )
    return f"{ages}{'长期' if band.kind else f'{band.length}{band.unit}'}"


def interval(months: int) -> str:
    """How often the licence is checked."""
    if not months:
        return "不年检"
    return f"每{months // 12}年一次" if months % 12 == 0 else f"每{months}个月一次"


def field(one: FaceField) -> str:
    """A field with its rules in one line."""
    told = [one.name, KINDS[one.type], "必填" if one.mandatory else "选填"]
    if one.values:
        told.append("选项：" + "、".join(one.values))
    if one.longest:
        told.append(f"最多{one.longest}{'行' if one.type == 'list' else '个字'}")
    if one.pattern:
        told.append(f"格式 {one.pattern}")
    if one.least or one.most:
        told.append(f"范围 {one.least or '不限'} 到 {one.most or '不限'}")
    if one.hint:
        told.append(f"提示：{one.hint}")
    return "，".join(told)


def laid_out(value: Any) -> str:
    """A part of a template in words."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Number):
        return f"{value.label}，{choices.NUMBER_PLACES[value.place]}"
    if isinstance(value, tuple):
        return "；".join(laid_out(each) for each in value)
    if isinstance(value, Group):
        lines = "、".join(_line(line) for line in value.lines)
        return f"{value.title}：{lines}" if value.title else lines
    return str(value)


def _line(line: BaseModel) -> str:
    told = line.model_dump(exclude_defaults=True)
    extra = [str(told[name]) for name in ("label",) if name in told]
    if told.get("wide"):
        extra.append("占一整行")
    if told.get("columns"):
        extra.append("表格：" + "、".join(told["columns"]))
    return f"{told['key']}（{'，'.join(extra)}）" if extra else str(told["key"])
