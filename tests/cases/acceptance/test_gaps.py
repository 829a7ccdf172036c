"""容缺受理: accept now, the rest by a day; nothing granted before, ended once if it fails."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
import time_machine

from tests.cases.acceptance.scenes import LATE, bring_late, gap_accepted, gap_draft, gap_submitted
from tests.cases.circumstances import (
    FOOD,
    TUESDAY,
    applicant,
    asked,
    audited,
    checked,
    day,
    found,
    give,
    told,
    waiting,
)
from tongban.base.errors import Forbidden
from tongban.cases import jobs, queries, rules, services
from tongban.cases.models import BrokenPromise, CaseDocument, Consequence
from tongban.cases.queries import facts
from tongban.cases.rules import State
from tongban.demo.services import stories
from tongban.notices import queries as notices
from tongban.supervision import services as supervision
from tongban.supervision.models import CaseWarning

if TYPE_CHECKING:
    from typing import Any

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample_area")]


def facts_of(number: str, kind: str) -> dict[str, Any]:
    return dict(CaseDocument.objects.get(case__number=number, kind=kind).facts)


def to_last_post(number: str) -> None:
    while (role := waiting(number).role) != "approver":
        give(role, number, "forward")


def lapsed(number: str, on: int = 10) -> None:
    services.lapse_gap(number=number, now=day(on))


def test_a_promised_gap_is_accepted_with_a_day_and_two_papers() -> None:
    number = gap_submitted()

    case = services.accept(actor=stories.staff("clerk"), number=number, now=TUESDAY)

    # Promised for 10 March; two working days before it is Friday, 6 March.
    assert (case.accept_form, case.due_on) == ("gap", date(2026, 3, 10))
    assert case.gap_due_on == date(2026, 3, 6)
    late = queries.case(applicant(FOOD), number).materials
    assert {row.key for row in late if row.late_due_on == case.gap_due_on} == set(LATE)
    notice, promise = facts_of(number, "gapacceptance"), facts_of(number, "gappromise")
    assert notice["gap_due_on"] == "2026-03-06"
    assert "视为撤回申请" in notice["consequence"]
    assert [row["name"] for row in promise["late_materials"]] == [
        "食品安全自查、从业人员健康管理等制度",
        "食品安全管理人员信息及健康证明",
    ]
    assert promise["signed_way"] == "本人登录后在线签署"


def test_without_a_promise_nothing_is_accepted_with_a_gap() -> None:
    number = gap_submitted(signed=False)

    with pytest.raises(rules.GapNotPromised, match="健康管理等制度"):
        services.accept(actor=stories.staff("clerk"), number=number, now=TUESDAY)

    assert found(number).state == State.SUBMITTED
    services.promise_gap(actor=stories.staff("clerk"), number=number, now=TUESDAY)
    case = services.accept(actor=stories.staff("clerk"), number=number, now=TUESDAY)
    assert case.accept_form == "gap"
    assert facts_of(number, "gappromise")["signed_way"] == "在窗口签署纸质承诺书"


@pytest.mark.parametrize("chosen", [date(2026, 3, 3), date(2026, 3, 7), date(2026, 3, 31)])
def test_a_day_outside_the_limits_is_declined(chosen: date) -> None:
    number = gap_submitted()

    with pytest.raises(rules.GapDayWrong) as declined:
        services.accept(actor=stories.staff("clerk"), number=number, gap_due_on=chosen, now=TUESDAY)

    assert "2026年3月6日" in declined.value.fields["gap_due_on"]
    assert found(number).state == State.SUBMITTED


def test_the_margin_is_a_setting(settings: Any) -> None:
    settings.TONGBAN = settings.TONGBAN.model_copy(update={"gap_margin_days": 5})
    number = gap_submitted()

    with pytest.raises(rules.GapNotPossible, match="短5个工作日"):
        services.accept(actor=stories.staff("clerk"), number=number, now=TUESDAY)


def test_nothing_is_granted_before_the_gap_is_filled() -> None:
    number = gap_accepted()
    to_last_post(number)

    with pytest.raises(rules.GapOpen, match="补齐以前不能准予"):
        give("approver", number, "grant")
    bring_late(number, "m4")
    with pytest.raises(rules.GapOpen, match="健康证明"):
        give("approver", number, "grant")
    bring_late(number, "m5")

    assert found(number).gap_due_on is None
    assert give("approver", number, "grant").state == State.GRANTED


def test_nothing_is_handed_out_while_a_promised_material_is_wrong() -> None:
    number = gap_accepted()
    to_last_post(number)
    bring_late(number)
    give("approver", number, "grant")
    row = queries.case(applicant(FOOD), number).materials[3]
    row.verdict = "wrong"
    row.save(update_fields=["verdict"])

    with pytest.raises(rules.GapOpen):
        services.carry_out(number=number, now=TUESDAY)

    assert found(number).state == State.GRANTED


def test_a_late_material_found_wrong_is_owed_again() -> None:
    number = gap_accepted()
    bring_late(number)

    services.check_material(
        actor=stories.staff("handler"), number=number, material_key="m4", verdict="wrong",
        remark="没有处置方案", now=TUESDAY,
    )  # fmt: skip

    assert found(number).gap_due_on == date(2026, 3, 6)
    with pytest.raises(Forbidden):
        services.check_material(
            actor=stories.staff("licensing"), number=number, material_key="m4", verdict="good",
            now=TUESDAY,
        )  # fmt: skip


def test_what_does_not_come_ends_the_case_once_and_is_told() -> None:
    number = gap_accepted()

    with pytest.raises(rules.GapNotLapsed):
        services.lapse_gap(number=number, now=day(3))  # the day itself still counts
    services.lapse_gap(number=number, now=day(4))
    with pytest.raises(rules.StepNotAllowed):
        services.lapse_gap(number=number, now=day(5))

    case = found(number)
    assert (case.state, case.finish_kind) == (State.WITHDRAWN, "5")
    assert "视为撤回申请" in case.finish_reason
    assert told(number).count("cases.gap_lapsed") == 1
    assert audited(number).count("cases.gap_lapsed") == 1
    assert BrokenPromise.objects.filter(case__number=number).count() == 1


def test_the_sweep_ends_it_and_the_applicant_has_a_message() -> None:
    number = gap_accepted()

    for on in (4, 4, 5):
        with time_machine.travel(day(on), tick=False):
            services.sweep(now=day(on))
    jobs._tell("case.gap_lapsed", number, 1)

    assert found(number).state == State.WITHDRAWN
    assert told(number).count("cases.gap_lapsed") == 1
    messages = notices.inbox(applicant(FOOD)).items
    assert any("容缺材料逾期" in one.title for one in messages)


def test_the_applicant_is_reminded_once_before_the_day_and_the_office_on_it() -> None:
    number = gap_accepted()
    for on in (0, 1, 1, 2):  # accepted on Tuesday, due on Friday
        with time_machine.travel(day(on), tick=False):
            services.sweep(now=day(on))
            supervision.sweep(now=day(on))
        expected = ["gap.near"] if on else []
        assert kinds(number) == expected
    for _ in range(2):
        jobs.remind(number=number, kind="gap", due_on="2026-03-06")
    assert warned(number) == []
    with time_machine.travel(day(3), tick=False):
        supervision.sweep(now=day(3))
        supervision.sweep(now=day(3))

    messages = [one for one in notices.inbox(applicant(FOOD)).items if "补交材料" in one.title]
    assert len(messages) == 1
    assert "请在2026年3月6日前补交材料" in messages[0].title
    assert "食品安全管理人员信息及健康证明" in messages[0].body
    assert warned(number) == ["L9"]
    assert found(number).light == "yellow"


def test_who_brought_everything_is_not_reminded() -> None:
    number = gap_accepted()
    bring_late(number, "m4")
    assert queries.still_owed(number, "gap", "2026-03-06") == {
        "owed": "食品安全管理人员信息及健康证明", "day": "2026年3月6日",
    }  # fmt: skip
    bring_late(number, "m5")

    with time_machine.travel(day(2), tick=False):
        services.sweep(now=day(2))

    assert queries.still_owed(number, "gap", "2026-03-06") is None
    assert "gap.near" not in kinds(number)


def test_who_was_asked_for_a_correction_is_reminded_of_what_he_still_owes() -> None:
    number = asked()
    due = found(number).correction_due_on
    assert due is not None

    (row,) = [one for one in queries.case(applicant(), number).materials if one.asked]

    owed = queries.still_owed(number, "correction", due.isoformat())

    assert owed == {"owed": row.name, "day": "2026年3月24日"}
    assert queries.still_owed(number, "correction", "2026-03-25") is None


def kinds(number: str) -> list[str]:
    rows = Consequence.objects.filter(case=found(number), kind__startswith="gap.")
    return list(rows.order_by("id").values_list("kind", flat=True))


def warned(number: str) -> list[str]:
    rows = CaseWarning.objects.filter(case_number=number, rule="L9")
    return list(rows.order_by("id").values_list("rule", flat=True))


def test_what_came_in_time_is_left_alone_by_the_sweep() -> None:
    number = gap_accepted()
    bring_late(number)

    with time_machine.travel(day(6), tick=False):
        services.sweep(now=day(6))

    assert found(number).state == State.ACCEPTED


def test_a_broken_promise_bars_the_next_until_it_is_repaired() -> None:
    lapsed(gap_accepted())
    draft = gap_draft(day(11))
    firm, approver = applicant(FOOD), stories.staff("approver")

    with pytest.raises(rules.PromiseBarred, match="可以按普通方式办理"):
        services.promise_gap(actor=firm, draft_id=draft, now=day(11))
    broken = queries.bar(firm.principal)
    assert broken is not None
    with pytest.raises(services.BrokenPromiseUnknown):
        services.repair_promise(
            actor=stories.staff("clerk"), broken_id=broken.pk, words="已补", now=day(11)
        )
    with pytest.raises(rules.ReasonMissing):
        services.repair_promise(actor=approver, broken_id=broken.pk, words=" ", now=day(11))
    services.repair_promise(actor=approver, broken_id=broken.pk, words="已经补齐", now=day(11))
    services.promise_gap(actor=firm, draft_id=draft, now=day(12))

    assert queries.bar(firm.principal) is None


def test_a_promise_given_before_the_breach_does_not_help_after_it() -> None:
    number = gap_submitted()
    lapsed(gap_accepted())

    with pytest.raises(rules.PromiseBarred):
        services.accept(actor=stories.staff("clerk"), number=number, now=day(4))


def test_a_complete_case_is_no_gap() -> None:
    number = checked(FOOD)

    case = services.accept(actor=stories.staff("clerk"), number=number, now=TUESDAY)

    assert (case.accept_form, case.gap_due_on) == ("normal", None)
    with pytest.raises(rules.StepNotAllowed):
        services.promise_gap(actor=applicant(FOOD), number=number, now=TUESDAY)


def test_silence_asks_for_nothing_later() -> None:
    firm, draft = applicant(FOOD), gap_draft()
    number = str(services.submit(actor=firm, draft_id=draft, now=TUESDAY).number)

    case = services.accept_silent(number=number, now=day(8))

    assert (case.by_silence, case.accept_form, case.gap_due_on) == (True, "normal", None)
    assert facts_of(number, "acceptance")["late_materials"] == []


def test_a_case_that_waits_for_a_correction_takes_no_promise() -> None:
    number = asked(FOOD)

    with pytest.raises(rules.StepNotAllowed):
        services.promise_gap(actor=applicant(FOOD), number=number, now=TUESDAY)


def test_a_file_taken_back_opens_the_gap_again() -> None:
    number = gap_accepted()
    bring_late(number)
    row = next(m for m in queries.case(applicant(FOOD), number).materials if m.key == "m4")

    services.take_back(
        actor=applicant(FOOD), number=number, material_key="m4",
        file_id=row.files.get().pk, reason="传错了", now=TUESDAY,
    )  # fmt: skip

    assert found(number).gap_due_on == date(2026, 3, 6)


def test_papers_are_printed() -> None:
    number = gap_accepted()

    for paper in CaseDocument.objects.filter(case__number=number).order_by("serial"):
        content, _ = services.open_document(
            actor=applicant(FOOD), number=number, document_id=paper.pk, now=TUESDAY
        )
        assert content.startswith(b"%PDF")


def test_the_policy_is_that_of_the_node() -> None:
    assert facts.gap_policy() == rules.GapPolicy(margin=2, at_most=20)
