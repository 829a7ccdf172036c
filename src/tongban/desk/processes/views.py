"""The kinds of processes with their versions, and one version with its drawing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tongban.access.rules import ROLE_LABELS, Role
from tongban.base import clock
from tongban.base.web import read_only
from tongban.desk.processes.forms import DayForm
from tongban.desk.requests import StaffRequest, for_roles
from tongban.items import queries as catalogue
from tongban.processes import queries, services
from tongban.processes.rules import CHOSEN, DECIDED, OUTCOME_NAMES, Rule, Silence, TaskSpec

if TYPE_CHECKING:
    from datetime import date

    from tongban.processes.models import Definition
    from tongban.processes.queries import DefinitionFacts

editors_only = for_roles(Role.CATALOGUE)
STATES = {
    "draft": ("草稿", "working"),
    "coming": ("待生效", "waiting"),
    "in_force": ("在用", "good"),
    "older": ("旧版本", "quiet"),
    "retired": ("已停用", "quiet"),
}
RULES = {Rule.ALL: "都无异议才通过", Rule.ONE: "一票否决", Rule.ADVICE: "意见供参考"}
SILENCES = {Silence.CONSENT: "视为无异议", Silence.ESCALATE: "上报催办"}


@dataclass(frozen=True, slots=True)
class Row:
    """A version and where it stands."""

    version: DefinitionFacts
    word: str
    tone: str
    item: str = ""


@dataclass(frozen=True, slots=True)
class Element:
    """One task of a drawing in words, for the table that stands for the picture."""

    key: str
    title: str
    who: str
    outcomes: str
    days: int | None
    silence: str
    fault: str = ""


@require_GET
@read_only
@editors_only
def kinds(request: StaffRequest) -> HttpResponse:
    """Every kind, each version with its state, the newest first."""
    rows = list(rows_of(queries.versions()))
    facts = {
        "drawings": [row for row in rows if row.version.notation == "bpmn"],
        "tables": [row for row in rows if row.version.notation == "dmn"],
    }
    return render(request, "desk/processes/list.html", facts)


@require_GET
@read_only
@editors_only
def one(request: StaffRequest, id: int) -> HttpResponse:  # noqa: A002
    """One version: the picture, the same in a table, faults, and what may be done with it."""
    return shown(request, id)


def shown(
    request: StaffRequest,
    id: int,  # noqa: A002
    *,
    form: DayForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of a version; with a form that was sent back it says what is wrong."""
    version = queries.version(id)
    faults = services.faults(id, clock.today()) if version.is_draft else []
    called = services.names(id) if faults else {}
    family = queries.versions(kind=version.kind, notation=version.notation)
    rows, drawn = rows_of(family), services.elements(id)
    facts = {
        "version": version,
        "state": next(row for row in rows if row.version.id == id),
        "elements": [_element(task, dict(faults)) for task in drawn.tasks] if drawn else [],
        "table": services.table(id) if version.notation == "dmn" else None,
        "faults": [(where, called.get(where, ""), sentence) for where, sentence in faults],
        "running": queries.running(id),
        "others": [row for row in rows if row.version.id != id and not row.version.is_draft],
        "moves": queries.moves(id),
        "form": form or DayForm(),
    }
    return render(request, "desk/processes/one.html", facts, status=status)


@require_GET
@read_only
@editors_only
def file(request: StaffRequest, id: int) -> HttpResponse:  # noqa: A002
    """The file as it was brought in: for the viewer, and to be kept."""
    version = queries.version(id)
    return xml(version, keep="keep" in request.GET)


def xml(version: DefinitionFacts, *, keep: bool = False) -> HttpResponse:
    """A file of a version as an answer."""
    answer = HttpResponse(version.xml, content_type="application/xml")
    way = "attachment" if keep else "inline"
    name = f"{version.kind}.v{version.version}.{version.notation}"
    answer["Content-Disposition"] = f'{way}; filename="{name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def rows_of(versions: tuple[DefinitionFacts, ...]) -> list[Row]:
    """Each version with its state today; of each family the first that holds is in use."""
    today, used, rows = clock.today(), set[tuple[str, str, str]](), []
    items = catalogue.names({version.item for version in versions if version.item})
    for version in versions:
        family = (version.notation, version.kind, version.item)
        state = _state(version, today, used=family in used)
        if state == "in_force":
            used.add(family)
        word, tone = STATES[state]
        rows.append(Row(version, _(word), tone, items.get(version.item, version.item)))
    return rows


def called(version: DefinitionFacts | Definition) -> str:
    """A version in words: what it is called, its number, and for which item it is."""
    items = catalogue.names([version.item]) if version.item else {}
    words = {
        "title": version.title,
        "number": version.version,
        "item": items.get(version.item, version.item) or _("所有选用的事项"),
    }
    return _("“%(title)s”第 %(number)s 版（%(item)s）") % words


def _state(version: DefinitionFacts, today: date, *, used: bool) -> str:
    if version.is_draft:
        return "draft"
    if version.retired_on and version.retired_on <= today:
        return "retired"
    if version.from_on and version.from_on > today:
        return "coming"
    return "older" if used else "in_force"


def _element(task: TaskSpec, faults: dict[str, str]) -> Element:
    role = ROLE_LABELS.get(task.role, task.role)
    return Element(
        task.key, task.title, f"{_where(task)}{role}",
        "、".join(OUTCOME_NAMES.get(word, word) for word in task.outcomes), task.days,
        SILENCES.get(Silence(task.silence), "") if task.silence in set(Silence) else "",
        faults.get(task.key, ""),
    )  # fmt: skip


def _where(task: TaskSpec) -> str:
    if not task.many:
        return f"{task.unit}：" if task.unit else ""
    where = {CHOSEN: _("选定的各部门"), DECIDED: _("决策表定的各部门")}.get(task.over, task.over)
    rule = RULES.get(Rule(task.rule), "") if task.rule in set(Rule) else ""
    return f"{where}（{rule}）："
