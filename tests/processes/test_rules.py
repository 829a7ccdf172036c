from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.processes.drawing import APPROVE, FLOWS, HANDLE, sound
from tongban.processes import rules
from tongban.processes.rules import DefinitionFault, Drawing, Flow, TaskSpec, Waiting

WAITING = (Waiting("review", "审核", "reviewer", ("forward", "back"), 3),)


def faults(drawing: Drawing) -> dict[str, str]:
    with pytest.raises(DefinitionFault) as refused:
        rules.check(drawing)
    return dict(refused.value.fields)


def without(*keys: str) -> tuple[Flow, ...]:
    return tuple(flow for flow in FLOWS if flow.key not in keys)


def turned(key: str, **changes: str) -> tuple[Flow, ...]:
    return tuple(replace(flow, **changes) if flow.key == key else flow for flow in FLOWS)


def test_a_sound_drawing_passes() -> None:
    rules.check(sound())


@pytest.mark.parametrize(
    ("drawing", "where", "words"),
    [
        (replace(sound(), starts=()), "short", "0 个"),
        (replace(sound(), starts=("begin", "again")), "short", "2 个"),
        (replace(sound(), ends=()), "short", "没有结束事件"),
        (replace(sound(), tasks=()), "short", "没有用户任务"),
        (replace(sound(), foreign=(("robot", "scriptTask"),)), "robot", "scriptTask"),
        (replace(sound(), flows=without("f2")), "handle", "走不下去"),
        (replace(sound(), flows=without("f1")), "handle", "走不到这里"),
        (replace(sound(), flows=(*FLOWS, Flow("f7", "done", "handle"))), "done", "不能再有连线"),
        (replace(sound(), flows=(*FLOWS, Flow("f7", "approve", "begin"))), "begin", "不能有进来"),
        (replace(sound(), flows=(*FLOWS, Flow("f7", "handle", "done"))), "handle", "只能有一条"),
        (replace(sound(), flows=(*FLOWS, Flow("f7", "handle", "nowhere"))), "f7", "没有连到"),
        (replace(sound(), flows=turned("f1", target="choose")), "begin", "先到一个用户任务"),
        (replace(sound(), flows=without("f6")), "choose", "每个结果要有一条"),
        (replace(sound(), flows=turned("f4", condition="")), "f4", "条件只能写成"),
        (
            replace(sound(), flows=turned("f2", condition="outcome == 'forward'")),
            "f2",
            "只有从网关",
        ),
        (replace(sound(), flows=turned("f4", target="handle")), "f4", "要到结束事件"),
        (replace(sound(), flows=turned("f2", target="done")), "f2", "要到另一个用户任务"),
        (replace(sound(), flows=turned("f6", target="approve")), "f6", "前面的环节"),
    ],
)
def test_a_drawing_in_which_a_case_could_go_astray_is_declined(
    drawing: Drawing, where: str, words: str
) -> None:
    found = faults(drawing)

    assert words in found[where]


@pytest.mark.parametrize(
    ("task", "words"),
    [
        (replace(HANDLE, title=""), "没有名称"),
        (replace(HANDLE, role=""), "由哪个岗位"),
        (replace(HANDLE, role="mayor"), "mayor"),
        (replace(HANDLE, outcomes=()), "outcomes"),
        (replace(HANDLE, outcomes=("approve",)), "没有“approve”"),
        (replace(HANDLE, outcomes=("forward", "forward")), "写了两次"),
    ],
)
def test_a_task_says_who_completes_it_and_how(task: TaskSpec, words: str) -> None:
    found = faults(replace(sound(), tasks=(task, APPROVE)))

    assert words in found["handle"]


@pytest.mark.parametrize("key", ["Start", "End", "Root", "a.b", "a" * 65, "1a"])
def test_keys_that_the_engine_or_an_address_cannot_bear_are_declined(key: str) -> None:
    flows = tuple(
        replace(
            flow,
            source=key if flow.source == "handle" else flow.source,
            target=key if flow.target == "handle" else flow.target,
        )
        for flow in FLOWS
    )

    found = faults(replace(sound(), tasks=(replace(HANDLE, key=key), APPROVE), flows=flows))

    assert list(found) == [key]


def test_every_fault_is_named_at_once() -> None:
    drawing = replace(
        sound(), tasks=(replace(HANDLE, role=""), replace(APPROVE, title="")), flows=without("f6")
    )

    assert set(faults(drawing)) == {"handle", "approve", "choose"}


@pytest.mark.parametrize(
    "condition",
    [
        "outcome == 'other'",
        "outcome != 'grant'",
        "outcome == 'grant' or True",
        "__import__('os').system('true') or outcome == 'grant'",
        "outcome == 'grant\"",
        "outcome == 'grant'\nx",
        "",
    ],
)
def test_only_the_comparison_with_a_known_word_is_a_condition(condition: str) -> None:
    assert rules.word_in(condition) is None


@given(st.sampled_from(list(rules.Outcome)), st.text(" \t\n", max_size=4))
def test_a_comparison_may_be_spaced_freely(word: rules.Outcome, space: str) -> None:
    assert rules.word_in(f"{space}outcome{space}=={space}'{word}'{space}") == word


def test_an_offered_outcome_of_a_waiting_task_is_taken() -> None:
    assert rules.offered(WAITING, "review", "back") is WAITING[0]


def test_a_task_that_does_not_wait_is_refused() -> None:
    with pytest.raises(rules.TaskNotWaiting):
        rules.offered(WAITING, "handle", "forward")


def test_an_outcome_that_the_task_does_not_offer_is_refused() -> None:
    with pytest.raises(rules.OutcomeNotOffered):
        rules.offered(WAITING, "review", "grant")
