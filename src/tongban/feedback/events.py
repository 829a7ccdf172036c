"""Facts about ratings that others hear."""

from __future__ import annotations

from dataclasses import dataclass

from tongban.base import outbox


@dataclass(frozen=True)
class CaseRated(outbox.Event):
    """A concluded case was rated; a bad rating has to be put right."""

    name = "feedback.rated"
    number: str
    grade: int


@dataclass(frozen=True)
class BundleRated(outbox.Event):
    """A life event was rated as a whole; `case` is the case that answers for it."""

    name = "feedback.bundle_rated"
    number: str
    grade: int
    case: str


@dataclass(frozen=True)
class RatingRevisited(outbox.Event):
    """Somebody tried to hear whether a bad rating is put right (回访), or was answered.

    `case` is the case that answers for the rating.
    """

    name = "feedback.revisited"
    number: str
    case: str
    way: str
    outcome: str


REVISIT_OWED = "feedback.revisit_owed"
