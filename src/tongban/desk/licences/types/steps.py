"""Publishing a draft, throwing it away, retiring a type: each on a page that says what follows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from tongban.base import clock
from tongban.base.errors import NotFound, Refusal
from tongban.desk.answers import TRIED, decline
from tongban.desk.licences.types.forms import revision_of
from tongban.desk.licences.types.views import differences, keepers_only
from tongban.licences import queries, services

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from tongban.desk.requests import StaffRequest
    from tongban.licences.models import LicenceType


class DayForm(forms.Form):
    """A day, and a box that says that one knows what follows."""

    use_required_attribute = False
    day = forms.DateField(
        label=gettext_lazy("日期"),
        widget=forms.DateInput(attrs={"type": "date", "class": "short"}),
        error_messages={
            "required": gettext_lazy("请填写日期。"),
            "invalid": gettext_lazy("请按 2026-03-13 的样子填写日期。"),
        },
    )
    sure = forms.BooleanField(
        label=gettext_lazy("我已看过上面的影响，确认这样做"),
        error_messages={"required": gettext_lazy("请先看过影响，再勾选确认。")},
    )


class RetireForm(DayForm):
    """And why."""

    reason = forms.CharField(
        label=gettext_lazy("停用的依据和原因"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("请写明停用的依据和原因。")},
    )
    field_order = ("day", "reason", "sure")


@require_http_methods(["GET", "POST"])
@keepers_only
def publish(request: StaffRequest, key: str) -> HttpResponse:
    """Say from which day the draft holds."""
    kind = queries.edited_type(key)
    draft = queries.draft_of(kind)
    if draft is None:
        raise Http404
    published = queries.type_versions(kind)
    form = DayForm(request.POST or None, initial={"day": clock.today().isoformat()})
    form.fields["day"].label = _("从哪一天起实施")
    facts = {
        "draft": draft,
        "differences": differences(published[0], draft) if published else (),
        "revision": request.POST.get("revision", draft.revision),
    }
    return _stepped(
        request,
        kind,
        form,
        lambda: services.types.publish(
            actor=request.actor,
            type_key=key,
            revision=revision_of(request),
            starts_on=form.cleaned_data["day"],
            now=clock.now(),
        ),
        template="desk/licences/types/publish.html",
        done=_("已发布。到了实施的那一天，颁发证照就按新版本。"),
        facts=facts,
    )


@require_http_methods(["GET", "POST"])
@keepers_only
def retire(request: StaffRequest, key: str) -> HttpResponse:
    """Say from which day no more licences of the type are issued, and why."""
    kind = queries.edited_type(key)
    form = RetireForm(request.POST or None)
    form.fields["day"].label = _("从哪一天起停用")
    return _stepped(
        request,
        kind,
        form,
        lambda: services.types.retire(
            actor=request.actor,
            type_key=key,
            ends_on=form.cleaned_data["day"],
            reason=form.cleaned_data["reason"],
            now=clock.now(),
        ),
        template="desk/licences/types/retire.html",
        done=_("已定下停用的日子。从那天起不再颁发；已经颁发的仍然有效。"),
        facts={},
    )


def _stepped(
    request: StaffRequest,
    kind: LicenceType,
    form: DayForm,
    step: Callable[[], object],
    *,
    template: str,
    done: str,
    facts: dict[str, Any],
) -> HttpResponse:
    status = 200
    if request.method == "POST":
        status = TRIED
        if form.is_valid():
            try:
                step()
            except NotFound:
                raise
            except Refusal as refusal:
                status = decline(form, refusal, starts_on="day", ends_on="day")
            else:
                messages.success(request, done)
                return redirect("desk:licence_type", kind.key)
    count = queries.count_in_force(kind) if kind.version else 0
    shown = {"kind": kind, "form": form, "in_force": count, **facts}
    return render(request, template, shown, status=status)


@require_POST
@keepers_only
def discard(request: StaffRequest, key: str) -> HttpResponse:
    """Throw the draft away."""
    kind = queries.edited_type(key)
    services.types.discard(
        actor=request.actor, type_key=key, revision=revision_of(request), now=clock.now()
    )
    messages.success(request, _("草稿已放弃。"))
    return redirect("desk:licence_type", key) if kind.version else redirect("desk:licence_types")
