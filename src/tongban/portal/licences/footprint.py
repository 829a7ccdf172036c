"""Who looked at my data (我的数据足迹), and what I say against a look (异议)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tongban.access import queries as access
from tongban.access import services
from tongban.access.rules import ROLE_LABELS
from tongban.access.rules.looks import BASIS_LABELS, BasisKind
from tongban.base import clock
from tongban.base.errors import NotFound, Refusal
from tongban.base.web import read_only
from tongban.directory import queries as directory
from tongban.identity import queries as identity
from tongban.portal.licences.forms import FootprintFilter, ObjectionForm, decline
from tongban.portal.requests import people_only

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from django.http import HttpResponse

    from tongban.access.models import DataAccess
    from tongban.portal.requests import CitizenRequest

LONGEST_CURSOR = 400
WRONG = 422


@require_GET
@read_only
@people_only
def footprint(request: CitizenRequest) -> HttpResponse:
    """Each look at the data of the one whom the person acts for: who, when, why, by what right."""
    chosen = FootprintFilter(request.GET or None, list(BASIS_LABELS.items()))
    wanted: dict[str, Any] = {}
    if chosen.is_bound and chosen.is_valid():
        wanted = {name: value for name, value in chosen.cleaned_data.items() if value}
    after = request.GET.get("after", "")[:LONGEST_CURSOR]
    page = access.footprint(request.actor, after=after, **wanted)
    facts = {
        "here": "me",
        "page": page,
        "looks": described(page.items),
        "form": chosen,
        "filtered": bool(wanted),
    }
    return render(request, "portal/licences/footprint.html", facts)


@require_http_methods(["GET", "POST"])
@people_only
def object_to(request: CitizenRequest, look_id: int) -> HttpResponse:
    """Say what is wrong with a look; the office answers."""
    look = access.look(request.actor, look_id)
    if hasattr(look, "objection"):
        return redirect("portal:objection", look.objection.pk)
    form = ObjectionForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = WRONG
        if form.is_valid():
            try:
                made = services.object_to(
                    actor=request.actor, look_id=look_id, words=form.cleaned_data["words"],
                    now=clock.now(),
                )  # fmt: skip
                messages.success(request, _("异议已经送到负责的部门。"))
                return redirect("portal:objection", made.pk)
            except NotFound:
                raise
            except Refusal as refusal:
                status = decline(form, refusal)
    facts = {"here": "me", "look": described([look])[0], "form": form}
    return render(request, "portal/licences/object_to.html", facts, status=status)


@require_GET
@read_only
@people_only
def objections(request: CitizenRequest) -> HttpResponse:
    """What one objected to, and the answers."""
    after = request.GET.get("after", "")[:LONGEST_CURSOR]
    facts = {"here": "me", "page": access.own_objections(request.actor, after=after)}
    return render(request, "portal/licences/objections.html", facts)


@require_GET
@read_only
@people_only
def objection(request: CitizenRequest, objection_id: UUID) -> HttpResponse:
    """One objection: what was said, until when an answer comes, the answer."""
    row = access.own_objection(request.actor, objection_id)
    facts = {"here": "me", "row": row, "look": described([row.look])[0]}
    return render(request, "portal/licences/objection.html", facts)


def described(rows: Sequence[DataAccess]) -> list[dict[str, Any]]:
    """Each look with who it was and by what right, in words instead of keys."""
    units = {row.post.partition("/")[0] for row in rows if row.post}
    offices = {one.key: one.name for one in directory.departments(units)} if units else {}
    readers = {row.reader_id for row in rows if row.reader_id}
    people = identity.masked_many(readers) if readers else {}
    return [
        {
            "row": row,
            "who": _who(row, offices, people),
            "basis": BASIS_LABELS[row.basis_kind],
            "tone": "good" if row.basis_kind == BasisKind.CONSENT else "quiet",
            "objection": getattr(row, "objection", None),
        }
        for row in rows
    ]


def _who(row: DataAccess, offices: dict[str, str], people: dict[UUID, Any]) -> str:
    """The office with the post and the clerk, the enterprise, one's own agent, or the platform."""
    if row.post:
        unit, _slash, role = row.post.partition("/")
        office = f"{offices.get(unit, '')}{ROLE_LABELS.get(role, '')}"
        return f"{office} {row.actor_name}".strip()
    if row.basis_kind == BasisKind.OWN or row.reader_id == row.subject_id:
        return str(_("经您授权的办事人"))
    if row.reader_id in people:
        return str(people[row.reader_id].name)
    return str(_("经您授权的办事人") if row.account_id else _("系统"))
