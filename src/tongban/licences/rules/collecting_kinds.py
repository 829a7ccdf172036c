"""What judging a batch needs to know, and what it makes of a row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tongban.licences.rules.types.versions import Span, in_force

if TYPE_CHECKING:
    from datetime import date

    from tongban.licences.rules import metadata
    from tongban.licences.rules.acts import Step
    from tongban.licences.rules.face_values import Field


@dataclass(frozen=True, slots=True)
class TypeFacts:
    """What judging needs of a licence type."""

    key: str
    name: str
    code: str
    holder_code_types: frozenset[str]
    fields: tuple[Field, ...]
    defining_authority: str
    defining_authority_code: str
    dated: tuple[tuple[Span, TypeFacts], ...] = ()
    """What each published version says, with the days on which it holds."""

    def then(self, day: date) -> TypeFacts | None:
        """The type as it was on the day of an issue; None where no version held that day."""
        found = in_force([span for span, _said in self.dated], day)
        return next((said for span, said in self.dated if span == found), None)

    def has_begun(self, today: date) -> bool:
        """Whether a version was ever in force; until then the directory does not know the type."""
        return any(span.starts_on <= today for span, _said in self.dated)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What judging needs of the office and the node."""

    types: Mapping[str, TypeFacts]
    issuer_name: str
    issuer_code: str
    region: str
    regions: frozenset[str]
    sample_allowed: bool
    today: date


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row that may become a licence."""

    row: int
    kind: TypeFacts
    facts: metadata.Facts
    content: bytes = b""
    file_name: str = ""
    step: Step | None = None
    step_on: date | None = None
    step_reason: str = ""
