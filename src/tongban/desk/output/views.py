"""The list of consignments, one of them, and each step that the counter takes."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from tongban.access.rules import Role
from tongban.base import clock
from tongban.base.errors import Forbidden, NotFound, Refusal
from tongban.base.web import read_only
from tongban.base.web.uploads import readable
from tongban.delivery import queries, rules, services
from tongban.delivery.rules import PARCEL_STATES, STATES, Check, ParcelState, State
from tongban.desk.answers import decline, version_of
from tongban.desk.output import forms
from tongban.desk.requests import StaffRequest, for_roles
from tongban.directory import queries as directory

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.forms import Form
    from django.http import HttpResponse

    from tongban.delivery.queries import View

TABS = (
    State.PREPARING, State.READY, State.POSTED, State.BOXED, State.RETURNED, State.DELIVERED,
)  # fmt: skip
LONGEST_CURSOR = 400
INVALID = 422


@require_GET
@read_only
@for_roles(Role.CLERK, Role.SUPERVISOR)
def consignments(request: StaffRequest) -> HttpResponse:
    """Those in one state, what the law wants first on top."""
    asked = request.GET.get("state", State.PREPARING)
    state = asked if asked in set(State) else State.PREPARING
    counts = queries.counts(request.actor)
    page = queries.consignments(
        request.actor, state=state, after=request.GET.get("after", "")[:LONGEST_CURSOR]
    )
    return show_list(request, {"page": page, "state": state, "counts": counts})


def show_list(request: StaffRequest, facts: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """The page of the list: one state of it, or what was looked for."""
    counts = facts.get("counts") or queries.counts(request.actor)
    days = queries.settings().lost_days
    facts |= {
        "tabs": [(tab.value, STATES[tab], counts.get(tab)) for tab in TABS],
        "today": clock.today(),
        "lost_days": days,
        "long_before": clock.now() - timedelta(days=days),
        "handles": queries.is_counter(request.actor),
    }
    return render(request, "desk/output/list.html", facts, status=status)


@require_GET
@never_cache
@for_roles(Role.CLERK, Role.SUPERVISOR)
def consignment(request: StaffRequest, number: str) -> HttpResponse:
    """One consignment with what may be done now."""
    return _page(request, queries.consignment(request.actor, number))


def _page(
    request: StaffRequest,
    view: View,
    tried: Form | None = None,
    *,
    error: Refusal | None = None,
    address: Any = None,
    status: int = 200,
) -> HttpResponse:
    state, handles = view.consignment.state, view.consignment.hall in request.actor.places("clerk")
    shown = {name: kind(view) for name, kind in _FORMS.items()}
    if tried is not None:
        shown[next(name for name, kind in _FORMS.items() if isinstance(tried, kind))] = tried
    if not tried and state in _BEFORE:
        shown["thing"].initial = {"sheet": _printed(view)}
        free = services.free_box(view.consignment.hall)
        shown["box"].initial = {"box": free or None}
    facts = {
        "view": view,
        "line": view.line,
        "forms": shown,
        "tried": tried,
        "errors": [("", str(error))] if error else [],
        "hall": directory.hall(view.consignment.hall),
        "things": [(thing, rules.KINDS[rules.Kind(thing.kind)]) for thing in view.line.things],
        "receipts": queries.receipts(view),
        "awaited": handles and state == State.POSTED,
        "parcels": [(one, PARCEL_STATES[ParcelState(one.state)]) for one in view.parcels],
        "preparing": handles and state in {State.PREPARING, State.RETURNED},
        "returned": handles and state == State.RETURNED,
        "handing": handles and state == State.READY,
        "handles": handles,
        "address": address,
        "adding": tried is not None and tried is shown["thing"],
        "droppable": services.OPEN_KINDS if handles and state in _BEFORE else (),
    }
    return render(request, "desk/output/consignment.html", facts, status=status)


def _printed(view: View) -> str:
    """A sheet that was printed for one of the cases and is not on the list yet."""
    listed = {thing.number for thing in view.line.things}
    sheets = (sheet for number in view.cases for sheet in queries.printed(number))
    return next((sheet for sheet in sheets if sheet not in listed), "")


@require_POST
@never_cache
@for_roles(Role.CLERK)
def address(request: StaffRequest, number: str) -> HttpResponse:
    """The address in clear, for the label; the look is recorded first."""
    shown = services.show_address(actor=request.actor, number=number, now=clock.now())
    return _page(request, queries.consignment(request.actor, number), address=shown)


@require_POST
@never_cache
@for_roles(Role.CLERK)
def act(request: StaffRequest, number: str, step: str) -> HttpResponse:
    """Take one step; what was wrong is said at its field, and what was typed stays."""
    view = queries.consignment(request.actor, number)
    taken = _STEPS.get(step)
    if taken is None:
        raise Http404
    kind, carry_out, done = taken
    form = kind(view, request.POST, request.FILES) if kind else None
    if form is not None and not form.is_valid():
        return _page(request, view, form, status=INVALID)
    try:
        carry_out(request, view, form.cleaned_data if form else {})
    except (NotFound, Forbidden):
        raise
    except Refusal as refusal:
        again = queries.consignment(request.actor, number)
        if form is None:
            return _page(request, again, error=refusal, status=refusal.status)
        return _page(request, again, form, status=decline(form, refusal))
    messages.success(request, _(done))
    return redirect("desk:output_one", number)


def _said(request: StaffRequest, view: View) -> dict[str, Any]:
    """Who acts on which version, when."""
    return {
        "actor": request.actor, "number": view.consignment.number,
        "version": version_of(request), "now": clock.now(),
    }  # fmt: skip


def _hand(request: StaffRequest, view: View, given: dict[str, Any]) -> None:
    proof = services.Proof(Check(given["check"]), given["proof"], given["number_type"])
    services.hand_over(
        things=given["things"], proof=proof, remark=given["remark"], **_said(request, view)
    )


def _ready(request: StaffRequest, view: View, _given: dict[str, Any]) -> None:
    services.lay_ready(**_said(request, view))


def _post(request: StaffRequest, view: View, given: dict[str, Any]) -> None:
    services.post(carrier=given["carrier"], parcel_number=given["parcel"], **_said(request, view))


def _box(request: StaffRequest, view: View, given: dict[str, Any]) -> None:
    services.put_in_box(box=given["box"], **_said(request, view))


def _thing(request: StaffRequest, view: View, given: dict[str, Any]) -> None:
    services.add_thing(
        actor=request.actor, number=view.consignment.number, case_number=given["case"],
        kind=rules.Kind(given["kind"]), name=given["name"], copies=given["copies"],
        sheet=given["sheet"], now=clock.now(),
    )  # fmt: skip


def _drop(request: StaffRequest, view: View, _given: dict[str, Any]) -> None:
    typed = request.POST.get("thing", "")
    services.drop_thing(
        actor=request.actor, number=view.consignment.number,
        thing=int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 18 else 0,  # noqa: PLR2004
        now=clock.now(),
    )  # fmt: skip


def _lost(request: StaffRequest, view: View, given: dict[str, Any]) -> None:
    services.give_up_parcel(reason=given["reason"], **_said(request, view))


def _proxy(request: StaffRequest, view: View, given: dict[str, Any]) -> None:
    services.authorise_on_paper(
        actor=request.actor, number=view.consignment.number, case_number=given["case"],
        name=given["name"], number_type=given["number_type"], proxy_number=given["number"],
        paper=readable(given["paper"]), paper_name=given["paper"].name, now=clock.now(),
    )  # fmt: skip


def _join(request: StaffRequest, view: View, given: dict[str, Any]) -> None:
    services.join(
        actor=request.actor, number=view.consignment.number, other=given["other"].strip(),
        now=clock.now(),
    )  # fmt: skip


def _early(request: StaffRequest, view: View, _given: dict[str, Any]) -> None:
    services.ask_early(actor=request.actor, number=view.consignment.number, now=clock.now())


def _back(request: StaffRequest, view: View, _given: dict[str, Any]) -> None:
    services.take_back(**_said(request, view))


_FORMS: dict[str, Any] = {
    "hand": forms.HandForm,
    "post": forms.PostForm,
    "box": forms.BoxForm,
    "thing": forms.ThingForm,
    "proxy": forms.ProxyForm,
    "join": forms.JoinForm,
    "lost": forms.LostForm,
}
_BEFORE = frozenset({State.PREPARING, State.READY, State.RETURNED})
_STEPS: dict[str, tuple[Any, Callable[[StaffRequest, View, dict[str, Any]], None], str]] = {
    "hand": (forms.HandForm, _hand, "已经交付，送达回证已经生成。"),
    "ready": (None, _ready, "已备好，通知发给申请人了。"),
    "early": (None, _early, "记下了，不再等别的事项，可以备件了。"),
    "post": (forms.PostForm, _post, "已交寄。寄递状态会自动更新。"),
    "box": (forms.BoxForm, _box, "已放进取件柜，通知发给申请人了。"),
    "thing": (forms.ThingForm, _thing, "已加到单子上。"),
    "drop": (None, _drop, "已从单子上拿下。"),
    "lost": (forms.LostForm, _lost, "记下了，通知发给申请人了。请重新备件。"),
    "proxy": (forms.ProxyForm, _proxy, "授权委托书已经收存，代领人可以领取。"),
    "join": (forms.JoinForm, _join, "已经合并。"),
    "back": (None, _back, "已收回窗口，通知发给申请人了。"),
}
