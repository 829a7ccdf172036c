"""The consistency a catalogue must have before it is published (business.md 2.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tongban.items.rules import limits, themes
from tongban.items.rules.definitions import Limit
from tongban.items.rules.faults import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tongban.items.rules.catalogue import Surroundings
    from tongban.items.rules.faults import Path

    Row = Mapping[str, Any]

CATCH_ALL = ("其他材料", "其它材料", "有关材料", "相关材料", "其他有关", "其他相关", "符合有关规定")
FROM_GOVERNMENT = ("电子证照", "数据共享")
STEPS_OF_A_LICENCE = 5
FULLY_ONLINE = "Ⅳ"


def findings(root: Mapping[str, Any], around: Surroundings) -> Iterator[Finding]:
    """Everything wrong or doubtful in the items, in the order of the file."""
    rows = root["items"]
    for field in ("id", "implement_code"):
        yield from _doubled(rows, field)
    for number, row in enumerate(rows):
        at: Path = ("items", number)
        yield from _references(row, at, around)
        yield from _codes(row, at, around)
        yield from _limits(row, at)
        yield from _visits(row, at)
        yield from _fee(row, at)
        yield from _materials(row, at, around)
        yield from _scenarios(row, at)
        yield from _presentation(row, at)
        yield from _promise(row, at)
        yield from _referral(row, at, around)
        yield from _process(row, at, around)
        yield from _silent_consent(row, at)


def _doubled(rows: list[Row], field: str) -> Iterator[Finding]:
    seen: dict[str, int] = {}
    for number, row in enumerate(rows):
        first = seen.setdefault(row[field], number)
        if first != number:
            path = ("items", number, field)
            sentence = f"与 items[{first}]({rows[first]['id']}) 重复。"
            yield Finding(path, sentence)


def _references(row: Row, at: Path, around: Surroundings) -> Iterator[Finding]:
    if row["department"] not in around.offices:
        yield Finding((*at, "department"), "没有这个部门，请先载入部门。")
    licence = row["result"].get("licence")
    if licence and licence not in around.licence_types:
        yield Finding((*at, "result", "licence"), "没有这种电子证照类型。")
    for audience, known in (("person", themes.PERSON), ("corp", themes.CORP)):
        for index, code in enumerate(row["themes"][audience]):
            if code not in known:
                yield Finding((*at, "themes", audience, index), "没有这个主题代码。")
    for index, hall in enumerate(row.get("halls", ())):
        if hall not in around.halls:
            yield Finding((*at, "halls", index), "没有这个政务大厅。")


def _codes(row: Row, at: Path, around: Surroundings) -> Iterator[Finding]:
    """Basic code: area 2, type 2, guiding department 2, main 3, sub 3 (business.md 2.2)."""
    basic = row["basic_code"]
    if themes.TYPES.get(row["type_code"]) != row["type"]:
        yield Finding((*at, "type_code"), "事项类型与代码不一致。")
    elif row["type_code"] not in themes.APPLIED_FOR:
        yield Finding((*at, "type"), "依职权的事项不能申请，不能放进办事目录。")
    if basic[2:4].isdigit() and basic[2:4] != row["type_code"]:
        yield Finding((*at, "basic_code"), "第 3、4 位应当是事项类型代码。")
    office = around.offices.get(row["department"])
    if office is None:
        return
    if row["implement_code"] != f"{office.uscc}{row['level']}{basic}":
        sentence = "应当是部门统一社会信用代码、行使层级和基本编码连起来的 31 位。"
        yield Finding((*at, "implement_code"), sentence)
    if office.guide_code and basic[4:6] != office.guide_code:
        yield Finding((*at, "basic_code"), "第 5、6 位与部门的业务指导代码不同。", is_warning=True)


def _limits(row: Row, at: Path) -> Iterator[Finding]:
    promised = Limit(row["promised_limit"]["value"], row["promised_limit"]["unit"])
    if (row["case_kind"] == "即办件") != (promised.value == 0):
        yield Finding((*at, "case_kind"), "即办件的承诺时限应当是 0，承诺件应当大于 0。")
    written = row["statutory_limit"]
    if written is None:
        return
    statutory = Limit(written["value"], written["unit"])
    if limits.is_longer(promised, statutory):
        same = promised.unit == statutory.unit
        sentence = "承诺时限比法定时限长。" if same else "折算后承诺时限可能比法定时限长。"
        yield Finding((*at, "promised_limit"), sentence, is_warning=not same)


def _visits(row: Row, at: Path) -> Iterator[Finding]:
    online = "网上" in row["channels"] or "移动端" in row["channels"]
    if row["visits"] and not row.get("visit_reason"):
        yield Finding((*at, "visit_reason"), "要到现场办理，必须写明原因。")
    if row["online_level"] == FULLY_ONLINE and row["visits"]:
        yield Finding((*at, "online_level"), "全程网办（Ⅳ级）的到现场次数应当是 0。")
    if not row["visits"] and not online and "快递申请" not in row["channels"]:
        yield Finding((*at, "channels"), "不用到现场又不能网办，就必须能快递申请。")


def _fee(row: Row, at: Path) -> Iterator[Finding]:
    charges = row["fee"].get("items", [])
    online = "在线支付" in row.get("services", ())
    if row["fee"]["charged"] and not charges:
        yield Finding((*at, "fee", "items"), "收费事项必须列出收费项目。")
    for index, charge in enumerate(charges):
        for field, name in (("basis", "收费依据"), ("standard", "收费标准")):
            if not charge.get(field):
                yield Finding((*at, "fee", "items", index, field), f"必须写明{name}。")
    if not row["fee"]["charged"] and charges:
        yield Finding((*at, "fee", "charged"), "不收费的事项不能有收费项目。")
    if not row["fee"]["charged"] and online:
        # Contributions such as medical insurance are paid online without being a fee.
        yield Finding((*at, "services"), "不收费的事项开通了在线支付，请核对。", is_warning=True)
    if row["fee"]["charged"] and not online:
        yield Finding((*at, "services"), "收费事项没有开通在线支付。", is_warning=True)


def _materials(row: Row, at: Path, around: Surroundings) -> Iterator[Finding]:
    names: set[str] = set()
    numbers: set[int] = set()
    for index, material in enumerate(row["materials"]):
        here = (*at, "materials", index)
        if material["name"] in names:
            yield Finding((*here, "name"), "同一个事项里有两份同名材料。")
        if material["seq"] in numbers:
            yield Finding((*here, "seq"), "材料序号重复。")
        names.add(material["name"])
        numbers.add(material["seq"])
        yield from _material(material, here, around)


def _material(material: Row, here: Path, around: Surroundings) -> Iterator[Finding]:
    obtain = material["obtain"]
    if any(words in material["name"] for words in CATCH_ALL):
        yield Finding((*here, "name"), "不能有兜底材料，请写明是什么材料。")
    if obtain == "电子证照" and not material.get("licence"):
        yield Finding((*here, "licence"), "由电子证照提供的材料必须写明证照类型。")
    if material.get("licence") and material["licence"] not in around.licence_types:
        yield Finding((*here, "licence"), "没有这种电子证照类型。")
    if obtain == "数据共享" and not (material.get("provider") and material.get("resource")):
        yield Finding((*here, "provider"), "由数据共享提供的材料必须写明提供部门和数据资源。")
    if obtain in FROM_GOVERNMENT and material["source"] == "申请人自备":
        sentence = "证照库或数据共享能提供的材料不能写成申请人自备。"
        yield Finding((*here, "source"), sentence)


def _scenarios(row: Row, at: Path) -> Iterator[Finding]:
    names = {material["name"] for material in row["materials"]}
    questions: set[str] = set()
    for index, scenario in enumerate(row.get("scenarios", ())):
        here = (*at, "scenarios", index)
        if scenario["question"] in questions:
            yield Finding((*here, "question"), "同一个问题问了两次。")
        questions.add(scenario["question"])
        yield from _options(scenario["options"], (*here, "options"), names)


def _options(options: list[Row], here: Path, names: set[str]) -> Iterator[Finding]:
    keys: set[str] = set()
    for index, option in enumerate(options):
        if option["key"] in keys:
            yield Finding((*here, index, "key"), "选项代号重复。")
        keys.add(option["key"])
        for effect in ("add_materials", "drop_materials"):
            for number, name in enumerate(option.get(effect, ())):
                if name not in names:
                    yield Finding((*here, index, effect, number), "材料清单里没有这份材料。")
        both = set(option.get("add_materials", ())) & set(option.get("drop_materials", ()))
        if both:
            yield Finding((*here, index), "同一份材料不能既增加又减少。")


def _presentation(row: Row, at: Path) -> Iterator[Finding]:
    """What is told to people: result, themes, phones, questions, steps."""
    kind, name = row["result"]["kind"], row["result"]["name"]
    if name.endswith(("证", "照")) and not name.endswith("凭证") and kind != "证照":
        yield Finding((*at, "result", "kind"), "结果名称像证照，类型却不是。", is_warning=True)
    if name.endswith("文") and kind != "批文":
        yield Finding((*at, "result", "kind"), "结果名称像批文，类型却不是。", is_warning=True)
    phones = row.get("phones", {})
    if phones.get("consult") and phones.get("consult") == phones.get("complain"):
        yield Finding((*at, "phones"), "咨询电话不能与投诉电话相同。")
    audiences = themes.audiences(tuple(row["service_object"]))
    for audience, field in ((themes.NATURAL, "person"), (themes.LEGAL, "corp")):
        if (audience in audiences) != bool(row["themes"][field]):
            yield Finding((*at, "themes", field), "服务对象与主题分类不一致。", is_warning=True)
    if row["type_code"] == themes.LICENSING and not row.get("faqs"):
        yield Finding((*at, "faqs"), "行政许可至少要有一个常见问题。", is_warning=True)
    if row["type_code"] == themes.LICENSING and 0 < len(row.get("steps", ())) < STEPS_OF_A_LICENCE:
        yield Finding((*at, "steps"), "行政许可的办理流程少于五步。", is_warning=True)


def _promise(row: Row, at: Path) -> Iterator[Finding]:
    """告知承诺: not for the excluded fields (business.md 3.5), and only for materials there are."""
    promise = row.get("promise")
    if promise is None:
        return
    if row.get("excluded_field"):
        sentence = f"涉及{row['excluded_field']}的事项不能采用告知承诺。"
        yield Finding((*at, "promise"), sentence)
    if "告知承诺" not in row.get("services", ()):
        sentence = "写了告知承诺内容的事项，便民服务里要有“告知承诺”。"
        yield Finding((*at, "services"), sentence, is_warning=True)
    names = {material["name"] for material in row["materials"]}
    for index, name in enumerate(promise.get("replaces", ())):
        if name not in names:
            yield Finding((*at, "promise", "replaces", index), "材料清单里没有这份材料。")


def _silent_consent(row: Row, at: Path) -> Iterator[Finding]:
    """默认许可: nobody is there to complete the face of a licence, so the result is none."""
    if not row.get("silent_consent"):
        return
    if row["result"].get("licence"):
        yield Finding(
            (*at, "silent_consent"), "结果是电子证照的事项，证面要有人填写，不能默认许可。"
        )
    if row["case_kind"] == "即办件":
        yield Finding((*at, "silent_consent"), "即办件当场决定，没有默认许可。")


def _referral(row: Row, at: Path, around: Surroundings) -> Iterator[Finding]:
    """转报: to a known department other than the one that examines first."""
    upper = row.get("refers_to")
    if upper and (upper not in around.offices or upper == row["department"]):
        yield Finding((*at, "refers_to"), "转报的上级部门没有载入，或者就是本部门。")


def _process(row: Row, at: Path, around: Surroundings) -> Iterator[Finding]:
    """A kind of process that somebody published; what is decided on the spot has its own."""
    process = row.get("process")
    if process and process not in around.processes:
        yield Finding((*at, "process"), "没有发布这种流程，请先在“流程”里发布。")
    elif process and (process == "spot") != (row["case_kind"] == "即办件"):
        yield Finding((*at, "process"), "即办件用流程 spot，别的事项不能用。")
