"""Why a clerk looks at a licence: said once in the search, kept for the pages that follow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongban.licences.rules import identifiers
from tongban.licences.rules.looking import Ground

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tongban.desk.requests import StaffRequest

KEY = "licence_grounds"
MOST = 50


def keep(request: StaffRequest, found: Iterable[str], ground: Ground) -> None:
    """Keep the ground of a search for what it found."""
    said = [ground.purpose, ground.case_number, ground.legal_basis]
    kept = {**request.session.get(KEY, {}), **dict.fromkeys(found, said)}
    request.session[KEY] = dict(list(kept.items())[-MOST:])


def of(request: StaffRequest, identifier: str) -> Ground | None:
    """The ground that was given for this licence, if one was."""
    said = request.session.get(KEY, {}).get(identifiers.normalised(identifier))
    return Ground(*said) if said else None
