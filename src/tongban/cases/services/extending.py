"""Extension of the limit (延长期限): asked for by one, approved by another, once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from tongban.access.rules import Role
from tongban.base import audit, outbox
from tongban.base.errors import NotFound, require
from tongban.cases import events, perms, rules
from tongban.cases.models import CaseExtension, CaseTask
from tongban.cases.queries.facts import facts
from tongban.cases.rules import papers
from tongban.cases.services import ground, tasks, telling
from tongban.cases.services.clock import rederive
from tongban.cases.services.papers import add

if TYPE_CHECKING:
    from datetime import date, datetime

    from tongban.base.actors import Actor
    from tongban.cases.models import Case

LONGEST_REASON, LONGEST_APPROVAL = 500, 64


class NothingAsked(NotFound):
    """Nobody has asked for an extension of this case, or it was decided already."""

    code = "cases.no_extension_asked"
    sentence = "没有等待批准的延长申请，可能已经处理。"


@transaction.atomic
def ask_extension(
    *, actor: Actor, number: str, reason: str, now: datetime, version: int | None = None
) -> Case:
    """Ask the head for an extension (行政许可法 第四十二条); nothing moves until he approves.

    It waits in his work list.  Declined with `ExtendedAlready`, `ExtensionTooLate`,
    `NotExtendable` or `ReasonMissing`.
    """
    case = ground.locked(actor, number, version=version)
    require(perms.may_take(actor, case, rules.Step.ASK_EXTENSION))
    words = ground.fitting(reason, LONGEST_REASON, "reason")
    seen, asked = facts(case, now), case.extensions.filter(decided_at=None).exists()
    kept = rules.ask_extension(seen, words, due_on=_last_day(case), asked=asked)
    days = rules.JOINT_EXTENSION if seen.joint else rules.EXTENSION
    CaseExtension.objects.create(
        case=case, days=days, reason=kept,
        asked_by=actor.account, asked_name=actor.name[:64], asked_at=now,
    )  # fmt: skip
    CaseTask.objects.create(
        case=case, key=tasks.EXTENSION, title="批准延长期限", role=Role.APPROVER, unit=case.unit,
        opened_at=now, due_on=case.next_due_on,
    )  # fmt: skip
    ground.keep(case, now)
    ground.note(case, actor, rules.Step.ASK_EXTENSION, before=case.state, now=now, words=kept)
    audit.record(actor, events.EXTENSION_ASKED, number, at=now, days=days)
    telling.extension_asked(case, days, actor=actor, now=now)
    return case


@transaction.atomic
def extend(
    *, actor: Actor, number: str, approval: str = "", now: datetime, version: int | None = None
) -> Case:
    """Approve the extension that was asked for, as the head; the applicant is told in writing.

    Declined with `SamePerson` for whoever asked, `ExtensionTooLate` once the limit has passed and
    `ApprovalMissing` in joint handling without the number of the government's approval.
    """
    case = ground.locked(actor, number, version=version)
    require(perms.may_take(actor, case, rules.Step.EXTEND))
    asked, due_on = _asked(case), _last_day(case)
    number_ = ground.fitting(approval, LONGEST_APPROVAL, "approval")
    same = asked.asked_by == actor.account and (
        actor.account is not None or asked.asked_name == actor.name[:64]
    )  # a department's own system names who it was there
    decided = rules.extend(facts(case, now), due_on=due_on, same_person=same, approval=number_)
    former = case.due_on or due_on
    asked.days, asked.approval = decided.days, number_
    _close(asked, actor, now, approved=True)
    rederive(case, now, cause="extension")
    ground.keep(case, now)
    ground.note(case, actor, rules.Step.EXTEND, before=case.state, now=now, words=asked.reason)
    _paper(case, asked, former, actor, now)
    audit.record(
        actor, events.CaseExtended.name, number, at=now, days=asked.days, due_on=str(case.due_on)
    )
    outbox.publish(events.CaseExtended(number=number))
    telling.extension_answered(case, asked.asked_by, approved=True, actor=actor, now=now)
    return case


@transaction.atomic
def keep_limit(
    *, actor: Actor, number: str, words: str, now: datetime, version: int | None = None
) -> Case:
    """Decline the extension that was asked for; the limit stays, and it may be asked for again."""
    case = ground.locked(actor, number, version=version)
    require(perms.may_take(actor, case, rules.Step.KEEP_LIMIT))
    asked = _asked(case)
    rules.next_state(rules.State(case.state), rules.Step.KEEP_LIMIT)
    asked.words = ground.fitting(words, LONGEST_REASON, "words")
    _close(asked, actor, now, approved=False)
    ground.keep(case, now)
    ground.note(case, actor, rules.Step.KEEP_LIMIT, before=case.state, now=now, words=asked.words)
    audit.record(actor, events.EXTENSION_DECLINED, number, at=now)
    telling.extension_answered(case, asked.asked_by, approved=False, actor=actor, now=now)
    return case


def _asked(case: Case) -> CaseExtension:
    asked = case.extensions.filter(decided_at=None).first()
    if asked is None:
        raise NothingAsked
    return asked


def _last_day(case: Case) -> date:
    """The day after which nothing can be extended: the statutory limit, else the promised one."""
    day = case.legal_due_on or case.due_on
    if day is None:
        raise rules.StepNotAllowed(rules.State(case.state), rules.Step.EXTEND)
    return day


def _close(asked: CaseExtension, actor: Actor, now: datetime, *, approved: bool) -> None:
    asked.approved, asked.decided_at = approved, now
    asked.decided_by, asked.decided_name = actor.account, actor.name[:64]
    asked.save()
    outcome = "forward" if approved else "back"
    asked.case.tasks.open().filter(key=tasks.EXTENSION).update(closed_at=now, outcome=outcome)


def _paper(case: Case, asked: CaseExtension, former: date, actor: Actor, now: datetime) -> None:
    head = f"本级人民政府负责人（{asked.approval}）" if asked.approval else actor.name
    add(
        case, papers.Extension, actor=actor, now=now,
        accepted_on=case.accepted_on, decided_on=timezone.localdate(now), reason=asked.reason,
        extended_by=f"{asked.days}个工作日", former_due_on=former, due_on=case.due_on,
        approver=head,
    )  # fmt: skip
