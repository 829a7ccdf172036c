"""The list of seals, and one seal with everything that can be done with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tongban.access.rules import Role
from tongban.base import clock
from tongban.base.web import read_only
from tongban.desk.answers import paper
from tongban.desk.requests import StaffRequest, for_roles
from tongban.identity import queries as identity
from tongban.seals import queries, services
from tongban.seals.rules.states import LABELS, STEP_LABELS, State, Step
from tongban.seals.rules.uses import DOCUMENT_KINDS, JOBS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django import forms

    from tongban.seals.models import Authorisation, Seal, SealHistory

READERS = (Role.SEALING, Role.APPROVER)
TONES = {
    State.APPLIED: "waiting",
    State.EXAMINED: "working",
    State.DECLINED: "bad",
    State.MADE: "working",
    State.FILED: "working",
    State.ACTIVE: "good",
    State.SUSPENDED: "paused",
    State.CANCELLED: "quiet",
}
PAGE = 50


@dataclass(frozen=True, slots=True)
class Entrusted:
    """One authorisation as the page shows it."""

    row: Authorisation
    who: str
    kinds: str
    standing: str
    open: bool


@dataclass(frozen=True, slots=True)
class Happened:
    """One step of a seal's life as the page shows it."""

    row: SealHistory
    step: str


@require_GET
@read_only
@for_roles(*READERS)
def seals(request: StaffRequest) -> HttpResponse:
    """The seals of the reader's offices."""
    state = request.GET.get("state", "")
    chosen = state if state in set(State) else ""
    page = queries.seals(
        request.actor, state=chosen, after=request.GET.get("after", ""), limit=PAGE
    )
    shown = {
        "page": page.map(lambda row: (row, TONES[row.state])),
        "state": chosen,
        "states": [*LABELS.items()],
        "waiting": queries.waiting_count(request.actor),
        "may_apply": request.actor.holds(Role.SEALING),
    }
    return render(request, "desk/seals/list.html", shown)


@require_GET
@read_only
@for_roles(*READERS)
def seal(request: StaffRequest, code: str) -> HttpResponse:
    """One seal."""
    return page_of(request, queries.seal(request.actor, code))


def page_of(
    request: StaffRequest,
    found: Seal,
    bound: Mapping[str, forms.Form] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """The page of a seal; `bound` are forms that were sent and could not be carried out."""
    from tongban.desk.seals import acts

    sent = bound or {}
    now = clock.now()
    state = State(found.state)
    open_steps = queries.steps_open_to(request.actor, found)
    shown: dict[str, Any] = {
        "seal": found,
        "row": queries.row(found, now),
        "tone": TONES[state],
        "acts": acts.offered(found, open_steps, sent),
        "failed": next(iter(sent.values()), None),
        "may_order": Step.USE in open_steps,
        "may_withdraw": Step.WITHDRAW in open_steps,
        "keys_waiting": Step.PREPARE in open_steps and queries.keys_waiting(found),
        "entrusted": [_entrusted(row) for row in queries.authorisations(found)],
        "history": [Happened(row, STEP_LABELS[Step(row.step)]) for row in queries.history(found)],
        "versions": [each for each in queries.versions(found) if each.is_made],
        "used": queries.used(found, now),
        "impressions": queries.impressions(found, limit=10).items,
    }
    return render(request, "desk/seals/seal.html", shown, status=status)


def _entrusted(row: Authorisation) -> Entrusted:
    now = clock.now()
    who = JOBS.get(row.job, row.job)
    if row.account_id is not None:
        who = str(identity.account(row.account_id).display_name)
    if row.withdrawn_at is not None:
        standing = _("已收回")
    elif row.until_at is not None and row.until_at <= now:
        standing = _("已到期")
    else:
        standing = _("有效")
    kinds = "、".join(DOCUMENT_KINDS.get(kind, kind) for kind in row.document_kinds)
    return Entrusted(row, who, kinds, standing, open=row.withdrawn_at is None)


@require_GET
@read_only
@for_roles(*READERS)
def picture(request: StaffRequest, code: str) -> HttpResponse:
    """The picture of a seal."""
    return paper(queries.picture(request.actor, code), f"{code}.png", "image/png")


@require_GET
@read_only
@for_roles(Role.SEALING)
def request_file(request: StaffRequest, code: str, which: str) -> HttpResponse:
    """The request for a certificate, to be taken to the authority."""
    if which not in {"seal", "pages"}:
        raise Http404
    made = services.requests(actor=request.actor, seal_code=code)
    content = made.seal if which == "seal" else made.pages
    return paper(content, f"{code}-{which}.csr", "application/pkcs10")
