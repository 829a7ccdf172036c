"""What a password must be: long enough, of three kinds of character, nothing known about one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongban.base.errors import Invalid
from tongban.identity.rules.words import Realm

if TYPE_CHECKING:
    from collections.abc import Iterable

LEAST_PUBLIC = 8
LEAST_STAFF = 10
_MOST = 128
_KINDS = 3
_SHORTEST_KNOWN = 3
_SHORTEST_NAME = 2


class PasswordWeak(Invalid):
    """The password can be guessed too easily; the sentence says what to change."""

    code = "identity.password_weak"

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, fields={"password": sentence})


def password_faults(password: str, *, realm: str, known: Iterable[str] = ()) -> tuple[str, ...]:
    """What is wrong with a password, in sentences; nothing if it may be used.

    `known` are the name, the telephone number and the like, which it may not contain.
    """
    least = LEAST_STAFF if realm == Realm.STAFF else LEAST_PUBLIC
    faults = []
    if len(password) < least:
        faults.append(f"密码至少{least}位。")
    if len(password) > _MOST:
        faults.append(f"密码最多{_MOST}位。")
    if _kinds(password) < _KINDS:
        faults.append("密码要包含大写字母、小写字母、数字、符号中的至少三种。")
    if _contains(password, known):
        faults.append("密码中不能有您的姓名、用户名、手机号码或证件号码。")
    return tuple(faults)


def check_password(password: str, *, realm: str, known: Iterable[str] = ()) -> None:
    """Raise `PasswordWeak` with everything that is wrong, or do nothing."""
    faults = password_faults(password, realm=realm, known=known)
    if faults:
        raise PasswordWeak("".join(faults))


def _kinds(password: str) -> int:
    ascii_only = [one for one in password if one.isascii()]
    return sum(
        (
            any(one.isupper() for one in ascii_only),
            any(one.islower() for one in ascii_only),
            any(one.isdigit() for one in ascii_only),
            any(not one.isalnum() or not one.isascii() for one in password),
        )
    )


def _contains(password: str, known: Iterable[str]) -> bool:
    """Whether a known word is in it; short Latin words are too common to count."""
    low = password.lower()
    for word in known:
        least = _SHORTEST_KNOWN if word.isascii() else _SHORTEST_NAME
        if len(word) >= least and word.lower() in low:
            return True
    return False
