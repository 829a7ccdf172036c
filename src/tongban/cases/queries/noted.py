"""What was typed at a desk and not sent yet, and who else is at it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q

from tongban.cases import perms
from tongban.cases.models import Bundle, Case
from tongban.cases.rules.bundles import BundleState

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


def written_on(actor: Actor, case_ref: str) -> Case | Bundle | None:
    """What a member of staff writes on: a case or draft, or a life event, that he may see."""
    if not actor.is_staff:
        return None
    try:
        which = Q(pk=UUID(case_ref))
    except ValueError:
        which = Q(number=case_ref)
    seen = perms.known_cases(actor) | perms.visible_drafts(actor)
    found = Case.objects.filter(seen, which).only("pk", "version").first()
    if found is not None:
        return found
    handed_in = perms.visible_bundles(actor) & ~Q(state=BundleState.DRAFT)
    whole = Bundle.objects.filter(perms.typed_bundles(actor) | handed_in, which)
    return whole.only("pk", "version").first()


def noted(actor: Actor, case_ref: str, form: str, now: datetime) -> Noted:
    """What this account has typed; of the others only that they did."""
    about = written_on(actor, case_ref)
    if about is None:
        return Noted()
    rows = list(about.desk_notes.order_by("-changed_at", "id")[:20])
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
    return Noted(own.turn, own.words, own.changed_at, own.version != about.version, others)
