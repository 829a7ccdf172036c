"""Which materials, limit, fee and visits the answers lead to."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.items import factories
from tongban.items import rules
from tongban.items.rules import ItemDefinition, Need

GUIDED = [row.definition for row in factories.sample_catalogue().rows if row.definition.scenarios]


def names(key: str, **answers: str) -> list[str]:
    found = rules.materials_for(factories.definition(key), answers)
    return [material.name for material in found]


@st.composite
def answered(draw: st.DrawFn) -> tuple[ItemDefinition, dict[str, Any]]:
    definition = draw(st.sampled_from(GUIDED))
    answers = {}
    for scenario in definition.scenarios:
        key = draw(st.sampled_from([None, "nobody offered", *(o.key for o in scenario.options)]))
        if key:
            answers[scenario.key] = key
    return definition, answers


@given(case=answered())
def test_answers_only_take_materials_away_and_keep_their_order(
    case: tuple[ItemDefinition, dict[str, Any]],
) -> None:
    definition, answers = case

    found = [material.key for material in rules.materials_for(definition, answers)]

    everything = [material.key for material in definition.materials]
    assert found == [key for key in everything if key in set(found)]


@given(case=answered())
def test_what_the_chosen_answers_drop_is_gone_and_what_they_add_is_there(
    case: tuple[ItemDefinition, dict[str, Any]],
) -> None:
    definition, answers = case
    chosen = [
        option
        for scenario in definition.scenarios
        if (option := scenario.option(answers.get(scenario.key)))
    ]

    found = {material.key for material in rules.materials_for(definition, answers)}

    dropped = {key for option in chosen for key in option.drop}
    assert not dropped & found
    assert {key for option in chosen for key in option.add} - dropped <= found


@pytest.mark.parametrize("definition", GUIDED, ids=lambda one: one.key)
def test_without_answers_the_union_is_kept(definition: ItemDefinition) -> None:
    assert rules.materials_for(definition, {}) == definition.materials
    assert rules.materials_for(definition, {"q1": "nobody offered"}) == definition.materials


def test_a_chain_needs_its_headquarters_licence() -> None:
    assert "连锁总部许可信息" in names("food_business", q2="y")
    assert "连锁总部许可信息" not in names("food_business", q2="n")
    assert "连锁总部许可信息" in names("food_business", q1="catering")


def test_an_added_material_becomes_required() -> None:
    definition = factories.definition("hukou_birth")
    certificate = next(one for one in definition.materials if one.name == "结婚证")
    assert certificate.need is Need.OPTIONAL

    found = rules.materials_for(definition, {"q1": "married"})

    assert next(one for one in found if one.name == "结婚证").need is Need.REQUIRED


def test_what_only_other_answers_add_is_not_needed() -> None:
    assert "清算报告或全体投资人承诺书" in names("corp_cancel")
    assert "清算报告或全体投资人承诺书" not in names("corp_cancel", q1="simple")
    assert "清算报告或全体投资人承诺书" in names("corp_cancel", q1="normal")
    assert "护送方案" not in names("overweight", q1="1")


def test_answers_set_limit_fee_and_visits() -> None:
    overweight, card = factories.definition("overweight"), factories.definition("id_card")
    fire = factories.definition("fire_public_place")

    limit = rules.promised_for(overweight, {"q1": "2"})

    assert limit is not None
    assert (limit.value, limit.unit) == (5, "工作日")
    assert rules.promised_for(overweight, {}) == overweight.promised
    assert rules.fee_for(card, {"q1": "first"}) == "免费"
    assert rules.fee_for(card, {}) == ""
    assert rules.visits_for(fire, {"q1": "promise"}) == 0
    assert rules.visits_for(fire, {"q1": "normal"}) == fire.visits


def test_answers_are_checked() -> None:
    definition = factories.definition("food_business")

    assert rules.check_answers(definition, {}, final=False) == {}
    assert set(rules.check_answers(definition, {}, final=True)) == {"q1", "q2"}
    assert rules.check_answers(definition, {"q1": "catering", "q2": "y"}, final=True) == {}
    assert set(rules.check_answers(definition, {"q1": "x", "q9": "y"}, final=False)) == {"q1", "q9"}
    assert rules.check_answers(definition, {"q1": ["catering"]}, final=False)
    assert rules.check_answers(definition, "catering", final=True) == {
        "": "回答的格式不对，请重新选择。"
    }
