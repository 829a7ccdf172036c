"""What every step of an application begins with: its draft and its place among the steps."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, cast

from django.shortcuts import redirect
from django.utils.translation import gettext as _

from tongban.cases import queries as cases
from tongban.cases.queries.single import CaseNotFound
from tongban.cases.services import DraftUnknown

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.http import HttpResponse

    from tongban.cases.queries import CaseView
    from tongban.items.rules import ItemDefinition
    from tongban.portal.requests import CitizenRequest

P = ParamSpec("P")


def of_draft(
    view: Callable[Concatenate[CitizenRequest, UUID, P], HttpResponse],
) -> Callable[Concatenate[CitizenRequest, UUID, P], HttpResponse]:
    """A page about a draft; one that was handed in meanwhile leads to its case."""

    @wraps(view)
    def guarded(
        request: CitizenRequest, draft: UUID, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        try:
            return view(request, draft, *args, **kwargs)
        except (CaseNotFound, DraftUnknown):
            number = submitted_number(request, draft)
            if not number:
                raise
            return redirect("portal:case", number)

    return cast("Callable[Concatenate[CitizenRequest, UUID, P], HttpResponse]", guarded)


def submitted_number(request: CitizenRequest, draft: UUID) -> str:
    """The number of the actor's own case that was made of this draft lately, if there is one."""
    latest = cases.my_cases(request.actor).items
    return next((case.number or "" for case in latest if case.pk == draft), "")


def progress(what: ItemDefinition, here: str) -> dict[str, object]:
    """第 2 步，共 5 步; an item without scenario questions has one step less."""
    names = {
        "questions": _("说说您的情况"),
        "materials": _("准备材料"),
        "form": _("填写信息"),
        "check": _("核对"),
        "receipt": _("收件"),
    }
    if not what.scenarios:
        del names["questions"]
    return {"now": list(names).index(here) + 1, "total": len(names), "name": names[here]}


def facts(view: CaseView, here: str) -> dict[str, object]:
    """What the page of a step shows."""
    return {
        "here": "cases",
        "view": view,
        "draft": view.case,
        "what": view.definition,
        "step": progress(view.definition, here),
        "keep": f"apply-{view.case.pk}-{here}",
    }
