"""Code tables of the national item base: types, themes, audiences (business.md 2.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from tongban.items.rules.definitions import Audience

TYPES: dict[str, str] = {
    "01": "行政许可",
    "02": "行政处罚",
    "03": "行政强制",
    "04": "行政征收",
    "05": "行政给付",
    "06": "行政检查",
    "07": "行政确认",
    "08": "行政奖励",
    "09": "行政裁决",
    "10": "其他行政权力",
    "20": "公共服务",
}
APPLIED_FOR = frozenset({"01", "05", "07", "08", "09", "10", "20"})
LICENSING = "01"

PERSON: dict[str, str] = {
    "005": "生育收养", "010": "户籍办理", "015": "民族宗教", "020": "教育科研", "025": "入伍服役",
    "030": "就业创业", "035": "设立变更", "040": "准营准办", "045": "抵押质押", "050": "职业资格",
    "055": "行政缴费", "060": "婚姻登记", "065": "优待抚恤", "070": "规划建设", "075": "住房保障",
    "085": "社会保障", "090": "证件办理", "095": "交通出行", "100": "旅游观光", "105": "出境入境",
    "110": "消费维权", "115": "公共安全", "120": "司法公证", "125": "知识产权", "130": "环保绿化",
    "135": "文化体育", "140": "公用事业", "145": "医疗卫生", "150": "离职退休", "155": "死亡殡葬",
    "998": "地方特色", "999": "其他",
}  # fmt: skip

CORP: dict[str, str] = {
    "005": "设立变更", "010": "准营准办", "015": "资质认证", "020": "年检年审", "025": "税收财务",
    "030": "人力资源", "035": "社会保障", "040": "投资审批", "045": "融资信贷", "050": "抵押质押",
    "055": "商务贸易", "060": "招标拍卖", "065": "海关口岸", "070": "涉外服务", "075": "农林牧渔",
    "085": "国土和规划建设", "090": "交通运输", "095": "环保绿化", "100": "应对气候变化",
    "105": "水务气象", "110": "医疗卫生", "115": "科技创新", "120": "文体教育", "125": "知识产权",
    "130": "民族宗教", "135": "质量技术", "140": "检验检疫", "145": "安全生产", "150": "公安消防",
    "155": "司法公证", "160": "公用事业", "165": "法人注销", "170": "档案文物", "998": "地方特色",
    "999": "其他",
}  # fmt: skip

NATURAL: Final = "natural"
LEGAL: Final = "legal"
AUDIENCES: dict[str, str] = {NATURAL: "个人", LEGAL: "企业和组织"}


def audiences(applicants: tuple[str, ...]) -> tuple[Audience, ...]:
    """Which of the two audiences the words of 服务对象 mean."""
    found: list[Audience] = []
    if "自然人" in applicants:
        found.append(NATURAL)
    if any(word != "自然人" for word in applicants):
        found.append(LEGAL)
    return tuple(found)


def theme_name(key: str) -> str:
    """The name of a theme key such as `natural.010`; empty when there is no such theme."""
    audience, _, code = key.partition(".")
    names = {NATURAL: PERSON, LEGAL: CORP}.get(audience, {})
    return names.get(code, "")
