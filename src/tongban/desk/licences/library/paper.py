"""The register of blank paper: the stock, its movements, the fate of one sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from tongban.access.rules import Role
from tongban.base import clock
from tongban.base.errors import Forbidden, NotFound, Refusal
from tongban.desk.answers import decline
from tongban.desk.licences.library.forms import PaperForm
from tongban.desk.licences.library.views import keepers_only, managers_only
from tongban.licences import queries, services

if TYPE_CHECKING:
    from django.http import HttpResponse

    from tongban.desk.requests import StaffRequest

MOVES: dict[str, tuple[Any, Any]] = {
    "receive": (gettext_lazy("入库"), services.receive_paper),
    "hand-out": (gettext_lazy("领用"), services.hand_out_paper),
    "return": (gettext_lazy("退回"), services.return_paper),
    "void": (gettext_lazy("作废"), services.void_paper),
    "count": (gettext_lazy("盘点"), services.count_paper),
}


@require_GET
@keepers_only
def stock(request: StaffRequest) -> HttpResponse:
    """What lies where, and what was moved last."""
    page = queries.paper_movements(request.actor, after=request.GET.get("after", ""), limit=30)
    facts = {
        "stock": queries.paper_stock(request.actor),
        "page": page,
        "moves": [(key, word) for key, (word, _service) in MOVES.items()],
        "manages": request.actor.holds(Role.LICENSING),
        "here": "paper",
    }
    return render(request, "desk/licences/library/paper.html", facts)


@require_http_methods(["GET", "POST"])
@managers_only
def move(request: StaffRequest, move: str) -> HttpResponse:
    """The form of one movement."""
    if move not in MOVES:
        raise Http404
    word, service = MOVES[move]
    form = PaperForm(request.actor, move, request.POST if request.method == "POST" else None)
    facts = {"form": form, "word": word, "move": move, "here": "paper"}
    if request.method == "GET":
        return render(request, "desk/licences/library/move.html", facts)
    if not form.is_valid():
        return render(request, "desk/licences/library/move.html", facts, status=422)
    try:
        service(actor=request.actor, now=clock.now(), **form.cleaned_data)
    except (NotFound, Forbidden):
        raise
    except Refusal as refusal:
        status = decline(form, refusal)
        return render(request, "desk/licences/library/move.html", facts, status=status)
    messages.success(request, _("已登记：%(move)s。") % {"move": word})
    return redirect("desk:licence_paper")


@require_GET
@keepers_only
def sheet(request: StaffRequest) -> HttpResponse:
    """Everything that happened to the sheet of a number."""
    serial = request.GET.get("serial", "").strip()[:40]
    found = queries.sheets_numbered(request.actor, serial) if serial else ()
    facts = {"serial": serial, "sheets": found, "here": "paper"}
    return render(request, "desk/licences/library/sheet.html", facts)
