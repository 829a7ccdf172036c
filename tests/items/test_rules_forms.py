"""Forms: every item has one, and what is filled in is judged field by field."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from tests.items import factories
from tongban.items import rules
from tongban.items.rules import ItemDefinition, checking, filling, formats, forms, library

ALL = [row.definition for row in factories.sample_catalogue().rows]
FORMATS = set(formats.checker(today=factories.TODAY, sample_allowed=True).checkers)
SAMPLE = "990101199003070015"
COMPANY = "91990101MACMPL0100"

FOOD: dict[str, Any] = {
    "org_name": "样例省样例市示例科技有限公司",
    "org_code": COMPANY,
    "org_legal_person": "样大民",
    "org_contact": "例小红",
    "org_contact_mobile": "13900000000",
    "food_form": "餐饮服务经营者",
    "food_items": ["热食类食品制售", "自制饮品制售"],
    "food_chain": False,
    "food_online": False,
    "place_name": "样例饭馆",
    "place_address": "样例路 1 号",
    "place_use_area": 86.5,
    "place_right": "租赁",
    "food_safety_manager": "样大民",
    "food_safety_number": SAMPLE,
    "food_safety_mobile": "13900000000",
    "food_workers": 6,
    "delivery_way": "只要电子件",
    "statement_true": True,
}


def check(form: object, key: str = "food_business", *, final: bool = True) -> dict[str, str]:
    return rules.check_form(
        factories.definition(key), form, final, today=factories.TODAY, sample_allowed=True
    )


@pytest.mark.parametrize("definition", ALL, ids=lambda one: one.key)
def test_every_item_has_a_valid_form_whose_references_resolve(definition: ItemDefinition) -> None:
    form = definition.form

    Draft202012Validator.check_schema(form)
    resolver = Registry().with_resource(form["$id"], DRAFT202012.create_resource(form)).resolver(
        form["$id"]
    )  # fmt: skip
    for name, shape in form["properties"].items():
        element = resolver.lookup(shape["$ref"]).contents
        assert element == library.elements()[forms.field(form, name).element]


@pytest.mark.parametrize("definition", ALL, ids=lambda one: one.key)
def test_every_form_asks_who_for_what_and_where_to(definition: ItemDefinition) -> None:
    sections = rules.sections(definition.form)

    fields = [field for section in sections for field in section.fields]
    names = [field.name for field in fields]
    assert len(names) == len(set(names)) == len(definition.form["properties"])
    assert {"delivery_way", "statement_true"} <= set(names)
    assert "natural" not in definition.audiences or "person_name" in names
    assert ("org_code" in names) == ("legal" in definition.audiences)
    common = {
        section["title"] for part in ("delivery", "statement") for section in library.forms()[part]
    }
    common |= {"申请人", "申请单位", "联系人", "以谁的名义办理"}
    own = [section for section in sections if section.title not in common]
    assert sum(len(section.fields) for section in own) >= 1, "no section of its own"
    assert any(field.required for section in own for field in section.fields)
    assert all(field.title and field.widget for field in fields)


def test_every_element_is_sound() -> None:
    widgets = {
        "text", "textarea", "date", "month", "time", "number", "radio", "select", "checkboxes",
        "confirm", "yesno", "tel", "email",
    }  # fmt: skip
    for key, element in library.elements().items():
        Draft202012Validator.check_schema(element)
        assert element["title"], key
        assert element["x-widget"] in widgets, key
        if element["type"] == "string" and "enum" not in element:
            assert element["maxLength"] <= checking.LONGEST, key
            assert element["format"] in FORMATS, key


def test_prefill_sources_name_fields_that_licences_have() -> None:
    import yaml

    text = (factories._DATA / "licence_types.sample.yaml").read_bytes()
    types = yaml.load(text, Loader=yaml.CSafeLoader)["licence_types"]
    known = {f"{one['id']}.{field['key']}" for one in types for field in one["fields"]}
    known |= {f"{one['id']}.ZZBH" for one in types}
    questions = {scenario.question for one in ALL for scenario in one.scenarios}
    known |= {f"answer.{question}" for question in questions}
    for key, element in library.elements().items():
        for source in element.get("x-prefill", ()):
            if not source.startswith(("subject.", "agent.", "principal.")):
                assert source in known, (key, source)


def test_the_same_thing_is_the_same_element_in_two_forms() -> None:
    first = forms.field(factories.definition("food_business").form, "org_code")
    second = forms.field(factories.definition("tobacco").form, "org_code")

    assert first.element == second.element == "org.code"


def test_a_complete_form_passes_and_an_empty_draft_too() -> None:
    assert check(FOOD) == {}
    assert check({}, final=False) == {}
    assert len(check({})) == 19


def test_a_missing_field_is_named_in_plain_words() -> None:
    wrong = check({**FOOD, "place_address": "   ", "food_items": [], "statement_true": None})

    assert wrong == {
        "place_address": "请填写场所地址。",
        "food_items": "请选择经营项目。",
        "statement_true": "请先确认并勾选。",
    }


def test_a_field_is_needed_only_where_its_section_is_shown() -> None:
    assert set(check({**FOOD, "delivery_way": "邮寄"})) == {
        "delivery_address", "delivery_recipient", "delivery_mobile",
    }  # fmt: skip
    assert set(check({**FOOD, "food_online": True})) == {"food_site"}
    assert check({**FOOD, "delivery_way": "邮寄"}, final=False) == {}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("org_code", "91990101MACMPL0101"),
        ("org_code", "9199"),
        ("org_name", 7),
        ("org_name", ["x"]),
        ("org_name", {"a": 1}),
        ("org_name", "长" * 201),
        ("org_name", "x" * 10_000_000),
        ("org_name", "一\n二"),
        ("org_name", "一\x00二"),
        ("org_name", "\ud800"),
        ("org_contact_mobile", "12345"),
        ("org_contact_mobile", "１３９００００００００"),
        ("food_form", "夜总会"),
        ("food_items", ["夜总会"]),
        ("food_items", "热食类食品制售"),
        ("food_items", ["热食类食品制售", "热食类食品制售"]),
        ("food_items", [["热食类食品制售"]]),
        ("food_items", ["热食类食品制售"] * 1_000),
        ("food_chain", "是"),
        ("food_chain", 1),
        ("food_workers", "3"),
        ("food_workers", 0),
        ("food_workers", 3.5),
        ("food_workers", True),
        ("food_workers", 10**400),
        ("place_use_area", math.nan),
        ("place_use_area", math.inf),
        ("place_use_area", -1),
        ("food_safety_number", "990101199003070016"),
        ("food_safety_number", "99010119900307001"),
        ("food_safety_number", "990101209003070017"),
        ("statement_true", False),
        ("no_such_field", "x"),
    ],
)
@pytest.mark.parametrize("final", [True, False])
def test_what_is_wrong_is_said_at_its_field(field: str, value: object, final: bool) -> None:
    wrong = check({**FOOD, field: value}, final=final)

    assert set(wrong) == {field}
    assert wrong[field].endswith("。")
    assert len(wrong[field]) < 120


@pytest.mark.parametrize("form", [None, [], "x", 7, {str(n): 1 for n in range(1_000)}])
def test_a_form_that_is_none_is_told_as_a_whole(form: object) -> None:
    assert set(check(form)) == {""}


def test_dates_in_the_future_are_refused_where_they_cannot_be() -> None:
    def since(day: str) -> dict[str, str]:
        return check({"residence_since": day}, "residence_permit", final=False)

    assert since("2026-03-09") == {}
    assert set(since("2026-03-10")) == {"residence_since"}
    assert set(since("2026-02-30")) == {"residence_since"}
    assert set(since("0001-01-01")) == {"residence_since"}
    assert set(since("昨天")) == {"residence_since"}
    assert check({"event_from": "2026-03-08"}, "mass_event", final=False)
    assert check({"event_from": "2026-03-09"}, "mass_event", final=False) == {}


def test_a_person_who_is_not_born_yet_has_no_number() -> None:
    born, day = "990102201506010037", date(2015, 6, 1)

    assert formats.is_citizen_number(born, today=day, sample_allowed=True)
    assert not formats.is_citizen_number(born, today=date(2015, 5, 31), sample_allowed=True)


@pytest.mark.parametrize(
    "number",
    [
        "990101199003070015", "990101199003070023", "990102201506010037", "99020119491231004X",
        "99020119491231004x", "990101200802290052",
    ],
)  # fmt: skip
def test_sample_numbers_are_right_and_only_for_samples(number: str) -> None:
    today = factories.TODAY

    assert formats.is_citizen_number(number, today=today, sample_allowed=True)
    assert not formats.is_citizen_number(number, today=today, sample_allowed=False)


@pytest.mark.parametrize("code", [COMPANY, "91990100MACMPL029E", "51990100MJCMPL03X2"])
def test_sample_codes_are_right_and_only_for_samples(code: str) -> None:
    assert formats.is_credit_code(code, sample_allowed=True)
    assert formats.is_credit_code(code.lower(), sample_allowed=True)
    assert not formats.is_credit_code(code, sample_allowed=False)


@given(position=st.integers(0, 17), digit=st.sampled_from("0123456789"))
def test_one_wrong_digit_is_noticed(position: int, digit: str) -> None:
    changed = SAMPLE[:position] + digit + SAMPLE[position + 1 :]

    right = formats.is_citizen_number(changed, today=factories.TODAY, sample_allowed=True)

    assert right == (changed == SAMPLE)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)


@settings(max_examples=200, deadline=None)
@given(
    definition=st.sampled_from(ALL), final=st.booleans(), draw=st.data(), stray=st.text(max_size=8)
)
def test_any_values_are_answered_at_fields(
    definition: ItemDefinition, final: bool, draw: st.DataObject, stray: str
) -> None:
    names = st.sampled_from([*definition.form["properties"], stray])
    form = draw.draw(st.dictionaries(names, JSON, max_size=8))

    wrong = rules.check_form(definition, form, final, today=factories.TODAY, sample_allowed=True)

    assert all(sentence.endswith("。") for sentence in wrong.values())
    assert set(wrong) <= {*definition.form["properties"], *form}


def test_posted_texts_become_the_values_the_form_means() -> None:
    form = factories.definition("food_business").form
    posted = {
        "food_items": ["热食类食品制售", "自制饮品制售"],
        "food_chain": ["否"],
        "food_online": ["是"],
        "food_workers": ["6"],
        "place_use_area": ["86.5"],
        "place_name": ["  样例饭馆 "],
        "statement_true": ["on"],
        "org_staff": ["x"],
        "stray": ["x"],
    }

    assert filling.from_text(form, posted) == {
        "food_items": ["热食类食品制售", "自制饮品制售"],
        "food_chain": False,
        "food_online": True,
        "food_workers": 6,
        "place_use_area": 86.5,
        "place_name": "样例饭馆",
        "statement_true": True,
    }
    assert filling.from_text(form, {"food_workers": ["六"]}) == {"food_workers": "六"}


def test_what_is_known_is_filled_in_with_its_source() -> None:
    known = {
        "business_licence.KZ_MC": "样例区样例小吃店",
        "business_licence.KZ_TYSHXYDM": "92990101MACMPL045F",
        "business_licence.KZ_ZS": "样例路 1 号",
        "subject.name": "例小红",
    }
    definition = factories.definition("food_business")
    known |= rules.as_known(definition, {"q1": "catering", "q2": "n"})

    found = rules.prefill(definition, known, today=factories.TODAY, sample_allowed=True)

    assert found["org_name"].value == "样例区样例小吃店"
    assert found["org_name"].source == "business_licence.KZ_MC"
    assert found["food_form"].value == "餐饮服务经营者"
    assert found["food_chain"].value is False
    assert "food_safety_manager" not in found


def test_what_the_field_would_not_accept_is_not_filled_in() -> None:
    known = {"subject.phone": "not a number", "subject.birth_on": "1949年12月31日"}

    found = rules.prefill(
        factories.definition("senior_allowance"), known, today=factories.TODAY, sample_allowed=True
    )

    assert found["person_birth"].value == "1949-12-31"
    assert "person_mobile" not in found


def test_somebody_else_is_never_filled_in_with_the_applicant() -> None:
    definition = factories.definition("employ_register")

    found = rules.prefill(
        definition, {"subject.name": "例小红"}, today=factories.TODAY, sample_allowed=True
    )

    assert definition.form["properties"]["worker"]["$ref"] == "tongban:element/person.name"
    assert "worker" not in found
