"""The whole of a life event (一件事): its members, accepted or asked all at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tongban.access.rules import Role
from tongban.base import clock
from tongban.base.errors import NotFound, Refusal
from tongban.base.web import read_only
from tongban.base.web.typed import whole
from tongban.cases import queries as cases
from tongban.cases import services
from tongban.cases.rules.bundles import LABELS, MEMBER_LABELS, BundleState, MemberState
from tongban.cases.rules.materials import SOURCE_LABELS, Source
from tongban.cases.services import bundles
from tongban.desk.answers import paper as shown
from tongban.desk.requests import StaffRequest, for_roles, staff_only

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.http import HttpResponse

    from tongban.cases.models import BundleMaterial
    from tongban.cases.queries import BundleView

LONGEST_CURSOR = 400
_TONES = {
    BundleState.RUNNING: "working",
    BundleState.DONE: "good",
    BundleState.PARTLY: "asked",
    BundleState.FAILED: "bad",
    MemberState.PLANNED: "waiting",
    MemberState.OPEN: "working",
    MemberState.FAILED: "bad",
}


@require_GET
@read_only
@for_roles(Role.CLERK)
def at_work(request: StaffRequest) -> HttpResponse:
    """The life events that run in the clerk's halls, the newest first."""
    after = request.GET.get("after", "")[:LONGEST_CURSOR]
    page = cases.bundles_at_work(request.actor, after=after)
    return render(request, "desk/bundles/list.html", {"page": page})


@require_GET
@read_only
@staff_only
def thing(request: StaffRequest, number: str) -> HttpResponse:
    """All members with departments, cases and clocks; the one set of materials."""
    return _page(request, number, [], status=200)


def _page(
    request: StaffRequest, number: str, errors: list[tuple[str, str]], *, status: int
) -> HttpResponse:
    view = cases.bundle(request.actor, number)
    bundle = view.bundle
    here = bundle.place in request.actor.places(Role.CLERK)
    page = {
        "view": view,
        "word": _(LABELS[BundleState(bundle.state)]),
        "tone": _TONES.get(BundleState(bundle.state), "quiet"),
        "members": [_member(one) for one in view.members],
        "rows": [_material(view, row) for row in view.materials],
        "may_act": here and bundle.state == BundleState.RUNNING and bundle.accepted_at is None,
        "may_ask": bundle.noticed_at is None,
        "errors": errors,
    }
    return render(request, "desk/bundles/thing.html", page, status=status)


def _member(one: cases.MemberView) -> dict[str, Any]:
    state = MemberState(one.row.state)
    tone = "good" if state is MemberState.DONE else _TONES.get(state, "quiet")
    return {"member": one, "word": _(MEMBER_LABELS[state]), "tone": tone}


def _material(view: BundleView, row: BundleMaterial) -> dict[str, Any]:
    source = SOURCE_LABELS.get(Source(row.source), "") if row.source else _("没有交")
    names = view.thing.names if view.thing else {}
    if row.fed_by:
        source = _("前序事项“%(name)s”的结果") % {"name": names.get(row.fed_by, row.fed_by)}
    return {"material": row, "source": source, "used": "、".join(view.names_using(row))}


@require_POST
@for_roles(Role.CLERK)
def check(request: StaffRequest, number: str, key: str) -> HttpResponse:
    """Write down what was found of one material, once for all departments."""

    def act() -> object:
        return bundles.check_material(
            actor=request.actor, number=number, material_key=key, now=clock.now(),
            verdict=request.POST.get("verdict", ""), remark=request.POST.get("remark", ""),
        )  # fmt: skip

    return _done(request, number, act, "", f"#m_{key}")


def _done(
    request: StaffRequest, number: str, act: Callable[[], object], said: str, anchor: str = ""
) -> HttpResponse:
    try:
        act()
    except NotFound:
        raise
    except Refusal as refusal:
        found = refusal.fields.items() or {"": str(refusal)}.items()
        errors = [(f"r_{name}" if name else "", text) for name, text in found]
        return _page(request, number, errors, status=refusal.status)
    if said:
        messages.success(request, said)
    answer = redirect("desk:event", number)
    answer["Location"] += anchor
    return answer


@require_POST
@for_roles(Role.CLERK)
def accept(request: StaffRequest, number: str) -> HttpResponse:
    """Accept the whole thing."""

    def act() -> object:
        return bundles.accept_bundle(
            actor=request.actor, number=number, version=_version(request), now=clock.now()
        )

    return _done(request, number, act, _("已整体受理，各部门同时开始办理。"))


@require_POST
@for_roles(Role.CLERK)
def ask(request: StaffRequest, number: str) -> HttpResponse:
    """Give the one notice for everything that was found wrong."""

    def act() -> object:
        return bundles.ask_bundle(
            actor=request.actor, number=number, version=_version(request), now=clock.now()
        )

    return _done(request, number, act, _("已一次性告知，申请人会收到一张清单。"))


@require_POST
@for_roles(Role.CLERK)
def refuse(request: StaffRequest, number: str) -> HttpResponse:
    """Decide not to take the whole thing in, with the reason."""

    def act() -> object:
        return bundles.refuse_bundle(
            actor=request.actor, number=number, reasons=[request.POST.get("reason", "")],
            version=_version(request), now=clock.now(),
        )  # fmt: skip

    return _done(request, number, act, _("已决定不予受理，理由写在各事项的通知书里。"))


def _version(request: StaffRequest) -> int | None:
    return whole(request.POST.get("version", ""))


@require_GET
@staff_only
def paper(request: StaffRequest, number: str, paper: UUID) -> HttpResponse:
    """A paper of the whole."""
    content, name = services.open_document(
        actor=request.actor, number=number, document_id=paper, now=clock.now()
    )
    return shown(content, name)


@require_GET
@read_only
@staff_only
def sealed(request: StaffRequest, number: str, paper: UUID) -> HttpResponse:
    """A paper of the whole as the leading office sealed it (OFD)."""
    content, name = services.open_sealed(actor=request.actor, number=number, document_id=paper)
    return shown(content, name, "application/ofd")


@require_GET
@staff_only
def file(request: StaffRequest, number: str, file: int) -> HttpResponse:
    """A file of the one set of materials; the look is recorded."""
    content, name, media_type = bundles.read_file(
        actor=request.actor, bundle_ref=number, file_id=file, now=clock.now()
    )
    return shown(content, name, media_type)
