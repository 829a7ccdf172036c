"""Figures on the way down from the province to the cases of one item, and as a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_GET

from tongban.access.rules import Role
from tongban.base import clock
from tongban.base.web import read_only
from tongban.desk.requests import StaffRequest, for_roles
from tongban.desk.supervision import sheets
from tongban.desk.templatetags.figures import COUNTS, LISTED
from tongban.supervision import queries, services
from tongban.supervision.rules import (
    BY_KEY,
    COUNTERS,
    DEVIATIONS,
    FORMULAE,
    WAITING,
    counters_of,
    median,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.http import HttpResponse

    from tongban.supervision.queries import Drill, Line

SHOWN = ("on_time", "early", "overdue", "speed", "online", "online_done", "once", "satisfied")
OF_LIST = (
    "spot", "one_visit", "zero_visit", "visits", "shortened", "reachable", "full_online",
    "published", "joined", "fewer_materials",
)  # fmt: skip
_COUNTS = (
    ("received", "申请"), ("accepted", "受理"), ("finished", "办结"), ("open", "在办"),
    ("blue", "提醒"), ("yellow", "预警"), ("red", "超期"), ("held", "特别程序"),
    ("stopped", "启动特别程序"), ("cards_yellow", "黄牌"), ("cards_red", "红牌"),
    ("listed", "在用事项"), *DEVIATIONS,
    *((f"accept_{step}", f"受理用时{word}") for step, word in WAITING),
    *((f"deliver_{step}", f"送达用时{word}") for step, word in WAITING),
)  # fmt: skip
_WAITS = (("accept", "从提交到受理"), ("deliver", "从作出决定到结果交到申请人手里"))


@require_GET
@read_only
@for_roles(Role.SUPERVISOR)
def figures(request: StaffRequest) -> HttpResponse:
    """One step of the way down: the whole with its formulae, and its parts."""
    of_list = request.GET.get("of") == "list"
    columns, counted = (OF_LIST, LISTED) if of_list else (SHOWN, COUNTS)
    seen = _drill(request, (*counted, *counters_of(columns)))
    targets, rates = queries.targets(), seen.whole.rates
    shown = {
        "drill": seen,
        "periods": [(each.value, word) for each, word in queries.PERIODS.items()],
        "rates": [(rate, targets.get(rate.formula.key)) for rate in rates],
        "verdicts": {
            rate.formula.key: targets[rate.formula.key].is_met(rate)
            for rate in rates
            if rate.formula.key in targets
        },
        "of_list": of_list,
        "of": "list" if of_list else "",
        "columns": [BY_KEY[key] for key in columns],
        "deviations": [(word, seen.whole.counters[name]) for name, word in DEVIATIONS],
        "waits": [_wait(seen.whole, name, title) for name, title in _WAITS],
        "asked": f"region={seen.level.region}&unit={seen.level.unit}&item={seen.level.item}",
    }
    return render(request, "desk/supervision/figures.html", shown)


def _wait(whole: Line, name: str, title: str) -> tuple[str, str, list[tuple[str, int]]]:
    """How long people waited: what for, the middle one, and how many waited how long."""
    steps = [(word, whole.counters[f"{name}_{step}"]) for step, word in WAITING]
    return title, median(whole.counters, name), steps


@require_GET
@for_roles(Role.SUPERVISOR)
def figures_file(request: StaffRequest, kind: str) -> HttpResponse:
    """The same as a table: each rate with its numerator and denominator."""
    seen = _drill(request)
    services.note_export(actor=request.actor, what="figures", now=clock.now())
    return sheets.answer(kind, "效能指标", _rows(seen))


def _drill(request: StaffRequest, counters: Iterable[str] = COUNTERS) -> Drill:
    said = request.GET.get("period", "")
    known = {each.value for each in queries.Period}
    period = queries.Period(said) if said in known else queries.Period.LAST_30
    names = ("region", "unit", "item")
    level = queries.Level(**{name: request.GET.get(name, "")[:64] for name in names})
    return queries.drill(request.actor, level, period, clock.today(), counters=counters)


def _rows(seen: Drill) -> Iterator[list[object]]:
    head: list[object] = ["范围", "名称", "从", "到"]
    head += [word for _name, word in _COUNTS]
    for formula in FORMULAE:
        head += [f"{formula.name}（{formula.unit}）", f"{formula.name}分子", f"{formula.name}分母"]
    yield head
    for line in (seen.whole, *seen.parts):
        yield _row(line, seen)


_KINDS = {"whole": "合计", "region": "地区", "unit": "部门", "item": "事项"}


def _row(line: Line, seen: Drill) -> list[object]:
    row: list[object] = [_KINDS[line.kind], line.name, seen.since, seen.until]
    row += [line.counters.get(name, 0) for name, _word in _COUNTS]
    for rate in line.rates:
        share = "" if rate.share is None else round(rate.share, 2)
        row += [share, rate.above, rate.below]
    return row
