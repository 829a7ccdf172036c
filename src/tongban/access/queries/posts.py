"""Who holds which post today, for those who say who stands in for whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tongban.access.models import PostHolding, in_force
from tongban.base import clock

if TYPE_CHECKING:
    from django.db.models import Q


@dataclass(frozen=True, slots=True)
class Held:
    """Somebody in a post."""

    account: int
    name: str
    post: int
    title: str
    unit: str


def held_in(*units: str) -> tuple[Held, ...]:
    """The people of departments with their posts, by name."""
    return _held(post__department__key__in=units)


def held_by(account: int) -> tuple[Held, ...]:
    """The posts of one member of staff."""
    return _held(account_id=account)


def colleagues(*units: str) -> dict[int, str]:
    """The people who hold a post in one of the departments, by their accounts."""
    return {one.account: one.name for one in held_in(*units)}


def _held(**where: object) -> tuple[Held, ...]:
    today: Q = in_force(clock.today())
    rows = PostHolding.objects.filter(today, ended_at=None, post__active=True).filter(**where)
    found = rows.order_by("account__display_name", "post__title", "id").values_list(
        "account_id", "account__display_name", "post_id", "post__title", "post__department__key"
    )
    return tuple(Held(*row) for row in found)
