"""What a seal was used for between two days: as page, as table, and signed with its proof."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from tongban.base import clock
from tongban.base.errors import Forbidden, NotFound, Refusal
from tongban.base.web import read_only
from tongban.desk.answers import TRIED, decline, paper
from tongban.desk.requests import StaffRequest, for_roles
from tongban.desk.seals.forms import SpanForm
from tongban.desk.seals.views import READERS
from tongban.seals import queries, services
from tongban.seals.rules.uses import DOCUMENT_KINDS

if TYPE_CHECKING:
    from tongban.seals.queries import Statement

MONTH = timedelta(days=30)
SHOWN = 200
COLUMNS = (
    ("次序", "number"),
    ("时间", "at"),
    ("文件种类", "document_kind"),
    ("办件编号", "case_number"),
    ("依据的决定", "decision"),
    ("下达指令的账号", "ordered_by"),
    ("用印账号", "account"),
    ("系统任务", "job"),
    ("渠道", "channel"),
    ("地点", "place"),
    ("文件摘要", "digest"),
    ("签章摘要", "signed_digest"),
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@require_GET
@read_only
@for_roles(*READERS)
def statement(request: StaffRequest, code: str) -> HttpResponse:
    """The uses between two days, the last month if none are given."""
    today = clock.today()
    given = request.GET if "first" in request.GET else None
    form = SpanForm(given, initial={"first": today - MONTH, "last": today})
    if given is None:
        stated = queries.statement(request.actor, code, today - MONTH, today)
        return _page(request, code, form, stated)
    if not form.is_valid():
        return _page(request, code, form, status=TRIED)
    try:
        stated = queries.statement(request.actor, code, **form.cleaned_data)
    except (NotFound, Forbidden):
        raise
    except Refusal as refusal:
        return _page(request, code, form, status=decline(form, refusal, until="last"))
    return _page(request, code, form, stated)


def _page(
    request: StaffRequest,
    code: str,
    form: SpanForm,
    stated: Statement | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    rows = stated.rows[-SHOWN:] if stated is not None else []
    shown = {
        "seal": queries.seal(request.actor, code),
        "form": form,
        "stated": stated,
        "rows": [(row, DOCUMENT_KINDS.get(row.document_kind, row.document_kind)) for row in rows],
        "left_out": len(stated.rows) - len(rows) if stated is not None else 0,
    }
    return render(request, "desk/seals/statement.html", shown, status=status)


@require_POST
@for_roles(*READERS)
def signed(request: StaffRequest, code: str) -> HttpResponse:
    """The signed statement as a file: JSON with every proof, or a table to read."""
    form = SpanForm(request.POST)
    if not form.is_valid():
        return _page(request, code, form, status=TRIED)
    try:
        values = services.state(
            actor=request.actor, seal_code=code, now=clock.now(), **form.cleaned_data
        )
    except Refusal as refusal:
        if isinstance(refusal, Forbidden) or refusal.code == "seals.seal_unknown":
            raise
        return _page(request, code, form, status=decline(form, refusal, until="last"))
    name = f"{code}-{form.cleaned_data['first']}-{form.cleaned_data['last']}"
    if request.POST.get("as") == "csv":
        return paper(_table(values), f"{name}.csv", "text/csv; charset=utf-8")
    content = json.dumps(values, ensure_ascii=False, indent=1).encode()
    return paper(content, f"{name}.json", "application/json")


def _table(values: dict[str, Any]) -> bytes:
    """One line for each use with its place in the ledger; below, what proves that all are there."""
    written = io.StringIO()
    rows = csv.writer(written)
    rows.writerow([*(title for title, _ in COLUMNS), "账本序号"])
    for row in values["rows"]:
        cells = [_cell(row["facts"][name]) for _, name in COLUMNS]
        rows.writerow([*cells, row["index"]])
    before, after = values["before"], values["after"]
    rows.writerow([])
    rows.writerow(["印章", values["seal"], values["title"], values["unit"]])
    rows.writerow(["起止", values["since"], values["until"]])
    rows.writerow(["次数", values["count"], "全部用印的最后次序", values["last_number"]])
    rows.writerow(["之前一次", before["number"] if before else "没有"])
    rows.writerow(["之后一次", after["number"] if after else "没有"])
    rows.writerow(["账本树头", values["head"]])
    rows.writerow(["签名", values["key"], values["signature"]])
    return b"\xef\xbb\xbf" + written.getvalue().encode()


def _cell(value: object) -> str:
    """A value that no table program takes for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
