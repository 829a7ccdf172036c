"""The list of archives, one of them, lists to transfer and to destroy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongban.access.rules import Role
from tongban.archives import queries, services
from tongban.archives.rules import KEPT_NAMES, LIST_NAMES, LIST_STATES, Kept, ListKind, ListState
from tongban.base import clock
from tongban.base.errors import Forbidden, NotFound, Refusal
from tongban.base.web import read_only
from tongban.desk.answers import paper
from tongban.desk.requests import StaffRequest, for_roles

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.http import HttpResponse

READERS = (Role.LICENSING, Role.APPROVER, Role.SUPERVISOR)
KEEPERS = (Role.LICENSING, Role.APPROVER)
LONGEST_CURSOR = 400
LONGEST_NUMBER = 64


@require_http_methods(["GET", "POST"])
@never_cache
@for_roles(*READERS)
def archives(request: StaffRequest) -> HttpResponse:
    """The newest, or those whose period is over; sent, a list of the chosen is proposed."""
    if request.method == "GET":
        return _archives(request, [], status=200)
    kind = ListKind.DESTROY if request.POST.get("kind") == "destroy" else ListKind.TRANSFER
    try:
        made = services.propose(
            actor=request.actor, kind=kind, archives=request.POST.getlist("archives"),
            reason=request.POST.get("reason", ""), now=clock.now(),
        )  # fmt: skip
    except (NotFound, Forbidden):
        raise
    except Refusal as refusal:
        return _archives(request, list(_sentences(refusal)), status=refusal.status)
    messages.success(request, _("清单已经提出，等另一位负责人审批。"))
    return redirect("desk:archive_list", made.number)


def _archives(request: StaffRequest, errors: list[tuple[str, str]], *, status: int) -> HttpResponse:
    over = request.GET.get("over") == "yes"
    named = "".join(request.GET.get("q", "")[:LONGEST_NUMBER].split())
    page = queries.archives(
        request.actor, named=named, over_on=clock.today() if over else None,
        after=request.GET.get("after", "")[:LONGEST_CURSOR],
    )  # fmt: skip
    facts = {
        "page": page.map(lambda one: (one, KEPT_NAMES[Kept(one.kept)])),
        "over": over,
        "q": named,
        "failed": queries.failed() if request.actor.holds(Role.SUPERVISOR) else [],
        "keeps": request.actor.holds(*KEEPERS),
        "errors": errors,
        "chosen": request.POST.getlist("archives"),
        "reason": request.POST.get("reason", ""),
    }
    return render(request, "desk/archives/list.html", facts, status=status)


@require_GET
@read_only
@for_roles(*READERS)
def archive(request: StaffRequest, number: str) -> HttpResponse:
    """One archive with every check of it."""
    found = queries.archive(request.actor, number)
    facts = {
        "archive": found,
        "word": KEPT_NAMES[Kept(found.kept)],
        "checks": sorted(found.checks.all(), key=lambda one: -one.pk),
        "held": found.kept != Kept.DESTROYED and request.actor.holds(*KEEPERS),
    }
    return render(request, "desk/archives/archive.html", facts)


def _done(
    request: StaffRequest, number: str, act: Callable[[], object], words: str, to: str
) -> HttpResponse:
    """Take a step; a refusal is said on the page of the archive."""
    try:
        act()
    except Forbidden:
        raise
    except Refusal as refusal:
        for _name, sentence in _sentences(refusal):
            messages.error(request, sentence)
        return redirect("desk:archive", number)
    messages.success(request, words)
    return redirect(to)


@require_POST
@for_roles(*KEEPERS)
def check(request: StaffRequest, number: str) -> HttpResponse:
    """Check the package once more."""
    found = queries.archive(request.actor, number)
    return _done(
        request,
        number,
        lambda: services.check(actor=request.actor, number=number, now=clock.now()),
        _("检测完了，结果在下面。"),
        f"/desk/archives/{found.number}/",
    )


@require_POST
@never_cache
@for_roles(*KEEPERS)
def package(request: StaffRequest, number: str) -> HttpResponse:
    """The package, once a purpose is named; the look is recorded."""
    try:
        content, name = services.download(
            actor=request.actor, number=number, purpose=request.POST.get("purpose", ""),
            now=clock.now(),
        )  # fmt: skip
    except Forbidden:
        raise
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("desk:archive", number)
    return paper(content, name, "application/zip")


@require_POST
@for_roles(*KEEPERS)
def restore(request: StaffRequest, number: str) -> HttpResponse:
    """Read the case again from its package."""
    found = queries.archive(request.actor, number)
    return _done(
        request,
        number,
        lambda: services.restore_kept(actor=request.actor, number=number, now=clock.now()),
        _("已从归档信息包读出。"),
        f"/desk/archives/restored/{found.case_number}/",
    )


@require_GET
@read_only
@for_roles(*READERS)
def lists(request: StaffRequest) -> HttpResponse:
    """The lists of the department, the newest first."""
    page = queries.lists(request.actor, after=request.GET.get("after", "")[:LONGEST_CURSOR])
    shown = page.map(lambda one: (one, _kind(one), LIST_STATES[ListState(one.state)]))
    return render(request, "desk/archives/lists.html", {"page": shown})


def _kind(found: Any) -> str:
    return LIST_NAMES[ListKind(found.kind)]


@require_http_methods(["GET", "POST"])
@never_cache
@for_roles(*READERS)
def decide(request: StaffRequest, number: str) -> HttpResponse:
    """One list; an approver who did not propose it says yes or no."""
    if request.method == "GET":
        return _list(request, number, [], status=200)
    try:
        services.decide(
            actor=request.actor, number=number, approve=request.POST.get("answer") == "approve",
            words=request.POST.get("words", ""), receipt=request.POST.get("receipt", ""),
            now=clock.now(),
        )  # fmt: skip
    except (NotFound, Forbidden):
        raise
    except Refusal as refusal:
        return _list(request, number, list(_sentences(refusal)), status=refusal.status)
    messages.success(request, _("已经审批。"))
    return redirect("desk:archive_list", number)


def _list(
    request: StaffRequest, number: str, errors: list[tuple[str, str]], *, status: int
) -> HttpResponse:
    found = queries.archive_list(request.actor, number)
    open_now = found.state == ListState.PROPOSED
    facts = {
        "found": found,
        "kind": _kind(found),
        "word": LIST_STATES[ListState(found.state)],
        "archives": found.archives.order_by("id"),
        "may": open_now
        and found.proposed_by != request.actor.account
        and found.unit in request.actor.units(Role.APPROVER),
        "own": open_now and found.proposed_by == request.actor.account,
        "errors": errors,
        "typed": request.POST,
    }
    return render(request, "desk/archives/decide.html", facts, status=status)


def _sentences(refusal: Refusal) -> Iterable[tuple[str, str]]:
    return refusal.fields.items() or (("", str(refusal)),)
