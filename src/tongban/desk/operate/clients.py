"""Systems that may call the API: the list, registering one, a new secret, closing it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongban.access import queries, services
from tongban.access.rules import SCOPES, Role
from tongban.base import clock
from tongban.base.errors import Forbidden, NotFound, Refusal
from tongban.base.web import read_only
from tongban.desk.answers import TRIED, decline
from tongban.desk.operate.forms import ClientForm
from tongban.desk.requests import StaffRequest, for_roles
from tongban.identity import queries as identity

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from django.http import HttpResponse

    from tongban.access.models import Client
    from tongban.identity.queries import MaskedSubject

ENTERPRISE_NUMBER = "001"
WANTED = ("key", "name", "unit", "scopes", "per_minute", "per_day")


@require_GET
@read_only
@for_roles(Role.OPERATOR)
def clients(request: StaffRequest) -> HttpResponse:
    """All systems by their keys, the closed ones too."""
    page = queries.clients(request.actor, after=request.GET.get("after", ""), limit=30)
    firms = identity.masked_many([one.subject_id for one in page.items if one.subject_id])
    owners = {one.key: _owner(one, firms) for one in page.items}
    shown = {"page": page, "owners": owners, "scopes": SCOPES}
    return render(request, "desk/operate/clients.html", shown)


@require_http_methods(["GET", "POST"])
@never_cache
@for_roles(Role.OPERATOR)
def register(request: StaffRequest) -> HttpResponse:
    """Register a system; its secret is on the page that follows, and nowhere else."""
    if request.method == "GET":
        return _form(request, ClientForm())
    form = ClientForm(request.POST)
    if not form.is_valid():
        return _form(request, form, TRIED)
    given = form.cleaned_data
    number = given["number"].strip()
    subject = identity.find_by_number(ENTERPRISE_NUMBER, number) if number else None
    if number and subject is None:
        form.add_error("number", _("平台上没有这家企业。请它先在网上注册、核验身份，再登记应用。"))
        return _form(request, form, TRIED)
    wanted: dict[str, Any] = {k: given[k] for k in WANTED}
    try:
        client, secret = services.register_client(
            actor=request.actor, subject=subject, now=clock.now(), **wanted
        )
    except (NotFound, Forbidden):
        raise
    except Refusal as refusal:
        return _form(request, form, decline(form, refusal))
    return _secret(request, client.key, secret, first=True)


@require_POST
@never_cache
@for_roles(Role.OPERATOR)
def renew_secret(request: StaffRequest, key: str) -> HttpResponse:
    """A new secret, shown once; the old one and all tokens are over."""
    secret = services.renew_secret(actor=request.actor, key=key, now=clock.now())
    return _secret(request, key, secret, first=False)


@require_POST
@for_roles(Role.OPERATOR)
def close(request: StaffRequest, key: str) -> HttpResponse:
    """The system may call no more, from now on."""
    client = services.close_client(actor=request.actor, key=key, now=clock.now())
    messages.success(request, _("已停用“%(name)s”，它的令牌马上失效。") % {"name": client.name})
    return redirect("desk:clients")


def _owner(client: Client, firms: Mapping[UUID, MaskedSubject]) -> str:
    if client.department is not None:
        return client.department.name
    return firms[client.subject_id].name if client.subject_id else ""


def _form(request: StaffRequest, form: ClientForm, status: int = 200) -> HttpResponse:
    return render(request, "desk/operate/client_new.html", {"form": form}, status=status)


def _secret(request: StaffRequest, key: str, secret: str, *, first: bool) -> HttpResponse:
    shown = {"key": key, "secret": secret, "first": first}
    return render(request, "desk/operate/client_secret.html", shown)
