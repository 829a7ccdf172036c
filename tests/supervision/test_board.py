"""Lights by the clock, each warning once, the board and the trail for supervisors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cases.circumstances import (
    PERMIT,
    PROOF,
    TUESDAY,
    accepted,
    applicant,
    concluded,
    day,
    found,
    granted,
    told,
)
from tongban.base import clock
from tongban.base.errors import Forbidden, NotFound
from tongban.cases import services as cases
from tongban.cases.models import Case
from tongban.demo.services import stories
from tongban.feedback import services as feedback
from tongban.supervision import queries, services
from tongban.supervision.models import CaseWarning

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample_area")]


def lights() -> list[tuple[str, str]]:
    return list(CaseWarning.objects.order_by("id").values_list("rule", "light"))


def test_a_case_turns_yellow_then_red_and_each_is_warned_of_once() -> None:
    number = accepted()  # due on 17 March

    assert services.sweep(now=day(9)) == 0
    assert services.sweep(now=day(10)) == 1
    assert (found(number).light, lights()) == ("yellow", [("L2", "yellow")])
    assert services.sweep(now=day(10)) == 0
    assert services.sweep(now=day(16)) == 1
    assert (found(number).light, lights()) == ("red", [("L2", "yellow"), ("L2", "red")])
    assert told(number).count("supervision.warning_raised") == 2


def test_a_sweep_after_a_long_downtime_catches_up() -> None:
    number = accepted()

    assert services.sweep(now=day(700)) == 1

    assert (found(number).light, lights()) == ("red", [("L2", "red")])


def test_a_held_clock_keeps_its_light_and_runs_on_with_what_was_left() -> None:
    approver, number = stories.staff("approver"), accepted()
    cases.suspend(actor=approver, number=number, name="鉴定", reason="鉴定", now=day(1))
    services.sweep(now=day(60))
    assert found(number).light == "green"

    cases.resume(actor=approver, number=number, now=day(60), **PROOF)
    services.sweep(now=day(60))

    assert found(number).light == "green"
    assert lights() == []


def test_what_is_decided_is_watched_until_it_is_delivered() -> None:
    number = granted()

    services.sweep(now=day(3))
    assert found(number).light == "green"
    services.sweep(now=day(30))
    assert found(number).light == "red"
    cases.carry_out(number=number, now=day(30))
    assert services.sweep(now=day(60)) == 0


def test_one_broken_case_does_not_stop_the_lights() -> None:
    broken, whole = accepted(), accepted()
    Case.objects.filter(number=broken).update(region="nowhere")

    services.sweep(now=day(16))

    assert found(whole).light == "red"


def test_a_bad_rating_is_warned_of_once(run_jobs: Callable[[], list[str]]) -> None:
    bad, good = concluded(), concluded()
    feedback.rate(actor=applicant(), number=bad, grade=1, now=TUESDAY)
    feedback.rate(actor=applicant(), number=good, grade=5, now=TUESDAY)

    run_jobs()
    services.warn_of_rating(number=bad, now=TUESDAY)

    assert list(CaseWarning.objects.values_list("case_number", "rule")) == [(bad, "E1")]


def test_the_board_counts_states_lights_departments_and_ratings() -> None:
    now = clock.now()
    accepted(now=now)
    late = accepted(now=TUESDAY)
    rated = concluded(now=now)
    feedback.rate(actor=applicant(), number=rated, grade=5, now=now)
    services.sweep(now=now)

    board = queries.board(stories.staff("supervisor"))

    assert {state: n for state, _, n in board.states} == {"accepted": 2, "concluded": 1}
    assert board.lights == {"green": 1, "yellow": 0, "red": 1}
    assert [(row.unit, row.open, row.red) for row in board.units] == [("ps", 2, 1)]
    assert (board.good, board.rated, board.satisfied) == (1, 1, 1.0)
    assert [row.case_number for row in queries.warnings(stories.staff("supervisor")).items] == [
        late
    ]


def test_only_a_supervisor_sees_the_board_and_a_trail() -> None:
    number = accepted()

    trail = queries.trail(stories.staff("supervisor"), number)
    assert [step.step for step in trail.view.steps] == ["submit", "accept"]
    assert {"cases.draft_opened", "cases.submitted", "cases.accepted"} <= {
        entry.event for entry in trail.entries
    }
    for actor in (stories.staff("approver"), stories.staff("clerk"), applicant()):
        with pytest.raises(Forbidden):
            queries.board(actor)
        with pytest.raises(Forbidden):
            queries.trail(actor, number)
    with pytest.raises(NotFound):
        queries.trail(stories.staff("supervisor"), "0")


def test_an_approver_sees_the_warnings_of_his_department_only() -> None:
    number = accepted(PERMIT)
    services.warn(number=number, unit="ps", rule="L2", light="red", now=TUESDAY)

    assert len(queries.warnings(stories.staff("approver")).items) == 1
    for actor in (stories.staff("clerk"), stories.staff("handler"), applicant()):
        assert queries.warnings(actor).items == []


def test_a_light_goes_out_when_the_limit_moves_far_away() -> None:
    number = accepted()
    Case.objects.filter(number=number).update(
        light="yellow", due_on=day(90).date(), legal_due_on=None, next_due_on=day(90).date()
    )

    assert services.sweep(now=TUESDAY) == 1

    assert (found(number).light, lights()) == ("green", [])
