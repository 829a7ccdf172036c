"""Which materials are there, which are owed, and what is asked for in the same words everywhere."""

from __future__ import annotations

import pytest

from tests.cases.rules.samples import item, material
from tongban.cases.rules import demands, materials, may_follow, outputs
from tongban.cases.rules.demands import Demand, Held, NoticeIncomplete
from tongban.cases.rules.materials import HandedIn, Source, Verdict
from tongban.cases.rules.outputs import Way

NEEDED, LATER = "必要", "容缺后补"
STANDARD = "电子件；申请人自备；请您上传"


@pytest.mark.parametrize(
    ("source", "verdict", "at_submission", "at_acceptance"),
    [
        ("", "", True, True),
        (Source.UPLOAD, "", False, False),
        (Source.UPLOAD, Verdict.GOOD, False, False),
        (Source.UPLOAD, Verdict.WRONG, False, True),
        ("", Verdict.GOOD, True, True),
        (Source.COUNTER, "", False, True),  # An original is there once the clerk has seen it.
        (Source.COUNTER, Verdict.GOOD, False, False),
        (Source.COUNTER, Verdict.WRONG, False, True),
        (Source.PROMISE, "", False, False),
    ],
)
def test_a_compulsory_material_is_missing_until_it_is_there_and_good(
    source: str, verdict: str, at_submission: bool, at_acceptance: bool
) -> None:
    lease = HandedIn("租赁合同", NEEDED, "上传", source, verdict)
    extra = HandedIn("推荐信", "非必要", "上传", source, verdict)
    late = HandedIn("健康证明", LATER, "上传", source, verdict)
    given = [lease, extra, late]

    assert materials.missing_at_submission(given) == (("租赁合同",) if at_submission else ())
    assert materials.missing_at_acceptance(given) == (("租赁合同",) if at_acceptance else ())
    assert may_follow(late) is at_acceptance
    assert not may_follow(lease)
    assert not may_follow(extra)


def test_what_sharing_can_give_is_not_asked_from_the_applicant() -> None:
    found = {
        each: materials.initial_source(each)
        for each in ("在线填表", "数据共享", "前序事项结果", "窗口核验原件", "上传", "电子证照")
    }

    assert found == {
        "在线填表": Source.FORM, "数据共享": Source.SHARED, "前序事项结果": Source.SHARED,
        "窗口核验原件": Source.COUNTER, "上传": None, "电子证照": None,
    }  # fmt: skip


ITEM = item(material("lease", "租赁合同"), material("photo", "照片"))


@pytest.mark.parametrize(
    ("held", "wrong"),
    [
        (Held("lease", "租赁合同", NEEDED, ""), "没有交"),
        (Held("lease", "租赁合同", NEEDED, "", Verdict.WRONG, "看不清"), "没有交"),
        (Held("lease", "租赁合同", NEEDED, "upload", Verdict.WRONG, "看不清"), "看不清"),
        (Held("lease", "租赁合同", NEEDED, "upload", Verdict.WRONG), "不符合要求"),
        (Held("lease", "租赁合同", NEEDED, "upload", Verdict.GOOD, "看不清"), "不符合要求"),
    ],
)
def test_a_demand_says_what_is_wrong_and_what_will_do(held: Held, wrong: str) -> None:
    asked = demands.demand(ITEM, held)

    assert asked == Demand("lease", "租赁合同", wrong, STANDARD)
    assert asked.sentence == f"租赁合同：{wrong}。要求：{STANDARD}。"


def test_a_material_that_the_item_does_not_know_is_held_to_the_guide() -> None:
    asked = demands.demand(ITEM, Held("other", "别的", "非必要", "upload"))

    assert asked.standard == "符合办事指南的要求"


def test_owed_is_what_is_missing_or_wrong_and_nothing_else() -> None:
    held = [
        Held("lease", "租赁合同", NEEDED, ""),
        Held("photo", "照片", NEEDED, "upload", Verdict.GOOD),
        Held("letter", "推荐信", "非必要", ""),
        Held("plan", "平面图", "非必要", "upload", Verdict.WRONG, "没有签字"),
    ]

    owed = demands.owed(ITEM, held)

    assert [(one.key, one.wrong) for one in owed] == [("lease", "没有交"), ("plan", "没有签字")]
    refused = NoticeIncomplete(owed)
    assert str(refused) == "补正只能告知一次，还有材料没有列进去，请一并告知。"
    assert refused.fields["lease"] == f"也要一并告知：租赁合同：没有交。要求：{STANDARD}。"
    assert refused.fields.keys() == {"lease", "plan"}


@pytest.mark.parametrize(
    ("form", "way"),
    [
        ({}, Way.ELECTRONIC),
        ({"delivery_way": "只要电子件"}, Way.ELECTRONIC),
        ({"delivery_way": "窗口领取"}, Way.PICKUP),
        ({"delivery_way": "邮寄"}, Way.COURIER),
        ({"delivery_way": "托人带回"}, Way.ELECTRONIC),
        ({"other": "邮寄"}, Way.ELECTRONIC),
    ],
)
def test_the_result_goes_the_way_that_the_form_says(form: dict[str, str], way: Way) -> None:
    assert outputs.way_of(form) is way
