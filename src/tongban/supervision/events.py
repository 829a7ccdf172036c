"""Facts about supervision that others hear."""

from __future__ import annotations

from dataclasses import dataclass

from tongban.base import outbox


@dataclass(frozen=True)
class WarningRaised(outbox.Event):
    """A case turned yellow or red, or got a bad rating."""

    name = "supervision.warning_raised"
    number: str
    rule: str
    light: str
