"""Cutting Chinese into words: it has no spaces between them."""

from __future__ import annotations

import sys
import warnings
from bisect import bisect_left
from functools import cache
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_RAREST = 20
_LONGEST_WORD = 4
_MOST = 60
_LAST = chr(sys.maxunicode)


def cut(text: str) -> Iterator[str]:
    """The words of a text by which it may be found, the shorter ones in long words included."""
    for part in text.split():
        yield from tokenizer().cut_for_search(part, HMM=False)


def cut_once(part: str) -> list[str]:
    """The words of a text without spaces, one after another."""
    words: list[str] = tokenizer().lcut(part, HMM=False)
    return words


def inside(word: str) -> list[str]:
    """The shorter words in a word."""
    return [one for one in tokenizer().lcut_for_search(word, HMM=False) if one != word]


def beginning_with(start: str) -> tuple[str, ...]:
    """All Chinese words that begin so, itself included; none where they are too many to name.

    A text is cut into these words and single characters, so nothing else of it can begin so.
    """
    known = _in_order()
    first, last = bisect_left(known, start), bisect_left(known, start + _LAST)
    found = tuple(dict.fromkeys([start, *known[first:last]]))
    return found if len(found) <= _MOST and not start.isascii() else ()


@cache
def _in_order() -> tuple[str, ...]:
    known: dict[str, int] = tokenizer().FREQ
    return tuple(sorted(word for word, often in known.items() if often))


@cache
def tokenizer() -> Any:
    """A jieba tokenizer with the words of the catalogue.

    jieba would read its dictionary from a cache file of a guessable name in the shared temporary
    folder, and load a model for guessing unknown words, which costs 65 MB and is not used here.
    """
    plain: Any = _jieba().Tokenizer

    class Tokenizer(plain):  # type: ignore[misc]
        initialized: bool

        def initialize(self, dictionary: str | None = None) -> None:  # noqa: ARG002
            with self.lock:
                if not self.initialized:
                    with self.get_dict_file() as lines:
                        self.FREQ, self.total = _frequencies(lines)
                    self.initialized = True

    made = Tokenizer()
    made.initialize()
    for word in _DOMAIN_WORDS:
        made.add_word(word)
    return made


def _jieba() -> Any:
    unused = ("jieba.finalseg", "pkg_resources")
    before = {name: sys.modules.get(name) for name in unused}
    sys.modules["jieba.finalseg"] = ModuleType("jieba.finalseg")
    sys.modules["pkg_resources"] = None  # type: ignore[assignment]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import jieba
    finally:
        for name, module in before.items():
            if module is not None:
                sys.modules[name] = module
            else:
                sys.modules.pop(name, None)
    return jieba


def _frequencies(lines: Iterable[bytes]) -> tuple[dict[str, int], int]:
    known: dict[str, int] = {}
    total = 0
    for line in lines:
        word, number, *_ = line.decode("utf-8").split(" ")
        frequency = int(number)
        if frequency < _RAREST or len(word) > _LONGEST_WORD:
            continue
        known[word] = frequency
        total += frequency
        for length in range(1, len(word)):
            known.setdefault(word[:length], 0)
    return known, total


_DOMAIN_WORDS = (
    "居住证", "预包装", "申领", "个体工商户", "不动产", "公租房", "特困", "医保", "社保", "公积金",
    "一件事", "身份证", "户口簿", "营业执照", "许可证", "护照", "网约车", "低保", "即办", "报装",
)  # fmt: skip
