"""The words of this house: kinds of subject, types of number, realms, levels."""

from __future__ import annotations

from enum import IntEnum, StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from tongban.base.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Mapping

_LONGEST_NAME = 100


class Kind(StrEnum):
    """A natural person (自然人) or a legal person (法人)."""

    NATURAL = "natural"
    LEGAL = "legal"


class Sex(StrEnum):
    """As the citizen number says (GB/T 2261.1)."""

    MALE = "1"
    FEMALE = "2"
    UNKNOWN = "0"


class NumberType(StrEnum):
    """What kind of document the number stands on (GA/T 2000.156; 001 for legal persons)."""

    CITIZEN = "111"
    TEMPORARY = "112"
    OFFICER = "114"
    POLICE = "115"
    PASSPORT = "414"
    TAIWAN_PERMIT = "511"
    HK_MACAO_PERMIT = "516"
    FOREIGNER = "553"
    OTHER = "990"
    CREDIT_CODE = "001"


class Realm(StrEnum):
    """Which door an account goes through: the people's or the staff's.  Never both."""

    PUBLIC = "public"
    STAFF = "staff"


class SessionKey(StrEnum):
    """What a session keeps besides who signed in."""

    SIGNED_IN_AT = "signed_in_at"
    SEEN_AT = "seen_at"
    PRINCIPAL = "principal"
    # Of a session that ran out: whose it was and for whom he acted.
    LAPSED = "lapsed"


class Assurance(IntEnum):
    """How far we know that the person is who he says (可信等级)."""

    REGISTERED = 2
    TWO_ELEMENTS = 3
    REAL_PERSON = 4
    FACE_TO_FACE = 5


LEAST_ONLINE: Final = Assurance.REAL_PERSON
"""From this level on people act online: apply, and see what is filed under their number.

Name and number that agree (`TWO_ELEMENTS`) are known to others, too, and open nothing.
"""


def may_act_online(level: int) -> bool:
    """Whether somebody of this level is known well enough to be shown his cases and licences."""
    return level >= LEAST_ONLINE


NUMBER_TYPE_LABELS: Mapping[str, str] = MappingProxyType(
    {
        NumberType.CITIZEN: "居民身份证",
        NumberType.TEMPORARY: "临时居民身份证",
        NumberType.OFFICER: "军官证",
        NumberType.POLICE: "警官证",
        NumberType.PASSPORT: "普通护照",
        NumberType.TAIWAN_PERMIT: "台湾居民来往大陆通行证",
        NumberType.HK_MACAO_PERMIT: "港澳居民来往内地通行证",
        NumberType.FOREIGNER: "外国人永久居留身份证",
        NumberType.OTHER: "其他证件",
        NumberType.CREDIT_CODE: "统一社会信用代码",
    }
)
NATURAL_TYPES = frozenset(NumberType) - {NumberType.CREDIT_CODE}


class NameInvalid(Invalid):
    """The name cannot be taken."""

    code = "identity.name_invalid"

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, fields={"name": sentence})


def check_name(name: str) -> str:
    """The name without spaces at its ends, or `NameInvalid`."""
    name = " ".join(name.split())
    if not name:
        raise NameInvalid("请填写姓名或名称。")
    if len(name) > _LONGEST_NAME:
        raise NameInvalid(f"姓名或名称不能超过{_LONGEST_NAME}个字。")
    if not name.isprintable() or any(mark in name for mark in "<>{}\\"):
        raise NameInvalid("姓名或名称中有不能使用的符号。")
    return name
