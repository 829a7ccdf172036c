"""Choosing members, the graph and its longest way, one form, one set of materials."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.items.factories import TODAY, sample_catalogue
from tongban.base.errors import Refusal
from tongban.items.rules import check_form, choosing, forms, graphs, things
from tongban.items.rules.choosing import NoMemberChosen, NotExactlyOne
from tongban.items.rules.definitions import Limit, Need, Obtain

if TYPE_CHECKING:
    from tongban.items.rules.definitions import ItemDefinition
    from tongban.items.rules.joined import LifeEventDefinition
    from tongban.items.rules.things import Thing

SAMPLE = sample_catalogue()
EVENTS = {event.key: event for event in SAMPLE.life_events}
ITEMS = {row.definition.key: row.definition for row in SAMPLE.rows}
RESTAURANT = EVENTS["open_restaurant"]
HAS_SHOP = {"has_licence": "y", "public_place": "y", "sign": "y", "tobacco": "y", "area": "small"}
NEW_SHOP = HAS_SHOP | {"has_licence": "n"}


def items_of(event: LifeEventDefinition) -> dict[str, ItemDefinition]:
    return {member.item: ITEMS[member.item] for member in event.members}


def everything(event: LifeEventDefinition) -> dict[str, Any]:
    """Answers that bring in as much as there is."""
    answers: dict[str, Any] = {}
    for one in choosing.questions(event, {}):
        keys = [key for key, _ in one.options]
        answers[one.key] = keys if one.several else keys[0]
    for one in things.questions(event, items_of(event), answers):
        answers.setdefault(one.key, one.options[0][0])
    return answers


def found(event: LifeEventDefinition, answers: dict[str, Any]) -> Thing:
    return things.thing(event, items_of(event), answers)


@pytest.mark.parametrize("key", sorted(EVENTS))
def test_each_event_of_the_sample_keeps_its_published_promise(key: str) -> None:
    event = EVENTS[key]
    way = things.way(found(event, everything(event)))

    assert way.days <= max(1, event.promise.value)
    total = f"= {way.days} 个工作日。" if way.days else "每一步都当场办结。"
    assert way.lines[-1].endswith(total)
    assert not any("第 0 个" in line for line in way.lines)


def test_there_are_eleven_events() -> None:
    assert len(EVENTS) == 11


def test_a_member_that_was_not_chosen_is_skipped_and_not_waited_for() -> None:
    new = found(RESTAURANT, NEW_SHOP)
    has = found(RESTAURANT, HAS_SHOP)

    assert new.waits["licence_check"] == ("self_employed",)
    assert has.waits["licence_check"] == ()
    assert "self_employed" not in has.items


def test_whoever_comes_after_a_skipped_member_waits_for_whom_it_waited() -> None:
    waits = graphs.predecessors(RESTAURANT, ["self_employed", "food_business"])

    assert waits["food_business"] == ("self_employed",)


def test_of_a_stage_exactly_one_is_done() -> None:
    retire = EVENTS["retire"]
    answers = {"kind": "special", "deemed": "n", "only_child": "n"}

    chosen = choosing.choose(retire, answers)

    assert chosen == ("retire_special", "pension_calc", "med_years", "fund_retire")
    with pytest.raises(NotExactlyOne):
        choosing.choose(retire, answers | {"kind": "unheard"})


def test_an_answer_leaves_a_member_out_by_a_test_that_says_not() -> None:
    event = EVENTS["after_death"]
    rest = {"pension": "n", "fund": "n", "licence": "n"}

    assert "death_cert" in choosing.choose(event, rest | {"place": "home"})
    assert "death_cert" not in choosing.choose(event, rest | {"place": "other"})


def test_nothing_chosen_is_said_so() -> None:
    with pytest.raises(NoMemberChosen):
        choosing.choose(EVENTS["utilities"], {"road": "n", "green": "n", "kinds": []})


def test_words_that_are_no_test_become_a_question() -> None:
    event = EVENTS["utilities"]
    asked = choosing.questions(event, {"works_planning": "建设工程规划许可证核发"})

    assert asked[-1].key == "with__works_planning"
    assert "建设工程规划许可证核发" in asked[-1].text
    wanted = {"road": "n", "green": "n", "kinds": ["gas"], "with__works_planning": "y"}
    assert choosing.choose(event, wanted) == ("works_planning", "gas_connect")


@given(st.text(max_size=60))
def test_no_words_are_ever_run(words: str) -> None:
    test = choosing.test_of(words)

    assert test is None or test.holds({}) is False


@given(
    st.dictionaries(
        st.sampled_from(["has_licence", "sign", "tobacco", "area", "kind", "x" * 70]),
        st.one_of(st.none(), st.text(max_size=5), st.lists(st.text(max_size=3)), st.integers()),
    )
)
def test_answers_of_any_kind_are_checked_or_refused_never_raised(answers: dict[str, Any]) -> None:
    asked = choosing.questions(RESTAURANT, {})

    wrong = choosing.check_answers(asked, answers, final=True)

    assert wrong
    try:
        chosen = choosing.choose(RESTAURANT, answers)
    except Refusal:
        return
    assert {"licence_check", "food_business"} <= set(chosen)


def test_ten_thousand_answers_are_refused_with_one_sentence() -> None:
    answers = {f"q{number}": "y" for number in range(10_000)}

    wrong = choosing.check_answers(choosing.questions(RESTAURANT, {}), answers, final=False)

    assert wrong == {"": "回答太多，请刷新页面后重新选择。"}


def test_members_that_run_together_count_once() -> None:
    limits = {"a": Limit(3, "工作日"), "b": Limit(5, "工作日"), "c": Limit(2, "工作日")}

    way = graphs.longest_way({"a": (), "b": (), "c": ("a", "b")}, limits, {})

    assert (way.days, way.members) == (7, ("b", "c"))


@given(st.lists(st.integers(0, 20), min_size=1, max_size=7), st.data())
def test_the_longest_way_is_no_shorter_than_any_and_no_longer_than_the_sum(
    days: list[int], data: st.DataObject
) -> None:
    names = [f"m{number}" for number in range(len(days))]
    waits: dict[str, tuple[str, ...]] = {}
    for number, name in enumerate(names):
        earlier = data.draw(st.sets(st.sampled_from(names[:number]))) if number else set()
        waits[name] = tuple(sorted(earlier))
    limits = {name: Limit(value, "工作日") for name, value in zip(names, days, strict=True)}

    way = graphs.longest_way(waits, limits, {})

    assert max(days) <= way.days <= sum(days)
    assert way.days == sum(graphs.working_days(limits[one]) for one in way.members)
    assert all(
        one in waits[other] for one, other in zip(way.members, way.members[1:], strict=False)
    )


@pytest.mark.parametrize(
    ("limit", "days"),
    [
        (None, 0),
        (Limit(0, "工作日"), 0),
        (Limit(0.5, "工作日"), 1),
        (Limit(4, "小时"), 1),
        (Limit(20, "小时"), 4),
        (Limit(3, "日"), 3),
        (Limit(1, "月"), 22),
    ],
)
def test_any_limit_counts_as_no_fewer_working_days_than_it_has(
    limit: Limit | None, days: int
) -> None:
    assert graphs.working_days(limit) == days


def test_only_what_the_platform_looks_up_itself_needs_nobody() -> None:
    by_itself = {
        key for key in found(RESTAURANT, HAS_SHOP).items if things.is_data_only(ITEMS[key])
    }

    assert by_itself == {"licence_check"}


def test_the_one_form_asks_for_each_element_once() -> None:
    merged = things.form(found(RESTAURANT, HAS_SHOP))
    asked = [name for part in forms.sections(merged.schema) for name in part.fields]

    elements = [(field.element, field.name) for field in asked]
    assert len({element for element, _ in elements}) == len(elements)
    assert merged.users["place_address"] == (
        "food_business", "fire_public_place", "signboard", "tobacco",
    )  # fmt: skip


def test_words_that_mean_something_else_in_each_item_are_asked_for_each() -> None:
    event = EVENTS["utilities"]
    merged = things.form(found(event, everything(event)))

    titles = {forms.field(merged.schema, name).title for name in merged.schema["properties"]}
    assert {"预计月用水量（立方米）", "预计月用气量（立方米）"} <= titles


def test_what_a_member_before_makes_is_fed_and_not_asked() -> None:
    new, has = things.form(found(RESTAURANT, NEW_SHOP)), things.form(found(RESTAURANT, HAS_SHOP))

    assert new.fed["food_business"]["org_code"] == "business_licence.KZ_TYSHXYDM"
    assert "org_code" not in new.schema["properties"]
    assert "org_code" in has.schema["properties"]
    assert not has.fed["food_business"]


@pytest.mark.parametrize("key", sorted(EVENTS))
def test_each_member_gets_its_whole_form_out_of_the_one_form(key: str) -> None:
    thing = found(EVENTS[key], everything(EVENTS[key]))
    merged = things.form(thing)

    for member, item in thing.asking.items():
        own = set(item.form["properties"])
        assert merged.names[member].keys() | merged.fed[member].keys() == own
        assert set(merged.names[member].values()) <= merged.schema["properties"].keys()
    empty = check_form(things.as_item(thing, merged.schema), {}, final=False, today=TODAY)
    assert empty == {}


@pytest.mark.parametrize("key", sorted(EVENTS))
def test_each_material_of_each_member_is_in_the_one_set_or_in_the_form(key: str) -> None:
    thing = found(EVENTS[key], everything(EVENTS[key]))

    pooled = things.materials(thing)

    used = {use for one in pooled for use in one.used_by}
    assert len(used) == sum(len(one.used_by) for one in pooled)
    for member, item in thing.asking.items():
        for material in item.materials:
            if material.obtain is Obtain.LICENCE and material.need is Need.REQUIRED:
                assert (member, material.key) in used
    assert len({one.key for one in pooled}) == len(pooled)


def test_the_licence_of_a_member_before_is_nobodys_to_bring() -> None:
    pooled = {one.name: one for one in things.materials(found(RESTAURANT, NEW_SHOP))}

    assert pooled["营业执照"].fed_by == "self_employed"
    assert pooled["营业执照"].obtain is Obtain.EARLIER
    assert len(pooled["营业执照"].members) == 5


def test_two_people_show_two_identity_cards() -> None:
    event = EVENTS["after_death"]
    names = [one.name for one in things.materials(found(event, everything(event)))]

    assert {"逝者居民身份证", "经办人居民身份证"} <= set(names)


def test_a_question_that_event_and_item_share_is_asked_once() -> None:
    event = EVENTS["close_company"]
    asked = things.questions(event, items_of(event), {"way": "simple", "customs": "n"})

    assert [one.text for one in asked].count("注销方式") == 1
    thing = found(event, {"way": "simple", "customs": "n", "tax_clear__q1": "clean"})
    assert thing.own_answers["corp_cancel"] == {"q1": "simple"}


def test_each_saving_shows_its_sum() -> None:
    thing = found(RESTAURANT, HAS_SHOP | {"food_business__q1": "catering"})
    saved = things.savings(thing, things.form(thing), things.materials(thing))
    by_key = {one.key: one for one in saved}

    assert (by_key["forms"].before, by_key["forms"].after) == (4, 1)
    assert (by_key["days"].before, by_key["days"].after) == (19, 7)
    assert "5 + " in by_key["days"].line
    assert "= 19 个工作日" in by_key["days"].line
    assert by_key["materials"].saved > 0
