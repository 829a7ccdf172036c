"""Deadlines on the pages of clerk, citizen and supervisor; extensions, procedures, calendar."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.base.calendars.test_changing import OFF, WORKED
from tests.cases.circumstances import PROOF, TUESDAY, accepted, asked, day, submitted
from tests.desk.desks import case, desk_of, post, text
from tongban.base.actors import SYSTEM
from tongban.cases import queries, services
from tongban.cases.models import CaseExtension, ClockStop, Consequence
from tongban.cases.rules.deadlines import DeadlineKind
from tongban.demo.services import stories

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

LINES = re.compile(r'<ol class="clock-lines">(.*?)</ol>', re.DOTALL)


@pytest.fixture(autouse=True)
def _on_wednesday() -> Any:
    with time_machine.travel(day(1), tick=False):
        yield


def explained(client: Client, address: str) -> list[str]:
    """Every list of sentences inside the part about deadlines."""
    page = text(client.get(address))
    part = page[page.index('id="deadlines"') :]
    return LINES.findall(part[: part.index("</section>")])


@pytest.mark.parametrize("state", ["submitted", "asked", "accepted", "suspended"])
def test_citizen_and_clerk_read_the_same_sentences(state: str) -> None:
    number = {"submitted": submitted, "asked": asked}.get(state, accepted)()
    if state == "suspended":
        services.suspend(
            actor=stories.staff("handler"), number=number, name="听证", reason="听证", now=TUESDAY
        )

    people = explained(desk_of("damin", realm="public"), f"/cases/{number}/")

    for who in ("clerk", "supervisor"):
        assert explained(desk_of(who), f"/desk/cases/{number}/") == people
    assert people
    assert all("<li>" in lines for lines in people)


def test_legal_promised_and_step_limits_stand_side_by_side() -> None:
    number = accepted()

    shown = text(desk_of("handler").get(f"/desk/cases/{number}/"))

    for title in ("承诺时限", "法定时限", "本环节时限：承办"):
        assert f"<strong>{title}" in shown
    found = {each.kind: each for each in queries.deadlines(case(number), today=date(2026, 3, 4))}
    assert (found[DeadlineKind.PROMISED].due_on, found[DeadlineKind.PROMISED].remaining) == (
        date(2026, 3, 17),
        9,
    )
    assert found[DeadlineKind.LEGAL].due_on == date(2026, 3, 18)
    assert found[DeadlineKind.STEP].due_on == date(2026, 3, 10)


def test_an_extension_is_asked_for_and_approved_on_two_pages_by_two_people() -> None:
    number = accepted()

    assert "申请延长期限" in text(desk_of("handler").get(f"/desk/cases/{number}/"))
    assert post(desk_of("handler"), number, "extension", reason="需要核查").status_code == 302
    approver = desk_of("approver")
    assert "批准延长期限" in text(approver.get(f"/desk/cases/{number}/"))
    assert approver.get(f"/desk/cases/{number}/extension/decision/").status_code == 200
    done = post(approver, number, "extension/decision", approved="yes", approval="", words="")

    assert done.status_code == 302
    assert case(number).due_on == date(2026, 3, 31)
    assert "已由批准样例员批准延长" in text(approver.get(f"/desk/cases/{number}/"))
    person = text(desk_of("damin", realm="public").get(f"/cases/{number}/"))
    assert "负责人批准延长办理期限" in person
    assert "延长期限告知书" in person


def test_a_declined_page_keeps_every_word_and_says_why_at_the_field() -> None:
    number = accepted()
    handler = desk_of("handler")

    empty = post(handler, number, "extension", reason=" ")
    assert (empty.status_code, "请写明延长的理由" in text(empty)) == (422, True)
    post(handler, number, "extension", reason="需要核查")
    again = post(handler, number, "extension", reason="还要核查")
    assert (again.status_code, "还要核查" in text(again), "只能延长一次" in text(again)) == (
        409, True, True,
    )  # fmt: skip
    undecided = post(desk_of("approver"), number, "extension/decision", words="想一想")
    assert (undecided.status_code, "想一想" in text(undecided)) == (422, True)
    declined = post(desk_of("approver"), number, "extension/decision", approved="no", words="不必")
    assert declined.status_code == 302
    assert CaseExtension.objects.get().words == "不必"


@pytest.mark.parametrize("who", ["clerk", "supervisor"])
def test_others_have_no_page_to_extend(who: str) -> None:
    number = accepted()

    assert desk_of(who).get(f"/desk/cases/{number}/extension/").status_code == 404
    assert post(desk_of(who), number, "extension", reason="慢").status_code == 403
    assert desk_of("handler").get(f"/desk/cases/{number}/extension/decision/").status_code == 404


def test_a_procedure_ends_on_its_page_with_its_paper_which_staff_can_open() -> None:
    number, handler = accepted(), desk_of("handler")
    services.suspend(
        actor=stories.staff("handler"), number=number, name="鉴定", reason="鉴定", now=TUESDAY
    )

    assert "鉴定意见" in text(handler.get(f"/desk/cases/{number}/procedure/end/"))
    without = post(handler, number, "procedure/end", finding="合格")
    assert (without.status_code, "请上传鉴定意见" in text(without)) == (422, True)
    assert "合格" in text(without)
    file = SimpleUploadedFile("鉴定意见.png", PROOF["evidence"])
    done = post(handler, number, "procedure/end", finding="合格", evidence=file)

    assert done.status_code == 302
    stop = ClockStop.objects.get()
    opened = handler.get(f"/desk/cases/{number}/procedure/{stop.pk}/")
    assert opened.content == PROOF["evidence"]
    assert handler.get(f"/desk/cases/{number}/procedure/{stop.pk + 1}/").status_code == 404


def test_an_operator_publishes_a_schedule_and_sees_whom_it_concerned(
    run_jobs: Callable[[], list[str]],
) -> None:
    december = datetime(2026, 12, 28, 10, tzinfo=TUESDAY.tzinfo)
    with time_machine.travel(december, tick=False):
        number, operator = accepted(now=december), desk_of("operator")
        assert "2027年放假安排尚未公布" in text(operator.get("/desk/calendar/"))
        wrong = operator.post("/desk/calendar/schedule/", {"year": 2027, "off": "明天"})
        assert (wrong.status_code, "看不懂" in text(wrong), "明天" in text(wrong)) == (
            422, True, True,
        )  # fmt: skip
        given = {"year": 2027, "off": OFF, "worked": WORKED, "source": "国办发明电〔2026〕9号"}
        done = operator.post("/desk/calendar/schedule/", given)
        run_jobs()

        page = text(operator.get(done["Location"]))
        assert "1 件" in page
        assert number in page
        assert "2027年放假安排尚未公布" not in text(operator.get("/desk/calendar/"))


def test_a_closure_shows_both_derivations_to_person_and_office(
    run_jobs: Callable[[], list[str]],
) -> None:
    number, operator = accepted(), desk_of("operator")

    done = operator.post(
        "/desk/calendar/closure/",
        {"region": "230102", "first": "2026-03-12", "last": "2026-03-12", "what": "close",
         "label": "台风停工"},
    )  # fmt: skip
    run_jobs()

    assert done.status_code == 302
    page = text(desk_of("damin", realm="public").get(f"/cases/{number}/"))
    assert "承诺时限：由2026年3月17日改为2026年3月18日" in page
    assert "2026年3月12日台风停工放假，不计入" in page
    again = {"region": "230102", "first": "2026-03-12", "last": "2026-03-12", "label": ""}
    back = operator.post("/desk/calendar/closure/", again | {"what": "undo"})
    assert back.status_code == 302
    nameless = operator.post("/desk/calendar/closure/", again | {"what": "close"})
    assert (nameless.status_code, "请写明原因" in text(nameless)) == (422, True)


def test_what_happened_on_a_day_that_moved_is_looked_at_on_its_page() -> None:
    number = accepted()
    row = Consequence.objects.create(
        case=case(number), kind="promised.passed", due_on=date(2026, 3, 17), at=TUESDAY,
        moved_to=date(2026, 3, 18),
    )  # fmt: skip
    approver = desk_of("approver")

    assert "请人工复核" in text(approver.get(f"/desk/cases/{number}/"))
    done = post(approver, number, f"moved/{row.pk}", verdict="不需要补救")

    assert done.status_code == 302
    assert "请人工复核" not in text(approver.get(f"/desk/cases/{number}/"))


@pytest.mark.parametrize("page", ["schedule/", "closure/"])
@pytest.mark.parametrize("who", ["clerk", "approver", "supervisor"])
def test_nobody_else_keeps_the_calendar(who: str, page: str) -> None:
    assert desk_of(who).get(f"/desk/calendar/{page}").status_code == 404
    assert desk_of(who).get("/desk/calendar/").status_code == 200
    assert desk_of(who).get("/desk/calendar/99/").status_code == 404


def test_the_calendar_has_a_pinned_number_of_queries(
    django_assert_max_num_queries: Callable[[int], Any],
) -> None:
    for label in ("台风停工", "暴雪停工"):
        services.close_offices(
            actor=SYSTEM, region="230102", first=date(2026, 3, 12), last=date(2026, 3, 12),
            label=label, now=TUESDAY,
        )  # fmt: skip
    operator = desk_of("operator")
    operator.get("/desk/calendar/")

    with django_assert_max_num_queries(8):
        assert "暴雪停工" in text(operator.get("/desk/calendar/"))
