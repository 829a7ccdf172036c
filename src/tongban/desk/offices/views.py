"""The departments, one of them, renaming it, letting it go up in another one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongban.access import queries as access
from tongban.access.rules import ROLE_LABELS, Role
from tongban.base import clock
from tongban.base.errors import Forbidden, NotFound, Refusal
from tongban.base.web import read_only
from tongban.cases import queries as cases
from tongban.cases import services as work
from tongban.desk.answers import decline
from tongban.desk.offices.forms import MergeForm, RenameForm
from tongban.desk.requests import StaffRequest, for_roles
from tongban.directory import queries, services
from tongban.processes import queries as drawings

if TYPE_CHECKING:
    from django.http import HttpResponse

    from tongban.directory.models import Department

operators_only = for_roles(Role.OPERATOR)
SHOWN, TRIED = 30, 422


@require_GET
@read_only
@operators_only
def offices(request: StaffRequest) -> HttpResponse:
    """All departments by their keys, the closed ones too."""
    page = queries.department_page(after=request.GET.get("after", ""), limit=SHOWN)
    now_called = queries.current_keys(one.key for one in page.items)
    names = {one.key: one.name for one in queries.departments(set(now_called.values()))}
    shown = {key: names[now] for key, now in now_called.items()}
    return render(request, "desk/offices/list.html", {"page": page, "now_called": shown})


@require_GET
@read_only
@operators_only
def office(request: StaffRequest, key: str) -> HttpResponse:
    """One department: its posts, what it was called, and what may be done."""
    return _one(request, queries.department(key))


@require_POST
@operators_only
def rename(request: StaffRequest, key: str) -> HttpResponse:
    """Another name, from today or a later day on."""
    found = queries.department(key)
    form = RenameForm(request.POST)
    if not form.is_valid():
        return _one(request, found, form=form, status=TRIED)
    try:
        services.rename_department(
            actor=request.actor, key=key, now=clock.now(), **form.cleaned_data
        )
    except (NotFound, Forbidden):
        raise
    except Refusal as refusal:
        return _one(request, found, form=form, status=decline(form, refusal))
    later = queries.planned_name(key)
    messages.success(request, _("到那天会自动更名。") if later else _("已更名。"))
    return redirect("desk:office", key)


@require_POST
@operators_only
def keep_name(request: StaffRequest, key: str) -> HttpResponse:
    """The planned name is dropped."""
    services.drop_planned_name(actor=request.actor, key=key, now=clock.now())
    messages.success(request, _("已取消，名称不变。"))
    return redirect("desk:office", key)


@require_http_methods(["GET", "POST"])
@operators_only
def merge(request: StaffRequest, key: str) -> HttpResponse:
    """What would move, and doing it when the name was typed."""
    found = queries.department(key)
    if found.closed_on:
        raise NotFound
    others = [
        (one.key, one.name)
        for one in queries.departments()
        if one.key != key and one.closed_on is None
    ]
    form = MergeForm(request.POST or None, name=found.name, others=others)
    if request.method == "GET" or not form.is_valid():
        return _preview(request, found, form, TRIED if request.method == "POST" else 200)
    new = form.cleaned_data["successor"]
    try:
        moved = work.succeed(
            actor=request.actor, old=key, new=new, reason=form.cleaned_data["reason"],
            now=clock.now(),
        )  # fmt: skip
    except (NotFound, Forbidden):
        raise
    except Refusal as refusal:
        return _preview(request, found, form, decline(form, refusal))
    words = _("已并入。转过去 %(cases)d 件办件、%(tasks)d 项待办、%(items)d 个事项。")
    messages.success(
        request, words % {"cases": moved.cases, "tasks": moved.tasks, "items": moved.items}
    )
    return redirect("desk:office", new)


def _one(
    request: StaffRequest, found: Department, *, form: RenameForm | None = None, status: int = 200
) -> HttpResponse:
    now_called = queries.standing(found.key)
    facts: dict[str, Any] = {
        "office": found,
        "posts": _posts(found.key),
        "former": queries.names_before(found.key),
        "planned": queries.planned_name(found.key),
        "successor": queries.department(now_called) if now_called != found.key else None,
        "stands_for": queries.departments(found.stands_for) if found.stands_for else (),
        "form": form or RenameForm(),
    }
    return render(request, "desk/offices/one.html", facts, status=status)


def _preview(
    request: StaffRequest, found: Department, form: MergeForm, status: int
) -> HttpResponse:
    facts = {
        "office": found,
        "moving": cases.succession(request.actor, found.key),
        "posts": _posts(found.key),
        "drawings": drawings.naming(found.key),
        "form": form,
    }
    return render(request, "desk/offices/merge.html", facts, status=status)


def _posts(unit: str) -> list[dict[str, Any]]:
    """The posts of a department with the people in them."""
    people: dict[int, list[str]] = {}
    for one in access.held_in(unit):
        people.setdefault(one.post, []).append(one.name)
    return [
        {"post": post, "role": ROLE_LABELS.get(post.role, ""), "people": people.get(post.pk, [])}
        for post in queries.posts(unit)
    ]
