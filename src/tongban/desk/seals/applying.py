"""Applying for a seal, with its picture before the eyes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from tongban.access.rules import Role
from tongban.base import clock, files
from tongban.base.errors import Forbidden, NotFound, Refusal
from tongban.base.files import kinds
from tongban.base.web.uploads import readable
from tongban.desk.answers import TRIED, decline, paper
from tongban.desk.requests import StaffRequest, for_roles
from tongban.desk.seals.forms import ApplyForm
from tongban.seals import services

if TYPE_CHECKING:
    from collections.abc import Mapping

SALT = "desk.seals.picture"
AN_HOUR = 3600
_LOOKS = ("unit", "name", "kind", "shape", "line", "kept")
_ONE_PICTURE = frozenset({kinds.PNG})


@require_http_methods(["GET", "POST"])
@never_cache
@for_roles(Role.SEALING)
def apply(request: StaffRequest) -> HttpResponse:
    """The form; sent with 预览, the picture is shown and nothing is written."""
    if request.method == "GET":
        return _page(request, ApplyForm(request.actor))
    form = ApplyForm(request.actor, request.POST, request.FILES)
    form.fields["contact"].required = "preview" not in request.POST
    if not form.is_valid():
        return _page(request, form, status=TRIED)
    try:
        wish, kept = _wish(request, form.cleaned_data)
        if "preview" in request.POST:
            return _tried(request, form, wish, kept)
        found = _applied(request, wish, form.cleaned_data)
    except (NotFound, Forbidden):
        raise
    except Refusal as refusal:
        return _page(request, form, status=decline(form, refusal))
    messages.success(request, _("申请已提交，请由另一人审核。"))
    return redirect("desk:seal", found.code)


def _applied(request: StaffRequest, wish: services.Wish, given: Mapping[str, Any]) -> Any:
    return services.apply(
        actor=request.actor,
        unit=given["unit"],
        wish=wish,
        contact=given["contact"],
        document=given["document"],
        two_person=given["two_person"],
        hourly_limit=given["hourly_limit"],
        now=clock.now(),
    )


def _wish(request: StaffRequest, given: Mapping[str, Any]) -> tuple[services.Wish, str]:
    """What is asked for; an uploaded picture, or the one kept at the last preview, goes with it."""
    picture, kept = _picture(request, given)
    wish = services.Wish(
        name=given["name"],
        kind=given["kind"],
        shape=given["shape"],
        line=given["line"],
        with_code=given["with_code"],
        picture=picture,
        width=given["width"] or 0,
        height=given["height"] or 0,
    )
    return wish, kept


def _picture(request: StaffRequest, given: Mapping[str, Any]) -> tuple[bytes | None, str]:
    if given["picture"] is not None:
        return readable(given["picture"]), ""
    if given["kept"]:
        return files.read(_digest(request, given["kept"])), given["kept"]
    return None, ""


def _tried(request: StaffRequest, form: ApplyForm, wish: services.Wish, kept: str) -> HttpResponse:
    """The page with the picture; an upload is kept, so that it need not be sent again."""
    shown = services.preview(
        actor=request.actor, unit=form.cleaned_data["unit"], wish=wish, now=clock.now()
    )
    if wish.picture is not None and not kept:
        stored = files.store(shown.picture, name="seal.png", allowed=_ONE_PICTURE)
        kept = signing.dumps([stored.digest, request.actor.account], salt=SALT)
    if isinstance(form.data, QueryDict):
        form.data = form.data.copy()
        form.data["kept"] = kept
    return _page(request, form, look=shown)


def _page(
    request: StaffRequest,
    form: ApplyForm,
    *,
    look: services.Look | None = None,
    status: int = 200,
) -> HttpResponse:
    asked = {name: str(form[name].value() or "") for name in _LOOKS}
    asked["with_code"] = "on" if form["with_code"].value() else ""
    address = f"{reverse('desk:seal_preview')}?{urlencode(asked)}"
    shown = {"form": form, "look": look, "address": address}
    return render(request, "desk/seals/apply.html", shown, status=status)


@require_GET
@for_roles(Role.SEALING)
def look(request: StaffRequest) -> HttpResponse:
    """The fragment with the picture, while the form is being filled in."""
    asked = request.GET
    shown: dict[str, Any] = {"address": f"{reverse('desk:seal_preview')}?{asked.urlencode()}"}
    if asked.get("kept"):
        return render(request, "desk/seals/_look.html", shown)
    try:
        shown["look"] = services.preview(
            actor=request.actor, unit=asked.get("unit", ""), wish=_asked(asked), now=clock.now()
        )
    except (NotFound, Forbidden):
        raise
    except Refusal as refusal:
        shown["wrong"] = "".join(refusal.fields.values()) or str(refusal)
    return render(request, "desk/seals/_look.html", shown)


def _asked(asked: QueryDict) -> services.Wish:
    return services.Wish(
        name=asked.get("name", ""),
        kind=asked.get("kind", ""),
        shape=asked.get("shape", ""),
        line=asked.get("line", ""),
        with_code=asked.get("with_code") == "on",
    )


@require_GET
@for_roles(Role.SEALING)
def preview(request: StaffRequest) -> HttpResponse:
    """The picture for what the address says; nothing is written."""
    kept = request.GET.get("kept", "")
    if kept:
        return paper(files.read(_digest(request, kept)), "seal.png", "image/png")
    unit = request.GET.get("unit", "")
    try:
        shown = services.preview(
            actor=request.actor, unit=unit, wish=_asked(request.GET), now=clock.now()
        )
    except Refusal:
        raise Http404 from None
    return paper(shown.picture, "seal.png", "image/png")


def _digest(request: StaffRequest, token: str) -> str:
    """The file behind a token that this account was given within the hour."""
    try:
        digest, account = signing.loads(token, salt=SALT, max_age=AN_HOUR)
    except (signing.BadSignature, ValueError, TypeError):
        raise NotFound from None
    if account != request.actor.account:
        raise NotFound
    return str(digest)
