"""Views that allauth has not: the staff's door, and for whom one acts."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from allauth.account.views import LoginView
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tongban.access import queries as access
from tongban.identity.rules import SessionKey
from tongban.portal.accounts.forms import StaffSignInForm
from tongban.portal.requests import people_only

if TYPE_CHECKING:
    from tongban.portal.requests import CitizenRequest


class StaffLoginView(LoginView):  # type: ignore[misc]  # allauth has no types
    """The staff's door; an account of the people's realm is unknown here."""

    template_name = "account/staff_login.html"

    def get_form_class(self) -> Any:
        return StaffSignInForm


staff_login = StaffLoginView.as_view()


@require_http_methods(["GET", "POST"])
@never_cache
@people_only
def acting(request: CitizenRequest) -> HttpResponse:
    """Choose for whom one acts; only those who empowered the person can be chosen."""
    choices = access.choices(request.actor)
    if request.method == "POST":
        chosen = {str(one.subject): one for one in choices}.get(request.POST.get("principal", ""))
        if chosen is not None:
            request.session[SessionKey.PRINCIPAL] = str(uuid.UUID(str(chosen.subject)))
            messages.success(request, _("现在为%(name)s办事。") % {"name": chosen.name})
            return HttpResponseRedirect(_back(request))
    wrong = request.method == "POST"
    facts = {"choices": choices, "wrong": wrong, "next": _back(request)}
    return render(request, "account/acting.html", facts, status=422 if wrong else 200)


def _back(request: CitizenRequest) -> str:
    wish = request.POST.get("next") or request.GET.get("next") or "/"
    safe = url_has_allowed_host_and_scheme(wish, allowed_hosts={request.get_host()})
    return wish if safe else "/"
