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

    `deputy_for` names the colleague for whom he stands in (代) for a few days.
    """

    id: int
    role: str
    unit: str
    place: str = ""
    deputy_for: str = ""


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
        """Whether one of the actor's posts has one of the roles, in that unit and place."""
        return any(
            post.role in roles
            and (unit is None or post.unit == unit)
            and (place is None or post.place == place)
            for post in self.posts
        )

    def units(self, *roles: str) -> frozenset[str]:
        """The units in which the actor holds one of the roles."""
        return frozenset(post.unit for post in self.posts if post.role in roles)

    def places(self, *roles: str) -> frozenset[str]:
        """The places at which the actor holds one of the roles."""
        return frozenset(post.place for post in self.posts if post.role in roles and post.place)

    def post_for(self, *roles: str, unit: str | None = None) -> Post | None:
        """The post by which the actor takes on one of the roles, if there is one."""
        for post in self.posts:
            if post.role in roles and (unit is None or post.unit == unit):
                return post
        return None


SYSTEM = Actor(kind=ActorKind.SYSTEM, name="系统", channel=Channel.SYSTEM)
ANONYMOUS = Actor(kind=ActorKind.ANONYMOUS)
