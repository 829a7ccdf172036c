"""The one notice says what the guide says; a second one only by a supervisor, and counted."""

from __future__ import annotations

import pytest

from tests.cases.circumstances import (
    PERMIT,
    PICTURE,
    applicant,
    asked,
    audited,
    day,
    found,
    submitted,
)
from tongban.base.errors import Forbidden
from tongban.cases import queries, rules, services
from tongban.cases.models import CaseDocument, SecondNotice
from tongban.cases.rules import State, demands
from tongban.cases.rules.materials import Source
from tongban.cases.services.leaving import Answered
from tongban.demo.services import stories
from tongban.items import queries as items
from tongban.items.models import Item
from tongban.items.rules import guide
from tongban.notices.models import StaffMessage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample_area")]


def corrected() -> str:
    """Asked once, and the correction handed in."""
    number = asked()
    person = applicant()
    row = next(one for one in queries.case(person, number).materials if one.asked)
    services.bring(
        actor=person, number=number, material_key=row.key, content=PICTURE, name="b.png", now=day(1)
    )
    services.supplement(actor=person, number=number, now=day(1))
    return number


def ask_again(number: str) -> None:
    key = next(one.key for one in queries.case(applicant(), number).materials if one.files.all())
    services.ask_supplement(
        actor=stories.staff("clerk"), number=number,
        requests=[services.Request(key, "新照片显示已经搬家，请补新地址的证明")], now=day(2),
    )  # fmt: skip


def permit(number: str, who: str = "supervisor", reason: str = "补正的材料里出现新情况") -> None:
    services.permit_second_notice(
        actor=stories.staff(who), number=number, reason=reason, now=day(2)
    )


def test_guide_page_and_notice_never_differ() -> None:
    """For every material of every item: the same words in the guide and in a demand."""
    seen = 0
    for key in Item.objects.order_by("key").values_list("key", flat=True):
        definition = items.current(key)
        lines = "".join(line.text for line in guide.sections(definition, ())[3].lines)
        for material in definition.materials:
            for source, verdict in (("", ""), (Source.UPLOAD, "wrong")):
                one = demands.Held(
                    material.key, material.name, material.need, source, verdict, "看不清"
                )
                said = demands.demand(definition, one)
                assert said.standard in lines
                assert said.sentence == f"{material.name}：{said.wrong}。要求：{said.standard}。"
                seen += 1
    assert seen > 500


def test_the_paper_says_what_the_self_check_said() -> None:
    person = applicant()
    draft = services.open_draft(actor=person, item_key=PERMIT, now=day(0))
    view = queries.draft(person, draft.pk)
    before = {one.key: one for one in queries.owed(view.case, view.materials)}
    number = submitted()
    row = next(one for one in queries.case(person, number).materials if one.key in before)

    services.ask_supplement(
        actor=stories.staff("clerk"), number=number,
        requests=[services.Request(row.key, demands.MISSING)], now=day(1),
    )  # fmt: skip

    paper = CaseDocument.objects.get(case__number=number, kind="correction").facts
    assert paper["requests"] == [
        {"material": row.name, "wrong": before[row.key].wrong,
         "standard": before[row.key].standard}
    ]  # fmt: skip


def test_what_is_known_to_be_wrong_cannot_be_left_out() -> None:
    clerk, number = stories.staff("clerk"), submitted()
    view = queries.case(clerk, number)
    first, second = [one for one in view.materials if one.source == "upload"][:2]
    services.check_material(
        actor=clerk, number=number, material_key=second.key, verdict="wrong", remark="缺页",
        now=day(0),
    )  # fmt: skip

    with pytest.raises(demands.NoticeIncomplete) as declined:
        services.ask_supplement(
            actor=clerk, number=number, requests=[services.Request(first.key, "看不清")],
            now=day(0),
        )  # fmt: skip

    assert "缺页" in declined.value.fields[second.key]
    assert found(number).state == State.SUBMITTED


def test_a_second_notice_is_refused() -> None:
    number = corrected()

    with pytest.raises(rules.SecondNotice):
        ask_again(number)

    assert queries.second_notices(stories.staff("supervisor")).items == []


def test_a_supervisor_permits_it_with_a_reason_and_it_counts() -> None:
    number = corrected()
    permit(number)

    ask_again(number)

    case = found(number)
    assert (case.state, case.notice_on, case.completed_on) == (
        State.CORRECTION, day(2).date(), None,
    )  # fmt: skip
    (row,) = queries.second_notices(stories.staff("supervisor")).items
    assert (row.case.number, row.used_at, row.used_by_name) == (number, day(2), "窗口样例员")
    assert row.reason == "补正的材料里出现新情况"
    assert queries.second_notices(stories.staff("clerk")).items == []
    with pytest.raises(rules.StepNotAllowed):
        ask_again(number)


