"""Objections of people to looks at their data (数据异议): the list of the office, the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tongban.access import queries as access
from tongban.access import services
from tongban.access.rules import Role
from tongban.base import clock
from tongban.base.errors import Forbidden, NotFound, Refusal
from tongban.base.web import read_only
from tongban.desk import words
from tongban.desk.answers import decline
from tongban.desk.licences.uses.forms import AnswerForm
from tongban.desk.requests import StaffRequest, for_roles
from tongban.identity import queries as identity
from tongban.licences.rules.uses import BASIS_LABELS

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from tongban.access.queries import ObjectionRow

LONGEST_CURSOR = 400
WRONG = 422
answering_only = for_roles(Role.APPROVER, Role.LICENSING, Role.SUPERVISOR)


@require_GET
@read_only
@answering_only
def objections(request: StaffRequest) -> HttpResponse:
    """Open ones by their deadline, or those answered."""
    answered = request.GET.get("answered") == "1"
    after = request.GET.get("after", "")[:LONGEST_CURSOR]
    page = access.objections_to_answer(request.actor, answered=answered, after=after, limit=50)
    people = identity.masked_many([row.subject for row in page.items]) if page.items else {}
    facts = {
        "page": page.map(lambda row: (row, people[row.subject].name)),
        "answered": answered,
        "today": clock.today(),
    }
    return render(request, "desk/uses/objections.html", facts)


@require_http_methods(["GET", "POST"])
@answering_only
def objection(request: StaffRequest, objection_id: UUID) -> HttpResponse:
    """What was said about which look, and the answer of the office."""
    row = access.objection_to_answer(request.actor, objection_id)
    form = AnswerForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = WRONG
        if form.is_valid():
            try:
                services.answer_objection(
                    actor=request.actor, objection_id=objection_id, now=clock.now(),
                    **form.cleaned_data,
                )  # fmt: skip
                messages.success(request, _("已经答复，当事人会收到消息。"))
                return redirect("desk:look_objections")
            except (NotFound, Forbidden):
                raise
            except Refusal as refusal:
                status = decline(form, refusal)
    return render(request, "desk/uses/objection.html", _facts(row, form), status=status)


def _facts(row: ObjectionRow, form: AnswerForm) -> dict[str, Any]:
    return {
        "row": row,
        "form": form,
        "name": identity.masked(row.subject).name,
        "looker": _looker(row),
        "basis": BASIS_LABELS[row.look.basis_kind],
        "overdue": row.is_open and clock.today() > row.due_on,
    }


def _looker(row: ObjectionRow) -> str:
    """The office's own clerk by name, or the enterprise whose use the office answers for."""
    if row.look.post or row.look.reader_id is None:
        return words.looker(row.look)
    return identity.masked(row.look.reader_id).name
