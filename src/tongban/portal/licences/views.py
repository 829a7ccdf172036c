"""My licences (我的证照) and each use of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.views.decorators.http import require_GET

from tongban.access import queries as access
from tongban.base import clock
from tongban.base.web import read_only
from tongban.licences import queries as licences
from tongban.licences import services
from tongban.portal.answers import attachment, picture
from tongban.portal.licences.footprint import described
from tongban.portal.requests import people_only

if TYPE_CHECKING:
    from django.http import HttpResponse

    from tongban.licences.queries import LicenceRow
    from tongban.portal.requests import CitizenRequest

LONGEST_CURSOR = 400
LONGEST_FORM = 10
LOOKED_THROUGH = 100
SHOWN_LOOKS = 10


@require_GET
@read_only
@people_only
def my_licences(request: CitizenRequest) -> HttpResponse:
    """The licences of the one whom the person acts for, newest first."""
    after = request.GET.get("after", "")[:LONGEST_CURSOR]
    facts = {"here": "licences", "page": licences.own(request.actor, after=after, limit=20)}
    return render(request, "portal/licences/list.html", facts)


@require_GET
@read_only
@people_only
def licence(request: CitizenRequest, identifier: str) -> HttpResponse:
    """One licence: its face, its picture, and where it was used."""
    row = licences.own_licence(request.actor, identifier)
    why = "" if row.is_valid else services.verify_identifier(row.identifier).reason
    said = licences.own_objections(request.actor, row.identifier)
    looks = _looks(request, row)
    facts = {"here": "licences", "row": row, "why": why, "said": said, "looks": looks}
    return render(request, "portal/licences/licence.html", facts)


def _looks(request: CitizenRequest, row: LicenceRow) -> list[dict[str, Any]]:
    """The latest looks and uses that name this kind of licence."""
    latest = access.footprint(request.actor, limit=LOOKED_THROUGH).items
    named = [one for one in latest if any(row.type_name in what for what in one.what)]
    return described(named[:SHOWN_LOOKS])


@require_GET
@read_only
@people_only
def uses(request: CitizenRequest, identifier: str) -> HttpResponse:
    """Each use of one licence, newest first."""
    row = licences.own_licence(request.actor, identifier)
    after = request.GET.get("after", "")[:LONGEST_CURSOR]
    page = licences.uses_of(request.actor, identifier, after=after)
    facts = {"here": "licences", "row": row, "page": page}
    return render(request, "portal/licences/uses.html", facts)


@require_GET
@read_only
@people_only
def preview(request: CitizenRequest, identifier: str) -> HttpResponse:
    """The picture of a licence."""
    return picture(services.preview(actor=request.actor, identifier=identifier, now=clock.now()))


@require_GET
@read_only
@people_only
def download(request: CitizenRequest, identifier: str) -> HttpResponse:
    """The sealed record of a licence, or what is made from it: a PDF, a credential."""
    form = request.GET.get("form", "ofd")[:LONGEST_FORM]
    content, name = services.download(
        actor=request.actor, identifier=identifier, form=form, now=clock.now()
    )
    return attachment(content, name)
