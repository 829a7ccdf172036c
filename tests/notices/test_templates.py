from __future__ import annotations

import pytest

from tongban.notices import rules
from tongban.notices.services.templates import STAFF, TemplateUnknown, template, templates

ASKED = {
    "case.submitted": {"item", "number"},
    "case.accepted": {"item", "number", "due_on"},
    "case.supplement": {"item", "number"},
    "case.supplemented": {"item", "number"},
    "case.refused": {"item", "number", "reason"},
    "case.granted": {"item", "number"},
    "case.denied": {"item", "number"},
    "licence.issued": {"licence"},
    "licence.revoked": {"licence", "reason"},
    "licence.replaced": {"licence", "step", "day", "reason"},
    "licence.suspended": {"licence", "day", "reason"},
    "licence.resumed": {"licence", "day", "reason"},
    "bundle.submitted": {"event", "number", "all"},
    "bundle.accepted": {"event", "number", "due_on"},
    "bundle.correction": {"event", "number"},
    "bundle.supplemented": {"event", "number"},
    "bundle.concluded": {"event", "number", "all", "done"},
    "licence.checked": {"licence", "step", "day", "reason"},
    "licence.expired": {"licence", "day", "reason"},
    "licence.objection_answered": {"licence", "outcome", "answer"},
    "licence.used": {"licence", "user", "purpose", "basis"},
    "consent.given": {"licence", "giver", "purpose"},
    "consent.revoked": {"licence", "giver", "purpose"},
    "objection.made": {"unit", "due_on"},
    "objection.answered": {"unit", "outcome", "answer"},
    "case.concluded.rate": {"item", "number"},
    "case.suspended": {"item", "number", "reason"},
    "case.procedure": {"due_on", "item", "number", "procedure", "reason"},
    "case.resumed": {"item", "number", "due_on"},
    "case.extended": {"due_on", "item", "number"},
    "case.moved": {"item", "moved", "number"},
    "case.prechecked": {"item", "number"},
    "case.gap_near": {"day", "item", "number", "owed"},
    "case.correction_near": {"day", "item", "number", "owed"},
    "case.gap_lapsed": {"item", "number", "reason"},
    "case.referred": {"item", "number"},
    "case.correction_ordered": {"item", "number"},
    "case.correction_settled": {"item", "number"},
    "case.promise_revoked": {"item", "number"},
    "complaint.answered": {"item", "kind", "serial"},
    "delivery.ready": {"address", "hall", "hours", "items", "until"},
    "delivery.remind": {"address", "hall", "hours", "items", "until"},
    "delivery.last_call": {"address", "hall", "hours", "items", "until"},
    "delivery.returned": {"hall", "items", "why"},
    "delivery.parcel_lost": {"hall", "items", "why"},
    "agent.consent_given": {"scope", "until", "worker"},
    "agent.consent_code": {"code", "scope", "until", "worker"},
    "rating.revisit": {"item", "number"},
}
FACTS = {
    "event": "开办餐饮店“一件事”",
    "all": "5",
    "done": "4",
    "item": "食品经营许可",
    "number": "230102261120000001",
    "due_on": "2026年12月11日（周五）",
    "reason": "经营场所不在本区",
    "licence": "食品经营许可证",
    "step": "换发",
    "day": "2026年3月13日",
    "user": "样例银行股份有限公司样例支行",
    "giver": "样*民",
    "purpose": "核验贷款申请人身份",
    "basis": "凭持证人授权",
    "unit": "样例市公安局",
    "outcome": "已更正",
    "answer": "住所已经按登记档案改正",
    "items": "决定书、食品经营许可证",
    "worker": "网格样例员",
    "until": "2026年3月13日",
    "procedure": "现场核查",
    "why": "没有人签收",
    "scope": "食品经营许可",
    "address": "样例区示范路1号",
    "hours": "工作日9:00—17:00",
    "hall": "道里区政务服务中心",
    "code": "482913",
    "owed": "从业人员健康证明",
    "kind": "投诉",
    "serial": "TS2026000001",
    "moved": "承诺时限改为2026年3月13日",
}


def test_the_facts_that_callers_must_give_do_not_change_unseen() -> None:
    found = {key: set(words.placeholders()) for key, words in templates().items()}

    assert found == ASKED


@pytest.mark.parametrize("key", ASKED)
def test_a_short_message_fits_into_one_sms_and_names_nothing_personal(key: str) -> None:
    words = template(key)
    text = rules.render(words, FACTS)

    assert len(text.sms) <= 70
    assert "{item}" not in words.sms
    assert "{reason}" not in words.sms
    assert "{licence}" not in words.sms


def test_an_unknown_template_is_a_fault_of_the_caller() -> None:
    with pytest.raises(TemplateUnknown):
        template("case.unknown")


def test_staff_are_told_numbers_items_posts_and_days_and_nothing_of_a_person() -> None:
    found = templates(STAFF)
    asked = {name for words in found.values() for name in words.placeholders()}

    assert asked == {
        "number", "item", "task", "day", "count", "cases", "what", "moved", "days", "post", "unit",
        "since", "until", "items", "light", "rule", "due", "order",
        "answer", "before", "after", "tasks", "title", "units", "last", "reason",
    }  # fmt: skip
    assert not [key for key, words in found.items() if words.sms or not words.body]
    assert found.keys().isdisjoint(templates())
