"""What a message says, by which ways it goes, and how often a way is tried."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


class Way(StrEnum):
    """How a message reaches a person."""

    INAPP = "inapp"
    EMAIL = "email"
    SMS = "sms"


class DeliveryState(StrEnum):
    """Where one way of a message stands."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


TRIES: Final = 8
FIRST_WAIT: Final = timedelta(minutes=1)
_PLACEHOLDER: Final = re.compile(r"\{(\w+)\}")
_LINK: Final = re.compile(r"/(?![/\\])[^\s\\]*")


class PlaceholderMissing(ValueError):
    """The caller did not give a fact that the template names."""


@dataclass(frozen=True, slots=True)
class Template:
    """Words with named placeholders."""

    title: str
    body: str
    sms: str = ""

    def placeholders(self) -> frozenset[str]:
        """The facts that a caller has to give."""
        return frozenset(_PLACEHOLDER.findall(f"{self.title}\n{self.body}\n{self.sms}"))


@dataclass(frozen=True, slots=True)
class Text:
    """What one person is told, ready to be read."""

    title: str
    body: str
    sms: str


def render(template: Template, facts: Mapping[str, str]) -> Text:
    """Put the facts into the words; what a fact says is never taken for a placeholder itself.

    Raises `PlaceholderMissing` rather than sending a sentence with a gap.
    """
    missing = template.placeholders() - facts.keys()
    if missing:
        raise PlaceholderMissing(", ".join(sorted(missing)))

    def filled(words: str) -> str:
        return _PLACEHOLDER.sub(lambda found: str(facts[found.group(1)]), words).strip()

    title = " ".join(filled(template.title).split())
    return Text(title, filled(template.body), filled(template.sms))


def ways(*, phone: str, email: str) -> tuple[Way, ...]:
    """The inbox always, the others where the person gave an address."""
    asked = ((Way.INAPP, True), (Way.EMAIL, bool(email)), (Way.SMS, bool(phone)))
    return tuple(way for way, wanted in asked if wanted)


def is_own_link(link: str) -> bool:
    """Whether a link is empty or stays on this node."""
    return link == "" or bool(_LINK.fullmatch(link))


def next_try(tries: int, now: datetime) -> datetime:
    """When to try again if the try just begun, the `tries`-th, gives no result.

    1, 3, 9 … minutes: eight tries within two days, and never sooner than a try can last.
    """
    wait: timedelta = FIRST_WAIT * 3 ** (tries - 1)
    return now + wait


def after_trouble(tries: int) -> DeliveryState:
    """Whether a way that did not answer stays open."""
    return DeliveryState.FAILED if tries >= TRIES else DeliveryState.WAITING
