"""Search: which words an item is found by, and what a person's words ask for.

Chinese has no spaces: `cutting` cuts the text.  Names, other names and everyday words (weights A
and B) are also found by pinyin, by its initials, and by both from each word on (`spjy`,
`jingying`).  Everything else is weight C.  What comes out are literals of PostgreSQL's `tsvector`
and `tsquery`; they hold only letters, digits, Chinese characters and a leading `=` for a whole
name, so nothing needs escaping.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from tongban.items.rules import cutting, library

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

LONGEST = 64
MOST_WORDS = 12
_KEPT = re.compile(r"[0-9a-z]+|[\u3400-\u4dbf\u4e00-\u9fff]+")
_WHOLE = "="
_FARTHEST = 16_000
_GAP = 20
_Words: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """What to look for: every word, any word; and what makes a hit a better one.

    `texts` asks for every word where nothing has a name, for nothing twice, and for each word by
    its own name: for a beginning the index would be read through all that begins so.
    """

    every: str
    texts: str
    any: str
    name: str
    name_start: str
    word: str


class Vector:
    """A `tsvector` literal in the making."""

    def __init__(self) -> None:
        self._places: dict[str, list[str]] = {}
        self._here = 1

    def add(self, lexeme: str, weight: str) -> None:
        """Note a lexeme at the present place."""
        if self._here < _FARTHEST and lexeme:
            self._places.setdefault(lexeme, []).append(f"{self._here}{weight}")

    def step(self, distance: int = 1) -> None:
        """Move on, so that words of one text stay near one another."""
        self._here += distance

    def __str__(self) -> str:
        return " ".join(
            f"'{lexeme}':{','.join(dict.fromkeys(places))}"
            for lexeme, places in sorted(self._places.items())
        )


def normal(text: str) -> str:
    """The text without case, width and punctuation."""
    folded = unicodedata.normalize("NFKC", text[: LONGEST * 20]).lower()
    return " ".join(_KEPT.findall(folded))


def vector(
    names: Iterable[str],
    words: Iterable[str],
    texts: Iterable[str],
    *,
    remote: Iterable[str] = (),
) -> str:
    """The literal for something with these names, everyday words and other texts.

    `remote` are everyday words that mean something else in the first place.
    """
    made = Vector()
    for weight, group in (("A", names), ("B", words), ("C", remote)):
        for name in group:
            _add_name(made, name, weight)
    for text in texts:
        for word in cutting.cut(normal(text)):
            made.add(word, "C")
            made.step()
        made.step(_GAP)
    return str(made)


def _add_name(made: Vector, name: str, weight: str) -> None:
    plain = normal(name)
    if not plain:
        return
    sounds = list(_sounds(plain))
    for whole in (plain.replace(" ", ""), *sounds[:2]):
        made.add(_WHOLE + whole, weight)
    for sound in sounds:
        made.add(sound, weight)
    for word in cutting.cut(plain):
        made.add(word, weight)
        made.step()
    for pair in _pairs(plain):
        made.add(pair, "D")
    made.step(_GAP)


def _sounds(plain: str) -> Iterator[str]:
    """Full pinyin and initials, from each word of the name to its end.

    The dictionary takes 35 MB, so it is loaded only where a catalogue is.
    """
    from pypinyin import lazy_pinyin

    words = [word for part in plain.split() for word in cutting.cut_once(part)]
    spelled = [lazy_pinyin(word) for word in words]
    for start in range(len(spelled)):
        sounds = [sound for word in spelled[start:] for sound in word]
        yield "".join(sounds)
        yield "".join(sound[0] for sound in sounds if sound)


def _pairs(plain: str) -> Iterator[str]:
    for part in plain.split():
        if not part.isascii():
            yield from (part[at : at + 2] for at in range(len(part) - 1))


def question(text: str) -> Question | None:
    """What the text asks for; None when nothing in it can be looked for."""
    plain = normal(text)[:LONGEST].strip()
    if not plain:
        return None
    asked = _asked(plain)
    wholes = dict.fromkeys([plain.replace(" ", ""), "".join(asked)])
    groups = [group for part in asked for group in _groups(part)][:MOST_WORDS]
    every = " & ".join(f"({_either(group)})" for group in groups)
    single = [f"'{pair}'" for pair in _pairs(" ".join(asked))][: MOST_WORDS * 2]
    single += [one for group in groups for one in map(_all, group) if len(one) > len("'x':*")]
    start = " | ".join(f"'{_WHOLE}{one}':*ABC | '{one}':*ABC" for one in wholes)
    return Question(
        every=f"{start} | ({every})",
        texts=_texts([(one,) for one in wholes], groups),
        any=" | ".join(dict.fromkeys([start, *single])),
        name=" | ".join(f"'{_WHOLE}{one}':A" for one in wholes),
        name_start=" | ".join(f"'{_WHOLE}{one}':*A" for one in wholes),
        word=" | ".join(f"'{_WHOLE}{one}':B" for one in wholes),
    )


def _asked(plain: str) -> list[str]:
    """The parts of the text without the words that ask; all of it if nothing else is there."""
    idle = "|".join(sorted(library.words()["drop"], key=len, reverse=True))
    kept = re.sub(idle, " ", plain).split()
    return kept or plain.split()


def _groups(part: str) -> Iterator[list[_Words]]:
    """For each word, what it may be found by: itself, or the shorter words in it."""
    for word in cutting.cut_once(part):
        inner = tuple(cutting.inside(word))
        yield [(word,), inner] if inner else [(word,)]


def _texts(wholes: list[_Words], groups: list[list[_Words]]) -> str:
    if len(groups) == 1:
        return _either(_needed([*wholes, *groups[0]]), _by_name)
    every = " & ".join(f"({_either(_needed(group), _by_name)})" for group in groups)
    return f"{_either(_needed(wholes), _by_name)} | ({every})"


def _needed(ways: list[_Words]) -> list[_Words]:
    """The ways to be found without those that another one, a beginning of them, comprises."""
    alone = {way[0] for way in ways if len(way) == 1}
    return [
        way
        for way in dict.fromkeys(ways)
        if not any(word != one and word.startswith(one) for word in way for one in alone)
    ]


def _beginning(word: str) -> str:
    return f"'{word}':*"


def _by_name(word: str) -> str:
    """Every word that begins so by its name, where they can be named."""
    words = " | ".join(f"'{one}'" for one in cutting.beginning_with(word))
    return f"({words})" if words else _beginning(word)


def _either(ways: Iterable[_Words], say: Callable[[str], str] = _beginning) -> str:
    return " | ".join(_all(way, say) for way in ways)


def _all(words: _Words, say: Callable[[str], str] = _beginning) -> str:
    """The literal for all of these beginnings of words; several in brackets."""
    together = " & ".join(map(say, words))
    return together if len(words) == 1 else f"({together})"
