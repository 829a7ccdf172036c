"""A sample licence of a type: people and firms that cannot exist, a value for each field."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import TYPE_CHECKING

from tongban.licences.rules import face_values, faces, masks, numbers
from tongban.licences.rules.face_values import FieldKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tongban.licences.rules.face_values import Field

PERSON, PARTNER = "样大民", "例小红"
FIRM = "样例省样例市示例科技有限公司"
PERSON_NUMBER, PARTNER_NUMBER = "990101199003070015", "990101199003070023"
FIRM_NUMBER = "91990101MACMPL0100"
ADDRESS = "样例省样例市样例区示范路1号"
OFFICE = "样例市政务服务和数据管理局"
TODAY = date(2026, 1, 1)
IDENTIFIER = "1.2.156.3005.2.119900000000000275001.11990100000000019F.2025000001.001.D"
REGION = "990101"
_AT = datetime(2026, 1, 1, 9, 0, tzinfo=timezone(timedelta(hours=8)))
_NATURAL = "自然人"
_SCOPE = "技术服务；技术咨询；食品销售；餐饮服务。"
# What names of fields contain, and what then stands there; the first that fits is taken.
_VALUES: tuple[tuple[str, str], ...] = (
    ("学校", "样例大学"),
    ("专业名称 专业", "汉语言文学"),
    ("职业名称", "中式面点师"),
    ("学位类别", "文学学士"),
    ("查询结果", "未发现有犯罪记录"),
    ("查询时间段", "1990年3月7日至2025年12月31日"),
    ("权利类型", "国有建设用地使用权/房屋所有权"),
    ("权利性质", "出让/市场化商品房"),
    ("共有情况", "单独所有"),
    ("证明权利或事项", "抵押权"),
    ("税种", "个人所得税"),
    ("品牌型号", "样例牌YL0000"),
    ("车辆类型", "小型轿车"),
    ("使用性质", "非营运"),
    ("缴存状态 参保状态 状态", "正常"),
    ("女方姓名 母亲姓名 配偶 义务人", PARTNER),
    ("女方身份证 女方证件 母亲有效身份", PARTNER_NUMBER),
    ("英文", "YANG DAMIN"),
    ("新生儿姓名 被收养人姓名", "样小民"),
    ("医师姓名 校长 项目负责人 质量负责人", "试建国"),
    ("户主关系", "户主"),
    ("社会信用代码 企业代码", FIRM_NUMBER),
    ("身份证 公民身份号码 证件号码 证件号 社会保障号码 身份证明", PERSON_NUMBER),
    ("卡号", "9999000000000000012"),
    ("电话", "10000000001"),
    ("民族", "汉族"),
    ("国籍", "中国"),
    ("性别", "男"),
    ("出生年月", "1990年3月"),
    ("工作单位 服务处所 聘用企业 缴存单位 执业机构 使用单位 单位名称", FIRM),
    ("工程名称 项目名称", "样例市示范路综合楼工程"),
    ("建设单位 施工单位 勘察单位 设计单位 监理单位 企业名称 经营者名称 名称", FIRM),
    ("字号 文号", "样资规〔2025〕1号"),
    ("注册资本 注册资金 开办资金 设立资产", "壹佰万元整"),
    ("机构", "样例区示范服务中心"),
    ("机关 主管 部门 监督 业务主管", "样例区行政审批局"),
    ("地址 住所 住址 坐落 场所 地点 位置 地区 区域", ADDRESS),
    ("经营范围 业务范围 许可范围 服务范围 活动范围 诊疗科目", _SCOPE),
    ("有效期 期限 时期", "自2025年1月1日至2025年12月31日"),
    ("年份", "2025"),
    ("附记 附图 其他 说明 备注", "无"),
    ("姓名 负责人 代表人 所有人 权利人 持证人 人名称", PERSON),
    ("号牌 车牌 车辆号牌", "样A·00000"),
    ("车型", "C1"),
    ("代码 编号 编码 代号 号", "9901000001"),
    ("工期", "365天"),
    ("面积 规模", "1200平方米"),
    ("等级 级别", "二级"),
    ("金额 保障金 价格", "860.00"),
    ("年龄", "35"),
    ("用途", "居住"),
    ("类型", "有限责任公司（自然人独资）"),
    ("学制", "四年"),
    ("层次", "本科"),
    ("经营项目", "热食类食品制售；自制饮品制售"),
    ("孩次", "1"),
    ("学历", "大学本科"),
    ("婚姻", "未婚"),
    ("死亡原因", "病故"),
    ("户口性质", "家庭户口"),
    ("资格种类", "高级中学教师资格"),
    ("学科", "语文"),
    ("执业范围", "内科专业"),
    ("执业证类别", "专职律师"),
    ("组织形式", "普通合伙"),
    ("经费来源", "财政补助"),
    ("经济性质 经济类型", "有限责任公司"),
    ("就业状态", "已就业"),
    ("准驾", "C1"),
    ("树种", "杉木"),
    ("采伐方式", "择伐"),
    ("取水类型", "地下水"),
    ("水源", "地下水"),
    ("退水", "排入市政管网"),
    ("食品类别", "糕点；饼干"),
    ("作业类别", "电工作业"),
    ("操作项目", "低压电工作业"),
    ("出生时间", "2025年12月20日8时30分"),
    ("户号", "990100001"),
)  # fmt: skip
_AMOUNTS: Mapping[str, str] = {
    "年龄": "35",
    "孩次": "1",
    "次数": "1",
    "人口": "2",
    "孕周": "39",
    "体重": "3200",
    "身长": "50",
    "基数": "8000.00",
    "月缴存额": "1920.00",
    "余额": "36800.00",
    "金额": "1250.00",
}
_LISTS: Mapping[str, tuple[str, ...]] = {
    "资质": (
        "建筑工程施工总承包|二级|2030年12月31日",
        "市政公用工程施工总承包|三级|2030年12月31日",
    ),
    "品种": ("糕点|热加工糕点|月饼、蛋糕", "饼干|饼干|酥性饼干"),
    "成员": ("样大民|户主|990101199003070015", "例小红|配偶|990101199003070023"),
    "注册专业": ("建筑工程|2028年12月31日",),
    "负责人": ("施工单位|试建国", "监理单位|例小红"),
}


def face_of(
    fields: Sequence[Field], *, holder_category: str = _NATURAL, number: str = ""
) -> dict[str, str]:
    """A value for every field that is read; each passes the rules of its field."""
    return {
        field.key: _value(field, number, natural=_NATURAL in holder_category)
        for field in fields
        if field.kind is not FieldKind.IMAGE
    }


def sample(
    *,
    title: str,
    fields: Sequence[Field],
    holder_category: str,
    number: str,
    qr: str = "",
    verify_at: str = "",
    valid_until: date | None = date(2030, 12, 31),
) -> faces.Face:
    """A whole face of the type, as a preview shows it."""
    face = face_of(fields, holder_category=holder_category, number=number)
    return faces.Face(
        title=title,
        number=number,
        identifier=IDENTIFIER,
        holders=(PERSON if _NATURAL in holder_category else FIRM,),
        issuer=OFFICE,
        issued_on=TODAY,
        made_at=_AT,
        valid_from=TODAY,
        valid_until=valid_until,
        entries=faces.entries(fields, face),
        qr=qr,
        verify_at=verify_at,
    )


def number_of(pattern: str, fields: Sequence[Field], *, holder_category: str) -> str:
    """A number as the pattern forms it; a pattern that cannot be filled is `NumberInvalid`."""
    natural = _NATURAL in holder_category
    source = numbers.Source(
        serial=1,
        issued_on=TODAY,
        region=REGION,
        holder_number=PERSON_NUMBER if natural else FIRM_NUMBER,
        face=face_of(fields, holder_category=holder_category),
    )
    return numbers.form(pattern, source)


def _value(field: Field, number: str, *, natural: bool) -> str:
    meaning = face_values.meaning(field.name)
    value = number if meaning == "number" and number else _raw(field, natural=natural)
    longest = face_values.longest_of(field)
    return value[:longest] or value


def _raw(field: Field, *, natural: bool) -> str:
    by_kind = {
        FieldKind.ENUM: lambda: field.values[0],
        FieldKind.DATE: lambda: _day(field),
        FieldKind.NUMBER: lambda: _amount(field),
        FieldKind.LIST: lambda: "\n".join(_list(field.name)),
    }
    if field.kind in by_kind:
        return by_kind[field.kind]()
    return masks.sample(field.pattern) if field.pattern else _words(field.name, natural=natural)


def _day(field: Field) -> str:
    if face_values.meaning(field.name) == "issued":
        return TODAY.isoformat()
    day = "1990-03-07" if "出生" in field.name else "2020-06-01"
    day = max(day, field.least) if field.least else day
    return min(day, field.most) if field.most else day


def _amount(field: Field) -> str:
    value = next((amount for part, amount in _AMOUNTS.items() if part in field.name), "100")
    if field.least and float(field.least) > float(value):
        return field.least
    return field.most if field.most and float(field.most) < float(value) else value


def _list(name: str) -> tuple[str, ...]:
    for part, rows in _LISTS.items():
        if part in name:
            return rows
    return ("样例内容一", "样例内容二")


def _words(name: str, *, natural: bool) -> str:
    meaning = face_values.meaning(name)
    known = {
        "holder_name": PERSON if natural else FIRM,
        "holder_number": PERSON_NUMBER if natural else FIRM_NUMBER,
        "credit_code": FIRM_NUMBER,
        "issuer_name": OFFICE,
    }
    if meaning in known:
        return known[meaning]
    for parts, value in _VALUES:
        if any(part in name for part in parts.split()):
            return value
    return "样例内容"
