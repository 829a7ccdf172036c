"""Who may publish a drawing, and who may complete a task."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongban.access.rules import Role

if TYPE_CHECKING:
    from tongban.base.actors import Actor, Post
    from tongban.processes.rules import Waiting


def may_publish(actor: Actor) -> bool:
    """The catalogue's editors draw processes; the system lays down those of the package."""
    return actor.is_system or actor.holds(Role.CATALOGUE)


def acting_post(actor: Actor, task: Waiting, unit: str | None) -> Post | None:
    """The post by which the actor may complete the task, in `unit` if one is named.

    Whether the case itself is theirs is decided by the house that owns the reference.
    """
    return actor.post_for(task.role, unit=unit)
