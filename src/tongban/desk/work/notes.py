"""What the script of a page keeps while somebody types, and finds again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tongban.base import clock
from tongban.base.errors import Refusal
from tongban.cases import queries, services
from tongban.desk.requests import StaffRequest, staff_only

if TYPE_CHECKING:
    from django.http import HttpResponse

TURN, MARK, MOST = "_turn", "csrfmiddlewaretoken", 9


@never_cache
@require_http_methods(["GET", "POST"])
@staff_only
def note(request: StaffRequest, case_ref: str, form: str) -> HttpResponse:
    """GET gives back what this account typed; POST keeps what it types now."""
    now = clock.now()
    if request.method == "POST":
        try:
            _keep(request, case_ref, form)
        except Refusal as refusal:
            return JsonResponse({"says": str(refusal)}, status=refusal.status)
    found = queries.noted(request.actor, case_ref, form, now)
    at = timezone.localtime(found.at).strftime("%H:%M") if found.at else ""
    others = _("%(names)s 也在写这件，提交时以先提交的为准，您写的不会丢。") % {
        "names": "、".join(found.others)
    }
    return JsonResponse(
        {
            "turn": found.turn,
            "words": found.words if request.method == "GET" else {},
            "saved": _("已存 %(at)s") % {"at": at} if at else "",
            "restored": _restored(at, stale=found.stale) if at else "",
            "others": others if found.others else "",
        }
    )


def _keep(request: StaffRequest, case_ref: str, form: str) -> None:
    turn = request.POST.get(TURN, "0")
    readable = turn.isascii() and turn.isdigit() and len(turn) < MOST
    services.keep_note(
        actor=request.actor,
        case_ref=case_ref,
        form=form,
        words={
            name: "\n".join(request.POST.getlist(name))
            for name in request.POST
            if name not in (TURN, MARK)
        },
        turn=int(turn) if readable else 0,
        now=clock.now(),
    )


def _restored(at: str, *, stale: bool) -> str:
    if stale:
        return _("已恢复您 %(at)s 写的、还没有提交的内容。办件在这以后有变化，请再看一遍。") % {
            "at": at
        }
    return _("已恢复您 %(at)s 写的、还没有提交的内容。") % {"at": at}
