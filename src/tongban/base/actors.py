"""Who acts: handed to every service and query, never looked up."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from uuid import UUID


class Channel(StrEnum):
    """Through what a person reached us."""

    WEB = "web"
    MOBILE = "mobile"
    WINDOW = "window"
    AGENT = "agent"
    API = "api"
    SYSTEM = "system"


class ActorKind(StrEnum):
    """Which realm vouches for the actor."""

    ANONYMOUS = "anonymous"
    PERSON = "person"
    STAFF = "staff"
    CLIENT = "client"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Post:
    """A job that a member of staff holds: a role in a unit, perhaps at a place.

    `deputy_for` names the colleague for whom he stands in (代) for a few days, `only` what he does
    so for; everything if it names nothing.  `former` are units that went up in this one: whoever
    sits here answers for what they left.
    """

    id: int
    role: str
    unit: str
    place: str = ""
    deputy_for: str = ""
    only: frozenset[str] = frozenset()
    former: frozenset[str] = frozenset()

    def serves(self, unit: str) -> bool:
        """Whether this is a post of the unit, or of the one that stands in its place."""
        return unit == self.unit or unit in self.former

    def covers(self, what: str) -> bool:
        """Whether it may be used for that."""
        return not self.only or what in self.only


@dataclass(frozen=True, slots=True)
class Actor:
    """One who acts, with everything a permission may depend on.

    `subject` is the natural person at the keyboard; `principal` is whom he acts for: himself or
    an enterprise.  Staff have posts and neither of the two; nor has a person of whom nobody
    knows yet who he is.  A client is a department's or an enterprise's own system: `client` is
    its name with us, `scopes` what it may do, and its one post or its principal says for whom.
    """

    kind: ActorKind
    account: int | None = None
    subject: UUID | None = None
    principal: UUID | None = None
    name: str = ""
    posts: tuple[Post, ...] = field(default=())
    channel: Channel = Channel.WEB
    request_id: str = ""
    client: str = ""
    scopes: frozenset[str] = frozenset()

    @property
    def is_client(self) -> bool:
        return self.kind is ActorKind.CLIENT

    @property
    def is_staff(self) -> bool:
        return self.kind is ActorKind.STAFF

    @property
    def is_person(self) -> bool:
        return self.kind is ActorKind.PERSON

    @property
    def is_unconfirmed(self) -> bool:
        """Whether somebody signed in as a person, and nobody knows yet who he is."""
        return self.is_person and self.principal is None

    @property
    def is_system(self) -> bool:
        return self.kind is ActorKind.SYSTEM

    def holds(self, *roles: str, unit: str | None = None, place: str | None = None) -> bool:
        """Whether one of the actor's posts has one of the roles, in that unit and place.

        Whoever stands in for some things only does not count for a unit or a place as such.
        """
        return any(
            post.role in roles
            and (unit is None or (post.serves(unit) and not post.only))
            and (place is None or (post.place == place and not post.only))
            for post in self.posts
        )

    def units(self, *roles: str) -> frozenset[str]:
        """The units in which the actor holds one of the roles, and those that went up in them."""
        whole = [post for post in self.posts if post.role in roles and not post.only]
        return frozenset(unit for post in whole for unit in (post.unit, *post.former))

    def places(self, *roles: str) -> frozenset[str]:
        """The places at which the actor holds one of the roles."""
        return frozenset(
            post.place for post in self.posts if post.role in roles and post.place and not post.only
        )

    def post_for(self, *roles: str, unit: str | None = None) -> Post | None:
        """The post by which the actor takes on one of the roles, if there is one."""
        for post in self.posts:
            if post.role in roles and (unit is None or post.serves(unit)):
                return post
        return None


SYSTEM = Actor(kind=ActorKind.SYSTEM, name="系统", channel=Channel.SYSTEM)
ANONYMOUS = Actor(kind=ActorKind.ANONYMOUS)
