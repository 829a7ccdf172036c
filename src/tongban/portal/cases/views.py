"""My cases: the list, one case, its receipt, its papers, taking it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tongban.base import clock, typeset
from tongban.base.errors import NotFound, Refusal
from tongban.base.web import read_only
from tongban.base.web.typed import whole
from tongban.cases import queries as cases
from tongban.cases import services
from tongban.cases.rules import Step
from tongban.feedback import queries as feedback
from tongban.portal.answers import attachment, sentences
from tongban.portal.apply.ground import progress
from tongban.portal.cases import panels, showing
from tongban.portal.events.listing import listed
from tongban.portal.requests import people_only

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from tongban.cases.queries import CaseView
    from tongban.portal.requests import CitizenRequest

LONGEST_CURSOR = 400


@require_GET
@read_only
@people_only
def my_cases(request: CitizenRequest) -> HttpResponse:
    """Drafts to go on with, then the cases, the last changed first."""
    after = request.GET.get("after", "")[:LONGEST_CURSOR]
    bundles = listed(request.actor)
    facts = {
        "here": "cases",
        "drafts": [] if after else cases.drafts(request.actor),
        "bundles": [] if after else bundles,
        "things": {one["bundle"].pk: one["bundle"].event_name for one in bundles},
        "page": cases.my_cases(request.actor, after=after),
        "saved": request.GET.get("saved", "")[:36],
    }
    return render(request, "portal/cases/list.html", facts)


@require_GET
@read_only
@people_only
def case(request: CitizenRequest, number: str) -> HttpResponse:
    """Where the case stands, what to do next, and everything that belongs to it."""
    view = cases.case(request.actor, number)
    open_steps = cases.steps_open_to(request.actor, view.case)
    facts = showing.facts(view) | {
        "may_withdraw": Step.WITHDRAW in open_steps,
        "may_supplement": Step.SUPPLEMENT in open_steps,
        "may_rate": feedback.may_rate(request.actor, number),
        "rating": feedback.rating(request.actor, number),
        "panels": panels.of(request, view),
    }
    return render(request, "portal/cases/case.html", facts)


@require_GET
@read_only
@people_only
def receipt(request: CitizenRequest, number: str) -> HttpResponse:
    """The last step of applying: the number, the paper, what happens next and by when."""
    view = cases.case(request.actor, number)
    paper = next((one for one in view.documents if one.kind == "receipt"), None)
    address = f"{settings.TONGBAN.address}/verify/paper/{paper.code}/" if paper else ""
    facts = {
        "here": "cases",
        "view": view,
        "paper": paper,
        "qr": typeset.qr_svg(address) if address else "",
        "step": progress(view.definition, "receipt"),
        "lines": showing.receipt_lines(view),
        "unanswered": view.case.state in showing.BEFORE_ACCEPTANCE,
    }
    return render(request, "portal/cases/receipt.html", facts)


@require_http_methods(["GET", "POST"])
@people_only
def withdraw(request: CitizenRequest, number: str) -> HttpResponse:
    """Ask once for the reason, then take the case back."""
    view = cases.case(request.actor, number)
    if request.method == "GET":
        return _withdraw_page(request, view, [], status=200)
    try:
        services.withdraw(
            actor=request.actor,
            number=number,
            reason=request.POST.get("reason", ""),
            version=whole(request.POST.get("version", "")),
            now=clock.now(),
        )
    except NotFound:
        raise
    except Refusal as refusal:
        errors = list(sentences(refusal, anchor="reason"))
        return _withdraw_page(request, view, errors, status=refusal.status)
    messages.success(request, _("申请已经撤回。"))
    return redirect("portal:case", number)


def _withdraw_page(
    request: CitizenRequest, view: CaseView, errors: list[tuple[str, str]], *, status: int
) -> HttpResponse:
    facts = {
        "here": "cases",
        "view": view,
        "errors": errors,
        "reason": request.POST.get("reason", ""),
        "may_withdraw": Step.WITHDRAW in cases.steps_open_to(request.actor, view.case),
    }
    return render(request, "portal/cases/withdraw.html", facts, status=status)


@require_GET
@people_only
def document(request: CitizenRequest, number: str, document: UUID) -> HttpResponse:
    """A paper of the case as PDF; it is printed when somebody first asks for it."""
    content, name = services.open_document(
        actor=request.actor, number=number, document_id=document, now=clock.now()
    )
    return attachment(content, name)


@require_GET
@read_only
@people_only
def sealed(request: CitizenRequest, number: str, document: UUID) -> HttpResponse:
    """A decision or notice as the office sealed it (OFD)."""
    content, name = services.open_sealed(actor=request.actor, number=number, document_id=document)
    return attachment(content, name)


@require_GET
@read_only
@people_only
def file(request: CitizenRequest, ref: str, file: int) -> HttpResponse:
    """A file that was handed in, from a case or a draft of one's own."""
    content, name, media_type = services.read_file(
        actor=request.actor, case_ref=ref, file_id=file, now=clock.now()
    )
    return attachment(content, name, media_type)
