"""Which warning a light calls for; no I/O.  L2 is the promised limit, E1 a bad rating."""

from __future__ import annotations

from dataclasses import dataclass

from tongban.cases.rules import Light

LIMIT = "L2"
RATING = "E1"
RULE_LABELS = {LIMIT: "承诺时限", RATING: "差评"}
_ORDER = list(Light)


@dataclass(frozen=True, slots=True)
class Change:
    """The light of a case turns from `old` to `new`; `warns` says that somebody must be told."""

    number: str
    old: Light
    new: Light

    @property
    def warns(self) -> bool:
        return self.new is not Light.GREEN and _ORDER.index(self.new) > _ORDER.index(self.old)


def change(number: str, old: str, new: Light) -> Change | None:
    """The change of a light, or None while it stays."""
    return None if old == new else Change(number, Light(old), new)
