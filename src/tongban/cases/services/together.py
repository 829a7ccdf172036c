"""What the case of a member may do alone, and what only the thing (一件事) does for all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from tongban.cases.rules.bundles import OnlyTogether

if TYPE_CHECKING:
    from datetime import datetime

    from tongban.base.actors import Actor
    from tongban.cases.models import Case

WHOLE = "whole"


def require_accepted(case: Case, actor: Actor) -> None:
    """Decline with `OnlyTogether` to accept a member while the thing as a whole is not.

    Silence accepts a case by law, whatever it belongs to.  A setting lets a counter accept sound
    members before the others.
    """
    if _is_bound(case, actor) and case.bundle is not None and case.bundle.accepted_at is None:
        raise OnlyTogether


def require_collected(case: Case, actor: Actor, now: datetime) -> None:
    """Decline with `OnlyTogether` a notice for one member alone: there is one for all.

    Once the thing was accepted, a member that began later is asked by itself.
    """
    if not _is_bound(case, actor) or case.bundle is None:
        return
    if case.bundle.accepted_at is None and case.bundle.noticed_at != now:
        raise OnlyTogether


def was_accepted(case: Case) -> bool:
    """Whether the counter has accepted the whole thing, members that were still to begin too."""
    return case.bundle_id is not None and bool(case.bundle and case.bundle.accepted_at)


def _is_bound(case: Case, actor: Actor) -> bool:
    if case.bundle_id is None or not actor.is_staff:
        return False
    return bool(settings.TONGBAN.bundle_acceptance == WHOLE)
