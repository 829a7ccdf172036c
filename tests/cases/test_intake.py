"""At the counter: accept, ask once, supplement, refuse, and what silence means."""

from __future__ import annotations

from datetime import date

import pytest

from tests.cases.circumstances import (
    FOOD,
    PERMIT,
    PICTURE,
    TUESDAY,
    accepted,
    applicant,
    asked,
    audited,
    checked,
    day,
    found,
    submitted,
    told,
    uploaded,
)
from tongban.base.errors import Invalid, Stale
from tongban.cases import queries, rules, services
from tongban.cases.models import CaseDocument
from tongban.cases.rules import State
from tongban.demo.services import stories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample_area")]


def kinds(number: str) -> list[str]:
    papers = CaseDocument.objects.filter(case__number=number).order_by("serial")
    return [paper.kind for paper in papers]


def test_accepting_starts_both_limits_and_the_review() -> None:
    number = checked()

    case = services.accept(actor=stories.staff("clerk"), number=number, now=day(1))

    assert (case.state, case.accepted_on) == (State.ACCEPTED, date(2026, 3, 4))
    assert (case.due_on, case.legal_due_on) == (date(2026, 3, 18), date(2026, 3, 19))
    assert case.next_due_on == case.due_on
    assert (case.waiting_role, case.light) == ("handler", "green")
    assert any("期限10个工作日" in line for line in queries.clock_lines(case))
    assert kinds(number) == ["receipt", "acceptance"]
    assert told(number) == ["cases.submitted", "cases.accepted"]
    assert audited(number)[-1] == "cases.accepted"
    assert audited(number).count("cases.accepted") == 1


def test_what_was_not_looked_at_is_not_accepted() -> None:
    clerk, number = stories.staff("clerk"), submitted()

    with pytest.raises(services.CheckNotFinished):
        services.accept(actor=clerk, number=number, now=TUESDAY)
    assert found(number).state == State.SUBMITTED

    stories.check_all(clerk, found(number), TUESDAY)
    services.accept(actor=clerk, number=number, now=TUESDAY)


def test_a_compulsory_material_found_wrong_keeps_the_case_out() -> None:
    clerk, number = stories.staff("clerk"), checked()
    services.check_material(
        actor=clerk, number=number, material_key=uploaded(number), verdict="wrong",
        remark="看不清", now=TUESDAY,
    )  # fmt: skip

    with pytest.raises(rules.MaterialsMissing):
        services.accept(actor=clerk, number=number, now=TUESDAY)
    with pytest.raises(rules.MaterialsMissing):
        services.precheck(actor=clerk, number=number, now=TUESDAY)


@pytest.mark.parametrize(
    ("verdict", "remark"), [("wrong", " "), ("perhaps", ""), ("wrong", "长" * 501)]
)
def test_a_check_says_what_is_wrong(verdict: str, remark: str) -> None:
    number = submitted()

    with pytest.raises(Invalid):
        services.check_material(
            actor=stories.staff("clerk"), number=number, material_key="m1", verdict=verdict,
            remark=remark, now=TUESDAY,
        )  # fmt: skip


def test_everything_to_be_corrected_is_told_once_and_the_clock_waits() -> None:
    number = asked()

    case = found(number)
    assert (case.state, case.notice_on) == (State.CORRECTION, date(2026, 3, 3))
    assert case.next_due_on == case.correction_due_on == date(2026, 3, 24)
    assert (case.waiting_role, kinds(number)[-1]) == ("", "correction")
    assert told(number)[-1] == audited(number)[-1] == "cases.supplement_asked"
    (stop,) = queries.case(applicant(), number).stops
    assert (stop.kind, stop.until_on, stop.holds) == ("correction", None, True)


def test_a_second_notice_is_declined() -> None:
    clerk, person, number = stories.staff("clerk"), applicant(), asked()
    key = uploaded(number)
    services.bring(
        actor=person, number=number, material_key=key, content=PICTURE, name="b.png", now=day(1)
    )
    services.supplement(actor=person, number=number, now=day(1))

    with pytest.raises(rules.SecondNotice):
        services.ask_supplement(
            actor=clerk, number=number, requests=[services.Request(key, "还是看不清")], now=day(2)
        )
    assert kinds(number).count("correction") == 1


