"""Numbers of cases and documents."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from stdnum.iso7064 import mod_97_10

from tongban.cases import rules
from tongban.cases.rules import CaseNumber, DocumentNumber, NumberInvalid, ProjectNumber

REGION = "230102"
CODE = "12441500196720244T3442199806003"

regions = st.from_regex(r"[0-9]{6}", fullmatch=True).filter(str.isascii)
days = st.dates(date(2000, 1, 1), date(2099, 12, 31))
serials = st.integers(1, 3_000_000)
numbers = st.builds(rules.case_number, regions, days, serials)


def test_a_case_number_looks_as_documented() -> None:
    number = rules.case_number(REGION, date(2026, 11, 21), 42)

    assert number == "23010226112100004237"
    assert rules.parse_case_number("230102 261121-000042 37") == CaseNumber(
        REGION, date(2026, 11, 21), 42
    )


@given(regions, days, serials)
def test_a_case_number_comes_back_as_it_went(region: str, day: date, serial: int) -> None:
    number = rules.case_number(region, day, serial)

    assert number.isdecimal()
    assert rules.parse_case_number(number) == CaseNumber(region, day, serial)
    assert mod_97_10.is_valid(number)
    assert number[-2:] == mod_97_10.calc_check_digits(number[:-2])


@given(numbers, st.data())
def test_every_single_wrong_digit_is_caught(number: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(number) - 1))
    digit = data.draw(st.sampled_from("0123456789"))
    assume(digit != number[place])

    with pytest.raises(NumberInvalid):
        rules.parse_case_number(number[:place] + digit + number[place + 1 :])


@given(numbers, st.data())
def test_every_swap_of_two_neighbours_is_caught(number: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(number) - 2))
    a, b = number[place], number[place + 1]
    assume(a != b)

    with pytest.raises(NumberInvalid):
        rules.parse_case_number(number[:place] + b + a + number[place + 2 :])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "230102",
        "X" * 20,
        "２３０１０２２６１１２１００００４２３７",
        "23010226132100004200",
        "' or 1=1",
    ],
)
def test_what_is_no_case_number_is_refused(text: str) -> None:
    with pytest.raises(NumberInvalid):
        rules.parse_case_number(text)


def test_a_right_check_does_not_excuse_a_day_that_does_not_exist() -> None:
    body = "230102260230000042"

    with pytest.raises(NumberInvalid):
        rules.parse_case_number(body + mod_97_10.calc_check_digits(body))


def test_the_exchange_number_is_the_published_example() -> None:
    number = rules.project_number(CODE, date(2022, 6, 23), 68)

    assert number == "12441500196720244T3442199806003202206230068"
    assert len(number) == 43


@given(days, st.integers(1, 10**8))
def test_an_exchange_number_grows_and_is_never_cut(day: date, serial: int) -> None:
    number = rules.project_number(CODE, day, serial)

    assert len(number) == 31 + 8 + max(4, len(str(serial)))
    assert rules.parse_project_number(number) == ProjectNumber(CODE, day, serial)


def test_two_cases_of_one_day_never_share_a_number_past_the_width() -> None:
    day = date(2026, 11, 21)

    assert len({rules.project_number(CODE, day, n) for n in range(9_990, 10_020)}) == 30
    assert len({rules.case_number(REGION, day, n) for n in range(999_990, 1_000_020)}) == 30


@pytest.mark.parametrize(
    ("code", "serial"), [("123", 1), (CODE.lower(), 1), (CODE, -1), (CODE, 10**12)]
)
def test_parts_that_cannot_be_read_back_are_a_mistake(code: str, serial: int) -> None:
    with pytest.raises(ValueError, match="read back"):
        rules.project_number(code, date(2026, 11, 21), serial)


def test_a_document_number_names_office_kind_year_and_serial() -> None:
    number = rules.document_number("道里市监", "许受", 2026, 12)

    assert number == "道里市监许受〔2026〕12号"
    assert rules.parse_document_number(number) == DocumentNumber("道里市监许受", 2026, 12)
    for wrong in (
        "道里市监许受[2026]12号",
        "〔2026〕12号",
        "道里市监〔2026〕012号",
        "道里市监〔26〕1号",
    ):
        with pytest.raises(NumberInvalid):
            rules.parse_document_number(wrong)
