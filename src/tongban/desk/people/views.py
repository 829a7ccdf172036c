"""Looking an account up by the document, making it its owner's, closing it, a new password."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from tongban.access import services as access
from tongban.access.rules import Role
from tongban.base import clock
from tongban.base.errors import Forbidden, NotFound, Refusal
from tongban.desk.answers import TRIED, decline
from tongban.desk.people.forms import DocumentForm
from tongban.desk.requests import StaffRequest, for_roles
from tongban.identity import queries, services

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

P = ParamSpec("P")
WHY = "窗口核验身份"
SEEN = "seen"
LONGEST = 40


def in_a_hall(
    view: Callable[Concatenate[StaffRequest, P], HttpResponse],
) -> Callable[Concatenate[Any, P], HttpResponse]:
    """A page for clerks who sit in a hall, where a document can be shown to them."""

    @wraps(view)
    def guarded(request: StaffRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.actor.places(Role.CLERK):
            raise Http404
        return view(request, *args, **kwargs)

    return for_roles(Role.CLERK)(guarded)


@require_http_methods(["GET", "POST"])
@never_cache
@in_a_hall
def people(request: StaffRequest) -> HttpResponse:
    """Type in the document; sent, the look is recorded and the accounts are shown."""
    if request.method == "GET":
        return _page(request, DocumentForm())
    form = DocumentForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=TRIED)
    return _found(request, form, form.cleaned_data)


def _found(
    request: StaffRequest, form: DocumentForm, given: dict[str, str], *, status: int = 200
) -> HttpResponse:
    """The accounts of the number; nothing if it stands there under another name."""
    number = {"number_type": given["number_type"], "number": given["number"]}
    known = access.look_up_subject(actor=request.actor, purpose=WHY, now=clock.now(), **number)
    if known is not None and known.name != given["name"]:
        return _page(request, form, status=decline(form, services.NameDiffers()))
    accounts = queries.accounts_using(**number, name=given["name"])
    shown = {"accounts": accounts, "confirmed": any(one.confirmed for one in accounts)}
    return _page(request, form, shown, status=status)


def _page(
    request: StaffRequest,
    form: DocumentForm,
    shown: dict[str, Any] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    facts = {"form": form, "found": shown}
    return render(request, "desk/people/people.html", facts, status=status)


def _document(request: StaffRequest) -> tuple[DocumentForm, dict[str, str]]:
    """The document once more, for the step that follows the look."""
    form = DocumentForm(request.POST)
    if not form.is_valid():
        raise Http404
    return form, dict(form.cleaned_data)


@require_POST
@in_a_hall
def confirm(request: StaffRequest, account_id: int) -> HttpResponse:
    """The clerk has seen document and person: the account is his from now on."""
    form, given = _document(request)
    said = request.POST.get("phone", "")[:LONGEST]
    if request.POST.get(SEEN) != "yes" or not said.strip():
        form.add_error(None, _("请先核对身份证原件和本人，勾选确认，再填本人说的手机号码。"))
        return _found(request, form, given, status=TRIED)
    try:
        services.confirm(
            actor=request.actor, account_id=account_id, phone=said, now=clock.now(), **given
        )
    except (NotFound, Forbidden):
        raise
    except Refusal as refusal:
        return _found(request, form, given, status=decline(form, refusal))
    messages.success(request, _("已核验。这个账号现在可以在网上申请，也能看本人的办件和证照。"))
    return redirect("desk:people")


@require_POST
@in_a_hall
def release(request: StaffRequest, account_id: int) -> HttpResponse:
    """The account is not his who stands here: it is closed, and his number is free of it."""
    _form, given = _document(request)
    del given["name"]
    services.release(actor=request.actor, account_id=account_id, now=clock.now(), **given)
    messages.success(request, _("已解除绑定，这个账号不能再登录。本人可以另外注册，再来核验。"))
    return redirect("desk:people")


@require_POST
@never_cache
@in_a_hall
def reset_password(request: StaffRequest, account_id: int) -> HttpResponse:
    """A password for one sign-in, shown on this page and nowhere else."""
    _form, given = _document(request)
    accounts = {one.id: one for one in queries.accounts_using(**given)}
    account = accounts.get(account_id)
    if account is None or not account.confirmed:
        raise Http404
    once = services.reset_password(actor=request.actor, account_id=account_id, now=clock.now())
    return render(request, "desk/people/password.html", {"once": once, "account": account})
