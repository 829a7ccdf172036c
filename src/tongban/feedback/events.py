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
