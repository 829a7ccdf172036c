"""What somebody has to look at by hand: samples by lot, fees, and posts that keep silent."""

from __future__ import annotations

from decimal import Decimal
from hashlib import md5
from typing import TYPE_CHECKING, Any

import pytest

from tests.cases.circumstances import PERMIT, accepted, applicant, concluded, day
from tests.cases.parallel.reviews import asked, officer
from tests.supervision.supervising import cards, swept
from tongban.base.errors import Forbidden, NotFound
from tongban.base.models import AuditEntry
from tongban.cases import services as cases
from tongban.cases.models import CaseTask
from tongban.demo.services import stories
from tongban.supervision import queries, rules, services
from tongban.supervision.models import CaseWarning, CaseWatch, Complaint, FeeNote
from tongban.supervision.rules import Charged

if TYPE_CHECKING:
    from tongban.supervision.models import Sample

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample_area")]
WRONG = Charged("", 1, Decimal(20), "JK001", day(0).date())


def audited(subject: str) -> list[str]:
    rows = AuditEntry.objects.filter(subject=subject, event__startswith="supervision.")
    acts = rows.exclude(event="supervision.warning_raised").order_by("id")
    return list(acts.values_list("event", flat=True))


def drawn(wanted: int = 5, **other: Any) -> Sample:
    given = {"unit": "", "since": day(-3).date(), "until": day(0).date(), **other}
    actor = stories.staff("supervisor")
    return services.draw_sample(actor=actor, wanted=wanted, now=day(1), **given)


def found_in(sample: Sample, aspects: list[str], words: str = "多收了复印费") -> None:
    services.check_sampled(
        actor=stories.staff("supervisor"), number=sample.number, seq=1, aspects=aspects,
        words=words, now=day(1),
    )  # fmt: skip


def test_a_sample_is_drawn_by_a_lot_that_anybody_can_repeat() -> None:
    numbers = [concluded() for _ in range(4)]
    accepted()
    swept(day(0))

    sample = drawn(3)

    rows = queries.sample(stories.staff("supervisor"), sample.number).rows
    lot = sorted(numbers, key=lambda one: md5((one + sample.seed).encode()).hexdigest())  # noqa: S324 - a lot, no secret
    assert sample.population == 4
    assert [row.case_number for row, _case in rows] == lot[:3]
    assert audited(sample.number) == ["supervision.sample_drawn"]


def test_nothing_is_drawn_where_nothing_was_concluded() -> None:
    concluded()
    swept(day(0))

    for other in ({"unit": "mkt"}, {"since": day(-9).date(), "until": day(-2).date()}):
        with pytest.raises(rules.NothingToDraw):
            drawn(**other)


def test_a_fault_found_in_a_sample_has_its_card_and_stays_as_it_was_said() -> None:
    number = concluded()
    swept(day(0))
    sample = drawn()
    assert cards(number) == []

    found_in(sample, ["fee", "service"])
    swept(day(1))
    swept(day(2))

    assert cards(number) == [("P1", "yellow"), ("F1", "red")]
    words = CaseWarning.objects.get(case_number=number, rule="P1").words
    assert sample.number in words
    assert "收费、服务态度" in words
    with pytest.raises(rules.SampleChecked):
        found_in(sample, [])
    assert audited(number).count("supervision.sample_checked") == 1


def test_a_case_in_which_nothing_was_found_gets_no_card() -> None:
    number = concluded()
    swept(day(0))

    found_in(drawn(), [], "")
    swept(day(1))

    assert cards(number) == []
    assert CaseWatch.objects.get(pk=number).look_on is None


def test_a_fee_for_what_is_free_has_its_card_and_a_note_struck_out_counts_no_more() -> None:
    clerk, (first, second) = stories.staff("clerk"), (accepted(), accepted())
    for number in (first, second):
        services.note_fee(actor=clerk, number=number, note=WRONG, now=day(0))
    note = FeeNote.objects.get(case_number=second)
    services.strike_fee(actor=clerk, number=second, note=note.pk, now=day(0))

    swept(day(0))

    assert ("F1", "red") in cards(first)
    assert cards(second) == []
    assert FeeNote.objects.get(pk=note.pk).struck_by == clerk.name
    assert audited(second)[-2:] == ["supervision.fee_noted", "supervision.fee_struck"]
    with pytest.raises(queries.FeeNoteUnknown):
        services.strike_fee(actor=clerk, number=first, note=note.pk, now=day(0))


