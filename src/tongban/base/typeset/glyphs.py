"""Which characters the fonts of this folder can print."""

import unicodedata
from bisect import bisect_right
from functools import cache
from pathlib import Path
from typing import ClassVar

from tongban.base.errors import Invalid

FONTS = Path(__file__).resolve().parent / "fonts"
LAYOUT = frozenset("\n\t")


class MissingGlyphs(Invalid):
    """The text holds characters that no font of ours has; nothing was printed."""

    code: ClassVar[str] = "base.missing_glyphs"

    def __init__(self, characters: set[str]) -> None:
        self.characters = frozenset(characters)
        listed = "、".join(f"{each}（U+{ord(each):04X}）" for each in sorted(characters))
        super().__init__(f"这些字暂时印不出来，请换一种写法：{listed}")


@cache
def _coverage() -> tuple[list[int], list[int]]:
    """First and last code points of each printable range, ascending."""
    text = (FONTS / "coverage.txt").read_text(encoding="ascii")
    pairs = [line.split("-") for line in text.split()]
    return [int(pair[0], 16) for pair in pairs], [int(pair[-1], 16) for pair in pairs]


def _has(character: str) -> bool:
    firsts, lasts = _coverage()
    place = bisect_right(firsts, ord(character)) - 1
    return place >= 0 and ord(character) <= lasts[place]


def visible(text: str) -> str:
    """The text without what cannot be seen: controls, joiners, marks that turn its direction.

    Such characters come along when people copy and paste, and could make a paper read otherwise
    than it was stored. Ends of lines become a plain newline.
    """
    if text.isprintable():  # as nearly all are
        return text
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(
        each
        for each in lines
        if each in LAYOUT or unicodedata.category(each) not in {"Cc", "Cf", "Cs", "Zl", "Zp"}
    )


def missing_glyphs(text: str) -> set[str]:
    """The visible characters of a text that cannot be printed."""
    return {each for each in set(visible(text)) - LAYOUT if not _has(each)}


def marked(text: str) -> str:
    """The text with each character that cannot be printed spelled by its code, as 〔U+3B15〕."""
    missing = missing_glyphs(text)
    if not missing:
        return text
    return "".join(f"〔U+{ord(each):04X}〕" if each in missing else each for each in text)
