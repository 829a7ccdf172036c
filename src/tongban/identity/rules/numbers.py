"""Numbers by which a subject is known, and the sentence for each thing wrong with one."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import NoReturn

from stdnum.cn import ric, uscc

from tongban.base.errors import Invalid
from tongban.identity.rules.words import NUMBER_TYPE_LABELS, NumberType, Sex

_PROVINCES = frozenset(
    str(code)
    for first, last in (
        (11, 15),
        (21, 23),
        (31, 37),
        (41, 46),
        (50, 54),
        (61, 65),
        (71, 71),
        (81, 83),
    )
    for code in range(first, last + 1)
)
_SAMPLE = "99"
_LENGTH = 18
_OLD_LENGTH = 15
_EARLIEST_YEAR = 1900
_CREDIT_ALPHABET = frozenset("0123456789ABCDEFGHJKLMNPQRTUWXY")
_AUTHORITIES = frozenset("123456789ANY")
_INNER_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_OTHERS = {
    NumberType.PASSPORT: (
        r"[A-Z][A-Z0-9]\d{7}|[A-Z0-9]{6,17}",
        "护照号码应当是6到17位字母和数字。",
    ),
    NumberType.TAIWAN_PERMIT: (r"\d{8}", "台湾居民来往大陆通行证号码应当是8位数字。"),
    NumberType.HK_MACAO_PERMIT: (
        r"[HM]\d{8}(\d{2})?",
        "港澳居民来往内地通行证号码应当是H或M开头，后面8位数字。",
    ),
    NumberType.OFFICER: (r"[\w第字号\-]{4,18}", "军官证号码应当是4到18个字。"),
    NumberType.POLICE: (r"[\w第字号\-]{4,18}", "警官证号码应当是4到18个字。"),
    NumberType.OTHER: (r"[\w()\-/.]{4,30}", "证件号码应当是4到30个字母、数字或汉字。"),
}


class NumberInvalid(Invalid):
    """The number cannot be one of its type; the sentence says which part is wrong."""

    code = "identity.number_invalid"

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, fields={"number": sentence})


@dataclass(frozen=True, slots=True)
class CheckedNumber:
    """A number that may be one, in the form in which it is kept.

    `warning` is a doubt that does not decline: real codes break the inner check, too.
    """

    number_type: NumberType
    number: str
    birth_on: date | None = None
    sex: Sex = Sex.UNKNOWN
    sample: bool = False
    warning: str = ""


def normalised(number: str) -> str:
    """Half-width capitals without spaces and invisible characters."""
    text = unicodedata.normalize("NFKC", number).upper()
    return "".join(
        one for one in text if not one.isspace() and unicodedata.category(one) not in {"Cf", "Cc"}
    )


def number_type_label(number_type: str) -> str:
    """The name of the document in Chinese."""
    return NUMBER_TYPE_LABELS.get(number_type, "证件")


def check_number(
    number_type: str, number: str, *, sample_allowed: bool, today: date
) -> CheckedNumber:
    """The number as it is kept, with what it says, or `NumberInvalid`.

    Numbers of the impossible division 99 are samples, taken only if `sample_allowed`.
    """
    if number_type not in set(NumberType):
        raise NumberInvalid("没有这种证件类型，请重新选择。")
    kind = NumberType(number_type)
    text = normalised(number)
    if not text:
        raise NumberInvalid(f"请填写{number_type_label(kind)}号码。")
    if kind is NumberType.CREDIT_CODE:
        return _credit_code(text, sample_allowed=sample_allowed)
    if kind in {NumberType.CITIZEN, NumberType.TEMPORARY}:
        return _citizen(kind, text, sample_allowed=sample_allowed, today=today)
    if kind is NumberType.FOREIGNER:
        return _foreigner(text, sample_allowed=sample_allowed, today=today)
    pattern, sentence = _OTHERS[kind]
    if not re.fullmatch(pattern, text):
        raise NumberInvalid(sentence)
    return CheckedNumber(kind, text)


def read_off(number_type: str, number: str) -> tuple[date | None, Sex]:
    """Day of birth and sex as a kept number says them, if its type says any."""
    citizen = {NumberType.CITIZEN, NumberType.TEMPORARY, NumberType.FOREIGNER}
    if number_type not in citizen or len(number) != _LENGTH:
        return None, Sex.UNKNOWN
    return date(int(number[6:10]), int(number[10:12]), int(number[12:14])), _sex(number)


def _citizen(kind: NumberType, text: str, *, sample_allowed: bool, today: date) -> CheckedNumber:
    label = "公民身份号码"
    _eighteen(text, label)
    sample = text.startswith(_SAMPLE)
    if sample and not sample_allowed:
        raise NumberInvalid("99开头的是演示用的号码，不能用来办理业务。")
    if not sample and text[:2] not in _PROVINCES:
        raise NumberInvalid(f"{label}前两位{text[:2]}不是任何省份的代码，请核对。")
    birth_on = _birth(text[6:14], today)
    _check_digit(text, label)
    return CheckedNumber(kind, text, birth_on, _sex(text), sample)


def _foreigner(text: str, *, sample_allowed: bool, today: date) -> CheckedNumber:
    label = "外国人永久居留身份证号码"
    if re.fullmatch(r"[A-Z]{3}\d{12}", text):
        return CheckedNumber(NumberType.FOREIGNER, text)
    _eighteen(text, label)
    if not text.startswith("9"):
        raise NumberInvalid(f"{label}应当以9开头，或者是3个字母加12位数字。")
    sample = text.startswith(_SAMPLE)
    if sample and not sample_allowed:
        raise NumberInvalid("99开头的是演示用的号码，不能用来办理业务。")
    birth_on = _birth(text[6:14], today)
    _check_digit(text, label)
    return CheckedNumber(NumberType.FOREIGNER, text, birth_on, _sex(text), sample)


def _credit_code(text: str, *, sample_allowed: bool) -> CheckedNumber:
    label = "统一社会信用代码"
    if len(text) != _LENGTH:
        raise NumberInvalid(f"{label}应当是18位，您填了{len(text)}位。")
    strange = sorted(set(text) - _CREDIT_ALPHABET)
    if strange:
        raise NumberInvalid(
            f"{label}中不会出现“{strange[0]}”，请核对（容易把0看成O、把1看成I、把2看成Z、把5看成S）。"
        )
    if text[0] not in _AUTHORITIES:
        raise NumberInvalid(f"{label}第一位{text[0]}不是任何登记管理部门的代码，请核对。")
    if not text[2:8].isdigit():
        raise NumberInvalid(f"{label}第3到8位应当是数字，请核对。")
    sample = text[2:4] == _SAMPLE
    if sample and not sample_allowed:
        raise NumberInvalid("第3位起为99的是演示用的代码，不能用来办理业务。")
    if uscc.calc_check_digit(text[:-1]) != text[-1]:
        raise NumberInvalid(f"{label}的校验码不对，请逐位核对。")
    warning = (
        "" if _inner_check(text[8:16]) == text[16] else "主体标识码（第9到17位）的校验码不对。"
    )
    return CheckedNumber(NumberType.CREDIT_CODE, text, sample=sample, warning=warning)


def _eighteen(text: str, label: str) -> None:
    if len(text) == _OLD_LENGTH and text.isdigit():
        raise NumberInvalid("这是旧的15位号码，请填写现在的18位号码。")
    if len(text) != _LENGTH:
        raise NumberInvalid(f"{label}应当是18位，您填了{len(text)}位。")
    if not re.fullmatch(r"[0-9]{17}[0-9X]", text):
        raise NumberInvalid(f"{label}前17位应当是数字，最后一位是数字或X。")


def _birth(text: str, today: date) -> date:
    try:
        birth_on = date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        _refuse_birth(text, "没有这一天")
    if birth_on > today:
        _refuse_birth(text, "在今天之后")
    if birth_on.year < _EARLIEST_YEAR:
        _refuse_birth(text, "太早了")
    return birth_on


def _refuse_birth(text: str, why: str) -> NoReturn:
    day = f"{text[:4]}年{text[4:6]}月{text[6:]}日"
    raise NumberInvalid(f"号码中的出生日期{day}{why}，请核对第7到14位。") from None


def _check_digit(text: str, label: str) -> None:
    if ric.calc_check_digit(text) != text[-1]:
        raise NumberInvalid(f"{label}的校验码不对，请逐位核对。")


def _sex(text: str) -> Sex:
    return Sex.MALE if int(text[16]) % 2 else Sex.FEMALE


def _inner_check(subject: str) -> str:
    """The check character of an organisation code (GB 11714)."""
    total = sum(int(one, 36) * weight for one, weight in zip(subject, _INNER_WEIGHTS, strict=True))
    return "0123456789X0"[11 - total % 11]
