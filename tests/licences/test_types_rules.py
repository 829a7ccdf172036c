"""Definitions of types: every part judged, told where it is wrong, compared in plain words."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.licences.factories import TYPES
from tongban.licences.rules import face_values, layouts, masks, types
from tongban.licences.rules.face_values import FaceInvalid, Field, FieldKind
from tongban.licences.rules.types import patterns, sampling, versions
from tongban.licences.rules.types.versions import Span

ROWS = {row.id: row for row in types.read(TYPES.read_bytes(), TYPES.name)}
FIELD = {"key": "KZ_X", "name": "项", "type": "text", "mandatory": True}


def said(**changes: Any) -> dict[str, Any]:
    definition = types.of_row(ROWS["health_certificate"], sample=True, layout=None)
    return {**definition.model_dump(mode="json"), **changes}


def with_field(**changes: Any) -> dict[str, Any]:
    return said(fields=[*said()["fields"], {**FIELD, **changes}])


@pytest.mark.parametrize("key", sorted(ROWS))
def test_every_type_of_the_file_is_a_definition_that_can_be_kept(key: str) -> None:
    definition = types.of_row(ROWS[key], sample=True, layout=None)

    assert types.judged(definition.model_dump(mode="json")) == definition
    assert types.restored(definition.stored()) == definition


@pytest.mark.parametrize(
    ("wrong", "path"),
    [
        ({"name": ""}, "name"),
        ({"name": "长" * 201}, "name"),
        ({"name": None}, "name"),
        ({"category": "徽章"}, "category"),
        ({"type_code": "119900000000000276001"}, "type_code"),
        ({"type_code": "119900000000000275"}, "type_code"),
        ({"type_code": "119900000000000275０01"}, "type_code"),
        ({"defining_authority_code": "11100000000013127E"}, "defining_authority_code"),
        ({"defining_level": "乡级"}, "defining_level"),
        ({"holder_category": "组织"}, "holder_category"),
        ({"holder_code_types": []}, "holder_code_types"),
        ({"holder_code_types": ["001"]}, "holder_code_types"),
        ({"holder_code_types": ["777"]}, "holder_code_types[0]"),
        ({"number_pattern": ""}, "number_pattern"),
        ({"number_pattern": "{serial"}, "number_pattern"),
        ({"number_pattern": "{serial:99}"}, "number_pattern"),
        ({"number_pattern": "{__class__}{serial:6}"}, "number_pattern"),
        ({"number_pattern": "样例{region}"}, "number_pattern"),
        ({"number_pattern": "{KZ_XM?甲|乙}{serial:6}"}, "number_pattern"),
        ({"number_pattern": "{KZ_WU?甲|乙}{serial:6}"}, "number_pattern"),
        ({"number_pattern": "长" * 201}, "number_pattern"),
        ({"validity": {"kind": "fixed"}}, "validity"),
        ({"validity": {"kind": "fixed", "length": 0, "unit": "年"}}, "validity.length"),
        ({"validity": {"kind": "fixed", "length": "甲", "unit": "年"}}, "validity.length"),
        ({"validity": {"kind": "graduated", "lengths": ["长期"]}}, "validity"),
        (
            {
                "validity": {
                    "kind": "by_age",
                    "bands": [
                        {"age_from": 0, "age_to": 15, "length": 5, "unit": "年"},
                        {"age_from": 20, "kind": "long_term"},
                    ],
                }
            },
            "validity",
        ),
        ({"periodic_months": -1}, "periodic_months"),
        ({"periodic_months": 121}, "periodic_months"),
        ({"share_type": "随便"}, "share_type"),
        ({"fields": []}, "fields"),
        ({"fields": [{**FIELD, "key": f"KZ_X{n}"} for n in range(81)]}, "fields"),
        ({"fields": "none"}, "fields"),
        ({"layout": {"form": "poster"}}, "layout.form"),
        ({"layout": {"opening": ["{KZ_WU}"]}}, "layout.opening[0]"),
        ({"unknown": 1}, "unknown"),
    ],
)
def test_a_definition_that_cannot_be_taken_names_each_fault(
    wrong: dict[str, Any], path: str
) -> None:
    with pytest.raises(types.DefinitionInvalid) as declined:
        types.judged(said(**wrong))

    assert path in declined.value.fields
    assert all(sentence.strip() for sentence in declined.value.fields.values())


@pytest.mark.parametrize(
    "wrong",
    [
        {"key": "ZZBH"},
        {"key": "KZ_小写"},
        {"key": "KZ_x"},
        {"key": "KZ_" + "X" * 31},
        {"name": ""},
        {"type": "markup"},
        {"type": "enum"},
        {"type": "enum", "values": ["甲", "甲"]},
        {"type": "text", "values": ["甲"]},
        {"longest": 201},
        {"longest": 0},
        {"type": "date", "longest": 5},
        {"pattern": "#{"},
        {"pattern": "#{9,2}"},
        {"pattern": "#" * 61},
        {"type": "date", "pattern": "#"},
        {"least": "1"},
        {"type": "number", "least": "甲"},
        {"type": "number", "least": "9", "most": "1"},
        {"type": "date", "least": "2026-02-30"},
        {"type": "date", "least": "2026-02-01", "most": "2026-01-01"},
        {"hint": "长" * 101},
    ],
)
def test_a_field_has_only_rules_that_fit_it(wrong: dict[str, Any]) -> None:
    with pytest.raises(types.DefinitionInvalid) as declined:
        types.judged(with_field(**wrong))

    last = len(said()["fields"])
    assert all(path.startswith(f"fields[{last}]") for path in declined.value.fields)


def test_a_key_stands_once() -> None:
    with pytest.raises(types.DefinitionInvalid) as declined:
        types.judged(with_field(key="KZ_XM"))

    assert "KZ_XM" in declined.value.fields[""]


@pytest.mark.parametrize(
    ("field", "good", "bad", "told"),
    [
        ({"longest": 3}, "一二三", "一二三四", "最多3个字"),
        ({"pattern": "SC#{4}"}, "SC1234", "SC123", "4位数字"),
        ({"kind": FieldKind.NUMBER, "least": "1", "most": "9.5"}, "9.5", "9.6", "不能大于9.5"),
        ({"kind": FieldKind.NUMBER, "least": "1"}, "1", "0.9", "不能小于1"),
        ({"kind": FieldKind.DATE, "least": "2026-01-01"}, "2026-01-01", "2025-12-31", "不能早于"),
        ({"kind": FieldKind.DATE, "most": "2026-01-01"}, "2026-01-01", "2026-01-02", "不能晚于"),
        ({"kind": FieldKind.LIST, "longest": 2}, "一\n二", "一\n二\n三", "最多2行"),
    ],
)
def test_values_on_faces_keep_the_rules_of_their_field(
    field: dict[str, Any], good: str, bad: str, told: str
) -> None:
    shape: dict[str, Any] = {"kind": FieldKind.TEXT, "mandatory": True, **field}
    one = Field("KZ_X", "项", **shape)

    face_values.check([one], {"KZ_X": good})
    with pytest.raises(FaceInvalid) as declined:
        face_values.check([one], {"KZ_X": bad})

    assert told in declined.value.fields["KZ_X"]


@pytest.mark.parametrize(
    ("mask", "fitting", "unfit"),
    [
        ("#{6}", "123456", "12345６"),
        ("@&{2,4}", "AB12", "aB12"),
        ("~{2}?", "样例x", "ab样"),
        ("教民#{15}", "教民" + "1" * 15, "教民" + "1" * 14),
        ("(.*)", "(.*)", "xxxx"),
    ],
)
def test_masks_say_what_fits(mask: str, fitting: str, unfit: str) -> None:
    masks.check(mask)

    assert masks.fits(mask, fitting)
    assert not masks.fits(mask, unfit)


@given(
    parts=st.lists(
        st.sampled_from(["#", "@", "&", "~", "?", "#{3}", "@{2,5}", "-", "样", "A", "."]),
        min_size=1,
        max_size=10,
    )
)  # fmt: skip
def test_the_sample_of_a_mask_fits_it(parts: list[str]) -> None:
    mask = "".join(parts)
    masks.check(mask)

    assert masks.in_words(mask)
    fixed = "{2,5}" not in mask  # An open count takes what it can, and leaves nothing behind it.
    assert not fixed or masks.fits(mask, masks.sample(mask))


def test_no_mask_and_no_text_keep_it_busy() -> None:
    assert not masks.fits("?{0,99}" * 8, "x" * 5_000 + "\n")


def test_the_words_of_a_mask_are_plain() -> None:
    assert masks.in_words("SC##-@{2,3}") == "“SC”、2位数字、“-”、2到3位大写字母"


@pytest.mark.parametrize("key", sorted(ROWS))
def test_the_sample_of_every_type_passes_its_own_rules(key: str) -> None:
    definition = types.of_row(ROWS[key], sample=True, layout=None)
    category = definition.holder_category

    number = sampling.number_of(
        definition.number_pattern, definition.face_fields, holder_category=category
    )
    face = sampling.face_of(definition.face_fields, holder_category=category, number=number)

    face_values.check(definition.face_fields, face)
    assert number
    printed = " ".join(face.values())
    assert not [n for n in printed.split() if n.isdigit() and len(n) == 18 and n[:2] != "99"]


@pytest.mark.parametrize(
    ("changes", "what", "before", "after"),
    [
        ({"name": "健康证"}, "证照类型名称", "健康合格证明", "健康证"),
        ({"periodic_months": 0}, "年检", "每1年一次", "不年检"),
        ({"validity": {"kind": "long_term"}}, "有效期", "1年", "长期有效"),
        ({"paper_counterpart": False}, "纸质证照", "有", "没有"),
        ({"issuing_bodies": ["hea"]}, "可以颁发的部门", "（无）", "hea"),
        ({"layout": {"form": "card", "photo": "right"}}, "模板·颜色", "墨色", "朱红"),
    ],
)
def test_versions_are_compared_in_plain_words(
    changes: dict[str, Any], what: str, before: str, after: str
) -> None:
    old = types.judged(said(layout={"form": "card", "photo": "right", "colour": "ink"}))
    new = types.judged({**old.model_dump(mode="json"), **changes})

    found = {one.what: one for one in types.between(old, new)}

    assert (found[what].before, found[what].after) == (before, after)
    assert types.between(old, old) == ()


def test_fields_that_came_went_changed_and_moved_are_named() -> None:
    old = types.judged(said())
    first, second, *rest = said()["fields"]
    changed = {**second, "name": "性别（男、女）"}
    new = types.judged(said(fields=[changed, first, *rest[1:], FIELD]))

    found = {one.what: one for one in types.between(old, new)}

    assert found["字段 KZ_X"].before == "新增"
    assert found["字段 KZ_NL"].after == "删去"
    assert found[f"字段 {second['key']}"].after.startswith("性别（男、女）")
    assert "字段顺序" in found


def test_the_parts_of_a_number_are_explained() -> None:
    fields = types.of_row(ROWS["food_business_licence"], sample=True, layout=None).face_fields
    choice = "JY{KZ_ZTYT?食品销售经营者|餐饮服务经营者|集中用餐单位食堂}{serial:6}{check}"

    assert patterns.fault(choice, fields) == ""
    assert "集中用餐" in patterns.fault(choice.replace("|集中用餐单位食堂", ""), fields)
    assert all(part.startswith("{") for part in patterns.PARTS)


day = st.dates(date(2026, 1, 1), date(2026, 2, 28))


@given(
    days=st.lists(st.tuples(day, st.none() | st.integers(1, 20)), max_size=6), at=day
)  # fmt: skip
def test_at_most_one_version_holds_and_changes_are_foreseen(
    days: list[tuple[date, int | None]], at: date
) -> None:
    ordered = sorted(start for start, _ in days)
    spans = [
        Span(n, start, None if length is None else date.fromordinal(start.toordinal() + length))
        for n, (start, (_, length)) in enumerate(zip(ordered, days, strict=True), 1)
    ]

    now, change = versions.in_force(spans, at), versions.next_change(spans, at)

    until = change or date(2026, 12, 31)
    between = [date.fromordinal(n) for n in range(at.toordinal(), until.toordinal())]
    assert all(versions.in_force(spans, each) == now for each in between)
    assert change is None or versions.in_force(spans, change) != now


def test_templates_are_read_whole_or_not_at_all() -> None:
    good = layouts.read(b"a_type: {form: card}\n", "x.yaml")

    assert good["a_type"].form is layouts.Form.CARD
    for content in (
        b"a: {form: poster}",
        b"a: [",
        b"- a",
        b"a: {form: card, typst: '#x'}",
        b" " * 600_000,
        b"a: !!python/object/apply:os.system [ls]",
    ):
        with pytest.raises(layouts.TemplatesRefused):
            layouts.read(content, "x.yaml")
