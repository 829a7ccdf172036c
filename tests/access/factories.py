"""Actors of every kind; the people themselves come from `tests.identity.factories`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.identity.factories import YANG_DAMIN, actor_of, make_person, make_staff

if TYPE_CHECKING:
    from uuid import UUID

    from tongban.base.actors import Actor
    from tongban.identity.models import Subject


def person(
    name: str = YANG_DAMIN[0],
    number: str = YANG_DAMIN[1],
    principal: UUID | Subject | None = None,
) -> Actor:
    """A person at the keyboard, acting for himself or for a principal."""
    return actor_of(make_person(name, number)[0], principal)


def staff(role: str = "clerk", department: str = "mkt", hall: str = "") -> Actor:
    """A member of staff in one post."""
    name = "_".join(part for part in (role, department, hall) if part)
    return actor_of(make_staff(name, role, department, hall))
