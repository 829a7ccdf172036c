"""My licences (我的证照) and who looked at my data (我的数据足迹)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_GET

from tongban.access import queries as access
from tongban.access.rules import ROLE_LABELS
from tongban.base import clock
from tongban.base.web import read_only
from tongban.directory import queries as directory
from tongban.licences import queries as licences
from tongban.licences import services
from tongban.portal.answers import attachment, picture
from tongban.portal.requests import people_only

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpResponse

    from tongban.access.models import DataAccess
    from tongban.licences.queries import LicenceRow
    from tongban.portal.requests import CitizenRequest

LONGEST_CURSOR = 400
LOOKED_THROUGH = 100
SHOWN_USES = 10


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
    facts = {"here": "licences", "row": row, "why": why, "uses": _uses(request, row)}
    return render(request, "portal/licences/licence.html", facts)


def _uses(request: CitizenRequest, row: LicenceRow) -> list[dict[str, object]]:
    latest = access.footprint(request.actor, limit=LOOKED_THROUGH).items
    used = [one for one in latest if any(row.type_name in what for what in one.what)]
    return _looks(used[:SHOWN_USES])


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
    """The signed file of a licence."""
    content, name = services.download(actor=request.actor, identifier=identifier, now=clock.now())
    return attachment(content, name)


@require_GET
@read_only
@people_only
def footprint(request: CitizenRequest) -> HttpResponse:
    """Who looked at the data of the one whom the person acts for, when and why."""
    after = request.GET.get("after", "")[:LONGEST_CURSOR]
    page = access.footprint(request.actor, after=after)
    facts = {"here": "me", "page": page, "looks": _looks(page.items)}
    return render(request, "portal/licences/footprint.html", facts)


def _looks(rows: Sequence[DataAccess]) -> list[dict[str, object]]:
    """Each look with its office and post in words instead of keys."""
    units = {row.post.partition("/")[0] for row in rows if row.post}
    names = {one.key: one.name for one in directory.departments(units)} if units else {}
    looks: list[dict[str, object]] = []
    for row in rows:
        unit, _, role = row.post.partition("/")
        office = names.get(unit, "")
        looks.append({"row": row, "office": office, "role": ROLE_LABELS.get(role, "")})
    return looks
