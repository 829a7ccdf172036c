"""What the calendar does: once, in the order of the days, and one broken case stops nobody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.cases.circumstances import (
    PERMIT,
    TUESDAY,
    accepted,
    applicant,
    asked,
    audited,
    checked,
    day,
    found,
    granted,
    submitted,
    told,
)
from tongban.base.models import AuditEntry, OutboxEvent
from tongban.cases import queries, rules, services
from tongban.cases.models import Case, CaseDocument, CaseTask, Consequence
from tongban.cases.rules import NEVER, State
from tongban.cases.rules.silence import NotConsentedYet
from tongban.cases.services import consenting, consequences
from tongban.demo.services import stories
from tongban.items import queries as items
from tongban.processes.models import Run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample_area")]
LAW = "《样例条例》第九条"


def happened(number: str) -> list[tuple[str, date]]:
    rows = Consequence.objects.filter(case=found(number)).order_by("id")
    return [(kind.split(":")[0], due) for kind, due in rows.values_list("kind", "due_on")]


def by_silence(number: str) -> None:
    """Let the item of the case be one that silence grants."""
    version = found(number).item_version_id
    definition = items.definition(version)
    object.__setattr__(definition, "silent_consent", LAW)


@pytest.fixture(autouse=True)
def _fresh_definitions() -> Any:
    yield
    items.definition.cache_clear()


def test_the_five_days_are_warned_of_once_and_end_in_acceptance_once() -> None:
    number = submitted()

    for number_of_day in range(1, 9):
        services.sweep(now=day(number_of_day))
        services.sweep(now=day(number_of_day))

    due = date(2026, 3, 10)
    assert happened(number)[:2] == [("answer.near", due), ("answer.passed", due)]
    assert told(number).count("cases.accepted") == 1
    assert found(number).state == State.ACCEPTED


def test_after_downtime_everything_happens_in_the_order_of_its_day_whatever_its_kind() -> None:
    lapsing = asked()  # until 24 March
    running = accepted(now=day(1))  # promised until 18 March
    silent = submitted(now=day(2))  # answered until 12 March
    services.sweep(now=day(2))

    services.sweep(now=day(60))

    rows = AuditEntry.objects.filter(
        event="cases.deadline_passed", subject__in=[lapsing, running, silent]
    ).order_by("id")
    found_ = [(row.facts["due_on"], row.facts["kind"], row.subject) for row in rows]
    first = found_[:4]
    assert [each[0] for each in first] == sorted(each[0] for each in first)
    assert ("2026-03-12", "answer", silent) in found_
    assert ("2026-03-24", "correction", lapsing) in found_
    assert found_.index(("2026-03-12", "answer", silent)) < found_.index(
        ("2026-03-24", "correction", lapsing)
    )
    assert found(lapsing).state == State.WITHDRAWN


def test_promised_legal_and_step_limits_are_each_told_once_near_and_passed() -> None:
    number = accepted()

    for number_of_day in (1, 7, 13, 15, 16, 17, 20, 40):
        services.sweep(now=day(number_of_day))

    kinds = [kind for kind, _ in happened(number)]
    assert sorted(kinds) == sorted(
        f"{kind}.{effect}"
        for kind in ("step", "promised", "legal")
        for effect in ("near", "passed")
    )
    assert len(kinds) == len(set(kinds))
    assert found(number).acts_on == NEVER


def test_one_broken_case_stops_nobody_else_and_is_tried_again() -> None:
    broken, whole = submitted(), submitted()
    good = Case.objects.get(number=broken).process
    Case.objects.filter(number=broken).update(process="nobody_has_this")

    assert services.sweep(now=day(8)) == 1

    assert (found(broken).state, found(whole).state) == (State.SUBMITTED, State.ACCEPTED)
    assert [kind for kind, _ in happened(broken)] == ["answer.near"]  # nothing half done
    Case.objects.filter(number=broken).update(process=good)
    assert services.sweep(now=day(8)) == 1
    assert found(broken).state == State.ACCEPTED


def test_what_has_happened_is_written_down_once_whoever_asks() -> None:
    case = found(accepted())

    first = consequences.once(case, "gap.passed", date(2026, 3, 9), day(7))
    second = consequences.once(case, "gap.passed", date(2026, 3, 9), day(8))
    Consequence.objects.filter(case=case).update(moved_to=date(2026, 3, 11))
    moved = consequences.once(case, "gap.passed", date(2026, 3, 11), day(9))

    assert (first, second, moved) == (True, False, False)


def test_silence_grants_where_the_item_says_so_and_exactly_once() -> None:
    number = accepted(PERMIT)
    by_silence(number)
    services.sweep(now=day(15))
    assert found(number).state == State.ACCEPTED

    assert services.sweep(now=day(16)) >= 1
    services.sweep(now=day(17))

    case = found(number)
    assert (case.granted, case.decided_on) == (True, date(2026, 3, 19))
    assert told(number).count("cases.granted") == 1
    assert CaseDocument.objects.filter(case=case, kind="grant").count() == 1
    paper = CaseDocument.objects.get(case=case, kind="grant").facts
    assert paper["decision"] == f"逾期未作出决定，视为准予（{LAW}）"
    assert queries.case(applicant(), number).waiting == ()
    assert Run.objects.get(reference=str(case.pk)).outcome == "cancelled"
    assert not CaseTask.objects.open().filter(case=case).exists()
    assert "cases.consented" in audited(number)


def test_a_procedure_that_does_not_hold_the_clock_does_not_keep_silence_from_granting() -> None:
    number = accepted(PERMIT)
    by_silence(number)
    stop = {"name": "公示", "reason": "听取意见", "now": day(10)}
    services.suspend(actor=stories.staff("handler"), number=number, **stop)  # type: ignore[arg-type]

    services.sweep(now=day(17))

    case = found(number)
    assert (case.granted, case.decided_on) == (True, date(2026, 3, 19))
    assert not case.stops.filter(until_on=None).exists()
    assert "legal.passed" in [kind for kind, _ in happened(number)]


def test_silence_grants_nothing_else() -> None:
    plain, decided, held = accepted(), granted(), accepted()
    services.suspend(
        actor=stories.staff("handler"), number=held, name="鉴定", reason="鉴定", now=TUESDAY
    )

    for number in (plain, decided, held):
        with pytest.raises((rules.StepNotAllowed, NotConsentedYet)):
            consenting.consent(number=number, now=day(60))
    by_silence(held)
    services.sweep(now=day(60))
    assert found(held).state == State.SUSPENDED


def test_a_change_of_the_clock_is_planned_anew_by_the_next_sweep() -> None:
    number = accepted()
    assert found(number).acts_on is None

    services.sweep(now=day(1))

    assert found(number).acts_on is not None
    assert found(number).acts_on > date(2026, 3, 4)  # type: ignore[operator]


def test_events_of_the_calendar_name_kind_and_day() -> None:
    number = checked()
    services.sweep(now=day(6))

    row = OutboxEvent.objects.get(name="cases.deadline_near", payload__number=number)

    assert row.payload == {"number": number, "kind": "answer", "due_on": "2026-03-10", "key": ""}
    assert (
        replace(rules.Due(date.min, date.min, "a", rules.Effect.NEAR), key="b").name == "a.near:b"
    )
