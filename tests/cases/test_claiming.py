"""Claiming, handing back, assigning: one wins, and only he acts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.cases.circumstances import TUESDAY, accepted, audited, checked, give, submitted
from tongban.base.actors import Post
from tongban.base.errors import Forbidden, Invalid, NotFound
from tongban.cases import queries, services
from tongban.cases.models import CaseTask
from tongban.cases.queries import Wanted, Who
from tongban.cases.rules.claiming import HeldByAnother, NotHeld
from tongban.demo.services import stories

if TYPE_CHECKING:
    from tongban.base.actors import Actor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample_area")]


def task_of(number: str) -> int:
    """The one task for which the case waits."""
    return CaseTask.objects.open().get(case__number=number).pk


def colleague(username: str, account: int = 990_001) -> Actor:
    """Somebody else in the same post."""
    return replace(stories.staff(username), account=account, name="样例同事")


def claimed(number: str, username: str) -> int:
    task = task_of(number)
    services.claim(actor=stories.staff(username), task=task, now=TUESDAY)
    return task


def listed(actor: Actor, who: Who) -> list[str]:
    return [str(row.case.number) for row in queries.work(actor, Wanted(who=who)).items]


def test_a_claimed_task_is_acted_on_by_its_holder_only() -> None:
    number = checked()
    claimed(number, "clerk")

    with pytest.raises(HeldByAnother, match="窗口样例员"):
        services.accept(actor=colleague("clerk"), number=number, now=TUESDAY)
    services.accept(actor=stories.staff("clerk"), number=number, now=TUESDAY)

    assert audited(number)[-2:] == ["cases.task_claimed", "cases.accepted"]


def test_a_claimed_task_leaves_the_lists_of_the_others() -> None:
    number = submitted()
    claimed(number, "clerk")
    clerk, other = stories.staff("clerk"), colleague("clerk")

    assert listed(clerk, Who.TURN) == listed(clerk, Who.HELD) == [number]
    assert listed(other, Who.TURN) == listed(other, Who.FREE) == []
    assert listed(other, Who.POST) == [number]
    assert queries.work_counts(clerk)["held"] == 1
    assert queries.work_counts(other)["turn"] == 0


def test_what_was_handed_back_is_anybodys() -> None:
    number = checked()
    task = claimed(number, "clerk")

    services.hand_back(actor=stories.staff("clerk"), task=task, now=TUESDAY)

    services.accept(actor=colleague("clerk"), number=number, now=TUESDAY)
    with pytest.raises(NotHeld):
        services.hand_back(actor=stories.staff("handler"), task=task_of(number), now=TUESDAY)


def test_a_colleague_hands_nothing_back_for_another_but_the_head_does() -> None:
    number = accepted()
    task = claimed(number, "handler")

    with pytest.raises(HeldByAnother):
        services.hand_back(actor=colleague("handler"), task=task, now=TUESDAY)
    services.hand_back(actor=stories.staff("reviewer"), task=task, now=TUESDAY)

    assert CaseTask.objects.get(pk=task).holder is None


def test_the_head_assigns_to_somebody_of_the_post_and_to_nobody_else() -> None:
    number = accepted()
    task = task_of(number)
    handler, reviewer = stories.staff("handler"), stories.staff("reviewer")
    assert handler.account is not None

    with pytest.raises(Invalid):
        services.assign(actor=reviewer, task=task, to=reviewer.account or 0, now=TUESDAY)
    services.assign(actor=reviewer, task=task, to=handler.account, now=TUESDAY)

    with pytest.raises(HeldByAnother):
        services.suspend(
            actor=colleague("handler"), number=number, name="鉴定", reason="鉴定", now=TUESDAY
        )
    assert audited(number)[-1] == "cases.task_assigned"


def test_the_head_of_a_hall_sees_its_windows_and_hands_their_work_out() -> None:
    number, elsewhere = submitted(), accepted()
    task, head = task_of(number), stories.staff("hallhead")
    clerk, other = stories.staff("clerk"), stories.staff("clerk2")

    assert listed(head, Who.TURN) == listed(head, Who.POST) == []
    assert listed(head, Who.UNIT) == [number]
    assert set(listed(head, Who.ALL)) == {number, elsewhere}
    assert queries.work_counts(head)["unit"] == 1
    with pytest.raises(Invalid):  # of another hall
        services.assign(actor=head, task=task, to=other.account or 0, now=TUESDAY)
    services.assign(actor=head, task=task, to=clerk.account or 0, now=TUESDAY)
    assert listed(clerk, Who.HELD) == [number]
    services.hand_back(actor=head, task=task, now=TUESDAY)
    assert listed(clerk, Who.HELD) == []


def test_the_head_of_a_hall_decides_nothing_and_gives_no_work_of_departments() -> None:
    number, at_window = accepted(), checked()
    head, clerk = stories.staff("hallhead"), stories.staff("clerk")

    with pytest.raises(HeldByAnother):
        services.assign(actor=clerk, task=task_of(at_window), to=clerk.account or 0, now=TUESDAY)
    with pytest.raises(Forbidden):
        services.accept(actor=head, number=at_window, now=TUESDAY)
    with pytest.raises(Forbidden):
        services.claim(actor=head, task=task_of(at_window), now=TUESDAY)
    with pytest.raises(Forbidden):
        services.assign(actor=head, task=task_of(number), to=clerk.account or 0, now=TUESDAY)


def test_a_handler_assigns_nothing_that_is_not_his() -> None:
    task = task_of(accepted())
    handler = stories.staff("handler")

    with pytest.raises(HeldByAnother):
        services.assign(actor=handler, task=task, to=handler.account or 0, now=TUESDAY)


def test_strangers_learn_nothing_of_a_task() -> None:
    task = task_of(submitted())

    with pytest.raises(NotFound):
        services.claim(actor=stories.staff("clerk2"), task=task, now=TUESDAY)
    with pytest.raises(Forbidden):
        services.claim(actor=stories.staff("approver"), task=task, now=TUESDAY)
    with pytest.raises(NotFound):
        services.claim(actor=stories.person("xiaohong"), task=task, now=TUESDAY)
    with pytest.raises(Forbidden):
        services.claim(actor=stories.person("damin"), task=task, now=TUESDAY)


def test_the_next_post_begins_unclaimed() -> None:
    number = accepted()
    claimed(number, "handler")

    give("handler", number, "forward")

    assert CaseTask.objects.open().get(case__number=number).holder is None


def test_a_clerk_without_a_hall_is_in_no_list() -> None:
    submitted()
    clerk = replace(stories.staff("clerk"), posts=(Post(1, "clerk", "mkt"),))

    assert all(listed(clerk, who) == [] for who in Who)