def plead(number: str, plea: str = "新照片显示已经搬家") -> SecondNotice:
    key = next(one.key for one in queries.case(applicant(), number).materials if one.files.all())
    return services.ask_leave(
        actor=stories.staff("clerk"), number=number, plea=plea, now=day(2),
        requests=[services.Request(key, "请补新地址的证明", "房产证或者租赁合同")],
    )  # fmt: skip


def decide(number: str, *, allowed: bool, who: str = "supervisor", now: int = 2) -> Answered:
    return services.decide_leave(
        actor=stories.staff(who), number=number, allowed=allowed, reason="看过了", now=day(now)
    )


def test_leave_is_asked_for_and_what_was_typed_goes_out_when_it_is_given() -> None:
    number, watch = corrected(), stories.staff("supervisor")
    with pytest.raises(rules.ReasonMissing):
        plead(number, " ")
    plead(number)
    for again in (plead, permit):
        with pytest.raises(services.LeaveWaits):
            again(number)
    with pytest.raises(rules.SecondNotice):
        ask_again(number)
    with pytest.raises(Forbidden):
        decide(number, allowed=True, who="clerk")
    assert [one.case.number for one in queries.leaves_asked(watch)] == [number]
    assert (queries.leaves_waiting(watch), queries.leaves_waiting(stories.staff("clerk"))) == (1, 0)

    answered = decide(number, allowed=True)

    assert answered.hindered == ""
    (message,) = StaffMessage.objects.filter(template="leave.answered")
    asked = StaffMessage.objects.filter(template="leave.asked")
    assert {one.link for one in asked} == {"/desk/second-notices/"}
    assert (message.account_id, "发给申请人了" in message.body) == (
        stories.staff("clerk").account, True,
    )  # fmt: skip
    assert (answered.notice.used_by_name, answered.notice.decided_by_name) == (
        "窗口样例员", "监察样例员",
    )  # fmt: skip
    case = found(number)
    assert (case.state, case.notice_on) == (State.CORRECTION, day(2).date())
    paper = CaseDocument.objects.filter(case=case, kind="correction").latest("made_at").facts
    assert [(one["wrong"], one["standard"]) for one in paper["requests"]] == [
        ("请补新地址的证明", "房产证或者租赁合同")
    ]
    assert audited(number)[-2:] == ["cases.second_notice_permitted", "cases.supplement_asked"]
    assert queries.leaves_asked(watch) == []
    with pytest.raises(services.LeaveUnasked):
        decide(number, allowed=True)


def test_leave_that_is_declined_counts_and_what_was_typed_is_kept() -> None:
    number, watch = corrected(), stories.staff("supervisor")
    plead(number)

    decide(number, allowed=False)

    assert found(number).state == State.SUBMITTED
    (row,) = queries.second_notices(watch).items
    assert (row.allowed, row.reason, row.used_at) == (False, "看过了", None)
    assert row.requests[0]["wrong"] == "请补新地址的证明"
    assert "没有准许" in StaffMessage.objects.get(template="leave.answered").body
    with pytest.raises(rules.SecondNotice):
        ask_again(number)
    plead(number, "还有一处新情况")
    decide(number, allowed=True)
    assert queries.leaves_counted(watch, since=day(0)) == {"given": 1, "declined": 1, "used": 1}
    assert queries.leaves_counted(stories.staff("clerk"), since=day(0))["given"] == 0


def test_leave_that_comes_too_late_sends_nothing_and_says_why() -> None:
    """After five days of silence nothing can be asked for; the leave stays on record."""
    number = corrected()
    plead(number)

    answered = decide(number, allowed=True, now=20)

    assert "行政许可法第三十二条" in answered.hindered
    assert (answered.notice.allowed, answered.notice.used_at) == (True, None)
    assert found(number).state == State.SUBMITTED


def test_nobody_gives_himself_leave() -> None:
    number = corrected()
    SecondNotice.objects.filter(pk=plead(number).pk).update(
        asked_by=stories.staff("supervisor").account
    )

    with pytest.raises(services.OwnLeave):
        decide(number, allowed=True)


def test_one_permit_is_for_one_notice() -> None:
    number = corrected()
    permit(number)

    with pytest.raises(services.PermitOpen):
        permit(number)
    ask_again(number)
    person = applicant()
    for row in queries.case(person, number).materials:
        if row.asked and row.brought_on is None:
            services.bring(
                actor=person, number=number, material_key=row.key, content=PICTURE, name="c.png",
                now=day(3),
            )  # fmt: skip
    services.supplement(actor=person, number=number, now=day(3))
    with pytest.raises(rules.SecondNotice):
        ask_again(number)


def test_only_a_supervisor_may_permit_and_says_why() -> None:
    number = corrected()

    with pytest.raises(Forbidden):
        permit(number, "clerk")
    with pytest.raises(rules.ReasonMissing):
        permit(number, reason="  ")
    with pytest.raises(services.NoNoticeYet):
        permit(submitted(now=day(1)))
