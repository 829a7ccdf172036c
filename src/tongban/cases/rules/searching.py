"""Finding cases inside a work list by words: what a case is found by, and what a search asks for.

What comes out are literals of PostgreSQL's `tsvector` and `tsquery`.  Beside the words stand marks
of the lists in which the case or its task stands (`#u:` and `#p:` of a case, `@u:` and `@p:` of a
task, written by the database): a search and its list are one look into one index, however many
cases other departments have.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tongban.items.rules import search

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_NAMES = 60
_DAY, _SERIAL = 6, 12
_SHORT = re.compile(rf"('\d{{1,{_SERIAL - 1}}}'):\*")


def vector(number: str, names: Iterable[str]) -> str:
    """The literal for a case with this number, item, materials and project."""
    digits = {number, number[_DAY:], number[_SERIAL:]} - {""}
    numbered = " ".join(f"'{one}':1A" for one in sorted(digits) if one.isalnum())
    worded = search.vector((), (), list(dict.fromkeys(names))[:MOST_NAMES])
    return f"{numbered} {worded}".strip()


def question(text: str, marks: Iterable[str] = ()) -> str | None:
    """The literal that asks for every word within one of the marked lists; None for no word.

    Without marks it asks for the words alone.  A few digits are no beginning of a number: every
    number of a region begins alike, and all of them would be looked at.
    """
    asked = search.question(text)
    if asked is None:
        return None
    every = _SHORT.sub(r"\1", asked.texts)
    within = " | ".join(quoted(mark) for mark in marks)
    return f"({every}) & ({within})" if within else every


def quoted(lexeme: str) -> str:
    """A lexeme as PostgreSQL reads it."""
    escaped = lexeme.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"
