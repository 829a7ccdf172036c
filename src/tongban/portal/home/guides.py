"""The guide of an item, and the button that opens the application."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tongban.base import clock
from tongban.base.errors import NotFound, Refusal
from tongban.base.web import read_only
from tongban.cases import services as cases
from tongban.identity import queries as identity
from tongban.items import queries as items
from tongban.items.rules import Kind, Obtain
from tongban.portal.answers import unconfirmed
from tongban.portal.apply.materials import provided_by
from tongban.portal.requests import everybody, sign_in_first

if TYPE_CHECKING:
    from django.http import HttpResponse

    from tongban.items.queries import Guide
    from tongban.items.rules import ItemDefinition, Material
    from tongban.portal.requests import PortalRequest

DRAWN_APART = frozenset({"materials", "steps"})


@require_GET
@read_only
@everybody
def guide(request: PortalRequest, key: str) -> HttpResponse:
    """Every element of the implementation list, in plain order."""
    return render(request, "portal/home/guide.html", _facts(request, items.guide(key)))


@require_POST
@everybody
def begin(request: PortalRequest, key: str) -> HttpResponse:
    """Open the draft, or the one already open; strangers sign in first and come back here."""
    address = reverse("portal:guide", args=[key])
    if not (request.actor.is_person or request.actor.is_staff):
        return sign_in_first(request, back=address)
    if request.actor.is_unconfirmed:
        return unconfirmed(request)
    try:
        draft = cases.open_draft(actor=request.actor, item_key=key, now=clock.now())
    except NotFound:
        raise Http404 from None
    except Refusal as refusal:
        facts = _facts(request, items.guide(key)) | {"errors": [("", str(refusal))]}
        return render(request, "portal/home/guide.html", facts, status=refusal.status)
    return redirect("portal:draft", draft.pk)


def _facts(request: PortalRequest, found: Guide) -> dict[str, object]:
    what = found.definition
    apart = {one.key: one for one in found.sections}
    return {
        "here": "items",
        "guide": found,
        "what": what,
        "summary": _summary(what, found.row.promised),
        "materials": [_material(one) for one in what.materials],
        "before": [apart[key] for key in ("conditions",) if key in apart],
        "after": [one for one in found.sections if one.key not in DRAWN_APART | {"conditions"}],
        "is_staff": request.actor.is_staff,
        "other_kind": _other_kind(request, what),
    }


def _other_kind(request: PortalRequest, what: ItemDefinition) -> str:
    """Who can apply, said to a person who acts now for somebody who cannot."""
    actor = request.actor
    if not actor.is_person or actor.principal is None:
        return ""
    if identity.masked(actor.principal).kind in what.audiences:
        return ""
    if "legal" in what.audiences:
        return _("这个事项由企业或组织办理。请先换成您代办的企业或组织的身份。")
    return _("这个事项由个人办理。请先换回您本人的身份。")


def _summary(what: ItemDefinition, promised: str) -> list[dict[str, str]]:
    audiences = {"natural": _("个人"), "legal": _("企业和组织")}
    who = "、".join(audiences[one] for one in what.audiences)
    days = promised if what.kind is Kind.SPOT else _("受理后 %(days)s内") % {"days": promised}
    visits = _("要到现场 %(visits)d 次") % {"visits": what.visits}
    if what.visits and what.visit_reason:
        visits = f"{visits}（{what.visit_reason}）"
    fee = "、".join(one.standard for one in what.fee.charges) or _("收费")
    return [
        {"term": _("谁能办"), "value": who},
        {"term": _("多久办好"), "value": days},
        {"term": _("收不收费"), "value": fee if what.fee.charged else _("不收费")},
        {"term": _("要跑几次"), "value": visits if what.visits else _("不用跑，网上就能办完")},
        {"term": _("办成得到"), "value": what.result.name},
        {"term": _("谁来办理"), "value": what.department_name},
    ]


def _material(material: Material) -> dict[str, object]:
    given = material.obtain in {Obtain.LICENCE, Obtain.SHARED, Obtain.EARLIER}
    words = {
        Obtain.LICENCE: _("电子证照：平台可能已经有，不用您交"),
        Obtain.SHARED: _("数据共享：由%(provider)s提供，不用您交")
        % {"provider": provided_by(material.provider)},
        Obtain.EARLIER: _("由前面的事项产生，不用您交"),
        Obtain.FORM: _("网上填写，不用另交"),
        Obtain.UPLOAD: _("请您上传"),
        Obtain.COUNTER: _("请带原件到窗口核验"),
    }
    return {"material": material, "given": given, "how": words[material.obtain]}
