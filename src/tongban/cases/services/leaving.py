"""A second notice (再次告知): leave is asked for with what was typed, and given or declined."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

from django.db import transaction

from tongban.access import queries as access
from tongban.base import audit
from tongban.base.actors import Channel
from tongban.base.errors import Forbidden, NotFound, Refusal, require
from tongban.cases import events, perms, rules
from tongban.cases.models import SecondNotice
from tongban.cases.queries.facts import facts
from tongban.cases.services import ground, noticing, telling, together
from tongban.identity import queries as identity

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from tongban.base.actors import Actor
    from tongban.cases.models import Case

LONGEST_REASON = 1_000


class NoNoticeYet(Refusal):
    """There was no first notice, so no permit is needed for it."""

    code = "cases.no_notice_yet"
    sentence = "这个办件还没有告知过补正，窗口可以直接一次性告知，不用准许。"


class PermitOpen(Refusal):
    """A permit was given and has not been used."""

    code = "cases.permit_open"
    sentence = "已经准许再次告知，窗口还没有用。"


class LeaveWaits(Refusal):
    """Leave was asked for, and the supervisor has not answered."""

    code = "cases.leave_waits"
    sentence = "窗口已经请求准许再次告知，监察人员还没有答复。"


class OwnLeave(Forbidden):
    """Nobody gives himself leave."""

    code = "cases.own_leave"
    sentence = "是您自己请求准许的，请由别的监察人员答复。"


class LeaveUnasked(NotFound):
    """Nobody asks for leave in this case, or it was answered already."""

    code = "cases.leave_unasked"
    sentence = "没有等待答复的请求，可能别的监察人员已经处理。"


@dataclass(frozen=True, slots=True)
class Answered:
    """What the supervisor said, and why the notice could not go out, if it could not."""

    notice: SecondNotice
    hindered: str = ""


@transaction.atomic
def ask_leave(
    *,
    actor: Actor,
    number: str,
    requests: Sequence[noticing.Request],
    plea: str,
    now: datetime,
    version: int | None = None,
) -> SecondNotice:
    """Ask a supervisor for leave to ask the applicant again; what was typed is kept and goes out.

    Declined as `ask_supplement` would be, with `NoNoticeYet` or `PermitOpen` where no leave is
    needed, with `LeaveWaits`, or with `ReasonMissing`.
    """
    case = ground.locked(actor, number, version=version)
    require(perms.may_take(actor, case, rules.Step.ASK_SUPPLEMENT))
    together.require_collected(case, actor, now)
    _none_open(case)
    materials, wanted, words = noticing.read(case, requests)
    rules.ask_supplement(replace(facts(case, now), may_ask_again=True), words)
    noticing.complete(case, materials, wanted)
    asked = SecondNotice.objects.create(
        case=case, asked_by=actor.account, asked_by_name=actor.name[:64], asked_at=now,
        plea=_said(plea, "plea", "补正后的材料里有什么新情况"),
        requests=[asdict(one) for one in wanted.values()],
    )  # fmt: skip
    case.desk_notes.filter(account=actor.account or 0).exclude(form="opinion").delete()
    ground.keep(case, now)
    audit.record(actor, events.LEAVE_ASKED, number, at=now, keys=sorted(wanted))
    telling.leave_asked(asked, actor=actor, now=now)
    return asked


@transaction.atomic
def decide_leave(
    *,
    actor: Actor,
    number: str,
    allowed: bool,
    reason: str,
    now: datetime,
    version: int | None = None,
) -> Answered:
    """Give or decline the leave that was asked for; given, the notice goes out as it was typed.

    It goes in the name of whoever asked.  Where he may not send it any more or the case stands
    otherwise now, the leave stays and so does what he typed.  Declined with `LeaveUnasked`,
    `OwnLeave` or `ReasonMissing`.
    """
    case = ground.locked(actor, number, version=version)
    require(perms.may_permit_second_notice(actor))
    found = case.second_notices.filter(allowed=None).first()
    if found is None:
        raise LeaveUnasked
    if found.asked_by == actor.account:
        raise OwnLeave
    what = "准许的理由" if allowed else "不准许的理由"
    found.allowed, found.reason = allowed, _said(reason, "reason", what)
    found.decided_by, found.decided_by_name, found.decided_at = actor.account, actor.name[:64], now
    found.save()
    ground.keep(case, now)
    told = events.SECOND_NOTICE_PERMITTED if allowed else events.LEAVE_DECLINED
    audit.record(actor, told, number, at=now, reason=found.reason)
    hindered = _send(found, number, now) if allowed else ""
    found.refresh_from_db()
    telling.leave_answered(found, actor=actor, now=now)
    return Answered(found, hindered)


@transaction.atomic
def permit_second_notice(
    *, actor: Actor, number: str, reason: str, now: datetime, version: int | None = None
) -> SecondNotice:
    """Let the clerk ask once more although he has not asked for leave himself.

    Only a supervisor may; each permit stays on record and counts.  Declined with `NoNoticeYet`,
    `PermitOpen`, `LeaveWaits`, `ReasonMissing`, or `StepNotAllowed` where nothing can be asked for.
    """
    case = ground.locked(actor, number, version=version)
    require(perms.may_permit_second_notice(actor))
    rules.next_state(rules.State(case.state), rules.Step.ASK_SUPPLEMENT)
    _none_open(case)
    kept = _said(reason, "reason", "补正后的材料里有什么新情况")
    permit = SecondNotice.objects.create(
        case=case, allowed=True, reason=kept, decided_by=actor.account,
        decided_by_name=actor.name[:64], decided_at=now,
    )  # fmt: skip
    ground.keep(case, now)
    audit.record(actor, events.SECOND_NOTICE_PERMITTED, number, at=now, reason=kept)
    telling.leave_answered(permit, actor=actor, now=now)
    return permit


def _none_open(case: Case) -> None:
    """Decline where leave is not needed, given and not used, or asked for already."""
    if case.notice_on is None:
        raise NoNoticeYet
    if case.second_notices.filter(allowed=True, used_at=None).exists():
        raise PermitOpen
    if case.second_notices.filter(allowed=None).exists():
        raise LeaveWaits


def _said(words: str, field: str, what: str) -> str:
    kept = ground.fitting(words, LONGEST_REASON, field)
    if not kept:
        raise rules.ReasonMissing(what)
    return kept


def _send(asked: SecondNotice, number: str, now: datetime) -> str:
    """Send the notice as it was typed; "", or why it could not go and nothing was written."""
    account = identity.account(asked.asked_by) if asked.asked_by else None
    asker = access.actor_for(account, channel=Channel.WINDOW)
    typed = [noticing.Request(**one) for one in asked.requests]
    try:
        with transaction.atomic():
            noticing.ask_supplement(actor=asker, number=number, requests=typed, now=now)
    except Refusal as refusal:
        return str(refusal)
    return ""
