"""代办: the consents given to a community worker, and the cases in which he acts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongban.access.rules import EVERYTHING, Role
from tongban.base import clock
from tongban.base.errors import Forbidden, NotFound, Refusal
from tongban.base.web import read_only
from tongban.base.web.uploads import readable
from tongban.cases import queries, services
from tongban.desk.acceptance.forms import ConsentForm
from tongban.desk.answers import TRIED, decline
from tongban.desk.requests import StaffRequest, for_roles
from tongban.identity import queries as identity
from tongban.items import queries as items

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

LONGEST_CURSOR, LONGEST_QUERY, FOUND = 400, 100, 12
workers_only = for_roles(Role.AGENT_WORKER)


@require_GET
@read_only
@workers_only
def agents(request: StaffRequest) -> HttpResponse:
    """Who agreed to what until when, and what is on its way."""
    given = queries.consents(request.actor)
    page = queries.acted_for(request.actor, after=request.GET.get("after", "")[:LONGEST_CURSOR])
    people = identity.masked_many(
        [*(one.subject_id for one in given), *(one.applicant_id for one in page.items)]
    )
    named = items.names({one.scope for one in given})
    shown = {
        "given": [
            (one, people[one.subject_id], named.get(one.scope, ""), queries.consent_state(one))
            for one in given
        ],
        "page": page,
        "rows": [(one, people[one.applicant_id]) for one in page.items],
    }
    return render(request, "desk/acceptance/agents.html", shown)


@require_http_methods(["GET", "POST"])
@workers_only
def new_consent(request: StaffRequest) -> HttpResponse:
    """Put a consent on record: the paper signed at home, or a code to the person."""
    posted = request.POST if request.method == "POST" else None
    text = request.GET.get("q", "")[:LONGEST_QUERY]
    only = items.names([request.GET.get("item", "")[:LONGEST_QUERY].replace("\x00", "")])
    files = request.FILES if posted is not None else None
    form = ConsentForm(list(only.items()), posted, files)
    status = 200
    if posted is not None:
        status = TRIED
        if form.is_valid():
            answer = _ask(request, form)
            if not isinstance(answer, int):
                return answer
            status = answer
    found = items.search(text, limit=FOUND).items if text.strip() else ()
    shown = {"form": form, "q": text, "found": found}
    return render(request, "desk/acceptance/consent_new.html", shown, status=status)


def _ask(request: StaffRequest, form: ConsentForm) -> HttpResponse | int:
    given, scan = form.cleaned_data, form.cleaned_data["scan"]
    try:
        asked = services.ask_consent(
            actor=request.actor,
            **{name: given[name] for name in (
                "number_type", "id_number", "name", "phone", "scope", "until_on")},
            scan=readable(scan) if scan else b"",
            scan_name=scan.name if scan else "",
            now=clock.now(),
        )  # fmt: skip
    except Forbidden:
        raise
    except Refusal as refusal:
        return decline(form, refusal, number="id_number")
    return redirect("desk:consent", asked.pk)


@require_http_methods(["GET", "POST"])
@workers_only
def consent(request: StaffRequest, consent_id: UUID) -> HttpResponse:
    """One consent: confirm it with the person's code, then choose what to hand in for him."""
    error = ""
    if request.method == "POST":
        try:
            services.confirm_consent(
                actor=request.actor,
                consent_id=consent_id,
                code=request.POST.get("code", ""),
                now=clock.now(),
            )
        except (NotFound, Forbidden):
            raise
        except Refusal as refusal:
            error = refusal.fields.get("code", str(refusal))
        else:
            messages.success(request, _("本人已经同意，可以代他办理。"))
            return redirect("desk:consent", consent_id)
    shown = _shown(request, consent_id, error)
    status = TRIED if error else 200
    return render(request, "desk/acceptance/consent.html", shown, status=status)


def _shown(request: StaffRequest, consent_id: UUID, error: str) -> dict[str, object]:
    """What the page of a consent shows; there is no page of another's."""
    found = queries.consent(request.actor, consent_id)
    if found is None:
        raise Http404
    text = request.GET.get("q", "")[:LONGEST_QUERY]
    only = "" if found.scope == EVERYTHING else found.scope
    return {
        "consent": found,
        "person": identity.masked(found.subject_id),
        "only": items.names([only]).get(only, ""),
        "in_force": queries.consent_state(found) == "given",
        "q": text,
        "found": items.search(text, limit=FOUND).items if text.strip() else (),
        "errors": [("code", error)] if error else [],
    }


@require_POST
@workers_only
def begin(request: StaffRequest, consent_id: UUID) -> HttpResponse:
    """Open the application of the person who agreed."""
    try:
        draft = services.open_for(
            actor=request.actor,
            consent_id=consent_id,
            item_key=request.POST.get("item", ""),
            now=clock.now(),
        )
    except NotFound:
        raise
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("desk:consent", consent_id)
    return redirect("desk:draft", draft.pk)


@require_POST
@workers_only
def lay_down(request: StaffRequest, consent_id: UUID) -> HttpResponse:
    """Lay a consent down."""
    services.revoke_consent(actor=request.actor, consent_id=consent_id, now=clock.now())
    messages.success(request, _("已经结束这项代办。"))
    return redirect("desk:agents")
