"""The rules of supervision: the table, the next version of one, publishing it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongban.access.rules import Role
from tongban.base import clock
from tongban.base.errors import Forbidden, NotFound, Refusal
from tongban.base.web import read_only
from tongban.desk.answers import carry_out
from tongban.desk.requests import StaffRequest, for_roles
from tongban.desk.supervision.ruleforms import RuleForm, filled
from tongban.supervision import queries, services
from tongban.supervision.rules import (
    BASIS_LABELS,
    CARD_LABELS,
    CHECK_LABELS,
    MEASURE_LABELS,
    TOLD_LABELS,
)

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpResponse, QueryDict

    from tongban.supervision.queries import RuleRow

WORDS = {
    "cards": CARD_LABELS,
    "bases": BASIS_LABELS,
    "measures": MEASURE_LABELS,
    "checks": CHECK_LABELS,
    "people": TOLD_LABELS,
}


@require_GET
@read_only
@for_roles(Role.SUPERVISOR)
def rules(request: StaffRequest) -> HttpResponse:
    """Every rule as it holds today, and what is drafted."""
    rows = queries.rule_rows(request.actor)
    return render(request, "desk/supervision/rules.html", {"rows": rows, **WORDS})


@require_http_methods(["GET", "POST"])
@for_roles(Role.SUPERVISOR)
def rule(request: StaffRequest, code: str = "", light: str = "") -> HttpResponse:
    """The next version of a rule, or the first of a new one."""
    row = queries.rule_row(request.actor, code, light) if code else None
    if request.method == "GET":
        form = RuleForm(initial=filled(row.now, row.draft) if row else None)
        return _page(request, form, row)
    form = RuleForm(_typed(request, row))

    def draft(*, starts_on: date | None, ended: bool, **_rule: Any) -> None:
        services.draft_rule(
            actor=request.actor, rule=form.rule(), from_on=starts_on, ended=ended, now=clock.now()
        )

    def drafted(_made: None) -> HttpResponse:
        messages.success(request, _("草稿已保存。请另一位监察人员核对后发布。"))
        return redirect("desk:rules")

    return carry_out(form, draft, again=partial(_page, request, form, row), then=drafted)


@require_POST
@for_roles(Role.SUPERVISOR)
def publish(request: StaffRequest, code: str, light: str) -> HttpResponse:
    """Put a draft in force; somebody else than its author does."""
    try:
        done = services.publish_rule(actor=request.actor, code=code, light=light, now=clock.now())
    except (NotFound, Forbidden):
        raise
    except Refusal as refusal:
        messages.error(request, _(refusal.detail))
    else:
        messages.success(request, _("“%(title)s”已发布。") % {"title": done.title})
    return redirect("desk:rules")


@require_POST
@for_roles(Role.SUPERVISOR)
def discard(request: StaffRequest, code: str, light: str) -> HttpResponse:
    """Throw a draft away."""
    services.discard_rule(actor=request.actor, code=code, light=light, now=clock.now())
    messages.success(request, _("草稿已删除。"))
    return redirect("desk:rules")


def _typed(request: StaffRequest, row: RuleRow | None) -> QueryDict:
    """What was typed; code and light of a rule there is do not change."""
    typed = request.POST.copy()
    if row is not None:
        typed["code"], typed["light"] = row.code, row.light
    return typed


def _page(
    request: StaffRequest, form: RuleForm, row: RuleRow | None, status: int = 200
) -> HttpResponse:
    shown = {"form": form, "row": row, **WORDS}
    return render(request, "desk/supervision/rule.html", shown, status=status)
