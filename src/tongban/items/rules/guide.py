"""The guide (办事指南) of an item, in the sections of business.md 2.7, as plain lines.

Pages draw some sections more richly from the definition itself, but say nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tongban.items.rules import limits, themes
from tongban.items.rules.definitions import Kind, Obtain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tongban.items.rules.definitions import ItemDefinition, Limit, Material

HOTLINE = "12345"
LEVELS = {1: "国家级", 2: "省级", 3: "市级", 4: "县级", 5: "乡镇（街道）级", 6: "村（社区）级"}
DEPTHS = {
    "Ⅰ": "网上查看指南",
    "Ⅱ": "网上预约和下载表格",
    "Ⅲ": "网上申请，到现场一次",
    "Ⅳ": "全程网上办理",
}
_OBTAIN = {
    Obtain.LICENCE: "由电子证照提供，不用您交",
    Obtain.SHARED: "由部门共享数据提供，不用您交",
    Obtain.FORM: "网上填写，不用另交",
    Obtain.UPLOAD: "请您上传",
    Obtain.COUNTER: "请带原件到窗口核验",
    Obtain.EARLIER: "由前面的事项产生，不用您交",
}


@dataclass(frozen=True, slots=True)
class Place:
    """One place where the item can be handled."""

    name: str
    address: str
    hours: str
    phone: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the guide; the label may be empty."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class GuideSection:
    """One section of the guide; a section without lines says so itself."""

    key: str
    title: str
    lines: tuple[Line, ...]


def sections(item: ItemDefinition, places: tuple[Place, ...]) -> tuple[GuideSection, ...]:
    """Every section, always in the same order."""
    parts = (
        ("basics", "基本信息", _basics(item)),
        ("legal_basis", "设定依据", _numbered(item.legal_basis)),
        ("conditions", "受理条件", _conditions(item)),
        ("materials", "申请材料", _materials(item)),
        ("steps", "办理流程", _steps(item)),
        ("limits", "办理时限", _limits(item)),
        ("fee", "收费", _fee(item)),
        ("result", "办理结果", _result(item)),
        ("places", "办理地点和时间", _places(item, places)),
        ("contact", "咨询和投诉", _contact(item, places)),
        ("questions", "常见问题", _questions(item)),
        ("remedies", "不服怎么办", _numbered(item.remedies)),
        ("depth", "网上办理", _depth(item)),
    )
    return tuple(GuideSection(key, title, tuple(lines)) for key, title, lines in parts)


def _numbered(texts: tuple[str, ...]) -> Iterator[Line]:
    for number, text in enumerate(texts, 1):
        yield Line(f"{number}", text)


def _basics(item: ItemDefinition) -> Iterator[Line]:
    yield Line("事项名称", item.name)
    yield Line("事项类型", item.type)
    yield Line("实施部门", item.department_name)
    if item.joint_departments:
        yield Line("联办部门", "、".join(item.joint_departments))
    yield Line("行使层级", LEVELS[item.level])
    yield Line("服务对象", "、".join(item.applicants))
    yield Line("办件类型", item.kind)
    yield Line("办理形式", "、".join(item.channels))
    yield Line("通办范围", item.scope)
    named = [themes.theme_name(key) for key in item.themes]
    yield Line("主题分类", "、".join(dict.fromkeys(named)))
    yield Line("基本编码", item.basic_code)
    yield Line("实施编码", item.implement_code)
    if item.quantity_limit:
        yield Line("数量限制", item.quantity_limit)


def _conditions(item: ItemDefinition) -> Iterator[Line]:
    if item.conditions:
        yield from _numbered(item.conditions)
    else:
        yield Line("1", f"申请人是{'、'.join(item.applicants)}。")
        yield Line("2", "符合设定依据中的规定，材料齐全、真实。")
    if item.applicant_deadline:
        due = item.applicant_deadline
        when = "前" if due.value < 0 else "后"
        yield Line("什么时候来办", f"{due.event}{when} {abs(due.value)} {due.unit}内。")


def _materials(item: ItemDefinition) -> Iterator[Line]:
    if not item.materials:
        yield Line("", "不需要提交材料。")
    for material in item.materials:
        yield Line(f"{material.seq}", _material(material))
    for scenario in item.scenarios:
        options = "、".join(option.label for option in scenario.options)
        yield Line("按情形减少材料", f"{scenario.question}：{options}。")


def _material(material: Material) -> str:
    return f"{material.name}。{material.need}；{standard(material)}。"


def standard(material: Material) -> str:
    """What will do as this material: its form, its source and how it reaches the office.

    The guide says it, and whoever asks for the material says it in the same words.
    """
    given = material.provider and f"（{material.provider}：{material.resource}）"
    return "；".join((material.form, material.source, f"{_OBTAIN[material.obtain]}{given}"))


def _steps(item: ItemDefinition) -> Iterator[Line]:
    for number, step in enumerate(item.steps, 1):
        waits = f"，等待 {step.waiting_days} 天" if step.waiting_days else ""
        limit = f"，{step.limit} 个工作日内" if step.limit else ""
        yield Line(f"{number}", f"{step.name}{limit}{waits}")
    for procedure in item.special_procedures:
        counted = "不计入办理时限" if procedure.stops_clock else "计入办理时限"
        yield Line("特别程序", f"{procedure.name}（{counted}）")


def _limits(item: ItemDefinition) -> Iterator[Line]:
    yield Line("法定办结时限", _limit(item.statutory))
    yield Line("承诺办结时限", _limit(item.promised))
    if item.kind is not Kind.SPOT:
        yield Line("怎么计算", "从受理的第二天起算；补正材料和法律规定的特别程序不计入。")


def _limit(limit: Limit | None) -> str:
    spoken = limits.spoken(limit)
    return f"{spoken}（{limit.note}）" if limit and limit.note else spoken


def _fee(item: ItemDefinition) -> Iterator[Line]:
    if not item.fee.charged:
        yield Line("", "不收费。")
    for charge in item.fee.charges:
        yield Line(charge.name, f"{charge.standard}。依据：{charge.basis}。")


def _result(item: ItemDefinition) -> Iterator[Line]:
    yield Line("结果名称", item.result.name)
    yield Line("结果类型", item.result.kind)
    if item.result.validity:
        yield Line("有效期", item.result.validity)
    if item.result.licence:
        yield Line("电子证照", "办结后自动生成，可以在“我的证照”查看、下载、出示。")
    mailed = "、邮寄" if "结果邮寄" in item.services else ""
    yield Line("怎么领取", f"网上下载、窗口领取{mailed}。")


def _places(item: ItemDefinition, places: tuple[Place, ...]) -> Iterator[Line]:
    for place in places:
        yield Line(place.name, f"{place.address}；{place.hours}")
    if not places:
        yield Line("", f"{item.department_name}的服务窗口；地点和时间请拨打 {HOTLINE} 询问。")
    levels = "、".join(LEVELS[level] for level in item.front_desk_levels)
    if levels:
        yield Line("可以在哪一级窗口办", levels)


def _contact(item: ItemDefinition, places: tuple[Place, ...]) -> Iterator[Line]:
    if item.phones.consult:
        yield Line("咨询电话", item.phones.consult)
    for place in places:
        if place.phone and place.phone != item.phones.consult:
            yield Line(f"{place.name}咨询电话", place.phone)
    yield Line("投诉电话", item.phones.complain or f"{HOTLINE} 政务服务便民热线")


def _questions(item: ItemDefinition) -> Iterator[Line]:
    for own in item.faqs:
        yield Line(own.question, own.answer)
    spoken = limits.spoken(item.promised)
    yield Line("多久能办好？", f"{spoken}。" if item.kind is Kind.SPOT else f"受理后 {spoken}内。")
    if item.visits:
        reason = f"，因为要{item.visit_reason}" if item.visit_reason else ""
        yield Line("要到现场吗？", f"要到现场 {item.visits} 次{reason}。")
    else:
        yield Line("要到现场吗？", "不用，网上就能办完。")
    if any(one.obtain in {Obtain.LICENCE, Obtain.SHARED} for one in item.materials):
        answer = "平台能查到的证照和数据不用您交；查不到时再请您上传。"
        yield Line("已经有的证件还要交吗？", answer)
    yield Line("材料不齐怎么办？", "窗口会一次告诉您缺什么，补齐后接着办。")


def _depth(item: ItemDefinition) -> Iterator[Line]:
    yield Line("网上办理深度", f"{item.online_level}级：{DEPTHS[item.online_level]}")
    yield Line("到现场次数", f"{item.visits} 次")
    if item.visit_reason:
        yield Line("到现场的原因", item.visit_reason)
    if item.services:
        yield Line("便民服务", "、".join(item.services))
