"""Under review and after: opinions, special procedures, the decision and what it brings about."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from tests.cases.circumstances import (
    CARD,
    FACES,
    FOOD,
    PERMIT,
    PROOF,
    TUESDAY,
    accepted,
    applicant,
    at_last_post,
    audited,
    checked,
    concluded,
    day,
    found,
    give,
    granted,
    told,
    uploaded,
    waiting,
)
from tongban.base.errors import Forbidden, Invalid, Stale
from tongban.base.models import AuditEntry
from tongban.cases import queries, rules, services
from tongban.cases.models import CaseDocument, CaseStep
from tongban.cases.rules import State
from tongban.demo.services import stories
from tongban.licences import queries as held
from tongban.licences.models import Licence
from tongban.notices import queries as notices
from tongban.processes.models import Run

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample_area")]


def test_opinions_go_from_post_to_post_and_stay_in_the_trail() -> None:
    number = accepted(FOOD)

    give("handler", number, "forward", opinion="现场符合要求")
    give("reviewer", number, "back", opinion="请补充意见")
    give("handler", number, "forward")
    give("reviewer", number, "forward")

    case = found(number)
    assert (case.state, case.waiting_role) == (State.EXAMINING, "approver")
    steps = CaseStep.objects.filter(case=case, step="forward").order_by("id")
    assert [step.outcome for step in steps] == ["forward", "back", "forward", "forward"]
    assert steps[0].words == "现场符合要求"
    assert [step.actor_post for step in steps][:2] == ["mkt/handler", "mkt/reviewer"]
    assert audited(number).count("cases.opinion_given") == 4
    assert told(number)[-1] == "cases.accepted"


@pytest.mark.parametrize("opinion", ["", "  ", "长" * 2_001])
def test_an_opinion_says_something_and_not_everything(opinion: str) -> None:
    number = accepted()

    with pytest.raises((rules.ReasonMissing, services.ground.WordsTooLong)):
        give("handler", number, "forward", opinion=opinion)
    assert found(number).waiting_role == "handler"


def test_an_outcome_that_the_task_does_not_offer_is_declined() -> None:
    from tongban.processes.rules import OutcomeNotOffered

    number = accepted()

    with pytest.raises(Forbidden):
        give("handler", number, "grant")
    with pytest.raises(OutcomeNotOffered):
        give("handler", number, "perhaps")
    with pytest.raises(Forbidden):
        give("reviewer", number, "forward")


def test_a_grant_is_decided_told_and_to_be_delivered_within_ten_days() -> None:
    number = at_last_post(now=TUESDAY)

    case = give("approver", number, "grant", opinion="", now=day(2))

    assert (case.state, case.granted) == (State.GRANTED, True)
    assert case.decided_on == date(2026, 3, 5)
    assert case.deliver_due_on == case.next_due_on == date(2026, 3, 19)
    assert told(number)[-1] == audited(number)[-1] == "cases.granted"
    assert CaseDocument.objects.filter(case=case).latest("serial").kind == "grant"


def test_a_denial_needs_its_reasons_and_states_the_remedies() -> None:
    number = at_last_post()

    with pytest.raises(rules.ReasonMissing):
        give("approver", number, "deny", opinion=" ")
    case = give("approver", number, "deny", opinion="不符合法定条件")
    services.carry_out(number=number, now=TUESDAY)

    paper = CaseDocument.objects.get(case=case, kind="denial")
    assert paper.facts["reasons"] == ["不符合法定条件"]
    assert paper.facts["review_office"]
    ended = found(number)
    assert (ended.state, ended.finish_kind) == (State.CONCLUDED, "1")
    assert ended.finish_reason == "不符合法定条件"
    assert not Licence.objects.filter(case_number=number).exists()


def test_a_licence_whose_face_is_incomplete_is_not_granted() -> None:
    number = at_last_post(FOOD)
    task = waiting(number)

    with pytest.raises(Invalid):
        services.give_opinion(
            actor=stories.staff("approver"), number=number, task_key=task.task_key,
            outcome="grant", opinion="", face={}, now=TUESDAY,
        )  # fmt: skip
    assert found(number).state == State.EXAMINING
    assert give("approver", number, "grant").face["KZ_ZTYT"] == FACES[FOOD]["KZ_ZTYT"]


def test_carrying_out_makes_delivers_and_concludes_once() -> None:
    number = granted()

    services.carry_out(number=number, now=day(1))
    after = (audited(number), told(number), found(number).version)
    services.carry_out(number=number, now=day(2))

    case = found(number)
    assert (case.state, case.finish_kind) == (State.CONCLUDED, "0")
    assert (case.concluded_at, case.next_due_on) == (day(1), None)
    assert held.own_licence(applicant(), case.licence).type_key == PERMIT
    assert Licence.objects.filter(case_number=number).count() == 1
    assert told(number)[-2:] == ["cases.licence_made", "cases.concluded"]
    assert after == (audited(number), told(number), case.version)


def test_what_cannot_be_carried_out_stays_decided() -> None:
    number = granted()
    case = found(number)
    type(case).objects.filter(pk=case.pk).update(unit="nowhere")

    with pytest.raises(Exception):  # noqa: B017, PT011 - whatever broke, nothing may be written
        services.carry_out(number=number, now=day(1))

    assert found(number).state == State.GRANTED
    assert not CaseDocument.objects.filter(case=case, kind="delivery").exists()


def test_decided_on_the_spot_where_it_was_accepted() -> None:
    number = accepted(CARD)
    case = found(number)
    assert (case.due_on, case.waiting_role) == (date(2026, 3, 3), "clerk")

    with pytest.raises(services.CaseUnknown):
        give("clerk2", number, "grant")
    with pytest.raises(Forbidden):
        give("approver", number, "grant")
    decided = give("clerk", number, "grant")

    assert decided.state == State.GRANTED
    step = CaseStep.objects.get(case=case, step="grant")
    assert step.actor_post == "mkt/clerk"


def test_a_special_procedure_of_the_law_holds_the_clock_and_runs_on() -> None:
    approver, number = stories.staff("approver"), accepted()
    due_before = found(number).due_on

    held_case = services.suspend(
        actor=approver, number=number, name="鉴定", reason="需要鉴定", until_on=date(2026, 3, 11),
        now=day(1),
    )  # fmt: skip
    view = queries.case(applicant(), number)
    assert (held_case.state, view.is_held, view.remaining) == (State.SUSPENDED, True, None)
    assert held_case.due_on == due_before
    assert held_case.next_due_on == date(2026, 3, 11)
    assert "停表；恢复后还剩9个工作日" in view.lines[-1]
    assert CaseDocument.objects.get(case=held_case, kind="suspension").facts["stops_clock"] is True

    resumed = services.resume(actor=approver, number=number, now=day(8), **PROOF)
    view = queries.case(applicant(), number)
    assert (resumed.state, view.is_held) == (State.EXAMINING, False)
    assert resumed.due_on == resumed.next_due_on == date(2026, 3, 24)  # five working days later
    assert any("停表，扣除5个工作日" in line for line in view.lines)
    assert told(number)[-2:] == ["cases.suspended", "cases.resumed"]


def test_a_procedure_without_legal_cover_lets_the_clock_run() -> None:
    approver, number = stories.staff("approver"), accepted(FOOD)
    due = found(number).due_on

    case = services.suspend(
        actor=approver, number=number, name="现场核查", reason="看现场", now=TUESDAY
    )

    view = queries.case(applicant(FOOD), number)
    assert (case.state, case.due_on, view.is_held) == (State.SUSPENDED, due, False)
    services.resume(actor=approver, number=number, now=day(2))
    assert found(number).due_on == due
    assert any("不停表" in line for line in queries.case(applicant(FOOD), number).lines)


def test_while_suspended_nothing_is_decided() -> None:
    approver, number = stories.staff("approver"), at_last_post()
    services.suspend(actor=approver, number=number, name="鉴定", reason="鉴定", now=TUESDAY)

    for outcome in ("grant", "deny", "back"):
        with pytest.raises(rules.StepNotAllowed):
            give("approver", number, outcome)
    with pytest.raises(rules.StepNotAllowed):
        services.suspend(actor=approver, number=number, name="听证", reason="听证", now=TUESDAY)
    services.resume(actor=approver, number=number, now=TUESDAY, **PROOF)
    assert give("approver", number, "grant").state == State.GRANTED


@pytest.mark.parametrize(
    ("name", "reason", "until_on"),
    [
        ("", "理由", None),
        ("鉴定", "  ", None),
        ("长" * 65, "理由", None),
        ("鉴定", "长" * 501, None),
        ("鉴定", "理由", date(2026, 3, 2)),
    ],
)
def test_a_special_procedure_is_named_reasoned_and_ahead(
    name: str, reason: str, until_on: date | None
) -> None:
    number = accepted()

    with pytest.raises((Invalid, rules.ReasonMissing)):
        services.suspend(
            actor=stories.staff("handler"), number=number, name=name, reason=reason,
            until_on=until_on, now=TUESDAY,
        )  # fmt: skip
    assert found(number).state == State.ACCEPTED


def test_each_special_procedure_is_told(run_jobs: Callable[[], list[str]]) -> None:
    handler, number = stories.staff("handler"), accepted()
    run_jobs()
    before = notices.unread(applicant())

    for turn in (1, 2):
        services.suspend(actor=handler, number=number, name="鉴定", reason="鉴定", now=day(turn))
        services.resume(actor=handler, number=number, now=day(turn), **PROOF)
    run_jobs()
    run_jobs()

    assert notices.unread(applicant()) == before + 4


def test_a_material_taken_back_makes_the_decision_on_the_older_one_stale() -> None:
    person, number = applicant(), at_last_post()
    seen, key = found(number).version, uploaded(number)
    (kept,) = next(m for m in queries.case(person, number).materials if m.key == key).files.all()

    services.take_back(
        actor=person, number=number, material_key=key, file_id=kept.pk, reason="换一张",
        now=TUESDAY,
    )  # fmt: skip

    with pytest.raises(Stale):
        give("approver", number, "grant", version=seen)
    assert found(number).state == State.EXAMINING
    assert not CaseDocument.objects.filter(case__number=number, kind="grant").exists()
    row = next(m for m in queries.case(person, number).materials if m.key == key)
    assert (row.source, row.verdict, row.remark) == ("", "", "换一张")
    services.bring(
        actor=person, number=number, material_key=key, content=stories.PICTURE, name="c.png",
        now=TUESDAY,
    )  # fmt: skip
    assert give("approver", number, "grant").state == State.GRANTED


def test_after_the_decision_nothing_is_taken_back() -> None:
    person, number = applicant(), granted()
    key = uploaded(number)
    (kept,) = next(m for m in queries.case(person, number).materials if m.key == key).files.all()

    with pytest.raises(services.NotOpenForMaterials):
        services.take_back(
            actor=person, number=number, material_key=key, file_id=kept.pk, reason="", now=TUESDAY
        )
    with pytest.raises(rules.StepNotAllowed):
        services.withdraw(actor=person, number=number, reason="", now=TUESDAY)


def test_withdrawing_under_review_ends_the_run_and_the_stop() -> None:
    person, number = applicant(), accepted()
    services.suspend(
        actor=stories.staff("handler"), number=number, name="鉴定", reason="鉴定", now=TUESDAY
    )

    case = services.withdraw(actor=person, number=number, reason="不办了", now=day(1))

    assert Run.objects.get(reference=str(case.pk)).outcome == "cancelled"
    (stop,) = queries.case(person, number).stops
    assert stop.until_on == date(2026, 3, 4)
    assert (case.waiting_role, case.next_due_on) == ("", None)


def test_a_case_entered_twice_is_ended_as_void_by_the_approver() -> None:
    approver, number = stories.staff("approver"), checked()

    with pytest.raises(rules.ReasonMissing):
        services.terminate(actor=approver, number=number, reason="", now=TUESDAY)
    with pytest.raises(Forbidden):
        services.terminate(
            actor=stories.staff("handler"), number=number, reason="重复", now=TUESDAY
        )
    case = services.terminate(
        actor=approver, number=number, reason="重复录入", kind=rules.FinishKind.VOIDED, now=TUESDAY
    )

    assert (case.state, case.finish_kind) == (State.TERMINATED, "2")
    assert told(number)[-1] == audited(number)[-1] == "cases.terminated"


def test_a_paper_is_printed_once_and_a_stranger_gets_none() -> None:
    person, number = applicant(), concluded()
    first = queries.case(person, number).documents[0]

    one, name = services.open_document(
        actor=person, number=number, document_id=first.pk, now=TUESDAY
    )
    two, _ = services.open_document(
        actor=stories.staff("clerk"), number=number, document_id=first.pk, now=TUESDAY
    )

    assert one == two
    assert one.startswith(b"%PDF")
    assert name == f"收件凭证-{number}.pdf"
    printed = AuditEntry.objects.filter(subject=number, event="cases.document_printed")
    assert printed.count() == 1
    with pytest.raises(queries.single.CaseNotFound):
        services.open_document(
            actor=stories.person("xiaohong"), number=number, document_id=first.pk, now=TUESDAY
        )
