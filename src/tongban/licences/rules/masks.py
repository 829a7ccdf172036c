"""Patterns of texts on faces, written the way people write them: `#` a digit, `@` a letter …

A mask is read in one pass and never tries again, so no mask and no text can keep it busy.
"""

from __future__ import annotations

import re
from functools import lru_cache

LONGEST = 60
_MOST = 99
# What a sign of a mask stands for: how it is tested, and how it is called.
_SIGNS = {
    "#": ("[0-9]", "位数字"),
    "@": ("[A-Z]", "位大写字母"),
    "&": ("[0-9A-Z]", "位数字或大写字母"),
    "~": (r"[\u3400-\u9fff]", "个汉字"),
    "?": (".", "个任意字符"),
}
_PART = re.compile(
    r"(?P<sign>[#@&~?])(?:\{(?P<least>\d{1,2})(?:,(?P<most>\d{1,2}))?\})?|(?P<own>.)"
)


class MaskInvalid(ValueError):
    """The text is no mask."""


def check(mask: str) -> None:
    """Raise `MaskInvalid` unless the mask can be read."""
    if len(mask) > LONGEST or not mask.isprintable():
        raise MaskInvalid("格式太长，或者有看不见的字符。")
    for part in _PART.finditer(mask):
        if part["own"] in {"{", "}"}:
            raise MaskInvalid("大括号前面要有 # @ & ~ ? 中的一个，里面只写数字，例如 #{6}。")
        least, most = _bounds(part)
        if not 0 <= least <= most <= _MOST or most == 0:
            raise MaskInvalid("大括号里的次数不对。")


def fits(mask: str, text: str) -> bool:
    """Whether the whole text is what the mask says."""
    return bool(_pattern(mask).fullmatch(text))


def in_words(mask: str) -> str:
    """The mask as a person reads it: “SC”、14位数字."""
    words: list[str] = []
    own = ""
    for part in _PART.finditer(mask):
        if part["own"]:
            own += part["own"]
            continue
        if own:
            words.append(f"“{own}”")
            own = ""
        least, most = _bounds(part)
        count = str(least) if least == most else f"{least}到{most}"
        words.append(f"{count}{_SIGNS[part['sign']][1]}")
    if own:
        words.append(f"“{own}”")
    return "、".join(_joined(words))


def sample(mask: str) -> str:
    """A text that fits the mask, for samples."""
    made = ""
    for part in _PART.finditer(mask):
        letters = {"#": "1234567890", "@": "ABCDEFGHJK", "&": "A1B2C3D4E5", "~": "样例示范"}
        if part["own"]:
            made += part["own"]
            continue
        row = letters.get(part["sign"], "样")
        least = max(1, _bounds(part)[0])
        made += (row * (least // len(row) + 1))[:least]
    return made


def _bounds(part: re.Match[str]) -> tuple[int, int]:
    if part["least"] is None:
        return 1, 1
    least = int(part["least"])
    return least, int(part["most"]) if part["most"] is not None else least


def _joined(words: list[str]) -> list[str]:
    """Neighbours of one kind are told as one: 1位数字、1位数字 is 2位数字."""
    told: list[str] = []
    for word in words:
        before = re.fullmatch(r"(\d+)(\D+)", told[-1]) if told else None
        this = re.fullmatch(r"(\d+)(\D+)", word)
        if before and this and before[2] == this[2]:
            told[-1] = f"{int(before[1]) + int(this[1])}{this[2]}"
        else:
            told.append(word)
    return told


@lru_cache(maxsize=500)
def _pattern(mask: str) -> re.Pattern[str]:
    made = ""
    for part in _PART.finditer(mask):
        if part["own"]:
            made += re.escape(part["own"])
        else:
            least, most = _bounds(part)
            made += f"{_SIGNS[part['sign']][0]}{{{least},{most}}}+"
    return re.compile(made)
