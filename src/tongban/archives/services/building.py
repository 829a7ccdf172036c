"""Making the package of a case that has ended: once, each by itself, again if it failed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import structlog
from django.db import transaction

from tongban.archives import queries, rules
from tongban.archives.models import Archive, Wish
from tongban.archives.services import collecting, nesting, sealing
from tongban.base import clock
from tongban.base.errors import Refusal
from tongban.cases import queries as cases
from tongban.cases.rules import CLOSED, FinishKind, label
from tongban.cases.rules.bundles import PREFIX as BUNDLE
from tongban.directory import queries as directory

if TYPE_CHECKING:
    from datetime import datetime

    from tongban.archives.services.collecting import Collected

log = structlog.get_logger()
BATCH = 100
WAITS = (1, 2, 5, 15, 60, 360)
A_DAY = timedelta(days=1)
PROMISE_OPEN = "告知承诺还没有核查完，核查结束以后归档"


def want(*, number: str, now: datetime) -> None:
    """Note that the case is to be archived; noted twice, once."""
    Wish.objects.get_or_create(case_number=number, defaults={"wanted_at": now, "next_try_at": now})


def build_due(*, now: datetime) -> int:
    """Make what is due, each case by itself: a broken one waits longer and stops nobody."""
    due = Wish.objects.filter(built_at=None, next_try_at__lte=now).order_by("next_try_at", "id")
    done = 0
    for number in list(due.values_list("case_number", flat=True)[:BATCH]):
        try:
            done += build(number=number, now=now) is not None
        except Exception as failed:  # noqa: BLE001 - one broken case must not stop the others
            _failed(number, _why(failed), now)
            log.warning("archives.build_failed", number=number, reason=type(failed).__name__)
    return done


@transaction.atomic
def build(*, number: str, now: datetime) -> Archive | None:
    """Make, check and keep the package; None if that was done before or the case goes on.

    The number is that of a case, or of a life event (一件事), which is filed around its cases.  One
    that was decided on a promise (告知承诺) waits until that was checked, with what was answered to
    an order to correct.

    Raises whatever is wrong with the case; nothing is kept then.
    """
    wish = Wish.objects.select_for_update().filter(case_number=number, built_at=None).first()
    if wish is None:
        return None
    if number.startswith(BUNDLE):
        return nesting.nest(wish, now)
    if cases.is_promise_open(number):
        wish.next_try_at, wish.last_error = now + A_DAY, PROMISE_OPEN
        wish.save(update_fields=["next_try_at", "last_error"])
        return None
    found = collecting.collect(number, now)
    if found.view.case.state not in CLOSED:
        return None
    archive = _described(found, now)
    unit = sealing.Unit(
        found.contents, found.titles, _facts(found, archive), _step_rows(found), _relations(found),
        {"decided": found.view.case.decided_on is not None},
    )  # fmt: skip
    filed = sealing.file_away(archive, unit, wish, now)
    nesting.hurry(found.view.case.bundle, now)
    return filed


def _why(failed: Exception) -> str:
    """What the keepers read: the sentence of a refusal, else what an operator has to look up."""
    if isinstance(failed, (Refusal, sealing.NotGoodEnough)):
        return str(failed)
    return f"程序出错（{type(failed).__name__}），请运维人员查看日志"


@transaction.atomic
def _failed(number: str, reason: str, now: datetime) -> None:
    wish = Wish.objects.select_for_update().get(case_number=number)
    wish.attempts = min(wish.attempts + 1, 1000)
    wait = WAITS[min(wish.attempts, len(WAITS)) - 1]
    wish.next_try_at, wish.last_error = now + timedelta(minutes=wait), reason[:200]
    wish.save(update_fields=["attempts", "next_try_at", "last_error"])


def _described(found: Collected, now: datetime) -> Archive:
    case, settings = found.view.case, queries.settings()
    ended_on = clock.day_of(case.concluded_at or now)
    facts = {
        "item": case.item_key, "name": case.item_name, "type": found.view.definition.type,
        "granted": case.granted,
    }  # fmt: skip
    period = rules.period_of(settings.rules, settings.default, facts)
    return Archive(
        number=sealing.archive_number(case.unit, ended_on, period),
        case_number=str(case.number), unit=case.unit, region=case.region,
        item_key=case.item_key, item_name=case.item_name, year=ended_on.year, ended_on=ended_on,
        finish_kind=case.finish_kind, period=period, made_at=now,
        keep_until=rules.keep_until(ended_on, period),
    )  # fmt: skip


def _facts(found: Collected, archive: Archive) -> dict[str, str]:
    case, settings, who = found.view.case, queries.settings(), found.facts["applicant"]
    kind = label(FinishKind(case.finish_kind)) if case.finish_kind else ""
    return {
        "档号": archive.number, "全宗号": settings.fonds, "年度": str(archive.year),
        "保管期限": archive.period, "机构": directory.department(case.unit).name,
        "办件编号": archive.case_number, "事项名称": case.item_name,
        "基本编码": found.view.definition.basic_code,
        "实施编码": found.view.definition.implement_code,
        "事项版本": str(found.view.definition.version),
        "申请人": who["name"], "申请人证件类型": who["number_type"],
        "申请人证件号码": who["number"], "受理时间": _day(case.accepted_on),
        "办结时间": archive.ended_on.isoformat(), "办理结果": kind,
        "办结说明": case.finish_reason, "密级": settings.secrecy, "开放状态": settings.openness,
        "来源系统": f"{sealing.SYSTEM_NAME} {case.region}",
    }  # fmt: skip


def _day(value: Any) -> str:
    return value.isoformat() if value else ""


def _step_rows(found: Collected) -> list[dict[str, str]]:
    return [
        {"名称": step["step"], "时间": str(step["at"]), "责任者": step["actor_name"] or "申请人",
         "岗位": step["actor_post"], "结果": step["after"]}
        for step in found.facts["steps"]
    ]  # fmt: skip


def _relations(found: Collected) -> list[dict[str, str]]:
    """The case before this one, and the life event of which it is a member."""
    before = found.facts["case"].get("continues_id")
    rows = [{"类型": "前一办件", "标识": str(before)}] if before else []
    bundle = found.view.case.bundle
    return [*rows, {"类型": "一件事", "标识": str(bundle.number)}] if bundle else rows
