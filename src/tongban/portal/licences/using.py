"""Using licences of others, by consent or by a code; and copies of one's own."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from tongban.access import queries as access
from tongban.base import clock
from tongban.base.errors import Forbidden, NotFound, Refusal
from tongban.base.web import read_only
from tongban.licences import queries, services
from tongban.portal.answers import attachment
from tongban.portal.licences.forms import OwnCopyForm, RedeemForm, UseForm, decline
from tongban.portal.requests import people_only

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from tongban.portal.requests import CitizenRequest

LONGEST_CURSOR = 400
LONGEST_ONCE = 36
WRONG = 422
SAID = "redeem_words"


@require_GET
@read_only
@people_only
def received(request: CitizenRequest) -> HttpResponse:
    """What others allowed to the one whom the person acts for."""
    after = request.GET.get("after", "")[:LONGEST_CURSOR]
    facts = {"here": "licences", "page": access.consents_received(request.actor, after=after)}
    return render(request, "portal/licences/received.html", facts)


@require_http_methods(["GET", "POST"])
@people_only
def use(request: CitizenRequest, consent_id: UUID) -> HttpResponse:
    """Say why, then use the licence once; the same form sent twice is one use."""
    row = access.consent(request.actor, consent_id)
    if row.receiver != request.actor.principal:
        raise access.ConsentUnknown
    form = UseForm(request.POST or None, initial={"purpose": row.purpose})
    status = 200
    if request.method == "POST":
        status = WRONG
        if form.is_valid():
            try:
                used = services.use_by_consent(
                    actor=request.actor, consent_id=consent_id, now=clock.now(),
                    dedupe=request.POST.get("once", "")[:LONGEST_ONCE], **form.cleaned_data,
                )  # fmt: skip
                return redirect("portal:use", used.pk)
            except NotFound:
                raise
            except Refusal as refusal:
                status = decline(form, refusal)
    facts = {
        "here": "licences", "row": row, "form": form, "once": _once(request),
        "items": queries.item_names(row.resource, row.items),
    }  # fmt: skip
    return render(request, "portal/licences/use.html", facts, status=status)


def _once(request: CitizenRequest) -> str:
    return request.POST.get("once", "")[:LONGEST_ONCE] or str(uuid.uuid4())


@require_http_methods(["GET", "POST"])
@never_cache
@people_only
def redeem(request: CitizenRequest) -> HttpResponse:
    """For agents of enterprises: why, and the code of who stands before them."""
    form = RedeemForm(request.POST or None, initial=_begun(request))
    status = 200
    if request.method == "POST":
        status = WRONG
        said = {name: request.POST.get(name, "")[:200] for name in ("purpose", "case_number")}
        request.session[SAID] = said
        if form.is_valid():
            given = form.cleaned_data
            try:
                used = services.redeem(
                    actor=request.actor, token=given["code"], purpose=given["purpose"],
                    case_number=given["case_number"], now=clock.now(),
                )  # fmt: skip
                return redirect("portal:use", used.pk)
            except Refusal as refusal:
                status = decline(form, refusal)
    facts = {"here": "licences", "form": form, "for_firm": _for_firm(request)}
    return render(request, "portal/licences/redeem.html", facts, status=status)


def _begun(request: CitizenRequest) -> dict[str, str]:
    """What was said at the code before this one, and the code of the address."""
    said = request.session.get(SAID, {})
    return {**said, "code": request.GET.get("code", "")[:100]}


def _for_firm(request: CitizenRequest) -> bool:
    return request.actor.principal != request.actor.subject


@require_GET
@read_only
@people_only
def made(request: CitizenRequest) -> HttpResponse:
    """The licences of others that the person's side used."""
    after = request.GET.get("after", "")[:LONGEST_CURSOR]
    facts = {"here": "licences", "page": queries.uses_made(request.actor, after=after)}
    return render(request, "portal/licences/uses_made.html", facts)


@require_GET
@never_cache
@people_only
def used(request: CitizenRequest, use_id: UUID) -> HttpResponse:
    """What a use gave out, while it counts; else why not any more."""
    facts: dict[str, Any] = {"here": "licences", "why": ""}
    try:
        row, values = services.read_values(actor=request.actor, use_id=use_id, now=clock.now())
        facts |= {"row": row, "values": values}
    except (NotFound, Forbidden):
        raise
    except Refusal as refusal:
        row = queries.use(request.actor, use_id)
        facts |= {"row": row, "values": (), "why": str(refusal)}
    return render(request, "portal/licences/used.html", facts)


@require_GET
@people_only
def copy(request: CitizenRequest, use_id: UUID) -> HttpResponse:
    """The annotated copy of a use."""
    content, name = services.take_copy(actor=request.actor, use_id=use_id, now=clock.now())
    return attachment(content, name)


@require_http_methods(["GET", "POST"])
@people_only
def own_copy(request: CitizenRequest, identifier: str) -> HttpResponse:
    """A copy of one's own licence with a note for whom it is."""
    row = queries.own_licence(request.actor, identifier)
    form = OwnCopyForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = WRONG
        if form.is_valid():
            try:
                done = services.use_own(
                    actor=request.actor, identifier=identifier, now=clock.now(),
                    **form.cleaned_data,
                )  # fmt: skip
                return redirect("portal:use", done.pk)
            except NotFound:
                raise
            except Refusal as refusal:
                status = decline(form, refusal)
    facts: dict[str, object] = {"here": "licences", "row": row, "form": form}
    return render(request, "portal/licences/own_copy.html", facts, status=status)
