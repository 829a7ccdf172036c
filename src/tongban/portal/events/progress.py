"""The life event on its way: one page, one receipt, one number for all its items."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tongban.base import clock, typeset
from tongban.base.web import read_only
from tongban.cases import queries as cases
from tongban.cases import services
from tongban.cases.rules.materials import Source
from tongban.cases.services import bundles
from tongban.feedback import queries as feedback
from tongban.portal.answers import attachment
from tongban.portal.apply import filled
from tongban.portal.events import showing
from tongban.portal.events.ground import ahead, is_running, stages, standing, step
from tongban.portal.events.output import output
from tongban.portal.requests import people_only

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from tongban.portal.requests import CitizenRequest


@require_GET
@read_only
@people_only
def thing(request: CitizenRequest, number: str) -> HttpResponse:
    """Where every item stands, whom it waits for, and the one promised day."""
    view = cases.bundle(request.actor, number)
    page = {
        "here": "cases",
        "view": view,
        "now": standing(view.bundle),
        "stages": stages(view),
        "ahead": ahead(view),
        "running": is_running(view.bundle),
        "correct": bool(view.asked) and view.bundle.accepted_at is None,
        "principal": request.actor.principal,
        "filled": filled.handed_in(view.definition, view.bundle.form),
        "handed": [
            {"material": row, "how": "" if row.source == Source.UPLOAD else showing.how(view, row)}
            for row in view.materials
        ],
        "output": output(request.actor, view),
        "may_rate": feedback.may_rate_bundle(request.actor, number),
        "rated": feedback.rating(request.actor, number),
    }
    return render(request, "portal/events/thing.html", page)


@require_GET
@read_only
@people_only
def receipt(request: CitizenRequest, number: str) -> HttpResponse:
    """The last step of applying: one number, one paper, what happens next."""
    view = cases.bundle(request.actor, number)
    paper = next((one for one in view.papers if one.kind == "receipt"), None)
    address = f"{settings.TONGBAN.address}/verify/paper/{paper.code}/" if paper else ""
    page = {
        "here": "cases",
        "view": view,
        "paper": paper,
        "qr": typeset.qr_svg(address) if address else "",
        "step": step("receipt"),
        "stages": stages(view),
        "ahead": ahead(view),
    }
    return render(request, "portal/events/receipt.html", page)


@require_GET
@people_only
def paper(request: CitizenRequest, number: str, paper: UUID) -> HttpResponse:
    """A paper of the whole as PDF; it is printed when somebody first asks for it."""
    content, name = services.open_document(
        actor=request.actor, number=number, document_id=paper, now=clock.now()
    )
    return attachment(content, name)


@require_GET
@read_only
@people_only
def sealed(request: CitizenRequest, number: str, paper: UUID) -> HttpResponse:
    """A paper of the whole as the leading office sealed it (OFD)."""
    content, name = services.open_sealed(actor=request.actor, number=number, document_id=paper)
    return attachment(content, name)


@require_GET
@read_only
@people_only
def file(request: CitizenRequest, ref: str, file: int) -> HttpResponse:
    """A file of the one set of materials."""
    content, name, media_type = bundles.read_file(
        actor=request.actor, bundle_ref=ref, file_id=file, now=clock.now()
    )
    return attachment(content, name, media_type)
