"""Numbers, masks, contacts and passwords."""

from __future__ import annotations

import string
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.identity import factories
from tests.identity.factories import citizen_number
from tongban.identity import rules
from tongban.identity.rules import NumberInvalid

TODAY = date(2026, 1, 5)
SAMPLE_PEOPLE = [
    factories.YANG_DAMIN, factories.LI_XIAOHONG, factories.CHILD, factories.ELDER,
    factories.LEAP_DAY, factories.HK_RESIDENT, factories.MACAO_RESIDENT, factories.TAIWAN_RESIDENT,
]  # fmt: skip
SAMPLE_BODIES = [
    factories.TECH_COMPANY, factories.TRADE_COMPANY, factories.SNACK_SHOP, factories.VOLUNTEERS,
    factories.DATA_OFFICE, factories.STANDARDS_BODY,
]  # fmt: skip
CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"

numbers = st.builds(
    lambda area, day, sequence: citizen_number(f"{area}{day:%Y%m%d}{sequence:03d}"),
    st.sampled_from(["990101", "990202", "230102", "110101", "810000"]),
    st.dates(date(1900, 1, 1), TODAY),
    st.integers(0, 999),
)
names = st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1)


def check(number: str, number_type: str = "111", *, sample: bool = True) -> rules.CheckedNumber:
    return rules.check_number(number_type, number, sample_allowed=sample, today=TODAY)


@pytest.mark.parametrize(("name", "number"), SAMPLE_PEOPLE)
def test_the_sample_people_are_right_and_impossible(name: str, number: str) -> None:
    assert check(number).number == number
    assert check(number).sample
    with pytest.raises(NumberInvalid, match="演示用"):
        check(number, sample=False)


@pytest.mark.parametrize(("name", "code"), SAMPLE_BODIES)
def test_the_sample_bodies_are_right_and_impossible(name: str, code: str) -> None:
    checked = check(code, "001")

    assert (checked.number, checked.warning, checked.sample) == (code, "", True)
    with pytest.raises(NumberInvalid, match="演示用"):
        check(code, "001", sample=False)


@given(numbers)
def test_a_number_says_day_of_birth_and_sex(number: str) -> None:
    checked = check(number)

    assert f"{checked.birth_on:%Y%m%d}" == number[6:14]
    assert (checked.sex == rules.Sex.MALE) == bool(int(number[16]) % 2)
    assert rules.read_off("111", number) == (checked.birth_on, checked.sex)


@given(numbers, st.integers(0, 17), st.integers(1, 9))
def test_any_single_wrong_digit_is_caught(number: str, at: int, step: int) -> None:
    digit = "X" if at == 17 and step == 9 else str((int(number[at].replace("X", "0")) + step) % 10)
    wrong = number[:at] + digit + number[at + 1 :]

    if wrong != number:
        with pytest.raises(NumberInvalid):
            check(wrong)


@given(numbers, st.integers(0, 16))
def test_two_neighbours_changed_over_are_caught(number: str, at: int) -> None:
    wrong = number[:at] + number[at + 1] + number[at] + number[at + 2 :]

    if wrong != number:
        with pytest.raises(NumberInvalid):
            check(wrong)


@given(st.sampled_from(SAMPLE_BODIES), st.integers(0, 17), st.sampled_from(CREDIT_ALPHABET))
def test_any_single_wrong_sign_of_a_credit_code_is_caught(
    body: tuple[str, str], at: int, sign: str
) -> None:
    wrong = body[1][:at] + sign + body[1][at + 1 :]

    if wrong != body[1]:
        with pytest.raises(NumberInvalid):
            check(wrong, "001")


@given(st.text(max_size=40), st.sampled_from([*rules.NumberType, "999", ""]))
def test_nonsense_is_declined_and_never_breaks(text: str, number_type: str) -> None:
    with suppress(NumberInvalid):
        assert check(text, number_type).number == rules.normalised(text)


