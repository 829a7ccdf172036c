"""Numbers, days, endings, faces: decisions without a database."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.iso7064 import mod_11_10

from tongban.licences.rules import face_values, findings, numbers, states, validity
from tongban.licences.rules.face_values import FaceInvalid, Field, FieldKind, Known
from tongban.licences.rules.findings import Verdict
from tongban.licences.rules.states import Ending, Standing, State

FIVE_YEARS = {"kind": "fixed", "length": 5, "unit": "年"}
BY_AGE = {
    "kind": "by_age",
    "bands": [
        {"age_from": 0, "age_to": 15, "length": 5, "unit": "年"},
        {"age_from": 16, "age_to": 25, "length": 10, "unit": "年"},
        {"age_from": 26, "age_to": 45, "length": 20, "unit": "年"},
        {"age_from": 46, "age_to": None, "kind": "long_term"},
    ],
}
START = date(2026, 3, 13)


def test_a_fixed_term_ends_the_day_before_its_anniversary() -> None:
    assert validity.last_day(FIVE_YEARS, START, until=None, born_on=None) == date(2031, 3, 12)


@pytest.mark.parametrize(
    ("born_on", "last"),
    [
        (date(2015, 6, 1), date(2031, 3, 13)),
        (date(2010, 3, 14), date(2031, 3, 13)),
        (date(2010, 3, 13), date(2036, 3, 13)),
        (date(1990, 3, 7), date(2046, 3, 13)),
        (date(1980, 3, 14), date(2046, 3, 13)),
        (date(1980, 3, 13), None),
        (date(1949, 12, 31), None),
    ],
)
def test_the_term_of_an_identity_card_goes_by_age(born_on: date, last: date | None) -> None:
    assert validity.last_day(BY_AGE, START, until=None, born_on=born_on) == last


@pytest.mark.parametrize("kind", ["long_term", "per_document", "one_off"])
def test_types_without_a_term_end_when_the_document_says(kind: str) -> None:
    until = date(2027, 1, 1)

    assert validity.last_day({"kind": kind}, START, until=None, born_on=None) is None
    assert validity.last_day({"kind": kind}, START, until=until, born_on=None) == until


def test_a_graduated_term_begins_with_its_first_length() -> None:
    rule = {"kind": "graduated", "lengths": ["6年", "10年", "长期"]}

    assert validity.last_day(rule, START, until=None, born_on=None) == date(2032, 3, 12)


@pytest.mark.parametrize(
    ("rule", "until", "born_on"),
    [
        (FIVE_YEARS, START - timedelta(days=1), None),
        (FIVE_YEARS, date(2031, 3, 13), None),
        (BY_AGE, None, None),
        (BY_AGE, None, START + timedelta(days=1)),
    ],
)
def test_days_that_do_not_fit_are_declined(
    rule: dict[str, Any], until: date | None, born_on: date | None
) -> None:
    with pytest.raises(validity.ValidityUnfit):
        validity.last_day(rule, START, until=until, born_on=born_on)


@given(start=st.dates(date(1950, 1, 1), date(2200, 1, 1)), years=st.integers(1, 99))
def test_a_term_is_as_long_as_it_says_in_every_year(start: date, years: int) -> None:
    reached = validity.after(start, validity.Length(years))

    assert reached.year == start.year + years
    same_day = (reached.month, reached.day) == (start.month, start.day)
    assert same_day or (start.month, start.day, reached.day) == (2, 29, 28)


def test_months_keep_within_their_month() -> None:
    assert validity.after(date(2026, 1, 31), validity.Length(1, "月")) == date(2026, 2, 28)
    assert validity.after(date(2026, 1, 31), validity.Length(3, "日")) == date(2026, 2, 3)
    assert validity.after(date(2026, 11, 30), validity.Length(3, "月")) == date(2027, 2, 28)


@pytest.mark.parametrize(
    ("state", "first", "last", "standing"),
    [
        (State.VALID, START, None, Standing.VALID),
        (State.VALID, START, START, Standing.VALID),
        (State.VALID, date(2020, 1, 1), date(2026, 3, 12), Standing.EXPIRED),
        (State.VALID, date(2026, 3, 14), None, Standing.PENDING),
        (State.ENDED, START, None, Standing.ENDED),
        (State.ENDED, date(2020, 1, 1), date(2021, 1, 1), Standing.ENDED),
    ],
)
def test_the_last_day_still_counts(
    state: State, first: date, last: date | None, standing: Standing
) -> None:
    found = states.standing(state, valid_from=first, valid_until=last, today=START)

    assert found is standing


@pytest.mark.parametrize("kind", sorted(states.REVOCABLE))
def test_an_office_ends_a_licence_with_reason_and_ground(kind: str) -> None:
    ended = states.end(State.VALID, kind=kind, reason=" 企业申请 ", legal_ground="第七十条")

    assert ended == states.Ended(Ending(kind), "企业申请", "第七十条")
    assert Ending(kind) in states.GROUNDS


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", "失效"),
        ("kind", "作废"),
        ("reason", " "),
        ("legal_ground", ""),
        ("reason", "长" * 501),
    ],
)
def test_an_incomplete_ending_names_what_is_missing(field: str, value: str) -> None:
    given = {"kind": "注销", "reason": "企业申请", "legal_ground": "第七十条", field: value}

    with pytest.raises(states.EndingIncomplete) as declined:
        states.end(State.VALID, **given)
    assert list(declined.value.fields) == [field]


def test_what_has_ended_cannot_end_again() -> None:
    with pytest.raises(states.AlreadyEnded):
        states.end(State.ENDED, kind="注销", reason="企业申请", legal_ground="第七十条")


def test_each_trust_grade_has_a_name() -> None:
    assert set(states.GRADES) == set(states.TrustGrade)


def source(**other: Any) -> numbers.Source:
    facts: dict[str, Any] = {
        "serial": 7,
        "issued_on": START,
        "region": "230102",
        "holder_number": "91990101MACMPL0100",
        "face": {"KZ_ZTYT": "餐饮服务经营者"},
    }
    return numbers.Source(**{**facts, **other})


@pytest.mark.parametrize(
    ("type_key", "number"),
    [
        ("public_place_hygiene", "2301022026000007"),
        ("business_licence", "91990101MACMPL0100"),
        ("food_business_licence", "JY22301020000072"),
        ("marriage_certificate", "J230102-2026-000007"),
        ("employment_record", "2301022600000007"),
        ("construction_land_planning", "地字第230102202600007号"),
        ("special_operation_certificate", "T91990101MACMPL0100"),
    ],
)
def test_numbers_follow_the_pattern_of_their_type(type_key: str, number: str) -> None:
    assert numbers.form(numbers.pattern_for(type_key), source()) == number


def test_a_number_that_needs_the_face_names_the_missing_item() -> None:
    with pytest.raises(numbers.NumberInvalid) as declined:
        numbers.form(numbers.pattern_for("food_business_licence"), source(face={}))
    assert list(declined.value.fields) == ["KZ_ZTYT"]


@given(digits=st.text("0123456789", min_size=1, max_size=30), data=st.data())
def test_the_check_digit_notices_one_wrong_digit(digits: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(digits) - 1))
    wrong = data.draw(st.sampled_from("0123456789").filter(lambda one: one != digits[at]))

    changed = digits[:at] + wrong + digits[at + 1 :]
    assert numbers.check_digit(digits) == mod_11_10.calc_check_digit(digits)
    assert numbers.check_digit(changed) != numbers.check_digit(digits)


@pytest.mark.parametrize("number", ["", " 　", "x" * 129, "一\n二", "a\x00b"])
def test_what_is_no_number_is_declined(number: str) -> None:
    with pytest.raises(numbers.NumberInvalid):
        numbers.checked(number)


def test_numbers_are_compared_without_width_case_or_blanks() -> None:
    assert numbers.normalised(" ｊｙ２ 301 ") == numbers.normalised("JY2301")


FIELDS = (
    Field("KZ_XM", "姓名", FieldKind.TEXT, mandatory=True),
    Field("KZ_XB", "性别", FieldKind.ENUM, mandatory=True, values=("男", "女")),
    Field("KZ_CSRQ", "出生日期", FieldKind.DATE, mandatory=True),
    Field("KZ_BZ", "备注", FieldKind.LONGTEXT, mandatory=False),
    Field("KZ_JE", "金额", FieldKind.NUMBER, mandatory=False),
    Field("KZ_CY", "成员", FieldKind.LIST, mandatory=False),
    Field("KZ_ZP", "照片", FieldKind.IMAGE, mandatory=True),
)
KNOWN = Known(holder_name="样大民", sex="男", born_on=date(1990, 3, 7))


def test_what_the_holder_says_need_not_be_given() -> None:
    face = face_values.filled(FIELDS, {"KZ_BZ": " 无 ", "KZ_JE": " "}, KNOWN)

    face_values.check(FIELDS, face)
    assert face == {"KZ_XM": "样大民", "KZ_XB": "男", "KZ_CSRQ": "1990-03-07", "KZ_BZ": "无"}


def test_what_is_given_stands_before_what_is_known() -> None:
    assert face_values.filled(FIELDS, {"KZ_XM": "例小红"}, KNOWN)["KZ_XM"] == "例小红"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("KZ_XM", ""),
        ("KZ_XM", "样\n民"),
        ("KZ_XM", "样" * 201),
        ("KZ_XB", "未知"),
        ("KZ_CSRQ", "1990-02-30"),
        ("KZ_CSRQ", "19900307"),
        ("KZ_JE", "1e9"),
        ("KZ_JE", "一百"),
        ("KZ_JE", "１"),
        ("KZ_BZ", "x" * 4001),
        ("KZ_BZ", "\0"),
        ("KZ_CY", "\n".join("样" * 51)),
        ("KZ_ZP", "../../etc/passwd"),
        ("KZ_XX", "x"),
    ],
)
def test_a_face_that_does_not_fit_names_the_item(key: str, value: str) -> None:
    face = {**face_values.filled(FIELDS, {}, KNOWN), key: value}

    with pytest.raises(FaceInvalid) as declined:
        face_values.check(FIELDS, face)
    assert list(declined.value.fields) == [key]


def test_an_ended_licence_must_say_how_it_ended() -> None:
    facts = findings.PublicFacts("1", "k", "证", "1", "样*民", "局", START, START, None, "A", 1)

    with pytest.raises(ValueError, match="how it ended"):
        findings.of_licence(facts, Standing.ENDED, None)
    lapsed = findings.of_licence(facts, Standing.ENDED, findings.End("失效", "换发", START))
    assert (lapsed.verdict, lapsed.since) == (Verdict.INVALID, START)
    assert "换发了新版本" in lapsed.reason
    assert not lapsed.is_valid
