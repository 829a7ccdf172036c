"""Running cases on another version of their drawing: previewed, moved, undone."""

from __future__ import annotations

import pytest

from tests.cases.circumstances import FOOD, TUESDAY, accepted, day, found, give
from tests.cases.parallel.reviews import asked, drawing, officer, say, waits
from tests.processes.drawing import changed, packaged
from tongban.base.actors import SYSTEM
from tongban.base.errors import Forbidden
from tongban.base.models import AuditEntry, OutboxEvent
from tongban.cases import services
from tongban.demo.services import stories
from tongban.processes import queries
from tongban.processes import services as processes
from tongban.processes.models import MovedRun, Run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample_area")]


def published(*changes: tuple[str, str]) -> int:
    """The id of a new version of the standard process."""
    xml = changed("standard.v1", *changes)
    row = processes.publish(actor=SYSTEM, kind="standard", xml=xml, now=day(1))
    return int(row.pk)


def pinned(number: str) -> int:
    return Run.objects.get(reference=str(found(number).pk)).definition_id


def follow() -> None:
    """What the job does when it hears of runs that were moved."""
    for event in OutboxEvent.objects.filter(name="processes.run_moved").order_by("id"):
        services.follow_run(reference=event.payload["reference"], now=day(1))


def test_running_cases_stay_until_they_are_moved_and_can_be_put_back() -> None:
    first, second = accepted(FOOD), accepted(FOOD, now=day(0, 11))
    give("handler", second, "forward")
    old = pinned(first)
    new = published(('name="承办"', 'name="现场承办"'), ('name="审核"', 'name="复核"'))

    assert pinned(first) == old
    rows = list(processes.preview(old, new))
    assert [(titles, why) for _, titles, why in rows] == [(("承办",), ""), (("审核",), "")]
    done = processes.move(actor=SYSTEM, source=old, target=new, now=day(1))
    follow()
    assert (pinned(first), found(first).waiting_title) == (new, "现场承办")
    assert found(first).tasks.open().get().title == "现场承办"
    give("handler", first, "forward", now=day(1))

    processes.undo(actor=SYSTEM, id=done.pk, now=day(1))
    follow()

    assert (pinned(first), pinned(second)) == (new, old)
    assert found(second).waiting_title == "审核"
    told = MovedRun.objects.filter(move=done).order_by("run_id")
    assert [row.undone for row in told] == [
        "迁移以后又办了一步，不能退回原来的版本", "已退回",
    ]  # fmt: skip
    with pytest.raises(processes.UndoneAlready):
        processes.undo(actor=SYSTEM, id=done.pk, now=day(1))
    names = list(
        AuditEntry.objects.filter(subject=f"move:{done.pk}").values_list("event", flat=True)
    )
    assert sorted(names) == ["processes.move_undone", "processes.runs_moved"]


def test_a_case_that_waits_where_the_new_drawing_has_nothing_stays_with_its_reason() -> None:
    first, second = accepted(FOOD), accepted(FOOD, now=day(0, 11))
    give("handler", second, "forward")
    old = pinned(first)
    new = published_without_review()

    rows = {ref: why for ref, _titles, why in processes.preview(old, new)}
    done = processes.move(actor=SYSTEM, source=old, target=new, now=day(1))

    assert rows[str(found(first).pk)] == ""
    assert rows[str(found(second).pk)] == "正在办的环节“审核”新图里没有"
    assert (pinned(first), pinned(second)) == (new, old)
    _, shown = queries.moved(done.pk)
    assert [bool(row.refused) for row in shown] == [False, True]
    give("reviewer", second, "forward", now=day(1))


def published_without_review() -> int:
    """The short drawing, without a reviewer, as the next version of the standard process."""
    row = processes.publish(actor=SYSTEM, kind="standard", xml=packaged("short.v1"), now=day(1))
    return int(row.pk)


def test_open_branches_move_with_what_was_heard_and_a_changed_join_keeps_them() -> None:
    number = asked()
    say(officer("eco"), number, "ask", "agree")
    old = pinned(number)
    titled = drawing().replace('name="会签"', 'name="部门会签"')
    alike = processes.publish(actor=SYSTEM, kind="standard", item=FOOD, xml=titled, now=day(1))
    other = drawing().replace("split_to_ask", "split_to_elsewhere")
    apart = processes.publish(actor=SYSTEM, kind="standard", item=FOOD, xml=other, now=day(1))

    (refused,) = [why for *_rest, why in processes.preview(old, apart.pk)]
    processes.move(actor=SYSTEM, source=old, target=alike.pk, now=day(1))
    follow()

    assert "别的并行分支" in refused
    assert waits(number) == [("ask", "fire"), ("ask", "hea"), ("own_review", "mkt")]
    say(officer("fire"), number, "ask", "agree", now=day(1))
    say(officer("hea"), number, "ask", "agree", now=day(1))
    assert waits(number) == [("own_review", "mkt")]


def test_only_editors_move_and_only_between_published_versions_of_a_kind() -> None:
    number = accepted(FOOD)
    old = pinned(number)
    short = queries.newest("short").id

    with pytest.raises(processes.SameVersion):
        processes.move(actor=SYSTEM, source=old, target=short, now=TUESDAY)
    with pytest.raises(processes.SameVersion):
        processes.move(actor=SYSTEM, source=old, target=old, now=TUESDAY)
    with pytest.raises(Forbidden):
        processes.move(
            actor=stories.staff("approver"), source=old, target=published_without_review(),
            now=TUESDAY,
        )  # fmt: skip
