"""The identifier of an electronic licence (电子证照标识, GB/T 36904)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace

from stdnum.cn import uscc

from tongban.base.errors import Invalid

ROOT = "1.2.156.3005.2"
LONGEST = 160
LAST_VERSION = 999
_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_MODULUS = 36
_LAYOUT = re.compile(
    re.escape(ROOT)
    + r"\.(?P<type_code>[0-9A-Z]{21})"
    + r"\.(?P<issuer_code>[0-9A-Z]{18}|[0-9]{6})"
    + r"\.(?P<serial>[0-9A-Z]{1,64})"
    + r"\.(?P<version>[0-9]{3})"
    + r"\.(?P<check>[0-9A-Z])",
    re.ASCII,
)
_ANYWHERE = re.compile(_LAYOUT.pattern.encode("ascii"))


TYPE_CODE = re.compile(r"[0-9A-Z]{21}", re.ASCII)
CREDIT_CODE = re.compile(r"[0-9A-HJ-NPQRTUWXY]{18}", re.ASCII)


class IdentifierInvalid(Invalid):
    """The text is no identifier: its layout is wrong, or its check character is."""

    code = "licences.identifier_invalid"
    sentence = "这不是正确的电子证照标识，请检查有没有抄漏或抄错的字符。"


@dataclass(frozen=True, slots=True)
class Identifier:
    """The parts of an identifier; `str()` writes it with its check character.

    `stated_check` is the character that a foreign identifier came with, "" when we built it.
    """

    type_code: str
    issuer_code: str
    serial: str
    version: int
    stated_check: str = ""

    @property
    def check(self) -> str:
        return check_character(f"{self.type_code}{self.issuer_code}{self.serial}{self.version:03d}")

    @property
    def is_consistent(self) -> bool:
        return self.stated_check in {"", self.check}

    def __str__(self) -> str:
        parts = (ROOT, self.type_code, self.issuer_code, self.serial, f"{self.version:03d}")
        return ".".join((*parts, self.stated_check or self.check))


def check_character(text: str) -> str:
    """Return the check character over `[0-9A-Z]` by ISO 7064 MOD 37,36 (GB/T 17710).

    1. Begin with P = 36.
    2. For each character of value a: S = (P + a) mod 36, or 36 where that is 0; P = 2·S mod 37.
    3. The check value c makes (P + c) mod 36 = 1.
    """
    product = _MODULUS
    for character in text:
        total = (product + _ALPHABET.index(character)) % _MODULUS or _MODULUS
        product = 2 * total % (_MODULUS + 1)
    return _ALPHABET[(_MODULUS + 1 - product) % _MODULUS]


def normalised(text: str) -> str:
    """The text as it should have been written: capitals, half width, no blanks around."""
    return unicodedata.normalize("NFKC", text).replace("。", ".").strip().upper()


def build(*, type_code: str, issuer_code: str, serial: str, version: int = 1) -> Identifier:
    """Return the identifier of a new licence; parts that do not fit are `IdentifierInvalid`."""
    # The check character counts over fitting characters only, so the layout is tried without it.
    layout = Identifier(type_code, issuer_code, serial, version, stated_check="0")
    if not 1 <= version <= LAST_VERSION or not _LAYOUT.fullmatch(str(layout)):
        raise IdentifierInvalid
    return replace(layout, stated_check="")


def parse(text: str, *, lenient: bool = False) -> Identifier:
    """Read an identifier that somebody typed or sent.

    Lower case and full-width characters are taken.  A wrong check character is declined unless
    `lenient`: some published identifiers of other systems carry one.
    """
    found = _LAYOUT.fullmatch(normalised(text)[: LONGEST + 1])
    if found is None:
        raise IdentifierInvalid
    read = Identifier(
        found["type_code"],
        found["issuer_code"],
        found["serial"],
        int(found["version"]),
        found["check"],
    )
    if not (lenient or read.is_consistent):
        raise IdentifierInvalid
    return read


def is_type_code(code: str) -> bool:
    """Whether the code is a credit code that passes its check, and a serial of three."""
    return bool(TYPE_CODE.fullmatch(code)) and is_credit_code(code[:18])


def is_credit_code(code: str) -> bool:
    """Whether this is a unified social credit code (GB 32100) with the right check."""
    fits = CREDIT_CODE.fullmatch(code)
    return fits is not None and bool(uscc.calc_check_digit(code[:-1]) == code[-1])


def found_in(content: bytes, *, most: int = 8) -> tuple[str, ...]:
    """The different identifiers that stand legibly in a file, at most `most` of them."""
    seen: dict[str, None] = {}
    for match in _ANYWHERE.finditer(content):
        seen.setdefault(match.group().decode("ascii"))
        if len(seen) == most:
            break
    return tuple(seen)
