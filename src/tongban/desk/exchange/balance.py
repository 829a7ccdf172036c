"""The daily balance: both sides of a day, and every difference."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tongban.access.rules import Role
from tongban.base import clock
from tongban.base.web import read_only
from tongban.cases import queries
from tongban.cases.rules import balance
from tongban.desk.answers import TRIED
from tongban.desk.exchange.forms import DayForm
from tongban.desk.requests import StaffRequest, for_roles
from tongban.directory import queries as directory

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpResponse

SEEING = (Role.SUPERVISOR, Role.OPERATOR, Role.HANDLER, Role.REVIEWER, Role.APPROVER)


@dataclass(frozen=True, slots=True)
class Cell:
    """One number of both sides; `more` is theirs less ours."""

    ours: int
    stated: int | None
    more: int


@dataclass(frozen=True, slots=True)
class Row:
    """One kind of case of one department."""

    office: str
    kind: str
    cells: Sequence[Cell]
    word: str
    tone: str


@require_GET
@read_only
@for_roles(*SEEING)
def day(request: StaffRequest) -> HttpResponse:
    """Both sides of a day, today unless another is asked for."""
    asked = {"day": request.GET.get("day") or clock.today().isoformat()}
    form = DayForm(asked)
    if not form.is_valid():
        shown = {"form": form, "rows": [], "labels": (), "day": None}
        return render(request, "desk/exchange/balance.html", shown, status=TRIED)
    chosen = form.cleaned_data["day"]
    lines = queries.day_lines(request.actor, chosen)
    names = {one.key: one.name for one in directory.departments({one.unit for one in lines})}
    last = queries.last_closed()
    shown = {
        "form": form,
        "day": chosen,
        "closed": last is not None and chosen <= last,
        "labels": [balance.LABELS[name] for name in balance.NAMES],
        "rows": [_row(line, names.get(line.unit, line.unit)) for line in lines],
        "differing": sum(bool(line.differences) for line in lines),
        "silent": sum(line.stated is None for line in lines),
    }
    return render(request, "desk/exchange/balance.html", shown)


def _row(line: balance.Line, office: str) -> Row:
    cells = [_cell(line, name) for name in balance.NAMES]
    if line.stated is None:
        return Row(office, line.kind, cells, _("部门没有报数"), "quiet")
    if line.differences:
        return Row(office, line.kind, cells, _("有差异"), "bad")
    return Row(office, line.kind, cells, _("一致"), "good")


def _cell(line: balance.Line, name: str) -> Cell:
    ours = getattr(line.ours, name)
    if line.stated is None:
        return Cell(ours, None, 0)
    stated = getattr(line.stated, name)
    return Cell(ours, stated, stated - ours)
