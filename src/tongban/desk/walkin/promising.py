"""告知承诺 at the counter: what the office tells, and that the person signed it on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from tongban.access.rules import Role
from tongban.base import clock
from tongban.base.errors import Forbidden, NotFound, Refusal
from tongban.cases import queries, services
from tongban.cases.rules import promises
from tongban.desk.answers import decline
from tongban.desk.requests import StaffRequest, for_roles

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

TRIED, NORMAL = 422, "normal"


class SignedForm(forms.Form):
    """That the person read and signed."""

    use_required_attribute = False
    signed = forms.BooleanField(
        label=gettext_lazy("申请人已经看完告知书，在承诺书上签了字"),
        error_messages={"required": gettext_lazy("请先让申请人看完告知书，在承诺书上签字。")},
    )


@require_http_methods(["GET", "POST"])
@for_roles(Role.CLERK, Role.AGENT_WORKER)
def promise(request: StaffRequest, draft_id: UUID) -> HttpResponse:
    """Take the signed promise in, or go back to the normal way; both are the person's choice."""
    view = queries.draft(request.actor, draft_id)
    if view.definition.promise is None:
        raise Http404
    posted = request.POST if request.method == "POST" else None
    normal = posted is not None and posted.get("do") == NORMAL
    form, status = SignedForm(None if normal else posted), 200
    if posted is not None:
        status = TRIED
        if normal or form.is_valid():
            try:
                _choose(request, draft_id, signed=not normal)
            except (NotFound, Forbidden):
                raise
            except Refusal as refusal:
                status = decline(form, refusal)
            else:
                return redirect("desk:draft", draft_id)
    shown = {
        "view": view,
        "draft": view.case,
        "form": form,
        "terms": promises.notice(view.definition),
        "signed": queries.promises(view.case).get("promise"),
        "bar": queries.bar(view.case.applicant_id),
    }
    return render(request, "desk/walkin/promise.html", shown, status=status)


def _choose(request: StaffRequest, draft_id: UUID, *, signed: bool) -> None:
    actor, now = request.actor, clock.now()
    services.choose_promise(actor=actor, draft_id=draft_id, chosen=signed, now=now)
    if signed:
        services.sign_promise(actor=actor, draft_id=draft_id, now=now)
        messages.success(request, _("承诺书已经收下，承诺能代替的材料不用交了。"))
    else:
        messages.success(request, _("已经改用普通方式，请把材料收齐。"))
