"""A case on one page: look, check each material, accept."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tongban.base import clock
from tongban.base.errors import Forbidden, NotFound, Refusal
from tongban.base.web import read_only
from tongban.base.web.uploads import readable
from tongban.cases import queries, services
from tongban.desk import casepage
from tongban.desk.answers import paper, version_of
from tongban.desk.requests import StaffRequest, staff_only

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.http import HttpResponse


@require_GET
@read_only
@staff_only
def case(request: StaffRequest, number: str) -> HttpResponse:
    """The case; `m` in the address names the material on the right."""
    view = queries.case(request.actor, number)
    return casepage.page(request, view, chosen=request.GET.get("m", ""))


def act(
    request: StaffRequest,
    number: str,
    take: Callable[[], object],
    *,
    done: str,
    chosen: str = "",
    typed: dict[str, str] | None = None,
) -> HttpResponse:
    """Take one step and come back to the case; declined, the same page says why."""
    try:
        take()
    except (NotFound, Forbidden):
        raise
    except Refusal as refusal:
        view = queries.case(request.actor, number)
        return casepage.page(request, view, chosen=chosen, refusal=refusal, typed=typed)
    messages.success(request, done)
    return redirect(address(number, chosen))


def address(number: str, chosen: str = "") -> str:
    """The address of a case, with the material to show."""
    query = f"?{urlencode({'m': chosen})}" if chosen else ""
    return reverse("desk:case", args=[number]) + query


@require_POST
@staff_only
def check(request: StaffRequest, number: str, key: str) -> HttpResponse:
    """Write down what was found of one material, and go on to the next."""
    typed = {"remark": request.POST.get("remark", "")}
    try:
        services.check_material(
            actor=request.actor,
            number=number,
            material_key=key,
            verdict=request.POST.get("verdict", ""),
            remark=typed["remark"],
            now=clock.now(),
        )
    except (NotFound, Forbidden):
        raise
    except Refusal as refusal:
        view = queries.case(request.actor, number)
        return casepage.page(request, view, chosen=key, refusal=refusal, typed=typed)
    view = queries.case(request.actor, number)
    return redirect(address(number, casepage.next_unchecked(view, key) or key) + "#material")


@require_POST
@staff_only
def precheck(request: StaffRequest, number: str) -> HttpResponse:
    """Note that what came in online looks complete."""
    return act(
        request,
        number,
        lambda: services.precheck(
            actor=request.actor, number=number, now=clock.now(), version=version_of(request)
        ),
        done=_("预审通过。材料核对好以后，请正式受理。"),
    )


@require_POST
@staff_only
def accept(request: StaffRequest, number: str) -> HttpResponse:
    """Accept the case; its limits run from tomorrow."""
    return act(
        request,
        number,
        lambda: services.accept(
            actor=request.actor, number=number, now=clock.now(), version=version_of(request)
        ),
        done=_("已受理，受理通知书在“文书”里，可以打印。"),
    )


@require_POST
@staff_only
def brought(request: StaffRequest, number: str, key: str) -> HttpResponse:
    """Take in at the counter what was asked for: on paper, or as a scan."""

    def take() -> object:
        scan = request.FILES.get("scan")
        if scan is None:
            return services.bring_paper(
                actor=request.actor, number=number, material_key=key, now=clock.now()
            )
        return services.bring(
            actor=request.actor,
            number=number,
            material_key=key,
            content=readable(scan),
            name=scan.name or "",
            now=clock.now(),
        )

    return act(request, number, take, done=_("已收取这项材料。"), chosen=key)


@require_POST
@staff_only
def supplement(request: StaffRequest, number: str) -> HttpResponse:
    """Note that all corrections have come in; the clock of the office runs on."""
    return act(
        request,
        number,
        lambda: services.supplement(
            actor=request.actor, number=number, now=clock.now(), version=version_of(request)
        ),
        done=_("补正材料已收齐，请核对后受理。"),
    )


@require_POST
@staff_only
def applicant(request: StaffRequest, number: str) -> HttpResponse:
    """Show the applicant and the form in clear, once, after the reason was written down."""
    purpose = request.POST.get("purpose", "")
    chosen = request.POST.get("m", "")
    view = queries.case(request.actor, number)
    try:
        card = services.show_applicant(
            actor=request.actor, number=number, purpose=purpose, now=clock.now()
        )
    except (NotFound, Forbidden):
        raise
    except Refusal as refusal:
        typed = {"purpose": purpose}
        return casepage.page(request, view, chosen=chosen, refusal=refusal, typed=typed)
    shown = casepage.page(request, view, chosen=chosen, card=card)
    shown["Cache-Control"] = "private, no-store"
    return shown


@require_GET
@read_only
@staff_only
def file(request: StaffRequest, number: str, file_id: int) -> HttpResponse:
    """A file that was handed in; the look is recorded first."""
    content, name, media_type = services.read_file(
        actor=request.actor, case_ref=number, file_id=file_id, now=clock.now()
    )
    return paper(content, name, media_type)


@require_GET
@read_only
@staff_only
def licence(request: StaffRequest, number: str, key: str) -> HttpResponse:
    """The picture of the licence that answers a material; the look is recorded first."""
    content = services.show_licence(
        actor=request.actor, number=number, material_key=key, now=clock.now()
    )
    return paper(content, f"{key}.png", "image/png")


@require_GET
@read_only
@staff_only
def sealed(request: StaffRequest, number: str, document_id: UUID) -> HttpResponse:
    """A decision or notice as the office sealed it (OFD)."""
    content, name = services.open_sealed(
        actor=request.actor, number=number, document_id=document_id
    )
    return paper(content, name, "application/ofd")


@require_GET
@staff_only  # not read-only: a paper is printed when it is first opened
def document(request: StaffRequest, number: str, document_id: UUID) -> HttpResponse:
    """A paper of the case as PDF."""
    content, name = services.open_document(
        actor=request.actor, number=number, document_id=document_id, now=clock.now()
    )
    return paper(content, name)
