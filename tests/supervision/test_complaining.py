"""The applicant asks or complains himself: how often, who reads it, how he hears the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection

from tests.cases.circumstances import FIRM, FOOD, applicant, day, submitted, told
from tongban.access.models import DataAccess
from tongban.base.errors import Forbidden, NotFound
from tongban.demo.services import stories
from tongban.notices.models import Message
from tongban.supervision import jobs, queries, rules, services
from tongban.supervision.models import CaseTouch, Complaint
from tongban.supervision.rules.complaints import Allowance, Written, complained

if TYPE_CHECKING:
    from tongban.base.actors import Actor


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample_area")]
WORDS = "我的电话 13900000000，等了两个月没有人理"
MOST = Allowance(a_day=5, of_case=3, within_days=30)


def complain(number: str, person: Actor, now: int = 1, words: str = WORDS) -> Complaint:
    return services.complain(
        actor=person, number=number, kind="complaint", words=words, now=day(now)
    )


def answer(row: Complaint, now: int = 2) -> None:
    services.answer_complaint(
        actor=stories.staff("supervisor"), serial=row.serial, answer="已经办好", now=day(now)
    )


def test_what_he_wrote_lies_beside_what_was_registered_and_the_answer_reaches_him() -> None:
    person, number = applicant(), submitted()

    row = complain(number, person)

    assert (row.source, row.unit, row.about, row.registered_by) == ("applicant", "ps", "", "")
    assert (row.received_on, row.answer_due_on) == (
        day(1).date(),
        day(22).date(),
    )  # 15 working days
    assert CaseTouch.objects.filter(number=number).exists()
    for who in ("supervisor", "approver"):
        assert [one.serial for one in queries.complaints(stories.staff(who)).items] == [row.serial]
    assert queries.own_complaints(person) == queries.own_complaints(person, number) == [row]
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM supervision_complaint WHERE id = %s", [row.pk])
        assert b"13900000000" not in bytes(cursor.fetchone()[0])
    answer(row)
    assert told(number)[-1] == "supervision.complaint_answered"
    for _twice in range(2):
        jobs.tell_complainant(number=number, serial=row.serial)
    (message,) = Message.objects.filter(template="complaint.answered")
    assert (message.subject_id, message.link) == (person.principal, f"/me/complaints/{row.serial}/")
    assert "已经办好" not in message.body
    assert queries.own_complaint(person, row.serial).answer == "已经办好"


def test_others_neither_write_nor_read_and_each_look_of_staff_is_recorded() -> None:
    person, number = applicant(), submitted()
    for stranger, no in (
        (stories.person("xiaohong"), NotFound),
        (stories.person("damin", FIRM), NotFound),
        (stories.staff("clerk"), Forbidden),
        (stories.staff("supervisor"), Forbidden),
    ):
        with pytest.raises(no):
            complain(number, stranger)
    row = complain(number, person)
    assert queries.own_complaints(applicant(FOOD)) == []
    for other in (stories.person("xiaohong"), stories.staff("clerk"), stories.staff("handler")):
        with pytest.raises(NotFound):
            services.open_complaint(actor=other, serial=row.serial, now=day(1))
    with pytest.raises(NotFound):
        queries.own_complaint(applicant(FOOD), row.serial)
    before = DataAccess.objects.count()

    view = services.open_complaint(actor=stories.staff("supervisor"), serial=row.serial, now=day(1))

    assert view.complaint.words == WORDS
    assert DataAccess.objects.count() == before + 1


def test_what_a_supervisor_registered_is_not_the_applicants_own() -> None:
    person, number = applicant(), submitted()
    row = services.register_complaint(
        actor=stories.staff("supervisor"), number=number, kind="complaint", source="web",
        words="有人举报", about="", received_on=day(0).date(), now=day(0),
    )  # fmt: skip

    assert queries.own_complaints(person) == []
    with pytest.raises(NotFound):
        queries.own_complaint(person, row.serial)
    answer(row)
    jobs.tell_complainant(number=number, serial=row.serial)
    assert not Message.objects.filter(template="complaint.answered").exists()
    with pytest.raises(rules.ComplaintInvalid):
        services.register_complaint(
            actor=stories.staff("supervisor"), number=number, kind="complaint",
            source="applicant", words="好", about="", received_on=day(0).date(), now=day(0),
        )  # fmt: skip


def test_there_is_one_at_a_time_about_a_case_and_three_in_a_month() -> None:
    person, number = applicant(), submitted()
    for turn in range(3):
        row = complain(number, person, turn)
        with pytest.raises(rules.ComplaintWaits, match=row.serial):
            complain(number, person, turn)
        answer(row, turn)
    with pytest.raises(rules.ComplaintsSpent, match="30 天内"):
        complain(number, person, 3)
    assert complain(submitted(now=day(2)), person, 3)
    assert complain(number, person, 40)


@pytest.mark.parametrize(
    ("kind", "words", "field"),
    [("", "好", "kind"), ("praise", "好", "kind"), ("complaint", " \x00 ", "words"),
     ("complaint", "长" * 1001, "words")],
)  # fmt: skip
def test_words_that_cannot_be_taken_are_declined_at_their_field(
    kind: str, words: str, field: str
) -> None:
    with pytest.raises(rules.ComplaintInvalid) as declined:
        complained(kind=kind, words=words, kinds={"complaint"}, before=Written(0, 0), most=MOST)
    assert list(declined.value.fields) == [field]


def test_the_day_has_a_limit_too() -> None:
    with pytest.raises(rules.ComplaintsSpent, match="明天"):
        complained(
            kind="complaint", words="好", kinds={"complaint"}, before=Written(0, 5), most=MOST
        )
    assert (
        complained(
            kind="complaint", words=" 好 ", kinds={"complaint"}, before=Written(2, 4), most=MOST
        )
        == "好"
    )
