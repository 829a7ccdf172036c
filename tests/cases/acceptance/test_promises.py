"""告知承诺: decided on the spot on a promise, checked in time, annulled when it was broken."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from tests.cases.acceptance.scenes import promised_concluded, promised_draft, promised_submitted
from tests.cases.circumstances import (
    FOOD,
    PERMIT,
    PICTURE,
    TUESDAY,
    applicant,
    audited,
    day,
    found,
    told,
)
from tongban.access import queries as access
from tongban.access.models import DataAccess
from tongban.base.errors import Forbidden, Invalid, NotFound
from tongban.base.models import OutboxEvent
from tongban.cases import perms, queries, rules, services
from tongban.cases.models import BrokenPromise, CaseDocument, CasePromise, PromiseAnswer
from tongban.cases.rules import State
from tongban.demo.services import stories
from tongban.licences.models import Licence
from tongban.notices.models import StaffMessage

if TYPE_CHECKING:
    from tongban.base.actors import Actor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample_area")]


def facts_of(number: str, kind: str) -> dict[str, Any]:
    return dict(CaseDocument.objects.get(case__number=number, kind=kind).facts)


def revoke(number: str, who: str = "approver", *, reasons: tuple[str, ...] = ("没有制度",)) -> Any:
    return services.revoke_promised(
        actor=stories.staff(who), number=number, reasons=reasons, now=day(9)
    )


def test_a_promise_stands_for_materials_and_is_decided_on_the_spot() -> None:
    number = promised_submitted()

    case = services.accept(actor=stories.staff("clerk"), number=number, now=TUESDAY)

    covered = [row.key for row in queries.case(applicant(FOOD), number).materials
               if row.source == "promise"]  # fmt: skip
    assert covered == ["m4", "m5"]
    assert (case.accept_form, case.process, case.kind) == ("promise", "spot", "即办件")
    assert case.due_on == date(2026, 3, 3)
    paper = facts_of(number, "promise")
    assert "食品安全管理人员信息及健康证明" in paper["replaced"]
    assert paper["basis"].startswith("《国务院关于深化“证照分离”改革")
    assert "30 个工作日内核查" in paper["check"]
    assert paper["signed_way"] == "本人登录后在线签署"


def test_the_words_are_frozen_and_the_signature_names_its_account() -> None:
    number = promised_submitted()

    signed = CasePromise.objects.get(case__number=number)

    assert signed.signed_by == applicant(FOOD).account
    assert (signed.signed_at, signed.way) == (TUESDAY, "online")
    assert signed.terms["requirements"][0].startswith("食品安全自查")


def test_an_unsigned_promise_is_not_handed_in() -> None:
    firm, draft = applicant(FOOD), promised_draft()

    with pytest.raises(rules.PromiseUnsigned):
        services.submit(actor=firm, draft_id=draft, now=TUESDAY)

    assert queries.draft(firm, draft).case.state == State.DRAFT


def test_the_normal_way_is_always_open() -> None:
    firm, draft = applicant(FOOD), promised_draft()
    services.sign_promise(actor=firm, draft_id=draft, now=TUESDAY)

    services.choose_promise(actor=firm, draft_id=draft, chosen=False, now=TUESDAY)

    view = queries.draft(firm, draft)
    assert view.case.accept_form == "normal"
    assert [row.source for row in view.materials if row.key in ("m4", "m5")] == ["", ""]
    assert queries.promises(view.case) == {}


def test_an_item_outside_the_list_offers_no_promise() -> None:
    person = applicant(PERMIT)
    draft = stories.prepare(person, PERMIT, TUESDAY)

    with pytest.raises(rules.PromiseNotOffered):
        services.choose_promise(actor=person, draft_id=draft, chosen=True, now=TUESDAY)
    with pytest.raises(rules.PromiseNotOffered):
        services.sign_promise(actor=person, draft_id=draft, now=TUESDAY)


def test_before_the_acceptance_it_can_be_taken_back_for_the_normal_way() -> None:
    firm, number = applicant(FOOD), promised_submitted()

    case = services.take_back_promise(actor=firm, number=number, now=TUESDAY)

    assert (case.state, case.accept_form) == (State.SUBMITTED, "normal")
    assert [row.key for row in queries.may_follow(case.materials.order_by("seq"))] == ["m4", "m5"]
    with pytest.raises(rules.NoPromise):
        services.take_back_promise(actor=firm, number=number, now=TUESDAY)


def test_after_the_acceptance_taking_it_back_ends_the_case() -> None:
    firm, number = applicant(FOOD), promised_submitted()
    services.accept(actor=stories.staff("clerk"), number=number, now=TUESDAY)

    case = services.take_back_promise(actor=firm, number=number, now=TUESDAY)

    assert (case.state, case.finish_reason) == (State.WITHDRAWN, "申请人在决定作出前收回承诺")


def test_after_the_decision_it_cannot_be_taken_back() -> None:
    number = promised_concluded()

    with pytest.raises(rules.PromiseTooLate):
        services.take_back_promise(actor=applicant(FOOD), number=number, now=day(1))


def test_the_office_has_it_on_its_list_until_it_is_checked() -> None:
    number = promised_concluded()
    handler = stories.staff("handler")

    (row,) = queries.promise_checks(handler).items
    assert (row.case.number, row.due_on) == (number, date(2026, 4, 15))  # 30 working days
    services.open_check(number=number, now=day(3))  # a job may run twice
    assert queries.promise_checks(stories.staff("clerk")).items == []
    services.check_promise(
        actor=handler, number=number, kept=True, findings="现场核查，符合承诺", now=day(5)
    )

    assert queries.promise_checks(handler).items == []
    with pytest.raises(rules.NoPromise):
        services.check_promise(actor=handler, number=number, kept=True, findings="再查", now=day(5))


def test_what_is_not_kept_is_put_right_by_a_day_first() -> None:
    handler, number = stories.staff("handler"), promised_concluded()

    with pytest.raises(rules.ReasonMissing):
        services.check_promise(actor=handler, number=number, kept=False, findings=" ", now=day(5))
    for wrong in (None, date(2026, 3, 8), date(2026, 12, 1)):
        with pytest.raises(Invalid) as declined:
            services.check_promise(
                actor=handler, number=number, kept=False, findings="没有制度",
                correct_by=wrong, now=day(5),
            )  # fmt: skip
        assert "correct_by" in declined.value.fields
    services.check_promise(
        actor=handler, number=number, kept=False, findings="没有制度",
        correct_by=date(2026, 3, 20), now=day(5),
    )  # fmt: skip

    assert queries.promise_checks(handler).items[0].due_on == date(2026, 3, 20)
    assert told(number)[-1] == "cases.correction_ordered"


def order(number: str, until: date = date(2026, 3, 20), now: int = 5) -> None:
    services.check_promise(
        actor=stories.staff("handler"), number=number, kept=False, findings="没有制度",
        correct_by=until, now=day(now),
    )  # fmt: skip


def write(number: str, words: str, *files: str, now: int = 6) -> PromiseAnswer:
    handed = [(PICTURE, name) for name in files]
    return services.keep_correction(
        actor=applicant(FOOD), number=number, words=words, handed=handed, now=day(now)
    )


def send(number: str, now: int = 7) -> None:
    services.answer_correction(actor=applicant(FOOD), number=number, now=day(now))


def the_office_was_told(number: str, handler: Actor) -> None:
    letters = StaffMessage.objects.filter(template="order.answered")
    office = {one for role in perms.CHECKING for one in access.holders(role, unit="mkt")}
    assert handler.account in office
    assert set(letters.values_list("account", flat=True)) == office
    assert {one.link for one in letters} == {f"/desk/cases/{number}/"}


def test_the_applicant_answers_an_order_with_words_and_files_and_the_office_closes() -> None:
    firm, handler, number = applicant(FOOD), stories.staff("handler"), promised_concluded()
    with pytest.raises(rules.NoOrder):
        write(number, "没有要改的")
    order(number)
    with pytest.raises(rules.ReasonMissing):
        send(number)
    kept = write(number, "制度已经贴在墙上", "a.png")
    file = kept.files.get()

    def read(who: Actor) -> tuple[bytes, str, str]:
        return services.read_correction_file(actor=who, number=number, file_id=file.pk, now=day(6))

    with pytest.raises(NotFound):  # nobody sees it before it is sent
        read(handler)
    assert read(firm)[1] == "a.png"
    assert queries.promise_checks(handler).items[0].answered_at is None  # type: ignore[attr-defined]

    send(number)

    assert queries.promise_checks(handler).items[0].answered_at == day(7)  # type: ignore[attr-defined]
    the_office_was_told(number, handler)
    (shown,) = queries.corrections(queries.promises(found(number))["promise"], sent=True)
    assert (shown.words, shown.sent_at) == ("制度已经贴在墙上", day(7))
    looks = DataAccess.objects.count()
    assert read(handler)[0] == PICTURE
    assert DataAccess.objects.count() == looks + 1
    for stranger in (stories.staff("clerk2"), stories.person("xiaohong")):
        with pytest.raises(NotFound):
            read(stranger)
    for late in (lambda: write(number, "还有"), lambda: send(number)):
        with pytest.raises(rules.OrderAnswered):
            late()
    services.check_promise(actor=handler, number=number, kept=True, findings="已改", now=day(8))
    assert told(number)[-1] == "cases.correction_settled"
    with pytest.raises(rules.NoOrder):
        send(number)


def test_an_answer_that_does_not_do_is_followed_by_the_next_order_or_the_revocation() -> None:
    number = promised_concluded()
    order(number)
    write(number, "改好了", "a.png")
    with pytest.raises(Forbidden):
        services.answer_correction(actor=stories.staff("handler"), number=number, now=day(6))
    send(number)
    order(number, date(2026, 3, 25), 8)
    turns = OutboxEvent.objects.filter(name="cases.correction_ordered").order_by("id")
    assert [one.payload["turn"] for one in turns] == [1, 2]

    again = write(number, "再改好了", "b.png", now=9)
    dropped = again.files.get().pk
    services.drop_correction_file(actor=applicant(FOOD), number=number, file_id=dropped, now=day(9))
    with pytest.raises(NotFound):
        services.drop_correction_file(
            actor=applicant(FOOD), number=number, file_id=dropped, now=day(9)
        )
    with pytest.raises(rules.OrderOver):
        send(number, 23)
    revoke(number)
    answers = queries.corrections(queries.promises(found(number))["promise"])
    assert [(one.words, one.judged_at is None) for one in answers] == [
        ("再改好了", False), ("改好了", False),
    ]  # fmt: skip


def test_a_broken_promise_annuls_the_licence_by_a_decision_document() -> None:
    number = promised_concluded()
    licence = found(number).licence

    document = revoke(number)

    ended = Licence.objects.get(identifier=licence)
    assert ended.ended_kind == "撤销"
    act = ended.acts.get(step="撤销")
    assert (act.document_number, act.case_number) == (document.number, number)
    assert "第六十九条" in act.legal_ground
    assert CaseDocument.objects.get(pk=document.pk).facts["reasons"] == ["没有制度"]
    assert told(number).count("cases.promise_revoked") == 1
    assert audited(number)[-1] == "cases.promise_revoked"
    with pytest.raises(rules.NoPromise):
        revoke(number)


def test_only_the_approver_of_the_office_annuls_and_with_reasons() -> None:
    number = promised_concluded()

    with pytest.raises(Forbidden):
        revoke(number, "handler")
    with pytest.raises(rules.ReasonMissing):
        revoke(number, reasons=(" ",))
    assert BrokenPromise.objects.filter(case__number=number).count() == 0


def test_who_broke_a_promise_makes_no_other_until_it_is_repaired() -> None:
    revoke(promised_concluded())
    firm = applicant(FOOD)
    draft = stories.prepare(firm, FOOD, day(10), late=True)

    with pytest.raises(rules.PromiseBarred):
        services.choose_promise(actor=firm, draft_id=draft, chosen=True, now=day(10))
    broken = queries.bar(firm.principal)
    assert broken is not None
    services.repair_promise(
        actor=stories.staff("approver"), broken_id=broken.pk, words="已经整改", now=day(11)
    )
    case = services.choose_promise(actor=firm, draft_id=draft, chosen=True, now=day(11))

    assert case.accept_form == "promise"


def test_papers_are_printed() -> None:
    number = promised_concluded()
    revoke(number)

    for paper in CaseDocument.objects.filter(case__number=number).order_by("serial"):
        content, _ = services.open_document(
            actor=applicant(FOOD), number=number, document_id=paper.pk, now=TUESDAY
        )
        assert content.startswith(b"%PDF")
