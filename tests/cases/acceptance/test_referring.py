"""转报 between levels, pre-check told to the applicant, and withdrawal before and after."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from tests.cases.circumstances import (
    LAWYER,
    PERMIT,
    accepted,
    applicant,
    at_last_post,
    concluded,
    day,
    found,
    give,
    submitted,
    told,
)
from tongban.base.errors import Forbidden
from tongban.cases import jobs, queries, rules, services
from tongban.cases.models import CaseDocument
from tongban.cases.rules import State
from tongban.demo.services import stories
from tongban.notices import queries as notices

if TYPE_CHECKING:
    from tongban.cases.models import Case

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample_area")]
OPINION = "材料齐全，初审同意，报请审批"


def refer(number: str, who: str = "approver", opinion: str = OPINION) -> Case:
    return services.refer_up(actor=stories.staff(who), number=number, opinion=opinion, now=day(2))


def test_the_upper_office_goes_on_with_everything_and_its_own_clock() -> None:
    number = at_last_post(LAWYER)
    lower = found(number)

    above = refer(number)

    below = found(number)
    assert (below.state, below.finish_kind, below.finish_reason) == (
        State.CONCLUDED, rules.FinishKind.REFERRED_UP, OPINION,
    )  # fmt: skip
    assert (above.unit, above.continues_id, above.state) == ("jus_prov", below.pk, State.ACCEPTED)
    assert above.number != number
    assert (above.form, above.answers) == (lower.form, lower.answers)
    assert above.accepted_on == date(2026, 3, 5)
    assert above.due_on == date(2026, 3, 16)  # seven working days of its own
    copied = queries.case(applicant(LAWYER), str(above.number))
    first = queries.case(applicant(LAWYER), number)
    assert [one.key for one in copied.materials] == [one.key for one in first.materials]
    assert [f.digest for m in copied.materials for f in m.files.all()] == [
        f.digest for m in first.materials for f in m.files.all()
    ]
    assert told(number)[-1] == "cases.referred"


def test_the_upper_office_reads_what_was_said_below_and_the_applicant_sees_both() -> None:
    above = refer(at_last_post(LAWYER))

    found_below = queries.below(above)
    assert found_below is not None
    below, steps = found_below
    assert OPINION in [step.words for step in steps]
    assert queries.above(below) == above
    mine = {case.number for case in queries.my_cases(applicant(LAWYER)).items}
    assert {below.number, above.number} <= mine
    handler = queries.case(stories.staff("handler"), str(above.number))
    assert handler.waiting[0].role == "handler"
    kinds = CaseDocument.objects.filter(case=below).values_list("kind", flat=True)
    assert "referral" in kinds


def test_the_upper_office_decides_it() -> None:
    number = str(refer(at_last_post(LAWYER)).number)
    for who in ("handler", "reviewer"):
        give(who, number, "forward", now=day(3))

    assert give("approver", number, "grant", now=day(3)).state == State.GRANTED


def test_the_lower_office_examines_twenty_days_and_decides_nothing() -> None:
    number = at_last_post(LAWYER)

    assert found(number).due_on == date(2026, 3, 31)  # 行政许可法 第四十三条
    with pytest.raises(rules.UpperDecides):
        give("approver", number, "grant")
    with pytest.raises(rules.UpperDecides):
        give("approver", number, "deny")


def test_it_is_referred_after_the_examination_by_who_leads_and_with_an_opinion() -> None:
    with pytest.raises(rules.NotExamined):
        refer(accepted(LAWYER))
    number = at_last_post(LAWYER)

    with pytest.raises(Forbidden):
        refer(number, "handler")
    with pytest.raises(rules.ReasonMissing):
        refer(number, opinion=" ")
    refer(number)
    with pytest.raises(rules.StepNotAllowed):
        refer(number)


def test_an_item_decided_here_is_not_referred() -> None:
    with pytest.raises(rules.NotReferred):
        refer(at_last_post(PERMIT))


def test_the_pre_check_is_told_with_what_comes_next() -> None:
    number = submitted()
    stories.check_all(stories.staff("clerk"), found(number), day(0))

    services.precheck(actor=stories.staff("clerk"), number=number, now=day(1))
    jobs._tell("case.prechecked", number, 1)

    assert told(number)[-1] == "cases.prechecked"
    message = notices.inbox(applicant()).items[0]
    assert "预审通过" in message.title
    assert "这还不是受理" in message.body


def test_after_the_decision_a_withdrawal_is_refused_clearly() -> None:
    number = concluded()

    with pytest.raises(rules.AlreadyDecided, match="已经作出决定，不能撤回申请"):
        services.withdraw(actor=applicant(), number=number, reason="不办了", now=day(5))

    assert found(number).state == State.CONCLUDED


def test_before_the_decision_it_ends_the_case() -> None:
    number = at_last_post()

    case = services.withdraw(actor=applicant(), number=number, reason="", now=day(5))

    assert (case.state, case.finish_reason) == (State.WITHDRAWN, "申请人撤回申请")
