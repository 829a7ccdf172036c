"""The cases behind a figure of the board."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongban.base.paging import Page, keyset
from tongban.cases import perms
from tongban.cases.models import Case
from tongban.cases.rules import Light, State

if TYPE_CHECKING:
    from tongban.base.actors import Actor


def listed(
    actor: Actor,
    *,
    state: str = "",
    light: str = "",
    unit: str = "",
    after: str = "",
    limit: int = 50,
) -> Page[Case]:
    """Visible cases in this state, or open ones with this light, the latest handed in first.

    A state or light that does not exist finds nothing.
    """
    rows = Case.objects.submitted().filter(perms.visible_to(actor))
    if state:
        rows = rows.filter(state=state) if state in set(State) else rows.none()
    else:
        rows = rows.open()
    if light:
        rows = rows.filter(light=light) if light in set(Light) else rows.none()
    if unit:
        rows = rows.filter(unit=unit)
    return keyset(rows.defer("form", "face"), by=("-submitted_at", "id"), after=after, limit=limit)
