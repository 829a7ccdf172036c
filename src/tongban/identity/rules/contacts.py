"""Telephone numbers and e-mail addresses."""

from __future__ import annotations

import re

from tongban.base.errors import Invalid
from tongban.identity.rules.numbers import normalised

_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_SAMPLE_MOBILE = re.compile(r"100[0-9]{8}")
_LANDLINE = re.compile(r"0[0-9]{2,3}-?[0-9]{7,8}")
_EMAIL = re.compile(r"[A-Z0-9._%+\-]{1,64}@([A-Z0-9\-]{1,63}\.)+[A-Z]{2,63}", re.IGNORECASE)
_LONGEST_EMAIL = 254


class ContactInvalid(Invalid):
    """A telephone number or an e-mail address cannot be one."""

    code = "identity.contact_invalid"

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence, fields={field: sentence})


def check_phone(phone: str, *, sample_allowed: bool, mobile_only: bool = False) -> str:
    """The number as it is kept, or `ContactInvalid`; "" stays "".

    The sample numbers of the impossible segment 100 are taken only if `sample_allowed`.
    """
    text = normalised(phone).removeprefix("+86")
    if not text:
        return ""
    mobile = text.replace("-", "")
    if _SAMPLE_MOBILE.fullmatch(mobile):
        if sample_allowed:
            return mobile
        raise ContactInvalid("phone", "100开头的是演示用的号码，请填写真实的手机号码。")
    if _MOBILE.fullmatch(mobile):
        return mobile
    if mobile_only:
        raise ContactInvalid("phone", "手机号码应当是1开头的11位数字，请核对。")
    if _LANDLINE.fullmatch(text) and (sample_allowed or not text.startswith("000")):
        return text
    raise ContactInvalid("phone", "请填写11位手机号码，或带区号的固定电话（如0451-12345678）。")


def check_email(email: str) -> str:
    """The address as it is kept, or `ContactInvalid`; "" stays ""."""
    text = email.strip()
    if not text:
        return ""
    if len(text) > _LONGEST_EMAIL or not _EMAIL.fullmatch(text):
        raise ContactInvalid("email", "邮箱地址的格式不对，例如 name@sample.example。")
    return text
