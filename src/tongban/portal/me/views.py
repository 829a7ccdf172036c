"""One's own page: for whom one acts, what is to be done, what will soon run out."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_GET

from tongban.access import queries as access
from tongban.base import clock
from tongban.base.web import read_only
from tongban.cases import queries as cases
from tongban.feedback import queries as feedback
from tongban.identity import queries as identity
from tongban.licences import queries as licences
from tongban.portal.answers import unconfirmed
from tongban.portal.requests import signed_in_only

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpResponse

    from tongban.licences.queries import LicenceRow
    from tongban.portal.requests import CitizenRequest

SOON = timedelta(days=90)
LOOKED_THROUGH = 100


@require_GET
@read_only
@signed_in_only
def me(request: CitizenRequest) -> HttpResponse:
    """For whom one acts, the counts, the to-dos, licences about to run out, the masked profile."""
    actor = request.actor
    if actor.is_unconfirmed:
        return unconfirmed(request, status=200)
    held = licences.own(actor, limit=LOOKED_THROUGH)
    facts = {
        "here": "me",
        "choices": access.choices(actor),
        "profile": identity.masked(actor.principal) if actor.principal else None,
        "to_do": cases.to_do(actor),
        "unrated": feedback.unrated(actor),
        "unrated_events": feedback.unrated_bundles(actor),
        "drafts": cases.drafts(actor),
        "held": len(held.items),
        "more_held": bool(held.next),
        "soon": _soon(held.items),
    }
    return render(request, "portal/me/me.html", facts)


def _soon(rows: Iterable[LicenceRow]) -> list[LicenceRow]:
    """The licences in force that run out within three months, the first first."""
    until = clock.today() + SOON
    ending = [
        (row.valid_until, row)
        for row in rows
        if row.is_valid and row.valid_until is not None and row.valid_until <= until
    ]
    return [row for _, row in sorted(ending, key=lambda pair: pair[0])]