@pytest.mark.parametrize(
    ("requests", "refusal"),
    [
        ([], rules.NothingAsked),
        ([services.Request("m5", "  ")], rules.NothingAsked),
        ([services.Request("m99", "缺")], services.MaterialUnknown),
        ([services.Request("m5", "长" * 501)], services.ground.WordsTooLong),
    ],
    ids=["nothing", "blank", "unknown", "endless"],
)
def test_a_notice_that_says_nothing_is_declined(
    requests: list[services.Request], refusal: type[Exception]
) -> None:
    number = submitted()

    with pytest.raises(refusal):
        services.ask_supplement(
            actor=stories.staff("clerk"), number=number, requests=requests, now=TUESDAY
        )
    assert found(number).state == State.SUBMITTED


def test_a_correction_is_handed_in_when_every_piece_has_come() -> None:
    person, number = applicant(), asked()

    with pytest.raises(Invalid) as refused:
        services.supplement(actor=person, number=number, now=day(1))
    assert list(refused.value.fields) == [uploaded(number)]

    services.bring(
        actor=person, number=number, material_key=uploaded(number), content=PICTURE,
        name="b.png", now=day(1),
    )  # fmt: skip
    services.supplement(actor=person, number=number, now=day(1))
    assert found(number).state == State.SUBMITTED
    assert told(number)[-1] == audited(number)[-1] == "cases.supplemented"


def test_after_a_correction_the_case_is_accepted_since_the_day_it_was_complete() -> None:
    clerk, person, number = stories.staff("clerk"), applicant(), asked()
    services.bring(
        actor=person, number=number, material_key=uploaded(number), content=PICTURE,
        name="b.png", now=day(1),
    )  # fmt: skip

    supplemented = services.supplement(actor=person, number=number, now=day(3))
    assert supplemented.completed_on == date(2026, 3, 6)
    assert supplemented.answer_due_on == supplemented.next_due_on == date(2026, 3, 13)

    stories.check_all(clerk, supplemented, day(7))
    case = services.accept(actor=clerk, number=number, now=day(7))
    assert (case.accepted_on, case.by_silence) == (date(2026, 3, 6), False)
    assert case.due_on == date(2026, 3, 20)
    assert any("补正期间" in line for line in queries.clock_lines(case))


def test_a_piece_taken_back_before_the_correction_is_handed_in_is_missing_again() -> None:
    person, number = applicant(), asked()
    key = uploaded(number)
    services.bring(
        actor=person, number=number, material_key=key, content=PICTURE + b"new", name="b.png",
        now=day(1),
    )  # fmt: skip
    rows = next(m for m in queries.case(person, number).materials if m.key == key).files
    newest = rows.order_by("-id").first()
    assert newest is not None

    services.take_back(
        actor=person, number=number, material_key=key, file_id=newest.pk, reason="传错了",
        now=day(1),
    )  # fmt: skip

    with pytest.raises(Invalid):
        services.supplement(actor=person, number=number, now=day(1))


def test_paper_brought_to_the_counter_counts_from_that_day() -> None:
    clerk, number = stories.staff("clerk"), asked()
    services.bring_paper(actor=clerk, number=number, material_key=uploaded(number), now=day(1))

    case = services.supplement(actor=clerk, number=number, now=day(2))

    assert case.completed_on == date(2026, 3, 4)


def test_a_correction_that_comes_too_late_is_declined_and_the_case_lapses() -> None:
    person, number = applicant(), asked()
    services.bring(
        actor=person, number=number, material_key=uploaded(number), content=PICTURE,
        name="b.png", now=day(1),
    )  # fmt: skip

    with pytest.raises(rules.NotYetLapsed):
        services.lapse(number=number, now=day(21))
    with pytest.raises(rules.CorrectionTooLate):
        services.supplement(actor=person, number=number, now=day(22))
    case = services.lapse(number=number, now=day(22))

    assert (case.state, case.finish_kind) == (State.WITHDRAWN, "5")
    assert case.finish_reason
    assert told(number)[-1] == audited(number)[-1] == "cases.withdrawn"
    (stop,) = queries.case(person, number).stops
    assert stop.until_on == date(2026, 3, 25)


