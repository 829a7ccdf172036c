"""Who may take, hand back and assign a task; who may hand back a step; what a post's share is."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.cases.rules.samples import at
from tongban.cases.rules import CLOSED, Limit, State, Unit, claiming, pushed, share_of
from tongban.cases.rules.claiming import HeldByAnother, Holding, NotHeld, NotOfThatPost
from tongban.cases.rules.pushed import CaseOver, StepInvalid, Taken

if TYPE_CHECKING:
    from datetime import datetime

ME, YOU, NOBODY = 1, 2, Holding(None)
MINE, YOURS = Holding(ME, "我"), Holding(YOU, "例同事")


def test_the_first_to_claim_has_it_and_claiming_again_changes_nothing() -> None:
    assert claiming.claim(NOBODY, ME) is True
    assert claiming.claim(MINE, ME) is False
    with pytest.raises(HeldByAnother, match="例同事"):
        claiming.claim(YOURS, ME)


def test_only_the_holder_or_the_head_hands_back() -> None:
    claiming.hand_back(MINE, ME, heads=False)
    claiming.hand_back(YOURS, ME, heads=True)
    with pytest.raises(HeldByAnother):
        claiming.hand_back(YOURS, ME, heads=False)
    for heads in (True, False):
        with pytest.raises(NotHeld):
            claiming.hand_back(NOBODY, ME, heads=heads)


def test_the_head_assigns_to_anybody_of_the_post_and_the_holder_his_own() -> None:
    able = (ME, YOU)

    claiming.assign(MINE, ME, able, to=YOU, heads=False)
    claiming.assign(YOURS, ME, able, to=ME, heads=True)
    for task in (YOURS, NOBODY):
        with pytest.raises(HeldByAnother, match=r"^只有负责人可以把这件分派给别人。$"):
            claiming.assign(task, ME, able, to=ME, heads=False)
    with pytest.raises(NotOfThatPost) as refused:
        claiming.assign(MINE, ME, able, to=3, heads=True)
    assert refused.value.fields == {"to": "请选择在这个岗位上的人。"}


@pytest.mark.parametrize(
    ("role", "promised", "days"),
    [
        ("handler", Limit(10), 5),
        ("reviewer", Limit(10), 3),
        ("approver", Limit(10), 2),
        ("handler", Limit(5), 3),  # rounded up
        ("approver", Limit(1), 1),
        ("reviewer", Limit(20), 6),
        ("clerk", Limit(10), None),
        ("handler", None, None),
        ("handler", Limit(0), None),
        ("handler", Limit(10, Unit.DAYS), None),
    ],
)
def test_each_post_has_its_share_of_the_promised_limit(
    role: str, promised: Limit | None, days: int | None
) -> None:
    assert share_of(role, promised) == days
    assert share_of("clerk", Limit(10), {"clerk": 1}) == 1
    assert share_of("clerk", Limit(150), {"clerk": 1}) == 2


ACCEPTED, NOW = at(9, 17, 10, 0), at(9, 22)


def step(**changes: object) -> Taken:
    given: dict[str, object] = {
        "name": "审核", "handler": "例审核", "action": "通过", "opinion": "",
        "started_at": at(9, 18), "ended_at": at(9, 21),
    }  # fmt: skip
    return Taken(**(given | changes))  # type: ignore[arg-type]


def wrong_in(taken: Taken, accepted_at: datetime | None = ACCEPTED) -> dict[str, str]:
    """What is said of the step, field by field; nothing when it may be taken in."""
    try:
        pushed.check_step(taken, state=State.EXAMINING, accepted_at=accepted_at, now=NOW)
    except StepInvalid as invalid:
        return dict(invalid.fields)
    return {}


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({}, "", ""),
        ({"ended_at": None}, "", ""),
        ({"started_at": ACCEPTED.replace(microsecond=0), "ended_at": None}, "", ""),
        ({"started_at": ACCEPTED - timedelta(seconds=1)}, "started_at", "早于受理"),
        ({"ended_at": at(9, 17, 23)}, "ended_at", "早于开始"),
        ({"started_at": at(9, 18), "ended_at": at(9, 18)}, "", ""),
        ({"ended_at": NOW + timedelta(minutes=5)}, "", ""),
        ({"ended_at": NOW + timedelta(minutes=5, seconds=1)}, "ended_at", "将来"),
        ({"started_at": NOW + timedelta(minutes=6), "ended_at": None}, "ended_at", "将来"),
        ({"name": " "}, "name", "请填写"),
        ({"name": "名" * 100}, "", ""),
        ({"name": "名" * 101}, "name", "最多100个字"),
        ({"handler": ""}, "handler", "请填写"),
        ({"handler": "例" * 31}, "handler", "最多30个字"),
        ({"opinion": "好" * 1000}, "", ""),
        ({"opinion": "好" * 1001}, "opinion", "最多1000个字"),
        ({"action": "同意"}, "action", "通过、退回或者其他"),
    ],
)
def test_a_step_of_a_departments_system_is_whole_and_lies_between_acceptance_and_now(
    changes: dict[str, object], field: str, words: str
) -> None:
    wrong = wrong_in(step(**changes))

    assert wrong.keys() == ({field} if field else set())
    assert words in wrong.get(field, "")


def test_parts_of_a_second_are_not_held_against_a_system_that_counts_seconds() -> None:
    precise = ACCEPTED.replace(microsecond=900_000)

    assert wrong_in(step(started_at=ACCEPTED), accepted_at=precise) == {}


def test_several_faults_are_told_together_and_none_before_the_acceptance() -> None:
    wrong = wrong_in(step(name="", action="", started_at=at(9, 21), ended_at=at(9, 18)))

    assert wrong.keys() == {"name", "action", "ended_at"}
    assert "还没有受理" in wrong_in(step(), accepted_at=None)["started_at"]


@pytest.mark.parametrize("state", sorted(CLOSED))
def test_a_case_that_is_over_takes_no_more_steps(state: State) -> None:
    with pytest.raises(CaseOver, match="不能再回传环节"):
        pushed.check_step(step(), state=state, accepted_at=ACCEPTED, now=NOW)
