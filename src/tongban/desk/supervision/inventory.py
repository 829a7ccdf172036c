"""Lists that departments keep (清单): the lines, one more, a whole table in and out."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongban.access.rules import Role
from tongban.base import clock
from tongban.base.errors import Forbidden, NotFound, Refusal
from tongban.base.web.uploads import readable
from tongban.desk.answers import carry_out
from tongban.desk.requests import StaffRequest, for_roles
from tongban.desk.supervision import sheets
from tongban.desk.supervision.inventoryforms import LineForm, TableForm, offices_of
from tongban.supervision import queries, services
from tongban.supervision.rules.inventory import COLUMNS, KINDS, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpResponse

keepers_only = for_roles(Role.SUPERVISOR, Role.APPROVER)


@require_http_methods(["GET", "POST"])
@keepers_only
def inventory(request: StaffRequest, kind: str = Kind.ITEMS) -> HttpResponse:
    """One list with its lines, and the form for one more, or for another in place of one."""
    known = _kind(kind)
    if request.method == "GET":
        return _page(request, known, _blank(request, known))
    form = LineForm(known, request.actor, request.POST)

    def kept(changed: bool) -> HttpResponse:  # noqa: FBT001 - what the service answers
        messages.success(request, _("已登记。") if changed else _("和原来一样，没有变化。"))
        return redirect("desk:inventory", known)

    def act(**given: str) -> bool:
        return services.keep_line(actor=request.actor, kind=known, given=given, now=clock.now())

    return carry_out(form, act, again=partial(_page, request, known, form), then=kept)


@require_POST
@keepers_only
def inventory_import(request: StaffRequest, kind: str) -> HttpResponse:
    """A whole table; all of it is taken, or nothing."""
    known = _kind(kind)
    form = TableForm(request.POST, request.FILES)

    def act(**_given: object) -> int:
        content = readable(request.FILES.get("file"))
        return services.import_lines(
            actor=request.actor, kind=known, content=content, now=clock.now()
        )

    def kept(changed: int) -> HttpResponse:
        words = ngettext("已导入，%(n)d 行有变化。", "已导入，%(n)d 行有变化。", changed)
        messages.success(request, words % {"n": changed})
        return redirect("desk:inventory", known)

    again = partial(_page, request, known, None, table=form)
    return carry_out(form, act, again=again, then=kept)


@require_POST
@keepers_only
def inventory_strike(request: StaffRequest, line: int) -> HttpResponse:
    """One line less."""
    try:
        struck = services.strike_line(actor=request.actor, line=line, now=clock.now())
    except (NotFound, Forbidden):
        raise
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("desk:inventory", Kind.ITEMS)
    messages.success(request, _("已删去。"))
    return redirect("desk:inventory", struck.kind)


@require_GET
@keepers_only
def inventory_file(request: StaffRequest, kind: str) -> HttpResponse:
    """The list as a table that can be filled in and taken back."""
    known = _kind(kind)
    services.note_inventory_export(actor=request.actor, what=known, now=clock.now())
    return sheets.answer(sheets.CSV, f"清单-{KINDS[known]}", _rows(request, known))


def _rows(request: StaffRequest, kind: Kind) -> Iterator[list[object]]:
    yield [column.name for column in COLUMNS[kind]]
    for line in queries.every_line(request.actor, kind):
        yield [getattr(line, column.key) for column in COLUMNS[kind]]


def _kind(text: str) -> Kind:
    try:
        return Kind(text)
    except ValueError:
        raise Http404 from None


def _blank(request: StaffRequest, kind: Kind) -> LineForm:
    """A form with what the address says of a line that shall be changed, true as of today."""
    form = LineForm(kind, request.actor)
    said = {column.key: request.GET.get(column.key, "") for column in COLUMNS[kind]}
    form.initial = said | {"as_of": clock.today()}
    return form


def _page(
    request: StaffRequest, kind: Kind, form: LineForm | None, status: int = 200,
    *, table: TableForm | None = None,
) -> HttpResponse:  # fmt: skip
    ended = request.GET.get("show") == "ended"
    unit = request.GET.get("of", "")[:64]
    page = queries.inventory(
        request.actor, kind, unit=unit, ended=ended, after=request.GET.get("after", "")
    )
    shown: dict[str, Any] = {
        "kind": str(kind),
        "kinds": [(str(key), word) for key, word in KINDS.items()],
        "page": page,
        "offices": dict(offices_of(request.actor)),
        "ended": ended,
        "of": unit,
        "form": form or _blank(request, kind),
        "table": table or TableForm(),
        "columns": [column.name for column in COLUMNS[kind]],
        "supervisor": request.actor.holds(Role.SUPERVISOR),
    }
    return render(request, "desk/supervision/inventory.html", shown, status=status)
