"""Step 3: the form, filled in as far as one has come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tongban.base import clock
from tongban.base.errors import Invalid
from tongban.base.web import read_only
from tongban.cases import queries as cases
from tongban.cases import services
from tongban.items import rules
from tongban.licences import queries as licences
from tongban.portal.apply.forms import Drawn, draw
from tongban.portal.apply.ground import facts, of_draft
from tongban.portal.apply.views import SAVE
from tongban.portal.requests import people_only

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from django.http import HttpResponse

    from tongban.cases.queries import CaseView
    from tongban.portal.requests import CitizenRequest


@require_http_methods(["GET", "POST"])
@people_only
@of_draft
def form(request: CitizenRequest, draft: UUID) -> HttpResponse:
    """Show the form; take it finished, or save it as far as it is."""
    view = cases.draft(request.actor, draft)
    if request.method == "GET":
        return _page(request, view, view.case.form, {})
    values = _posted(request, view)
    try:
        faults = services.fill(actor=request.actor, draft_id=draft, form=values, now=clock.now())
    except Invalid as refusal:
        return _page(request, view, values, dict(refusal.fields) or {"": str(refusal)})
    if request.POST.get("do") == SAVE:
        messages.success(request, _("已保存。下次登录后，从“我的办件”里接着填，换一台设备也可以。"))
        return redirect(f"{reverse('portal:my_cases')}?saved={draft}")
    if faults:
        return _page(request, view, values, faults)
    return redirect(f"{reverse('portal:draft_check', args=[draft])}?saved=1")


@require_POST
@read_only
@people_only
@of_draft
def parts(request: CitizenRequest, draft: UUID) -> HttpResponse:
    """Draw the sections again that a new answer shows or hides; nothing is saved."""
    view = cases.draft(request.actor, draft)
    drawn = _drawn(view, _posted(request, view), {})
    return render(request, "portal/apply/_parts.html", {"drawn": drawn})


def _posted(request: CitizenRequest, view: CaseView) -> dict[str, Any]:
    posted = {name: request.POST.getlist(name) for name in request.POST}
    return dict(rules.from_text(view.definition.form, posted))


def _page(
    request: CitizenRequest, view: CaseView, values: Mapping[str, Any], faults: Mapping[str, str]
) -> HttpResponse:
    drawn = _drawn(view, values, faults)
    page = facts(view, "form") | {"drawn": drawn}
    return render(request, "portal/apply/form.html", page, status=422 if faults else 200)


def _drawn(view: CaseView, values: Mapping[str, Any], faults: Mapping[str, str]) -> Drawn:
    untouched = {
        name: source
        for name, source in view.case.prefilled.items()
        if values.get(name) == view.case.form.get(name)
    }
    return draw(
        view.definition,
        values,
        faults=faults,
        sources=source_words(view, untouched),
        redraw=reverse("portal:draft_form_parts", args=[view.case.pk]),
    )


def source_words(view: CaseView, prefilled: Mapping[str, str]) -> dict[str, str]:
    """Where each prefilled value came from, in words: 来自您的营业执照（…签发，可信等级 A）."""
    wanted = {source.partition(".")[0] for source in prefilled.values()}
    words = {"subject": _("来自您的实名信息"), "principal": _("来自您的登录身份")}
    words |= {"agent": _("来自经办人的实名信息"), "answer": _("来自您前面的回答")}
    of_licences = {
        one.licence: _said(view, one.key) for one in view.definition.materials if one.licence
    }
    words |= {key: said for key, said in of_licences.items() if said}
    if wanted - words.keys():
        names = {kind.key: kind.name for kind in licences.types()}
        for key in wanted - words.keys():
            words[key] = _("来自您的%(name)s（电子证照库）") % {"name": names.get(key, key)}
    return {name: words[source.partition(".")[0]] for name, source in prefilled.items()}


def _said(view: CaseView, material_key: str) -> str:
    row = next((one for one in view.materials if one.key == material_key), None)
    if row is None or not row.licence_title:
        return ""
    facts_of = {"name": row.licence_title, "issuer": row.licence_issuer, "grade": row.trust}
    return _("来自您的%(name)s（%(issuer)s签发，可信等级 %(grade)s）") % facts_of
