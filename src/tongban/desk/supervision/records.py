"""Records of 电子监察 by the fields of GB/T 39046 (T11), as a file."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.views.decorators.http import require_GET

from tongban.access.rules import Role
from tongban.base import clock
from tongban.desk.requests import StaffRequest, for_roles
from tongban.desk.supervision import sheets
from tongban.directory import queries as directory
from tongban.supervision import queries, services
from tongban.supervision.rules import CARD_STATES, LIGHT_CODES, CardState

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpResponse

LONGEST = timedelta(days=366)
HEAD = [
    "办件编号", "督办内容", "机构名称", "事项类型代码", "督办发出时间", "监察编号", "监察规则编号",
    "监察预警类型代码", "状态产生时间", "监察结果描述", "责任部门", "监察状态", "反馈", "整改措施",
    "审核", "督办编号",
]  # fmt: skip


@require_GET
@for_roles(Role.SUPERVISOR)
def records(request: StaffRequest, kind: str) -> HttpResponse:
    """Every card of a span with its order, one line each."""
    today = clock.today()
    until = _day(request.GET.get("until", "")) or today
    since = _day(request.GET.get("since", "")) or until - timedelta(days=30)
    since = max(since, until - LONGEST)
    services.note_export(actor=request.actor, what="records", now=clock.now())
    return sheets.answer(kind, f"电子监察-{since}-{until}", _rows(request, since, until))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _rows(request: StaffRequest, since: date, until: date) -> Iterator[list[object]]:
    names = {office.key: office.name for office in directory.departments()}
    yield [*HEAD]
    for card in queries.every_card(request.actor, since=since, until=until):
        order = getattr(card, "order", None)
        office = names.get(card.unit, card.unit)
        yield [
            card.case_number,
            order.content if order else "",
            order.unit_name if order else "",
            card.item_type,
            order.issued_at if order else "",
            card.serial,
            card.rule,
            LIGHT_CODES[card.light],
            card.arose_on,
            card.words,
            office,
            CARD_STATES[CardState(card.state)],
            card.reply,
            card.measure,
            card.review,
            order.number if order else "",
        ]
