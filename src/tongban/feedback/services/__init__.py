"""Giving ratings, and revisiting bad ones."""

from tongban.feedback.services.rating import rate, rate_bundle
from tongban.feedback.services.revisiting import (
    answer_revisit,
    call_for_revisit,
    revisit,
    show_contact,
)

__all__ = [
    "answer_revisit",
    "call_for_revisit",
    "rate",
    "rate_bundle",
    "revisit",
    "show_contact",
]
