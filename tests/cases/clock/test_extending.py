"""Extending a limit: once, asked by one, approved by another, told in writing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from tests.cases.circumstances import (
    CARD,
    PERMIT,
    TUESDAY,
    accepted,
    applicant,
    at_last_post,
    audited,
    checked,
    day,
    found,
    give,
    told,
)
from tongban.base.errors import Forbidden
from tongban.cases import queries, rules, services
from tongban.cases.models import CaseDocument, CaseExtension, CaseTask, ClockChange
from tongban.cases.services.extending import NothingAsked
from tongban.demo.services import stories
from tongban.notices import queries as notices

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample_area")]


def ask(number: str, who: str = "handler", **more: object) -> None:
    given: dict[str, object] = {"reason": "需要补充核查", "now": day(1)} | more
    services.ask_extension(actor=stories.staff(who), number=number, **given)  # type: ignore[arg-type]


def approve(number: str, who: str = "approver", **more: object) -> None:
    given: dict[str, object] = {"now": day(2)} | more
    services.extend(actor=stories.staff(who), number=number, **given)  # type: ignore[arg-type]


def test_an_approved_extension_moves_both_limits_by_ten_working_days() -> None:
    number = accepted()
    case = found(number)
    assert (case.due_on, case.legal_due_on) == (date(2026, 3, 17), date(2026, 3, 18))

    ask(number)
    assert found(number).due_on == date(2026, 3, 17)
    waiting = CaseTask.objects.filter(case=case, closed_at=None, role="approver")
    assert [task.title for task in waiting] == ["批准延长期限"]
    approve(number)
    assert not waiting.all().exists()

    case = found(number)
    assert (case.due_on, case.legal_due_on) == (date(2026, 3, 31), date(2026, 4, 1))
    paper = CaseDocument.objects.get(case=case, kind="extension").facts
    assert (paper["former_due_on"], paper["due_on"]) == ("2026-03-17", "2026-03-31")
    assert (paper["reason"], paper["approver"]) == ("需要补充核查", stories.staff("approver").name)
    assert paper["extended_by"] == "10个工作日"
    assert audited(number)[-2:] == ["cases.extension_asked", "cases.extended"]
    assert told(number)[-1] == "cases.extended"
    change = ClockChange.objects.get(case=case)
    assert (change.cause, change.moved) == ("extension", True)
    assert change.before["days"]["due_on"] == "2026-03-17"
    assert any("延长10个工作日" in line for line in queries.case(applicant(), number).lines)


def test_the_applicant_is_told_of_the_new_day(run_jobs: Callable[[], list[str]]) -> None:
    number = accepted()
    run_jobs()
    before = notices.unread(applicant())
    ask(number)
    approve(number)

    run_jobs()

    assert notices.unread(applicant()) == before + 1


def test_whoever_asked_cannot_approve_and_nobody_else_than_the_head_can() -> None:
    number = accepted()
    ask(number, "approver")

    with pytest.raises(rules.SamePerson):
        approve(number)
    for other in ("handler", "clerk", "supervisor"):
        with pytest.raises(Forbidden):
            approve(number, other)
    assert found(number).due_on == date(2026, 3, 17)
    with pytest.raises(Forbidden):
        ask(accepted(), "clerk")


def test_it_is_asked_for_once_and_extended_once() -> None:
    number = accepted()
    ask(number)
    with pytest.raises(rules.ExtendedAlready):
        ask(number)
    approve(number)

    with pytest.raises(rules.ExtendedAlready):
        ask(number, now=day(3))
    with pytest.raises(NothingAsked):
        approve(number)
    again = CaseExtension(
        case=found(number), days=10, reason="又", asked_at=TUESDAY, approved=True,
        decided_at=TUESDAY, decided_by=1,
    )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save()


def test_a_declined_one_moves_nothing_and_may_be_asked_for_again() -> None:
    number = accepted()
    ask(number)

    services.keep_limit(
        actor=stories.staff("approver"), number=number, words="理由不足", now=day(1)
    )

    assert found(number).due_on == date(2026, 3, 17)
    assert CaseExtension.objects.get(case=found(number)).words == "理由不足"
    ask(number, now=day(2))
    approve(number, now=day(2))
    assert found(number).due_on == date(2026, 3, 31)


def test_after_the_limit_has_passed_nothing_is_extended() -> None:
    number, late = accepted(), accepted()
    ask(late, now=day(15))  # the last day, 18 March

    with pytest.raises(rules.ExtensionTooLate):
        ask(number, now=day(16))
    with pytest.raises(rules.ExtensionTooLate):
        approve(late, now=day(16))
    approve(late, now=day(15))
    assert found(late).legal_due_on == date(2026, 4, 1)


def test_what_is_not_accepted_suspended_or_decided_on_the_spot_is_not_extended() -> None:
    waiting, spot, held = checked(), accepted(CARD), accepted(PERMIT)
    services.suspend(
        actor=stories.staff("handler"), number=held, name="鉴定", reason="鉴定", now=TUESDAY
    )

    for number in (waiting, held):
        with pytest.raises((rules.StepNotAllowed, Forbidden)):
            ask(number)
    actor = stories.staff("approver" if spot else "")
    with pytest.raises((rules.NotExtendable, Forbidden)):
        services.ask_extension(actor=actor, number=spot, reason="慢", now=TUESDAY)


def test_what_was_asked_stays_with_the_head_while_the_case_goes_from_post_to_post() -> None:
    number = accepted()
    ask(number)
    give("handler", number, "forward")

    waiting = CaseTask.objects.open().filter(case=found(number), key="extension")
    assert [task.title for task in waiting] == ["批准延长期限"]
    approve(number)

    assert not waiting.all().exists()
    assert found(number).due_on == date(2026, 3, 31)


@pytest.mark.parametrize("end", ["grant", "withdraw"])
def test_what_nobody_has_approved_when_the_review_ends_is_not_needed_any_more(end: str) -> None:
    number = at_last_post()
    ask(number)

    if end == "grant":
        give("approver", number, "grant")
    else:
        services.withdraw(actor=applicant(), number=number, reason="", now=TUESDAY)

    asked_ = CaseExtension.objects.get(case=found(number))
    assert (asked_.approved, asked_.words) == (False, "办件已经往下走，这个延长申请不用再批。")
    assert not CaseTask.objects.open().filter(case=found(number)).exists()
    with pytest.raises((NothingAsked, Forbidden, rules.StepNotAllowed)):
        approve(number)


def test_an_extension_survives_a_stop_after_it() -> None:
    number = accepted()
    ask(number)
    approve(number)
    handler = stories.staff("handler")
    services.suspend(actor=handler, number=number, name="鉴定", reason="鉴定", now=day(2))

    services.resume(
        actor=handler, number=number, now=day(7), evidence=stories.PICTURE, evidence_name="a.png"
    )

    assert found(number).due_on == date(2026, 4, 3)  # three working days later than 31 March
    assert give("handler", number, "forward", now=day(7)).due_on == date(2026, 4, 3)
