"""What a life event (一件事) is: frozen, typed, and the same as JSON."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from tongban.items.rules.definitions import Limit, Need, Obtain


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer to a question of a life event, and which members it brings in or leaves out."""

    key: str
    label: str
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LifeQuestion:
    """A question of a life event."""

    key: str
    text: str
    options: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Member:
    """An item inside a life event; `after` names members that must be finished first."""

    item: str
    stage: int
    mode: str
    required: bool
    after: tuple[str, ...] = ()
    when: str = ""
    promise: Limit | None = None


@dataclass(frozen=True, slots=True)
class SharedMaterial:
    """A material that several members of a life event use; it is asked for once."""

    name: str
    used_by: tuple[str, ...]
    need: Need
    obtain: Obtain
    licence: str | None = None


@dataclass(frozen=True, slots=True)
class LifeEventDefinition:
    """One version of a joined service (一件事)."""

    key: str
    name: str
    aliases: tuple[str, ...]
    applicant: str
    lead: str
    promise: Limit
    conditions: tuple[str, ...]
    questions: tuple[LifeQuestion, ...]
    members: tuple[Member, ...]
    materials: tuple[SharedMaterial, ...]
    outputs: tuple[str, ...]
    external_steps: tuple[str, ...] = ()
    silent_effects: tuple[str, ...] = ()
    exclusions: tuple[str, ...] = ()
    version: int = 0

    def member(self, item: str) -> Member:
        """The member that is this item."""
        return next(one for one in self.members if one.item == item)


@cache
def _adapter() -> TypeAdapter[LifeEventDefinition]:
    return TypeAdapter(LifeEventDefinition)


def content_of(definition: LifeEventDefinition) -> dict[str, Any]:
    """The definition as JSON, without the number that storing it gives."""
    content: dict[str, Any] = _adapter().dump_python(definition, mode="json")
    del content["version"]
    return content


def life_event_from(content: dict[str, Any], *, version: int) -> LifeEventDefinition:
    """The stored version of a life event."""
    return replace(_adapter().validate_python(content), version=version)