def test_who_does_not_work_on_a_case_writes_no_fee_and_only_supervisors_draw() -> None:
    number = accepted(PERMIT)

    with pytest.raises(Forbidden):
        services.note_fee(actor=stories.staff("supervisor"), number=number, note=WRONG, now=day(0))
    with pytest.raises((Forbidden, NotFound)):
        services.note_fee(actor=applicant(), number=number, note=WRONG, now=day(0))
    for refused in (queries.samples, lambda actor: queries.sample(actor, "CC1")):
        with pytest.raises(Forbidden):
            refused(stories.staff("approver"))
    with pytest.raises(queries.SampleUnknown):
        queries.sample(stories.staff("supervisor"), "CC2026000009")


def test_each_post_that_kept_silent_has_a_card_on_its_desk_once() -> None:
    number = asked(("fire", "eco"))
    CaseTask.objects.filter(key="ask").update(silence="escalate")
    cases.hear_silence(now=day(8))

    swept(day(8))
    swept(day(9))

    rows = CaseWarning.objects.filter(case_number=number, rule="L10").order_by("unit")
    assert [(row.unit, row.state, row.told) for row in rows] == [
        ("eco", "open", ["post", "head", "supervisor"]),
        ("fire", "open", ["post", "head", "supervisor"]),
    ]  # fmt: skip
    for unit in ("fire", "eco"):
        seen = queries.warnings(officer(unit), rule="L10").items
        assert [card.unit for card in seen] == [unit]
    assert queries.warnings(stories.staff("supervisor"), rule="L10").items


def complained(number: str, **other: Any) -> Complaint:
    given = {
        "kind": "consult", "source": "hotline", "words": "一直没有消息", "about": "",
        "received_on": day(0).date(), **other,
    }  # fmt: skip
    return services.register_complaint(
        actor=stories.staff("supervisor"), number=number, now=day(0), **given
    )


def test_a_question_that_is_not_answered_by_its_day_has_its_card_on_the_next() -> None:
    number = concluded()
    row = complained(number)
    assert row.answer_due_on == day(3).date()  # three working days after Tuesday
    swept(day(0))

    swept(day(3))
    assert cards(number) == []
    assert CaseWatch.objects.get(pk=number).look_on == day(4).date()
    swept(day(4))

    assert cards(number) == [("C1", "yellow")]
    assert row.serial in CaseWarning.objects.get(case_number=number).words


def test_a_question_answered_in_time_or_put_off_once_has_no_card() -> None:
    number, head = concluded(), stories.staff("approver")
    first, second = complained(number), complained(number)
    services.answer_complaint(actor=head, serial=first.serial, answer="已短信告知", now=day(2))
    services.put_complaint_off(actor=head, serial=second.serial, reason="要核查", now=day(2))

    swept(day(4))

    assert cards(number) == []
    assert Complaint.objects.get(pk=second.pk).answer_due_on == day(8).date()
    with pytest.raises(rules.PutOffOnce):
        services.put_complaint_off(actor=head, serial=second.serial, reason="再等", now=day(3))
    with pytest.raises(rules.ComplaintAnswered):
        services.answer_complaint(actor=head, serial=first.serial, answer="再说", now=day(3))
    assert audited(number)[-1] == "supervision.complaint_put_off"


def test_nobody_answers_a_complaint_about_himself_and_others_do_not_see_it() -> None:
    number, head = concluded(), stories.staff("approver")
    row = complained(number, kind="complaint", about=head.name)

    with pytest.raises(rules.ComplainedOf):
        services.answer_complaint(actor=head, serial=row.serial, answer="没有的事", now=day(1))
    assert not queries.complaint(head, row.serial).may_answer
    assert queries.complaint(stories.staff("supervisor"), row.serial).may_answer
    for stranger in (stories.staff("clerk"), stories.staff("handler"), applicant()):
        with pytest.raises(queries.ComplaintUnknown):
            queries.complaint(stranger, row.serial)
    with pytest.raises(Forbidden):
        services.register_complaint(
            actor=head, number=number, kind="complaint", source="hotline", words="好", about="",
            received_on=day(0).date(), now=day(0),
        )  # fmt: skip


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "praise"}, "kind"),
        ({"source": "rumour"}, "source"),
        ({"words": " "}, "words"),
        ({"words": "字" * 1001}, "words"),
        ({"about": "没有办过这件的人"}, "about"),
        ({"received_on": None}, "received_on"),
        ({"received_on": day(1).date()}, "received_on"),
        ({"received_on": day(-366).date()}, "received_on"),
    ],
)
def test_a_complaint_that_cannot_be_is_not_registered(change: dict[str, Any], field: str) -> None:
    number = accepted()

    with pytest.raises(rules.ComplaintInvalid) as declined:
        complained(number, **change)

    assert field in declined.value.fields
