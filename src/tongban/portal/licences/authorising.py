"""Letting others use one's licences (使用授权): form, review, list, taking back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tongban.access import queries as access
from tongban.access import services as granting
from tongban.access.rules.consents import CONDITIONS, MODE_LABELS, PURPOSE_LABELS
from tongban.base import clock
from tongban.base.errors import NotFound, Refusal
from tongban.base.web import read_only
from tongban.licences import queries, services
from tongban.portal.licences.forms import KIND, AuthoriseForm, decline
from tongban.portal.requests import people_only

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from tongban.licences.queries import LicenceRow
    from tongban.licences.services import Review
    from tongban.portal.requests import CitizenRequest

LONGEST_CURSOR = 400
WRONG = 422


@require_http_methods(["GET", "POST"])
@people_only
def authorise(request: CitizenRequest, identifier: str) -> HttpResponse:
    """Fill in, look at everything once more, then sign."""
    row = queries.own_licence(request.actor, identifier)
    offered = queries.offered(request.actor, identifier)
    if request.method == "GET":
        return _form_page(request, row, AuthoriseForm(None, offered))
    form = AuthoriseForm(request.POST, offered)
    if not form.is_valid():
        return _form_page(request, row, form, status=WRONG)
    if "change" in request.POST:
        return _form_page(request, row, form)
    facts = _asked(request, row, form)
    try:
        if "sign" in request.POST:
            consent = services.authorise(**facts)
            messages.success(request, _("已经授权。对方每用一次，您都会收到消息。"))
            return redirect("portal:consent", consent.pk)
        return _review_page(request, row, form, services.review(**facts))
    except NotFound:
        raise
    except Refusal as refusal:
        return _form_page(request, row, form, status=decline(form, refusal))


def _asked(request: CitizenRequest, row: LicenceRow, form: AuthoriseForm) -> dict[str, Any]:
    given = form.cleaned_data
    by_type = given["scope"] == KIND
    return {
        "actor": request.actor,
        "identifier": "" if by_type else row.identifier,
        "type_key": row.type_key if by_type else "",
        "name": given["name"],
        "number": given["number"],
        "terms": form.terms(),
        "now": clock.now(),
    }


def _form_page(
    request: CitizenRequest, row: LicenceRow, form: AuthoriseForm, *, status: int = 200
) -> HttpResponse:
    facts = {"here": "licences", "row": row, "form": form}
    return render(request, "portal/licences/authorise.html", facts, status=status)


def _review_page(
    request: CitizenRequest, row: LicenceRow, form: AuthoriseForm, judged: Review
) -> HttpResponse:
    terms = judged.terms
    rows = [
        {"term": _("授权给"), "value": f"{judged.receiver_name}\n{form.cleaned_data['number']}"},
        {"term": _("证照"), "value": judged.title},
        {"term": _("用途"), "value": f"{PURPOSE_LABELS[terms.purpose_code]}：{terms.purpose}"},
        {"term": _("给对方看的内容"), "value": "、".join(judged.items) or _("全部内容")},
        {"term": _("对方能做什么"), "value": MODE_LABELS[terms.mode]},
        {"term": _("时间"), "value": _span(terms.since_on, terms.until_on)},
        {"term": _("次数"), "value": _("最多 %(count)d 次") % {"count": terms.uses}},
    ]
    facts = {
        "here": "licences", "row": row, "form": form, "rows": rows, "conditions": CONDITIONS,
        "kept": _kept(request),
    }  # fmt: skip
    return render(request, "portal/licences/authorise_review.html", facts)


def _kept(request: CitizenRequest) -> list[tuple[str, str]]:
    """What was filled in, for the hidden fields of the page of review."""
    names = [*AuthoriseForm.base_fields]
    return [(name, value) for name in names for value in request.POST.getlist(name)]


def _span(first: Any, last: Any) -> str:
    spoken = [f"{day.year}年{day.month}月{day.day}日" for day in (first, last)]
    return f"{spoken[0]}到{spoken[1]}"


@require_GET
@read_only
@people_only
def given(request: CitizenRequest) -> HttpResponse:
    """What the one whom the person acts for allowed to others."""
    after = request.GET.get("after", "")[:LONGEST_CURSOR]
    facts = {"here": "licences", "page": access.consents_given(request.actor, after=after)}
    return render(request, "portal/licences/consents.html", facts)


@require_GET
@read_only
@people_only
def consent(request: CitizenRequest, consent_id: UUID) -> HttpResponse:
    """One consent, for either side."""
    row = access.consent(request.actor, consent_id)
    facts = {
        "here": "licences",
        "row": row,
        "is_giver": row.giver == request.actor.principal,
        "items": queries.item_names(row.resource, row.items),
        "uses": queries.uses_by_consent(request.actor, consent_id),
        "conditions": CONDITIONS,
    }
    return render(request, "portal/licences/consent.html", facts)


@require_http_methods(["GET", "POST"])
@people_only
def revoke(request: CitizenRequest, consent_id: UUID) -> HttpResponse:
    """Ask once, then take the consent back."""
    row = access.consent(request.actor, consent_id)
    if row.giver != request.actor.principal:
        raise access.ConsentUnknown
    if request.method == "POST":
        granting.revoke_consent(actor=request.actor, consent_id=consent_id, now=clock.now())
        messages.success(request, _("授权已经撤回，对方从现在起不能再使用。"))
        return redirect("portal:consent", consent_id)
    facts = {"here": "licences", "row": row}
    return render(request, "portal/licences/consent_revoke.html", facts)


@require_GET
@read_only
@people_only
def artefact(request: CitizenRequest, consent_id: UUID) -> HttpResponse:
    """The signed consent as a file."""
    content = access.consent_file(request.actor, consent_id)
    answer = JsonResponse(content, json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Disposition"] = f'attachment; filename="consent-{consent_id}.json"'
    answer["Cache-Control"] = "private, no-store"
    return answer
