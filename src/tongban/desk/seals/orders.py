"""Orders: handing a document in, looking at each face, sealing those that are ticked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.core.cache import cache
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongban.access.rules import Role
from tongban.base import clock
from tongban.base.errors import Forbidden, NotFound, Refusal
from tongban.base.web import read_only
from tongban.base.web.uploads import readable
from tongban.desk.answers import TRIED, decline, paper
from tongban.desk.requests import StaffRequest, for_roles
from tongban.desk.seals.forms import OrderForm
from tongban.desk.seals.views import READERS
from tongban.seals import queries, services
from tongban.seals.rules.uses import DOCUMENT_KINDS
from tongban.seals.rules.uses_placed import Place

if TYPE_CHECKING:
    from tongban.seals.models import Seal
    from tongban.seals.queries import OrderRow

OFD = "application/ofd"
PAGE = 20
SEEN_FOR = 8 * 3600


@dataclass(frozen=True, slots=True)
class Waiting:
    """One order of the list, and why it could not be sealed just now."""

    row: OrderRow
    kind: str
    wrong: str
    ticked: bool


@require_GET
@read_only
@for_roles(*READERS)
def orders(request: StaffRequest) -> HttpResponse:
    """The orders that wait, each with the face of its document."""
    return _page(request)


def _page(
    request: StaffRequest,
    wrong: dict[str, str] | None = None,
    ticked: frozenset[str] = frozenset(),
    *,
    status: int = 200,
) -> HttpResponse:
    faults = wrong or {}
    page = queries.orders(request.actor, after=request.GET.get("after", ""), limit=PAGE)
    rows = page.map(
        lambda row: Waiting(
            row=row,
            kind=DOCUMENT_KINDS.get(row.order.document_kind, row.order.document_kind),
            wrong=faults.get(str(row.order.pk), ""),
            ticked=str(row.order.pk) in ticked,
        )
    )
    shown = {
        "page": rows,
        "some": any(each.row.may_seal for each in rows.items),
        "errors": [(f"order-{key}", sentence) for key, sentence in faults.items()],
    }
    return render(request, "desk/seals/orders.html", shown, status=status)


@require_POST
@for_roles(Role.SEALING)
def seal_ticked(request: StaffRequest) -> HttpResponse:
    """Seal each ticked document whose face was looked at; the others say why not."""
    ticked = list(dict.fromkeys(request.POST.getlist("order")))[:PAGE]
    if not ticked:
        said = _("请先看过文件，再勾选要盖章的文件。")
        return _page(request, {"": said}, status=TRIED)
    wrong = {}
    for each in ticked:
        if refused := _sealed(request, each):
            wrong[each] = refused
    done = len(ticked) - len(wrong)
    if done:
        said = ngettext("已盖章 %(count)d 件。", "已盖章 %(count)d 件。", done)
        messages.success(request, said % {"count": done})
    if wrong:
        return _page(request, wrong, frozenset(wrong), status=409)
    return redirect("desk:seal_orders")


def _sealed(request: StaffRequest, word: str) -> str:
    """Seal one document; returns why it was not sealed."""
    try:
        order_id = UUID(word)
    except ValueError:
        return _("没有这条用印指令。")
    if not cache.get(_seen(request, order_id)):
        return _("还没有看过这份文件，请看过再勾选。")
    try:
        services.impress(actor=request.actor, order_id=order_id, now=clock.now())
    except Refusal as refusal:
        return str(refusal)
    return ""


def _seen(request: StaffRequest, order_id: UUID) -> str:
    return f"seals.seen:{request.actor.account}:{order_id}"


@require_GET
@for_roles(*READERS)
def face(request: StaffRequest, order_id: UUID) -> HttpResponse:
    """The face of a document; that it was looked at is remembered for the day."""
    shown = services.ordered_face(actor=request.actor, order_id=order_id)
    cache.set(_seen(request, order_id), 1, SEEN_FOR)
    return paper(shown, f"{order_id}.png", "image/png")


@require_GET
@read_only
@for_roles(*READERS)
def document(request: StaffRequest, order_id: UUID) -> HttpResponse:
    """The unsealed document."""
    found = services.ordered_document(actor=request.actor, order_id=order_id)
    return paper(found, f"{order_id}.ofd", OFD)


@require_GET
@read_only
@for_roles(*READERS)
def sealed_document(request: StaffRequest, impression_id: str) -> HttpResponse:
    """The sealed document."""
    found = services.sealed_document(actor=request.actor, impression_id=impression_id)
    return paper(found, f"sealed-{impression_id}.ofd", OFD)


@require_POST
@for_roles(*READERS)
def withdraw(request: StaffRequest, order_id: UUID) -> HttpResponse:
    """Take an order back."""
    services.withdraw_order(actor=request.actor, order_id=order_id, now=clock.now())
    messages.success(request, _("用印指令已撤回。"))
    return redirect("desk:seal_orders")


@require_http_methods(["GET", "POST"])
@for_roles(*READERS)
def order(request: StaffRequest, code: str) -> HttpResponse:
    """Hand a document in to be sealed by somebody else."""
    seal = queries.seal(request.actor, code)
    if request.method == "GET":
        return _form(request, seal, OrderForm(seal=seal))
    form = OrderForm(request.POST, request.FILES, seal=seal)
    if not form.is_valid():
        return _form(request, seal, form, status=TRIED)
    try:
        _order(request, code, form.cleaned_data)
    except (NotFound, Forbidden):
        raise
    except Refusal as refusal:
        return _form(request, seal, form, status=decline(form, refusal))
    messages.success(request, _("用印指令已下达，请由得到授权的用印人盖章。"))
    return redirect("desk:seal_orders")


def _order(request: StaffRequest, code: str, given: dict[str, Any]) -> None:
    content = readable(given["file"])
    spots = services.places(
        actor=request.actor, seal_code=code, content=content, place=Place(given["place"])
    )
    services.order(
        actor=request.actor,
        seal_code=code,
        content=content,
        document_kind=given["document_kind"],
        title=given["title"],
        case_number=given["case_number"],
        decision=given["decision"],
        spots=spots,
        now=clock.now(),
    )


def _form(request: StaffRequest, seal: Seal, form: OrderForm, *, status: int = 200) -> HttpResponse:
    return render(request, "desk/seals/order.html", {"seal": seal, "form": form}, status=status)
