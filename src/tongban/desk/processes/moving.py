"""Putting running cases on another version: preview first, then do, and undo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongban.base import clock
from tongban.base.web import read_only
from tongban.cases import queries as cases
from tongban.desk.processes.views import called, editors_only
from tongban.processes import queries, services

if TYPE_CHECKING:
    from django.http import HttpResponse

    from tongban.desk.requests import StaffRequest

SHOWN = 200


@require_http_methods(["GET", "POST"])
@editors_only
def preview(request: StaffRequest, id: int) -> HttpResponse:  # noqa: A002
    """Which cases would move and which would stay, with the reason; nothing is changed yet."""
    asked = (request.POST if request.method == "POST" else request.GET).get("target", "")
    if not asked.isdecimal():
        raise Http404
    target = int(asked)
    if request.method == "POST":
        done = services.move(actor=request.actor, source=id, target=target, now=clock.now())
        messages.success(request, _("迁移完成。"))
        return redirect("desk:process_moved", done.pk)
    rows = list(services.preview(id, target))
    numbers = cases.numbers_of(reference for reference, _titles, _why in rows[:SHOWN])
    staying = sum(1 for *_rest, why in rows if why)
    old, new = queries.version(id), queries.version(target)
    facts = {
        "source": old,
        "target": new,
        "old": called(old),
        "new": called(new),
        "rows": [(numbers.get(ref, ref), titles, why) for ref, titles, why in rows[:SHOWN]],
        "moving": len(rows) - staying,
        "staying": staying,
        "more": max(0, len(rows) - SHOWN),
    }
    return render(request, "desk/processes/preview.html", facts)


@require_GET
@read_only
@editors_only
def one(request: StaffRequest, id: int) -> HttpResponse:  # noqa: A002
    """What a move did to each case."""
    done, rows = queries.moved(id)
    numbers = cases.numbers_of(row.run.reference for row in rows[:SHOWN])
    facts = {
        "move": done,
        "old": called(done.source),
        "new": called(done.target),
        "rows": [(numbers.get(row.run.reference, row.run.reference), row) for row in rows[:SHOWN]],
        "moved": sum(1 for row in rows if not row.refused),
        "kept": sum(1 for row in rows if row.refused),
    }
    return render(request, "desk/processes/moved.html", facts)


@require_POST
@editors_only
def undo(request: StaffRequest, id: int) -> HttpResponse:  # noqa: A002
    """Put the cases back that have not gone on since."""
    services.undo(actor=request.actor, id=id, now=clock.now())
    messages.success(request, _("已撤销。迁移以后又办过的件留在新版本。"))
    return redirect("desk:process_moved", id)
