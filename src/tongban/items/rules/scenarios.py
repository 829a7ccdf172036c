"""Scenario guidance (情形引导): which materials, limit, fee and visits the answers lead to."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tongban.items.rules.definitions import Need

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tongban.items.rules.definitions import (
        ItemDefinition,
        Limit,
        Material,
        Option,
        Scenario,
    )

    Answers = Mapping[str, object]


def materials_for(definition: ItemDefinition, answers: Answers) -> tuple[Material, ...]:
    """The materials that the answers leave, in the order of the list.

    1. An unanswered question, or an answer nobody offered, keeps the union.
    2. What an answer drops is not needed.
    3. What an answer adds is required, except what may follow later.
    4. What only other answers to an answered question add is not needed.
    """
    chosen = dict(_chosen(definition, answers))
    kept = (_judged(definition, material, chosen) for material in definition.materials)
    return tuple(material for material in kept if material is not None)


def _judged(
    definition: ItemDefinition, material: Material, chosen: Mapping[str, Option]
) -> Material | None:
    if any(material.key in option.drop for option in chosen.values()):
        return None
    if any(material.key in option.add for option in chosen.values()):
        needed = Need.REQUIRED if material.need is Need.OPTIONAL else material.need
        return replace(material, need=needed)
    asking = [one for one in definition.scenarios if _may_add(one, material.key)]
    if asking and all(one.key in chosen for one in asking):
        return None
    return material


def _may_add(scenario: Scenario, material_key: str) -> bool:
    return any(material_key in option.add for option in scenario.options)


def _chosen(definition: ItemDefinition, answers: Answers) -> Iterator[tuple[str, Option]]:
    for scenario in definition.scenarios:
        option = scenario.option(answers.get(scenario.key))
        if option is not None:
            yield scenario.key, option


def as_known(definition: ItemDefinition, answers: Answers) -> dict[str, str]:
    """The answers as sources for `prefill`: nobody is asked the same thing twice."""
    questions = {scenario.key: scenario.question for scenario in definition.scenarios}
    chosen = _chosen(definition, answers)
    return {f"answer.{questions[key]}": option.label for key, option in chosen}


def check_answers(
    definition: ItemDefinition,
    answers: object,
    *,
    final: bool,
) -> dict[str, str]:
    """Each wrong or, when final, missing answer with its sentence."""
    if not isinstance(answers, dict):
        return {"": "回答的格式不对，请重新选择。"}
    known = {scenario.key: scenario for scenario in definition.scenarios}
    wrong = {str(key)[:64]: "没有这个问题。" for key in answers if key not in known}
    for key, scenario in known.items():
        given = answers.get(key)
        if given in (None, ""):
            if final:
                wrong[key] = f"请回答：{scenario.question}"
        elif scenario.option(given) is None:
            wrong[key] = "请从列出的选项中选择。"
    return wrong


def promised_for(definition: ItemDefinition, answers: Answers) -> Limit | None:
    """The promised limit under these answers; the last answer that sets one wins."""
    limits = [option.limit for _, option in _chosen(definition, answers) if option.limit]
    return limits[-1] if limits else definition.promised


def fee_for(definition: ItemDefinition, answers: Answers) -> str:
    """The fee that the answers lead to, as the catalogue words it; empty when they say nothing."""
    fees = [option.fee for _, option in _chosen(definition, answers) if option.fee]
    return fees[-1] if fees else ""


def visits_for(definition: ItemDefinition, answers: Answers) -> int:
    """How often the applicant has to come under these answers."""
    visits = [one.visits for _, one in _chosen(definition, answers) if one.visits is not None]
    return visits[-1] if visits else definition.visits
