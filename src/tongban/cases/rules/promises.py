"""The words of 告知书 and 承诺书, frozen when they are signed; one source for page and paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tongban.items.rules import ItemDefinition

LIABILITY = (
    "核查发现不符合承诺的，责令限期改正；逾期不改或者虚假承诺的，依法撤销决定，"
    "记入失信记录，修复以前不再适用告知承诺。"
)
PROMISED = (
    "已经知道并且理解行政机关告知的全部内容。",
    "填写的内容和提交的材料真实、准确。",
    "符合告知的条件、标准和技术要求，愿意接受核查。",
    "愿意承担不实承诺、违反承诺的法律责任。",
    "以上是本人（本单位）真实的意思表示。",
)
GAP_CONSEQUENCE = "到期没有补齐的，终止办理，视为撤回申请，并记入失信记录。"
GAP_PROMISED = (
    "在受理通知书写明的日期前补齐上面列出的材料。",
    "补交的材料与已经提交的内容一致，真实、有效。",
    "知道材料补齐以前不作出准予决定、不发证。",
    "知道到期没有补齐的，视为撤回申请，记入失信记录，修复以前不再容缺受理。",
)


def notice(definition: ItemDefinition) -> dict[str, Any]:
    """What the office tells before a promise is signed (告知书), and what is promised."""
    promise = definition.promise
    if promise is None:
        raise ValueError("the item is not on the list of promises")
    replaced = [one.name for one in definition.materials if one.key in promise.replaces]
    return {
        "basis": promise.basis,
        "requirements": list(promise.requirements),
        "replaced": replaced,
        "check": f"作出决定后 {promise.check_within} 个工作日内核查承诺的情况。",
        "check_within": promise.check_within,
        "liability": promise.liability or LIABILITY,
        "promised": list(PROMISED),
    }


def gap(materials: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """What the applicant promises who cannot bring everything now."""
    return {
        "materials": [{"key": key, "name": name} for key, name in materials],
        "promised": list(GAP_PROMISED),
        "consequence": GAP_CONSEQUENCE,
    }