@pytest.mark.parametrize(
    "written",
    ["99020119491231004x", "９９０２０１１９４９１２３１００４Ｘ", " 990201 19491231 004X\u200b\n"],
)
def test_small_x_full_width_and_spaces_are_normalised(written: str) -> None:
    assert check(written).number == "99020119491231004X"


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        ("", "请填写居民身份证号码。"),
        ("990101900307001", "这是旧的15位号码，请填写现在的18位号码。"),
        ("99010119900307001", "公民身份号码应当是18位，您填了17位。"),
        ("99010119900307OO15", "公民身份号码前17位应当是数字，最后一位是数字或X。"),
        ("160101199003070015", "公民身份号码前两位16不是任何省份的代码，请核对。"),
        ("990101199002300015", "号码中的出生日期1990年02月30日没有这一天，请核对第7到14位。"),
        ("990101189912310015", "号码中的出生日期1899年12月31日太早了，请核对第7到14位。"),
        ("990101202601060015", "号码中的出生日期2026年01月06日在今天之后，请核对第7到14位。"),
        ("990101199003070016", "公民身份号码的校验码不对，请逐位核对。"),
        ("99010119900307001Z", "公民身份号码前17位应当是数字，最后一位是数字或X。"),
    ],
)
def test_each_wrong_thing_has_its_own_sentence(number: str, sentence: str) -> None:
    with pytest.raises(NumberInvalid) as declined:
        check(number)

    assert str(declined.value) == declined.value.fields["number"] == sentence


@pytest.mark.parametrize(
    ("code", "part"),
    [
        ("", "请填写统一社会信用代码号码。"),
        ("91990101MACMPL010", "应当是18位，您填了17位"),
        ("91990101MACMPL01O0", "不会出现“O”"),
        ("M1990101MACMPL0100", "第一位M"),
        ("9199010AMACMPL0100", "第3到8位应当是数字"),
        ("91990101MACMPL0101", "校验码不对"),
    ],
)
def test_each_wrong_thing_in_a_credit_code_has_its_own_sentence(code: str, part: str) -> None:
    with pytest.raises(NumberInvalid, match=part):
        check(code, "001")


def test_a_wrong_inner_check_is_a_warning_only() -> None:
    from stdnum.cn import uscc

    body = "91990101MACMPL011"

    assert "主体标识码" in check(body + uscc.calc_check_digit(body), "001").warning


def test_an_unknown_type_is_declined() -> None:
    with pytest.raises(NumberInvalid, match="没有这种证件类型"):
        check(factories.YANG_DAMIN[1], "123")


@pytest.mark.parametrize(
    ("number_type", "number", "right"),
    [
        ("414", "X00000001", True), ("414", "E1234567", True), ("414", "第1号", False),
        ("511", "12345678", True), ("511", "1234567", False),
        ("516", "H12345678", True), ("516", "M1234567801", True), ("516", "A12345678", False),
        ("553", "USA123456789012", True), ("553", citizen_number("99084019900307001"), True),
        ("553", "230102199003070015", False), ("553", "990840199003070010", False),
        ("114", "军字第1234567号", True), ("990", "ABC-123", True), ("990", "A", False),
    ],
)  # fmt: skip
def test_other_documents_are_taken_tolerantly(number_type: str, number: str, right: bool) -> None:
    if right:
        assert check(number, number_type).number == number
    else:
        with pytest.raises(NumberInvalid):
            check(number, number_type)


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("name", "王三", "*三"), ("name", "张小丰", "张*丰"), ("name", "欧阳小峰", "欧阳*峰"),
        ("name", "欧阳峰", "欧*峰"), ("name", "样", "*"), ("name", "", ""),
        ("number", "990101199003070015", "9****************5"),
        ("phone", "10000000001", "100****0001"), ("phone", "000-00000123", "000-*****123"),
        ("landline", "000-00000123", "000-*****123"),
        ("address", "样例省样例市样例区样例街道示范路1号", "样例省样例市样例区样例街道****"),
        ("address", "样例省样例市样例区示范路1号样例小区2栋", "样例省样例市样例区****"),
        ("address", "没有地名", "****"), ("address", "", ""),
        ("email", "abc@sample.example", "a***@sample.example"), ("email", "abc", "***"),
        ("email", "a@sample.example", "***@sample.example"),
        ("card", "9999000000000000012", "9999***********0012"),
        ("passport", "E12345678", "E*****678"), ("plate", "样A00001", "样A****1"),
        ("uscc", "91990101MACMPL0100", "91990101MACMPL0100"), ("unknown", "abc", "***"),
    ],
)  # fmt: skip
def test_masks_are_those_of_the_rules(kind: str, value: str, shown: str) -> None:
    assert rules.mask(kind, value) == shown


