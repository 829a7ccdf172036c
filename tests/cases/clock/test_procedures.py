"""Special procedures: their own limits, what must prove their end, and one that lasts too long."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from tests.cases.circumstances import (
    FOOD,
    PROOF,
    TUESDAY,
    accepted,
    applicant,
    audited,
    day,
    found,
    told,
)
from tongban.base.errors import Forbidden, Invalid
from tongban.cases import queries, rules, services
from tongban.cases.models import CaseDocument, ClockStop
from tongban.cases.queries import special
from tongban.cases.rules import State
from tongban.demo.services import stories
from tongban.notices import queries as notices

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample_area")]
KINDS = ["听证", "检验", "检测", "检疫", "鉴定", "专家评审"]


def begin(number: str, name: str, **more: object) -> ClockStop:
    services.suspend(
        actor=stories.staff("handler"), number=number, name=name, reason="需要", now=TUESDAY,
        **more,  # type: ignore[arg-type]
    )  # fmt: skip
    return ClockStop.objects.get(case=found(number), until_on=None)


@pytest.mark.parametrize("name", KINDS)
def test_each_kind_of_the_law_holds_the_clock_and_ends_with_its_paper_only(name: str) -> None:
    number = accepted()

    stop = begin(number, name)

    assert stop.holds
    assert "第四十五条" in stop.legal_basis
    assert CaseDocument.objects.get(case=found(number), kind="suspension").facts["stops_clock"]
    with pytest.raises(rules.EvidenceMissing) as refused:
        services.resume(actor=stories.staff("handler"), number=number, now=day(1))
    assert special.procedure(name).evidence in refused.value.detail
    assert found(number).state == State.SUSPENDED
    services.resume(
        actor=stories.staff("handler"), number=number, finding="符合", now=day(1), **PROOF
    )
    stop.refresh_from_db()
    assert (stop.until_on, stop.finding) == (date(2026, 3, 4), "符合")
    assert stop.evidence_name == PROOF["evidence_name"]


def test_a_hearing_has_twenty_working_days_and_is_announced_with_its_last_day() -> None:
    number = accepted()

    stop = begin(number, "听证")

    assert stop.ends_by == date(2026, 3, 31)
    assert found(number).next_due_on == date(2026, 3, 31)
    paper = CaseDocument.objects.get(case=found(number), kind="suspension")
    assert paper.facts["time_needed"] == "最晚到2026年3月31日"


def test_an_announced_end_beyond_the_procedures_own_limit_is_declined() -> None:
    number = accepted()

    with pytest.raises(rules.LongerThanAllowed) as refused:
        begin(number, "听证", until_on=date(2026, 4, 1))

    assert "20个工作日" in (refused.value.fields or {})["until_on"]
    assert found(number).state == State.ACCEPTED
    assert begin(number, "听证", until_on=date(2026, 3, 31)).ends_by == date(2026, 3, 31)


def test_a_public_notice_holds_the_clock_only_with_a_law_that_says_so() -> None:
    without, with_law = accepted(FOOD), accepted(FOOD)

    assert not begin(without, "公示").holds
    assert begin(with_law, "公示", legal_basis="《样例条例》第八条").holds


@pytest.mark.parametrize(
    ("name", "title", "said"),
    [("鉴定", "办理期限暂停", "从今天起暂停"), ("公示", "需要公示", "办理期限不暂停")],
)
def test_the_applicant_is_told_whether_the_clock_stands_still(
    name: str, title: str, said: str, run_jobs: Callable[[], list[str]]
) -> None:
    number = accepted()
    run_jobs()

    begin(number, name)
    run_jobs()

    message = notices.inbox(applicant()).items[0]
    assert message.title.startswith(title)
    assert said in message.body


def test_a_procedure_that_outlasts_its_limit_is_named_and_the_clock_runs_on() -> None:
    number, due = accepted(), found(accepted()).due_on
    begin(number, "公示", legal_basis="《样例条例》第八条", until_on=date(2026, 3, 11))
    services.sweep(now=day(1))
    assert queries.case(applicant(), number).is_held

    assert services.sweep(now=day(9)) == 1  # 12 March

    case = found(number)
    assert ("cases.deadline_passed" in audited(number), case.state) == (True, State.SUSPENDED)
    assert not queries.case(applicant(), number).is_held
    assert case.due_on is not None
    assert due is not None
    assert case.due_on == date(2026, 3, 25)  # six working days later
    lines = queries.case(applicant(), number).lines
    assert any("超过程序本身的期限，之后继续计时" in line for line in lines)
    assert services.sweep(now=day(9)) == 0


def test_one_of_the_law_that_outlasts_its_limit_is_told_and_stays_held() -> None:
    number = accepted()
    begin(number, "鉴定", until_on=date(2026, 3, 11))

    services.sweep(now=day(9))
    services.sweep(now=day(9))

    assert queries.case(applicant(), number).is_held
    passed = [name for name in told(number) if name == "cases.deadline_passed"]
    assert passed == ["cases.deadline_passed"]
    found_ = [d for d in queries.deadlines(found(number), today=date(2026, 3, 12))
              if d.kind == "stop"]  # fmt: skip
    assert [(d.title, d.light) for d in found_] == [("特别程序：鉴定", "red")]


def test_the_paper_that_ended_it_is_for_staff_and_each_look_is_written_down() -> None:
    number = accepted()
    stop = begin(number, "鉴定")
    services.resume(actor=stories.staff("handler"), number=number, now=day(1), **PROOF)

    content, name = services.open_evidence(
        actor=stories.staff("approver"), number=number, stop=stop.pk, now=day(1)
    )

    assert (content, name) == (PROOF["evidence"], PROOF["evidence_name"])
    assert audited(number)[-1] == "cases.evidence_opened"
    with pytest.raises(Forbidden):
        services.open_evidence(actor=applicant(), number=number, stop=stop.pk, now=day(1))
    with pytest.raises(services.CaseUnknown):
        services.open_evidence(
            actor=stories.staff("approver"), number=number, stop=stop.pk + 1, now=day(1)
        )


def test_a_file_that_may_not_be_kept_ends_nothing() -> None:
    number = accepted()
    begin(number, "鉴定")

    with pytest.raises(Invalid):
        services.resume(
            actor=stories.staff("handler"), number=number, evidence=b"MZ\x90", now=day(1),
            evidence_name="意见.exe",
        )  # fmt: skip

    assert found(number).state == State.SUSPENDED


def test_a_node_may_bring_a_table_of_its_own_and_a_wrong_one_is_named(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.yaml", tmp_path / "bad.yaml"
    good.write_text("公示:\n  legal_basis: 《样例条例》\n  most: {value: 7, unit: 日}\n")
    bad.write_text("公示:\n  most: {value: 7, unit: 周}\n")

    kinds = special.read(good)

    assert kinds["公示"].most == rules.Limit(7, rules.Unit.DAYS)
    with pytest.raises(special.ProceduresUnreadable, match="公示"):
        special.read(bad)
