"""Forks, joins, several departments: what may be published, and how it is walked."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.processes import rules
from tongban.processes.rules import (
    Choosing,
    DefinitionFault,
    Drawing,
    Flow,
    Parallel,
    Policy,
    Row,
    Table,
    TaskSpec,
)

HANDLE = TaskSpec("handle", "承办", "handler", ("forward",), limit="2")
LEFT = TaskSpec("left", "消防", "handler", ("agree", "object"), unit="fire", limit="5")
RIGHT = TaskSpec("right", "环保", "handler", ("agree", "object"), unit="eco", limit="3")
APPROVE = TaskSpec("approve", "批准", "approver", ("grant", "deny"), limit="2")
FLOWS = (
    Flow("f1", "begin", "handle"),
    Flow("f2", "handle", "fork"),
    Flow("f3", "fork", "left"),
    Flow("f4", "fork", "right"),
    Flow("f5", "left", "meet"),
    Flow("f6", "right", "meet"),
    Flow("f7", "meet", "met"),
    Flow("f8", "met", "approve", "outcome == 'agree'"),
    Flow("f9", "met", "handle", "outcome == 'object'"),
    Flow("f10", "approve", "approved"),
    Flow("f11", "approved", "done", "outcome == 'grant'"),
    Flow("f12", "approved", "done", "outcome == 'deny'"),
)
SOUND = Drawing(
    process="joint", starts=("begin",), ends=("done",), tasks=(HANDLE, LEFT, RIGHT, APPROVE),
    gateways=("met", "approved"), flows=FLOWS,
    parallels=(Parallel("fork"), Parallel("meet", "all")),
)  # fmt: skip
MANY = TaskSpec(
    "many",
    "会签",
    "handler",
    ("agree", "object", "back"),
    over="fire eco hea",
    rule="all",
    limit="5",
)


def turned(key: str, **changes: str) -> tuple[Flow, ...]:
    return tuple(replace(flow, **changes) if flow.key == key else flow for flow in FLOWS)


def faults(drawing: Drawing, **known: object) -> dict[str, str]:
    with pytest.raises(DefinitionFault) as refused:
        rules.check(drawing, **known)  # type: ignore[arg-type]
    return dict(refused.value.fields)


def several(rule: str = "all") -> rules.Ways:
    """Handle, then three departments at once, then the approver or back."""
    flows = (
        Flow("a", "begin", "handle"), Flow("b", "handle", "many"), Flow("c", "many", "asked"),
        Flow("d", "asked", "approve", "outcome == 'agree'"),
        Flow("e", "asked", "handle", "outcome == 'object'"),
        Flow("f", "asked", "handle", "outcome == 'back'"), Flow("g", "approve", "approved"),
        Flow("h", "approved", "done", "outcome == 'grant'"),
        Flow("i", "approved", "done", "outcome == 'deny'"),
    )  # fmt: skip
    drawing = Drawing(
        process="many", starts=("begin",), ends=("done",), gateways=("asked", "approved"),
        tasks=(HANDLE, replace(MANY, rule=rule), APPROVE), flows=flows,
    )  # fmt: skip
    rules.check(drawing)
    return rules.Ways(drawing)


def walk(ways: rules.Ways, *answers: tuple[str, str, str]) -> rules.Position:
    at = rules.begin(ways, {}, {})
    for key, branch, word in answers:
        task = next(
            one for one in rules.waiting(ways, at) if (one.task_key, one.branch) == (key, branch)
        )
        rules.advance(ways, {}, at, task=task, word=word)
    return at


def waits(at: rules.Position) -> list[tuple[str, str]]:
    return [(token.key, token.unit) for token in at.tokens]


def test_a_sound_parallel_drawing_passes_and_takes_its_longest_branch() -> None:
    rules.check(SOUND, legal=rules.GivenByLaw("joint", "food", 9))

    assert rules.days_needed(rules.Ways(SOUND)) == 9


def test_a_drawing_that_cannot_meet_the_law_is_declined() -> None:
    found = faults(SOUND, legal=rules.GivenByLaw("joint", "food", 8))

    assert "9 个工作日" in found["joint"]
    assert "8 个工作日" in found["joint"]


@pytest.mark.parametrize(
    ("drawing", "where", "words"),
    [
        (replace(SOUND, flows=turned("f6", target="approve")), "meet", "只有一条路"),
        (replace(SOUND, flows=turned("f5", target="handle")), "meet", "只有一条路"),
        (
            replace(SOUND, flows=(*turned("f2", target="left"), Flow("f13", "handle", "right"))),
            "handle",
            "只能有一条",
        ),
        (
            replace(SOUND, tasks=(HANDLE, replace(LEFT, rule="all"), RIGHT, APPROVE)),
            "left",
            "会签规则",
        ),
        (
            replace(SOUND, parallels=(Parallel("fork"), Parallel("meet", "most"))),
            "meet",
            "没有“most”",
        ),
        (replace(SOUND, flows=turned("f9", target="left")), "left", "不同的分支"),
        (
            replace(
                SOUND, tasks=(HANDLE, replace(LEFT, outcomes=("agree", "grant")), RIGHT, APPROVE)
            ),
            "f5",
            "要到结束事件",
        ),
    ],
)
def test_forks_and_joins_that_are_not_balanced_are_declined(
    drawing: Drawing, where: str, words: str
) -> None:
    assert words in faults(drawing)[where]


def test_a_branch_that_ends_without_its_join_is_declined() -> None:
    flows = (
        Flow("f1", "begin", "fork"), Flow("f2", "fork", "left"), Flow("f3", "fork", "right"),
        Flow("f4", "left", "approve"), Flow("f5", "right", "approve"),
        Flow("f6", "approve", "done"),
    )  # fmt: skip
    drawing = replace(
        SOUND, tasks=(LEFT, RIGHT, replace(APPROVE, outcomes=("grant",))), gateways=(),
        flows=flows, parallels=(Parallel("fork"),),
    )  # fmt: skip

    found = faults(drawing)

    assert "没有汇合" in found["fork"]
    assert "不同的分支" in found["approve"]


def test_a_circle_that_can_never_end_is_declined_at_each_of_its_tasks() -> None:
    flows = (
        Flow("f1", "begin", "handle"), Flow("f2", "handle", "one"), Flow("f3", "one", "two"),
        Flow("f4", "two", "one"), Flow("f5", "approve", "done"),
    )  # fmt: skip
    one = TaskSpec("one", "一审", "reviewer", ("forward",))
    two = TaskSpec("two", "二审", "reviewer", ("forward",))
    drawing = replace(
        SOUND, tasks=(HANDLE, one, two, replace(APPROVE, outcomes=("grant",))), gateways=(),
        flows=flows, parallels=(),
    )  # fmt: skip

    found = faults(drawing)

    assert "永远到不了结束" in found["one"]
    assert "永远到不了结束" in found["two"]
    assert "走不下去" in found["handle"]


def test_a_circle_in_which_nobody_is_asked_is_declined() -> None:
    table = Table(
        "t", "路", "FIRST", (), ("way",), (Row("r", (), ('"again"',)), Row("s", (), ('"on"',)))
    )
    flows = (
        Flow("a", "begin", "handle"), Flow("b", "handle", "choose"), Flow("c", "choose", "which"),
        Flow("d", "which", "choose", "way == 'again'"),
        Flow("e", "which", "approve", "way == 'on'"),
        Flow("f", "approve", "done"),
    )  # fmt: skip
    drawing = Drawing(
        process="turning", starts=("begin",), ends=("done",), gateways=("which",), flows=flows,
        tasks=(HANDLE, replace(APPROVE, outcomes=("grant",))),
        choosings=(Choosing("choose", "选路", "which_way"),),
    )  # fmt: skip

    assert "永远停不下来" in faults(drawing, known={"which_way": table})["choose"]


@pytest.mark.parametrize(
    ("task", "words"),
    [
        (replace(LEFT, limit="soon"), "工作日天数"),
        (replace(LEFT, limit="0"), "工作日天数"),
        (replace(LEFT, limit="", silence="consent"), "就要写明时限"),
        (replace(LEFT, silence="never"), "逾期处理"),
        (replace(LEFT, outcomes=("object",), silence="consent"), "agree 或 forward"),
        (replace(LEFT, unit="No Such"), "部门代号"),
        (replace(MANY, key="left", rule=""), "会签规则"),
        (replace(MANY, key="left", over="A b"), "部门代号"),
        (replace(MANY, key="left", outcomes=("agree",)), "有异议"),
        (replace(MANY, key="left", rule="advice"), "forward"),
    ],
)
def test_a_task_beside_others_says_its_limit_and_its_rule_soundly(
    task: TaskSpec, words: str
) -> None:
    assert words in faults(replace(SOUND, tasks=(HANDLE, task, RIGHT, APPROVE)))["left"]


def test_the_join_waits_for_every_branch_and_takes_their_answers_together() -> None:
    ways = rules.Ways(SOUND)

    half = walk(ways, ("handle", "", "forward"), ("left", "", "object"))
    both = walk(ways, ("handle", "", "forward"), ("left", "", "object"), ("right", "", "agree"))

    assert waits(half) == [("right", "")]
    assert waits(both) == [("handle", "")]
    assert both.heard == {}


def test_after_a_circle_the_join_counts_nothing_of_the_time_before() -> None:
    first = (("handle", "", "forward"), ("left", "", "object"), ("right", "", "agree"))

    at = walk(rules.Ways(SOUND), *first, ("handle", "", "forward"), ("right", "", "agree"))

    assert waits(at) == [("left", "")]


def test_one_objection_ends_the_asking_where_the_rule_says_so() -> None:
    at = walk(several("one"), ("handle", "", "forward"), ("many", "eco", "object"))

    assert waits(at) == [("handle", "")]


def test_where_all_are_heard_an_objection_waits_for_the_others() -> None:
    ways = several("all")
    start = (("handle", "", "forward"), ("many", "eco", "object"))

    at = walk(ways, *start)
    end = walk(ways, *start, ("many", "fire", "agree"), ("many", "hea", "agree"))

    assert waits(at) == [("many", "fire"), ("many", "hea")]
    assert waits(end) == [("handle", "")]


def test_a_return_by_one_of_several_closes_the_others() -> None:
    at = walk(
        several(), ("handle", "", "forward"), ("many", "eco", "agree"), ("many", "hea", "back")
    )

    assert waits(at) == [("handle", "")]
    assert at.heard == {}


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=40))
def test_whatever_is_answered_somebody_waits_or_it_is_over(picks: list[tuple[int, int]]) -> None:
    for ways in (rules.Ways(SOUND), several("one"), several("all")):
        at = rules.begin(ways, {}, {})
        for which, what in picks:
            waiting = rules.waiting(ways, at)
            if not waiting:
                break
            task = waiting[which % len(waiting)]
            word = task.outcomes[what % len(task.outcomes)]
            rules.advance(ways, {}, at, task=task, word=word)
        assert at.finished == (not at.tokens)
        assert len({(token.key, token.unit) for token in at.tokens}) == len(at.tokens)
        assert at.finished is False or at.heard == {}


FIRST = Table(
    "t", "选部门", Policy.FIRST, ("answers.area", "applicant"), ("units",),
    (
        Row("r1", (">= 200", '"enterprise"'), ('"fire eco"',)),
        Row("r2", ("[50..200)", "-"), ('"fire"',)),
        Row("r3", ("-", "-"), ('""',)),
    ),
)  # fmt: skip


@pytest.mark.parametrize(
    ("area", "units"),
    [(300, "fire eco"), ("200", "fire eco"), (199, "fire"), (50, "fire"), (49, ""), ("", "")],
)
def test_the_first_row_that_applies_decides(area: int | str, units: str) -> None:
    rules.check_table(FIRST)

    assert rules.decide(FIRST, {"answers.area": area, "applicant": "enterprise"}) == {
        "units": units
    }


def test_collecting_takes_every_row_that_applies_once() -> None:
    first = Row("a", ('"yes","maybe"',), ('"fire eco"',))
    rows = (first, Row("b", ('not("no")',), ('"eco hea"',)))
    table = Table("t", "收集", Policy.COLLECT, ("answers.kitchen",), ("units",), rows)
    rules.check_table(table)

    assert rules.decide(table, {"answers.kitchen": "yes"}) == {"units": "fire eco hea"}
    assert rules.decide(table, {"answers.kitchen": "other"}) == {"units": "eco hea"}
    assert rules.decide(table, {"answers.kitchen": "no"}) == {"units": ""}


@pytest.mark.parametrize(
    "cell",
    [
        "__import__('os').system('true')", "1+1", "x > 5", "> y", "[1..x]", '"a" or "b"', 'f("a")',
        '"a" "b"', "'a'", '"a', "not", "1 == 1", "lambda: 1",
    ],
)  # fmt: skip
def test_a_cell_that_is_more_than_a_comparison_is_declined_and_passes_nothing(cell: str) -> None:
    table = replace(FIRST, rows=(Row("r", (cell, "-"), ('"fire"',)), FIRST.rows[-1]))

    with pytest.raises(DefinitionFault) as refused:
        rules.check_table(table)

    assert "r" in refused.value.fields
    assert rules.passes(cell, "a") is False


@pytest.mark.parametrize(
    ("table", "where"),
    [
        (replace(FIRST, policy="UNIQUE"), "t"),
        (replace(FIRST, rows=()), "t"),
        (replace(FIRST, outputs=("money",)), "t"),
        (replace(FIRST, inputs=("form.name", "applicant")), "t"),
        (replace(FIRST, rows=FIRST.rows[:2]), "r2"),
        (replace(FIRST, rows=(Row("r9", ("-",), ('"a"',)), FIRST.rows[-1])), "r9"),
        (replace(FIRST, rows=(Row("r9", ("-", "-"), ("fire",)),)), "r9"),
    ],
)
def test_a_table_that_leaves_a_case_without_an_answer_is_declined(table: Table, where: str) -> None:
    with pytest.raises(DefinitionFault) as refused:
        rules.check_table(table)

    assert where in refused.value.fields
