"""The stretches of an index that hold somebody's work: whole posts, and items of a colleague's.

Who stands in for a colleague in some items only (代理) has one stretch for each of them beside
those of his own posts; whoever is nobody's deputy has none, and asks as if there were no deputies.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from tongban.access.rules import Role
from tongban.cases import perms

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from tongban.base.actors import Actor, Post


class Who(StrEnum):
    """Whose work the list shows."""

    TURN = "turn"  # what I may take up now: claimed by nobody or by me
    HELD = "held"  # what I have claimed
    FREE = "free"  # what nobody has claimed
    POST = "post"  # everything that waits for my posts
    UNIT = "unit"  # everything that waits in my departments and halls
    ALL = "all"  # every open case of them, whoever is waited for


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the reader wants to see; empty fields want nothing.

    `holder` is an account, or `NOBODY` for what nobody has claimed.
    """

    who: Who = Who.TURN
    state: str = ""
    light: str = ""
    item: str = ""
    channel: str = ""
    unit: str = ""
    place: str = ""
    role: str = ""
    holder: int | None = None
    since: date | None = None
    until: date | None = None
    text: str = ""


NOBODY: Final = 0


@dataclass(frozen=True, slots=True)
class Stretch:
    """One stretch of an index: the open tasks of a role in a department or at a hall."""

    column: str
    key: str
    role: str

    @property
    def mark(self) -> str:
        return f"@{self.column[0]}:{self.key}:{self.role}"


@dataclass(frozen=True, slots=True)
class Part:
    """One item within a stretch: somebody stands in there for it alone."""

    stretch: Stretch
    item: str


def stretches(actor: Actor, wanted: Wanted) -> list[Stretch]:
    """The stretches of the index that hold what the actor wants."""
    wide = wanted.who is Who.UNIT
    whole = [post for post in actor.posts if not post.only]
    return _wanted({one for post in whole for one in _of_post(post, wide=wide)}, wanted)


def parts(actor: Actor, wanted: Wanted) -> list[Part]:
    """The items for which the actor stands in, where the whole post is not his anyway."""
    some = [post for post in actor.posts if post.only]
    if not some:
        return []
    own = set(stretches(actor, wanted))
    found = {
        Part(one, item)
        for post in some
        for one in _wanted(set(_of_post(post, wide=False)) - own, wanted)
        for item in post.only
    }
    return sorted(found, key=lambda one: (one.stretch.mark, one.item))


def columns_of(found: Iterable[Part]) -> list[list[str]]:
    """Keys, roles, columns and items, each as one parameter of a query."""
    rows = [(one.stretch.key, one.stretch.role, one.stretch.column, one.item) for one in found]
    return [[row[place] for row in rows] for place in range(4)]


def _wanted(found: set[Stretch], wanted: Wanted) -> list[Stretch]:
    return [
        one
        for one in sorted(found, key=lambda one: (one.column, one.key, one.role))
        if not wanted.role or one.role == wanted.role
        if not wanted.unit or (one.column, one.key) == ("unit", wanted.unit)
        if not wanted.place or (one.column, one.key) == ("place", wanted.place)
    ]


def _of_post(post: Post, *, wide: bool) -> Iterator[Stretch]:
    """What waits for a post; seen widely, also for the others of its department or hall."""
    if post.role == Role.CLERK or (wide and post.role == Role.HALL_HEAD):
        if post.place:
            yield Stretch("place", post.place, Role.CLERK)
    elif post.unit and post.role in perms.DEPARTMENTAL:
        for unit in (post.unit, *post.former):
            for role in perms.DEPARTMENTAL if wide else (post.role,):
                yield Stretch("unit", unit, role)
