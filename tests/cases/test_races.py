"""Two at once: threads with connections of their own, on data that are really committed."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from django.db import connection, connections, transaction

from tests.cases.circumstances import (
    PERMIT,
    TEACHER,
    TUESDAY,
    accepted,
    applicant,
    asked,
    at_last_post,
    audited,
    day,
    found,
    give,
    granted,
    submitted,
    told,
    uploaded,
)
from tongban.base import numbering
from tongban.base.errors import Refusal, Stale
from tongban.cases import queries, rules, services
from tongban.cases.models import Case, CaseDocument, CaseTask, Consequence
from tongban.cases.rules.claiming import HeldByAnother
from tongban.demo.services import stories
from tongban.feedback import services as feedback
from tongban.feedback.models import Rating
from tongban.feedback.rules import RatedAlready
from tongban.licences.models import Licence
from tongban.supervision import services as supervision
from tongban.supervision.models import CaseWarning, Tally

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("committed_area")]


def at_once(*acts: Callable[[], object]) -> list[object]:
    """What each act returned or refused, all begun at the same moment in threads."""
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        try:
            connection.ensure_connection()
            start.wait()
            return act()
        except Refusal as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_a_double_click_makes_one_case_and_both_see_its_number() -> None:
    actor = applicant()
    draft = stories.prepare(actor, PERMIT, TUESDAY)

    made = at_once(*[lambda: services.submit(actor=actor, draft_id=draft, now=TUESDAY).number] * 4)

    (number,) = set(made)
    assert isinstance(number, str)
    assert Case.objects.submitted().count() == 1
    assert told(number) == audited(number) == ["cases.submitted"]
    assert CaseDocument.objects.count() == 1


def test_two_sweeps_at_once_tell_everything_once_and_accept_once() -> None:
    running, silent = [accepted(TEACHER, now=TUESDAY) for _ in range(3)], submitted()
    first = found(running[0])
    services.sweep(now=TUESDAY)  # plans

    def holding() -> None:
        with transaction.atomic():
            Case.objects.select_for_update().get(pk=first.pk)
            time.sleep(0.2)

    at_once(holding, *[lambda: services.sweep(now=day(40))] * 3)

    assert told(silent).count("cases.accepted") == 1
    for number in (*running, silent):
        done = Consequence.objects.filter(case__number=number).values_list("kind", flat=True)
        days = [name for name in told(number) if name.startswith("cases.deadline")]
        assert len(days) == len(done) >= 6
        assert [name for name in audited(number) if name.startswith("cases.deadline")] == days
        assert found(number).acts_on == rules.NEVER


def test_a_double_click_opens_one_draft() -> None:
    actor = applicant()

    made = at_once(*[lambda: services.open_draft(actor=actor, item_key=PERMIT, now=TUESDAY).pk] * 3)

    assert len(set(made)) == 1
    assert Case.objects.count() == 1


def test_cases_submitted_at_once_are_numbered_without_gap_or_double() -> None:
    actors = [stories.person(name) for name in ("damin", "xiaohong", "jianguo")]
    drafts = [(actor, stories.prepare(actor, PERMIT, TUESDAY)) for actor in actors]

    made = at_once(
        *[
            lambda actor=actor, draft=draft: (
                services.submit(actor=actor, draft_id=draft, now=TUESDAY).number
            )
            for actor, draft in drafts
        ]
    )

    assert sorted(rules.parse_case_number(str(number)).serial for number in made) == [1, 2, 3]


def test_a_series_has_no_gap_though_some_take_a_number_and_fail() -> None:
    def take(fails: bool) -> int | None:
        with transaction.atomic():
            taken = numbering.next_number("tests", period="2026")
            transaction.set_rollback(fails)
        return None if fails else taken

    given = [
        number
        for _ in range(6)
        for number in at_once(*[lambda fails=fails: take(fails) for fails in (False, True, False)])
        if number is not None
    ]

    assert sorted(given) == list(range(1, 13))  # type: ignore[type-var]


def test_of_two_approvers_who_decide_at_once_the_second_is_told() -> None:
    number = at_last_post()
    seen = found(number).version

    answers = at_once(
        lambda: give("approver", number, "grant", version=seen).state,
        lambda: give("approver", number, "deny", version=seen).state,
    )

    (won,) = [answer for answer in answers if not isinstance(answer, Refusal)]
    assert [type(answer) for answer in answers if isinstance(answer, Refusal)] == [Stale]
    case = found(number)
    assert case.state == won
    decisions = CaseDocument.objects.filter(case=case, kind__in=("grant", "denial"))
    assert decisions.count() == 1
    assert sum(name in {"cases.granted", "cases.denied"} for name in told(number)) == 1


def test_of_a_decision_and_a_withdrawal_at_once_one_is_declined() -> None:
    number = at_last_post()

    answers = at_once(
        lambda: give("approver", number, "grant").state,
        lambda: services.withdraw(actor=applicant(), number=number, reason="", now=TUESDAY).state,
    )

    (won,) = [answer for answer in answers if not isinstance(answer, Refusal)]
    assert found(number).state == won


def test_a_material_taken_back_while_the_approver_decides_is_one_or_the_other() -> None:
    number = at_last_post()
    seen, key, person = found(number).version, uploaded(number), applicant()
    (kept,) = next(m for m in queries.case(person, number).materials if m.key == key).files.all()

    answers = at_once(
        lambda: give("approver", number, "grant", version=seen).state,
        lambda: (
            services.take_back(
                actor=person,
                number=number,
                material_key=key,
                file_id=kept.pk,
                reason="",
                now=TUESDAY,
            ).state
        ),
    )

    refused = [answer for answer in answers if isinstance(answer, Refusal)]
    assert len(refused) == 1
    assert isinstance(refused[0], Stale | services.NotOpenForMaterials)
    row = next(m for m in queries.case(person, number).materials if m.key == key)
    assert row.files.exists() is (found(number).state == "granted")


def test_a_decision_is_carried_out_once_however_many_workers_try() -> None:
    number = granted()

    at_once(*[lambda: services.carry_out(number=number, now=day(1)).state] * 3)

    assert Licence.objects.filter(case_number=number).count() == 1
    assert told(number).count("cases.concluded") == 1
    assert CaseDocument.objects.filter(case__number=number, kind="delivery").count() == 1


def test_a_correction_handed_in_while_it_lapses_is_one_or_the_other() -> None:
    number = asked()
    person = applicant()
    services.bring(
        actor=person, number=number, material_key=uploaded(number), content=stories.PICTURE,
        name="b.png", now=day(1),
    )  # fmt: skip

    answers = at_once(
        lambda: services.lapse(number=number, now=day(22)).state,
        lambda: services.supplement(actor=person, number=number, now=day(21)).state,
    )

    (won,) = [answer for answer in answers if not isinstance(answer, Refusal)]
    assert found(number).state == won


def test_two_sweeps_at_once_warn_exactly_once() -> None:
    number = submitted()
    services.sweep(now=day(8))
    assert found(number).state == "accepted"

    at_once(*[lambda: supervision.sweep(now=day(30))] * 3)

    raised = list(CaseWarning.objects.order_by("id").values_list("rule", "light"))
    assert ("L2", "red") in raised
    assert len(set(raised)) == len(raised) == told(number).count("supervision.warning_raised")
    assert Tally.objects.get(scope="unit", key="ps", span="now").red == 1


def test_two_sweeps_at_once_accept_by_silence_once() -> None:
    number = submitted()

    done = at_once(*[lambda: services.sweep(now=day(8))] * 2)

    assert sum(int(str(each)) for each in done) == 1
    assert told(number).count("cases.accepted") == 1


def test_a_paper_opened_twice_at_once_is_printed_once() -> None:
    number = submitted()
    person = applicant()
    paper = queries.case(person, number).documents[0].pk

    printed = at_once(
        *[
            lambda: services.open_document(
                actor=person, number=number, document_id=paper, now=TUESDAY
            )[0]
        ]
        * 2
    )

    assert printed[0] == printed[1]
    assert audited(number).count("cases.document_printed") == 1


def test_a_case_is_rated_once_though_the_button_is_pressed_twice() -> None:
    number = granted()
    services.carry_out(number=number, now=TUESDAY)
    person = applicant()

    answers = at_once(
        *[lambda: feedback.rate(actor=person, number=number, grade=5, now=TUESDAY).grade] * 2
    )

    assert sum(isinstance(answer, RatedAlready) for answer in answers) == 1
    assert Rating.objects.count() == 1
    assert told(number).count("feedback.rated") == 1


def test_of_many_who_claim_at_once_exactly_one_wins() -> None:
    task = found(submitted()).tasks.get()
    clerks = [replace(stories.staff("clerk"), account=990_000 + at) for at in range(5)]

    made = at_once(
        *[lambda who=who: services.claim(actor=who, task=task.pk, now=TUESDAY) for who in clerks]
    )

    lost = [one for one in made if isinstance(one, HeldByAnother)]
    task.refresh_from_db()
    assert len(lost) == 4
    assert [one.holder for one in made if isinstance(one, CaseTask)] == [task.holder]