def test_silence_accepts_since_the_day_of_receipt_whatever_is_missing() -> None:
    number = submitted()

    with pytest.raises(rules.NotSilentYet):
        services.accept_silent(number=number, now=day(7))
    case = services.accept_silent(number=number, now=day(8))

    assert (case.state, case.by_silence) == (State.ACCEPTED, True)
    assert case.accepted_on == case.receipt_on == date(2026, 3, 3)
    assert case.due_on == date(2026, 3, 17)
    assert kinds(number)[-1] == "acceptance"


def test_the_system_accepts_nothing_that_is_not_silent_even_if_it_was_checked() -> None:
    number = checked()

    with pytest.raises(rules.NotSilentYet):
        services.accept_silent(number=number, now=TUESDAY)


def test_after_five_days_of_silence_neither_notice_nor_refusal_is_possible() -> None:
    clerk, number = stories.staff("clerk"), submitted()

    with pytest.raises(rules.NoticeTooLate):
        services.ask_supplement(
            actor=clerk, number=number, requests=[services.Request("m5", "缺")], now=day(8)
        )
    with pytest.raises(rules.NoticeTooLate):
        services.refuse(actor=clerk, number=number, reasons=["不属于本机关"], now=day(8))
    assert services.accept(actor=clerk, number=number, now=day(8)).by_silence


def test_a_refusal_has_reasons_and_remedies() -> None:
    clerk, number = stories.staff("clerk"), submitted()

    with pytest.raises(rules.ReasonMissing):
        services.refuse(actor=clerk, number=number, reasons=["", "  "], now=TUESDAY)
    with pytest.raises(services.ground.WordsTooLong):
        services.refuse(actor=clerk, number=number, reasons=["长" * 1_001], now=TUESDAY)
    assert found(number).state == State.SUBMITTED

    case = services.refuse(
        actor=clerk, number=number, reasons=["不属于本机关职权"], competent_office="公安分局",
        now=TUESDAY,
    )  # fmt: skip
    assert (case.state, case.finish_kind) == (State.REFUSED, "1")
    assert (case.concluded_at, case.next_due_on) == (TUESDAY, None)
    paper = CaseDocument.objects.get(case=case, kind="refusal")
    assert paper.facts["competent_office"] == "公安分局"
    assert paper.facts["review_office"]
    assert paper.facts["court"]
    assert told(number)[-1] == audited(number)[-1] == "cases.refused"


def test_a_precheck_is_no_acceptance() -> None:
    clerk, number = stories.staff("clerk"), checked()

    case = services.precheck(actor=clerk, number=number, now=TUESDAY)

    assert (case.state, case.accepted_on, case.due_on) == (State.PRECHECKED, None, None)
    assert case.next_due_on == case.answer_due_on
    assert kinds(number) == ["receipt"]
    services.accept(actor=clerk, number=number, now=TUESDAY)


def test_who_acts_on_an_older_version_is_told_and_overwrites_nothing() -> None:
    clerk, number = stories.staff("clerk"), checked()
    seen = found(number).version
    services.precheck(actor=clerk, number=number, now=TUESDAY, version=seen)
    papers = kinds(number)

    for act in (services.accept, services.precheck):
        with pytest.raises(Stale):
            act(actor=clerk, number=number, now=TUESDAY, version=seen)
    with pytest.raises(Stale):
        services.refuse(actor=clerk, number=number, reasons=["缺"], now=TUESDAY, version=seen)
    with pytest.raises(Stale):
        services.withdraw(actor=applicant(), number=number, reason="", now=TUESDAY, version=seen)

    assert (found(number).state, kinds(number)) == (State.PRECHECKED, papers)


def test_two_offices_of_one_kind_of_paper_never_share_a_number() -> None:
    numbers = [accepted(), accepted(FOOD)]

    papers = CaseDocument.objects.filter(case__number__in=numbers, kind="acceptance")
    assert len(set(papers.values_list("number", flat=True))) == 2
    assert all("受〔2026〕" in paper.number for paper in papers)


def test_an_application_may_be_taken_back_until_it_is_decided() -> None:
    person, number = applicant(), submitted(PERMIT)

    case = services.withdraw(actor=person, number=number, reason=" ", now=day(1))

    assert (case.state, case.finish_kind) == (State.WITHDRAWN, "1")
    assert case.finish_reason == "申请人撤回申请"
    assert told(number)[-1] == audited(number)[-1] == "cases.withdrawn"
    with pytest.raises(rules.StepNotAllowed):
        services.withdraw(actor=person, number=number, reason="", now=day(1))