@given(names)
def test_a_masked_name_has_its_length_and_hides_at_least_one(name: str) -> None:
    shown = rules.mask_name(name)

    assert len(shown) == len(name)
    assert "*" in shown
    assert all(one in {"*", other} for one, other in zip(shown, name, strict=True))


@given(numbers)
def test_a_masked_number_never_holds_what_is_hidden(number: str) -> None:
    shown = rules.mask_number(number)

    assert number[1:-1] not in shown
    assert number[6:14] not in shown
    assert set(shown[1:-1]) == {"*"}


@given(st.text(alphabet=string.digits, min_size=1, max_size=20))
def test_a_masked_telephone_hides_the_middle_or_everything(phone: str) -> None:
    shown = rules.mask_phone(phone)

    assert len(shown) == len(phone)
    assert shown.count("*") >= min(len(phone), 1)
    assert set(shown[3:-4]) <= {"*"}


@given(st.text(min_size=1, max_size=40), st.sampled_from(["name", "number", "phone", "landline"]))
def test_whatever_is_masked_something_is_hidden(value: str, kind: str) -> None:
    assert "*" in rules.mask(kind, value)


@given(st.text(alphabet="样例省市区街道镇路号0123456789", max_size=30))
def test_a_masked_address_shows_nothing_behind_the_street(address: str) -> None:
    shown = rules.mask_address(address)

    assert not shown or (shown.endswith("****") and address.startswith(shown[:-4]))
    assert "路" not in shown.partition("街道****")[2]


@pytest.mark.parametrize(
    ("phone", "sample", "kept"),
    [
        ("139 0000 0000", False, "13900000000"), ("+8613900000000", False, "13900000000"),
        ("１３９００００００００", False, "13900000000"), ("0451-12345678", False, "0451-12345678"),
        ("10000000001", True, "10000000001"), ("", False, ""),
        ("10000000001", False, None), ("12345", True, None), ("000-00000123", False, None),
        ("1390000000a", True, None), ("139000000001", True, None),
    ],
)  # fmt: skip
def test_telephone_numbers(phone: str, sample: bool, kept: str | None) -> None:
    if kept is None:
        with pytest.raises(rules.ContactInvalid):
            rules.check_phone(phone, sample_allowed=sample)
    else:
        assert rules.check_phone(phone, sample_allowed=sample) == kept


@pytest.mark.parametrize("email", ["a@b", "a b@sample.example", "@sample.example", "a" * 300])
def test_what_is_no_address_is_declined(email: str) -> None:
    with pytest.raises(rules.ContactInvalid):
        rules.check_email(email)


@pytest.mark.parametrize(
    ("password", "realm", "faults"),
    [
        ("Lake-7-Poplar", "staff", 0), ("Lake-7-P", "public", 0), ("Lake-7-P", "staff", 1),
        ("lakepoplar", "public", 1), ("LAKE7777", "public", 1), ("湖-Lake-7", "public", 0),
        ("Aa1-2-样大民", "public", 1), ("Aa-10000000001", "public", 1), ("a", "public", 2),
        ("Aa1-" + "x" * 200, "public", 1),
    ],
)  # fmt: skip
def test_passwords_have_length_and_variety_and_nothing_known(
    password: str, realm: str, faults: int
) -> None:
    known = ["样大民", "10000000001", "", "a"]

    assert len(rules.password_faults(password, realm=realm, known=known)) == faults
