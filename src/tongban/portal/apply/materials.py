"""Step 2: what the platform already holds, and what still has to be uploaded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tongban.base import clock
from tongban.base.web import read_only
from tongban.cases import queries as cases
from tongban.cases import services
from tongban.cases.rules import AcceptForm
from tongban.cases.rules.materials import HandedIn, Source, missing_at_submission
from tongban.portal.apply.ground import facts, of_draft
from tongban.portal.requests import people_only
from tongban.portal.uploading import take_each

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from django.http import HttpResponse

    from tongban.cases.models import CaseMaterial
    from tongban.cases.queries import CaseView
    from tongban.items.rules import ItemDefinition
    from tongban.portal.requests import CitizenRequest

BROUGHT = frozenset({"", Source.UPLOAD})


@require_GET
@read_only
@people_only
@of_draft
def materials(request: CitizenRequest, draft: UUID) -> HttpResponse:
    """The materials of the draft."""
    return _page(request, cases.draft(request.actor, draft), {})


@require_POST
@people_only
@of_draft
def attach(request: CitizenRequest, draft: UUID, key: str) -> HttpResponse:
    """Add files to a material; those that can be taken are, each other is named with its reason."""

    def take(content: bytes, name: str) -> object:
        return services.attach(
            actor=request.actor, draft_id=draft, material_key=key, content=content, name=name,
            now=clock.now(),
        )  # fmt: skip

    faults = take_each(request, take)
    if faults:
        return _page(request, cases.draft(request.actor, draft), {key: faults})
    return redirect(f"{reverse('portal:draft_materials', args=[draft])}#m_{key}")


@require_POST
@people_only
@of_draft
def detach(request: CitizenRequest, draft: UUID, key: str, file: int) -> HttpResponse:
    """Remove a file from a draft."""
    services.detach(
        actor=request.actor, draft_id=draft, material_key=key, file_id=file, now=clock.now()
    )
    return redirect(f"{reverse('portal:draft_materials', args=[draft])}#m_{key}")


def _page(request: CitizenRequest, view: CaseView, faults: dict[str, list[str]]) -> HttpResponse:
    ready = [one for one in view.materials if one.source not in BROUGHT]
    page = facts(view, "materials") | {
        "ready": [{"material": one, "how": how(view.definition, one)} for one in ready],
        "to_bring": [
            {"material": one, "faults": faults.get(one.key, []), "hint": _hint(one)}
            for one in view.materials
            if one.source in BROUGHT
        ],
        "promise": _promise(view),
        "errors": [(f"f_{key}", text) for key, texts in faults.items() for text in texts],
    }
    return render(request, "portal/apply/materials.html", page, status=422 if faults else 200)


def _promise(view: CaseView) -> str:
    """Where the item can be decided on a promise: whether it was chosen, and signed."""
    if view.definition.promise is None:
        return ""
    if view.case.accept_form != AcceptForm.PROMISE:
        return "offered"
    return "signed" if "promise" in cases.promises(view.case) else "unsigned"


def how(what: ItemDefinition, material: CaseMaterial) -> str:
    """How the platform comes by a material without the applicant bringing it."""
    known = what.material(material.key)
    provider = provided_by(known.provider if known else "")
    match material.source:
        case Source.LICENCE:
            return _("已从您的证照库取得：%(title)s，%(issuer)s签发，可信等级 %(grade)s") % {
                "title": material.licence_title,
                "issuer": material.licence_issuer,
                "grade": material.trust,
            }
        case Source.SHARED:
            return _("由%(provider)s共享数据核验，不用您交") % {"provider": provider}
        case Source.COUNTER:
            return _("受理时请带原件到窗口核验")
        case Source.PROMISE:
            return _("凭告知承诺，不用交")
        case Source.PAPER:
            return _("窗口已收取")
        case _:
            return _("在网上填写，不用另交")


def provided_by(provider: str) -> str:
    """Who shares the data, as people say it: the catalogue writes 公安, people say 公安部门."""
    return _("%(office)s部门") % {"office": provider} if provider else _("有关部门")


def _hint(material: CaseMaterial) -> str:
    if material.obtain == "电子证照":
        return _("证照库里没有查到，请上传照片或扫描件。")
    if material.need == "容缺后补":
        return _("现在没有也可以先提交，签容缺承诺书，受理后再补（容缺后补）。")
    return _("只在有这份材料时上传。") if material.need == "非必要" else ""


def missing(rows: Iterable[CaseMaterial]) -> tuple[str, ...]:
    """The names of compulsory materials that still have to come before submitting."""
    return missing_at_submission(
        HandedIn(one.name, one.need, one.obtain, one.source, one.verdict) for one in rows
    )
