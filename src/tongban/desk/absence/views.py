"""Standing in: the list, adding, ending; passing on what a colleague has claimed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from tongban.access import queries as access
from tongban.access import services
from tongban.access.rules import Role
from tongban.base import clock
from tongban.base.errors import Forbidden, NotFound, Refusal
from tongban.base.web import read_only
from tongban.cases import queries as cases
from tongban.cases import services as work
from tongban.desk.absence.forms import StandInForm, TransferForm, receiver
from tongban.desk.answers import TRIED, decline
from tongban.desk.requests import StaffRequest, staff_only
from tongban.directory import queries as directory
from tongban.directory import services as offices
from tongban.identity import queries as identity
from tongban.items import queries as items

if TYPE_CHECKING:
    from django.http import HttpResponse

    from tongban.base.actors import Actor
    from tongban.directory.models import Department, Substitution


@dataclass(frozen=True, slots=True)
class Row:
    """One substitution as the list shows it."""

    one: Substitution
    deputy: str
    items: tuple[str, ...]
    now: bool
    mine: bool


@dataclass(frozen=True, slots=True)
class Office:
    """The department whose people the reader orders; `unit` is empty where he orders nobody."""

    unit: str
    led: tuple[Department, ...]


@require_GET
@read_only
@staff_only
def absence(request: StaffRequest) -> HttpResponse:
    """Who stands in for whom, and the forms to change that."""
    office = office_of(request.actor, request.GET.get("unit", ""))
    return _page(request, office)


@require_POST
@staff_only
def stand_in(request: StaffRequest) -> HttpResponse:
    """Let somebody act in a post for a while."""
    office = office_of(request.actor, request.POST.get("unit", ""))
    form = _stand_in_form(request, office, typed=True)
    if not form.is_valid():
        return _page(request, office, stand_in=form, status=TRIED)
    try:
        services.stand_in(actor=request.actor, now=clock.now(), **form.given())
    except (NotFound, Forbidden):
        raise
    except Refusal as refusal:
        status = decline(form, refusal, absent="held")
        return _page(request, office, stand_in=form, status=status)
    messages.success(request, _("代理已安排。"))
    return _back(office)


@require_POST
@staff_only
def end(request: StaffRequest, id: int) -> HttpResponse:  # noqa: A002
    """The colleague is back: from now on nobody stands in for him."""
    offices.end_substitution(actor=request.actor, id=id, now=clock.now())
    messages.success(request, _("代理已结束。"))
    return _back(office_of(request.actor, request.POST.get("unit", "")))


@require_POST
@staff_only
def transfer(request: StaffRequest) -> HttpResponse:
    """Pass on all that a colleague of the department has claimed."""
    office = office_of(request.actor, request.POST.get("unit", ""))
    if not office.unit:
        raise Forbidden
    form = _transfer_form(request, office, typed=True)
    if not form.is_valid():
        return _page(request, office, transfer=form, status=TRIED)
    given = form.cleaned_data
    try:
        count = work.reassign(
            actor=request.actor, unit=office.unit, holder=given["holder"],
            to=receiver(given["to"]), reason=given["reason"], now=clock.now(),
        )  # fmt: skip
    except (NotFound, Forbidden):
        raise
    except Refusal as refusal:
        return _page(request, office, transfer=form, status=decline(form, refusal))
    messages.success(
        request,
        ngettext("已转出 %(count)d 件。", "已转出 %(count)d 件。", count) % {"count": count},
    )
    return _back(office)


def office_of(actor: Actor, asked: str) -> Office:
    """The department that was asked for, if the reader orders its people; else his first."""
    if actor.holds(Role.OPERATOR):
        led = tuple(one for one in directory.departments() if not one.closed_on)
    else:
        own = actor.units(Role.APPROVER)
        led = tuple(one for one in directory.departments(own) if not one.closed_on) if own else ()
    known = [one.key for one in led]
    first = known[0] if known and not actor.holds(Role.OPERATOR) else ""
    return Office(asked if asked in known else first, led)


def _back(office: Office) -> HttpResponse:
    answer = redirect("desk:absence")
    if office.unit:
        answer["Location"] += f"?unit={office.unit}"
    return answer


def _page(
    request: StaffRequest,
    office: Office,
    *,
    stand_in: StandInForm | None = None,
    transfer: TransferForm | None = None,
    status: int = 200,
) -> HttpResponse:
    facts: dict[str, Any] = {
        "office": office,
        "rows": rows(request.actor, office.unit),
        "form": stand_in or _stand_in_form(request, office),
        "transfer": transfer,
        "tasks": cases.deputised(request.actor, after=request.GET.get("after", "")),
        "limited": any(post.only for post in request.actor.posts),
    }
    if office.unit and transfer is None:
        facts["transfer"] = _transfer_form(request, office)
    return render(request, "desk/absence/absence.html", facts, status=status)


def rows(actor: Actor, unit: str) -> list[Row]:
    """The substitutions of the department, or the reader's own, with names."""
    today = clock.today()
    found = (
        directory.substitutions(unit, day=today)
        if unit
        else directory.substitutions_of(actor.account or 0, day=today)
    )
    names = identity.account_names({one.account for one in found})
    called = items.names({key for one in found for key in one.items})
    return [
        Row(
            one, names.get(one.account, ""), tuple(called.get(key, key) for key in one.items),
            one.since_on <= today, bool(unit) or one.absent == actor.account,
        )
        for one in found
    ]  # fmt: skip


def _stand_in_form(request: StaffRequest, office: Office, *, typed: bool = False) -> StandInForm:
    """The posts of the department, or the reader's own; colleagues of the same department."""
    held = (
        access.held_in(office.unit) if office.unit else access.held_by(request.actor.account or 0)
    )
    units = sorted({one.unit for one in held})
    colleagues, offered = access.colleagues(*units), items.of_departments(*units)
    if not office.unit:
        colleagues.pop(request.actor.account or 0, None)
    data = request.POST if typed else None
    several = directory.departments(units) if len(units) > 1 else ()
    offices = {one.key: one.name for one in several}
    return StandInForm(data, held=held, offices=offices, colleagues=colleagues, items=offered)


def _transfer_form(request: StaffRequest, office: Office, *, typed: bool = False) -> TransferForm:
    return TransferForm(
        request.POST if typed else None,
        holders=cases.held_in(request.actor, office.unit),
        colleagues=access.colleagues(office.unit),
    )
