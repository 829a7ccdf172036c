"""What was typed at a desk and not sent yet, and who else is at it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q

from tongban.cases import perms
from tongban.cases.models import Case, DeskNote

if TYPE_CHECKING:
    from datetime import datetime

    from tongban.base.actors import Actor

LATELY = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Noted:
    """The account's own words, if any, and the names of those who typed here lately."""

    turn: int = 0
    words: dict[str, str] = field(default_factory=dict)
    at: datetime | None = None
    stale: bool = False
    others: tuple[str, ...] = ()


def noted(actor: Actor, case_ref: str, form: str, now: datetime) -> Noted:
    """What this account has typed; of the others only that they did."""
    try:
        which = Q(pk=UUID(case_ref))
    except ValueError:
        which = Q(number=case_ref)
    seen = perms.known_cases(actor) | perms.visible_drafts(actor)
    case = Case.objects.filter(seen, which).only("pk", "version").first()
    if case is None or not actor.is_staff:
        return Noted()
    rows = list(DeskNote.objects.filter(case=case).order_by("-changed_at", "id")[:20])
    others = tuple(
        dict.fromkeys(
            row.name
            for row in rows
            if row.account != actor.account and row.changed_at > now - LATELY
        )
    )
    own = next((row for row in rows if (row.account, row.form) == (actor.account, form)), None)
    if own is None:
        return Noted(others=others)
    return Noted(own.turn, own.words, own.changed_at, own.version != case.version, others)
