"""Answering an order to correct (责令限期改正): what was put right, with files that show it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongban.base import clock
from tongban.base.errors import Forbidden, NotFound, Refusal
from tongban.base.web import read_only
from tongban.cases import queries as cases
from tongban.cases import services
from tongban.portal.answers import attachment, sentences
from tongban.portal.requests import people_only, uploaded
from tongban.portal.uploading import take_each

if TYPE_CHECKING:
    from django.http import HttpResponse

    from tongban.portal.requests import CitizenRequest

    Errors = list[tuple[str, str]]


@require_http_methods(["GET", "POST"])
@people_only
def ordered(request: CitizenRequest, number: str) -> HttpResponse:
    """Words and files in one form; both are kept, whichever button was pressed."""
    if request.method == "GET":
        return _page(request, number, [], status=200)
    sending = "send" in request.POST
    try:
        errors = _keep(request, number)
        if sending and not errors:
            services.answer_correction(actor=request.actor, number=number, now=clock.now())
    except (NotFound, Forbidden):
        raise
    except Refusal as refusal:
        return _page(request, number, _told(refusal), status=refusal.status)
    if errors:
        return _page(request, number, errors, status=422)
    if not sending:
        messages.success(request, _("已经保存，还没有交。"))
        return redirect("portal:ordered", number)
    messages.success(request, _("改正情况已经交给办理部门。"))
    return redirect("portal:case", number)


def _told(refusal: Refusal) -> Errors:
    """Its sentences, each at its field of the form."""
    return [("words" if name == "reasons" else name, words) for name, words in sentences(refusal)]


def _keep(request: CitizenRequest, number: str) -> Errors:
    """Keep the words, then each file that can be taken; a sentence for each that cannot."""
    words = request.POST.get("words", "")
    keep = partial(services.keep_correction, actor=request.actor, number=number, words=words)
    keep(handed=[], now=clock.now())
    if not uploaded(request, "file"):
        return []

    def take(content: bytes, name: str) -> object:
        return keep(handed=[(content, name)], now=clock.now())

    return [("file", fault) for fault in take_each(request, take)]


@require_POST
@people_only
def drop(request: CitizenRequest, number: str, file: int) -> HttpResponse:
    """Take a file out again before it is sent; the words beside it are kept."""
    actor, words, now = request.actor, request.POST.get("words", ""), clock.now()
    try:
        services.keep_correction(actor=actor, number=number, words=words, handed=[], now=now)
        services.drop_correction_file(actor=actor, number=number, file_id=file, now=now)
    except (NotFound, Forbidden):
        raise
    except Refusal as refusal:
        return _page(request, number, _told(refusal), status=refusal.status)
    return redirect("portal:ordered", number)


@require_GET
@read_only
@people_only
def file(request: CitizenRequest, number: str, file: int) -> HttpResponse:
    """A file of one's own answer."""
    content, name, media_type = services.read_correction_file(
        actor=request.actor, number=number, file_id=file, now=clock.now()
    )
    return attachment(content, name, media_type)


def _page(request: CitizenRequest, number: str, errors: Errors, *, status: int) -> HttpResponse:
    view = cases.case(request.actor, number)
    signed = cases.promises(view.case).get("promise")
    if signed is None or signed.correct_by is None:
        raise Http404
    answers = cases.corrections(signed)
    now = next((one for one in answers if one.judged_at is None), None)
    facts = {
        "here": "cases",
        "case": view.case,
        "signed": signed,
        "answer": now,
        "over": clock.today() > signed.correct_by,
        "closed": signed.closed_at is not None,
        "words": request.POST.get("words", now.words if now else ""),
        "errors": errors,
        "wrong": dict(errors),
    }
    return render(request, "portal/cases/ordered.html", facts, status=status)
