"""Telling staff what concerns them in a case; part of the command that made it so.

Whoever acts knows what he did and is not told; what happens is told once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongban.access import queries as access
from tongban.access.rules import Role
from tongban.base import audit
from tongban.cases import events, perms
from tongban.cases.models import CaseTask, FirstContact
from tongban.notices import services as notices

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from tongban.base.actors import Actor
    from tongban.cases.models import Case, HandOver, PromiseAnswer, SecondNotice

_LISTED = 10


def passed(
    task: CaseTask, *, actor: Actor, held_by: int | None, to: int | None, now: datetime
) -> None:
    """Tell whom a task came to, and whom it was taken from."""
    day = f"最后一天是 {_day(task.due_on)}。" if task.due_on else ""
    case, happening = task.case, f"{task.pk}:{now.isoformat()}"
    if to not in (held_by, actor.account):
        _tell([to], "task.given", case, now, happening, task=task.title, day=day)
    if held_by not in (to, actor.account):
        _tell([held_by], "task.taken", case, now, happening, task=task.title)


def passed_all(
    given: Sequence[CaseTask],
    taken: Sequence[CaseTask],
    *,
    actor: Actor,
    holder: int,
    to: int | None,
    now: datetime,
) -> None:
    """Tell of all that somebody had claimed and that was passed on, in one message for each."""
    for account, tasks, template in ((to, given, "tasks.given"), (holder, taken, "tasks.taken")):
        if tasks and account != actor.account:
            notices.tell_staff(
                accounts=[account],
                template_key=template,
                context={"count": str(len(tasks)), "cases": _list(tasks)},
                link="/desk/?who=held",
                now=now,
                dedupe=f"{template}:{holder}:{now.isoformat()}",
            )


def returned(case: Case, *, actor: Actor, now: datetime) -> None:
    """Tell whoever answered at a post before that the case came back to it."""
    trail = [one for one in audit.trail(str(case.number)) if one.event == events.OPINION_GIVEN]
    for task in case.tasks.open().filter(opened_at=now):
        past = [one.actor_account for one in trail if one.facts.get("task") == task.key]
        able = access.holders(task.role, unit=task.unit, place=task.place, item=case.item_key)
        former = [one for one in past[-1:] if one in able and one != actor.account]
        _tell(former, "task.returned", case, now, task.pk, task=task.title)


def corrected(case: Case, *, actor: Actor, now: datetime) -> None:
    """Tell the clerk who answers for the case that the correction came in."""
    others = [one for one in [_clerk_of(case)] if one != actor.account]
    _tell(others, "case.corrected", case, now, case.completed_on)


def answered(case: Case, answer: PromiseAnswer, *, now: datetime) -> None:
    """Tell those who check promises in the office that an order to correct was answered."""
    office = answer.promise.unit
    posts = (access.holders(role, unit=office, item=case.item_key) for role in perms.CHECKING)
    _tell(frozenset().union(*posts), "order.answered", case, now, answer.pk)


def offered(offer: HandOver, *, actor: Actor, now: datetime) -> None:
    """Tell the windows to which a case or draft is offered."""
    there = access.holders(Role.CLERK, place=offer.to_place, item=offer.case.item_key)
    others = [one for one in there if one != actor.account]
    _tell_of_offer(offer, others, "handover.waiting", "/desk/hand-overs/", now)


def taken_over(offer: HandOver, *, actor: Actor, now: datetime) -> None:
    """Tell whoever offered it that somebody answers for it now."""
    others = [one for one in [offer.from_account] if one != actor.account]
    _tell_of_offer(offer, others, "handover.accepted", "", now)


def extension_asked(case: Case, days: int, *, actor: Actor, now: datetime) -> None:
    """Tell the heads of the department that somebody waits for their leave."""
    heads = access.holders(Role.APPROVER, unit=case.unit, item=case.item_key)
    others = [one for one in heads if one != actor.account]
    _tell(others, "extension.asked", case, now, now.isoformat(), days=str(days))


def extension_answered(
    case: Case, asked_by: int | None, *, approved: bool, actor: Actor, now: datetime
) -> None:
    """Tell whoever asked what the head said."""
    template = "extension.approved" if approved else "extension.declined"
    others = [one for one in [asked_by] if one != actor.account]
    _tell(others, template, case, now, now.isoformat(), day=_day(case.due_on))


def leave_asked(asked: SecondNotice, *, actor: Actor, now: datetime) -> None:
    """Tell the supervisors that a window waits for leave to ask the applicant again."""
    others = [one for one in access.holders(Role.SUPERVISOR) if one != actor.account]
    _tell(others, "leave.asked", asked.case, now, asked.pk, link="/desk/second-notices/")


def leave_answered(found: SecondNotice, *, actor: Actor, now: datetime) -> None:
    """Tell whoever asked for leave how it was answered; where nobody asked, those at its window."""
    case = found.case
    if found.asked_by is not None:
        sent = (
            "已经准许，告知书发给申请人了" if found.used_at else "已经准许，但是没有发出，请打开看"
        )
        said = sent if found.allowed else "没有准许，请看理由；写好的内容还在"
        _tell([found.asked_by], "leave.answered", case, now, found.pk, answer=said)
        return
    windows = case.tasks.open().filter(role=Role.CLERK)
    concerned = {*windows.values_list("holder", flat=True), _clerk_of(case)}
    others = [one for one in concerned if one != actor.account]
    _tell(others, "leave.given", case, now, found.pk)


def _clerk_of(case: Case) -> int | None:
    """Who answers for the case at the window: whoever took it over last, else the first asked."""
    accepted = case.hand_overs.filter(accepted_by__isnull=False).order_by("-id").first()
    if accepted is not None:
        return accepted.accepted_by
    return FirstContact.objects.filter(case=case).values_list("account", flat=True).first()


def _tell_of_offer(
    offer: HandOver, accounts: Iterable[int | None], template: str, link: str, now: datetime
) -> None:
    case = offer.case
    number = f"办件 {case.number}" if case.number else "一份草稿"
    own = f"/desk/cases/{case.number}/" if case.number else "/desk/walkin/"
    notices.tell_staff(
        accounts=accounts,
        template_key=template,
        context={"number": number, "item": case.item_name},
        link=link or own,
        now=now,
        dedupe=f"{template}:{offer.pk}",
    )


def _tell(
    accounts: Iterable[int | None],
    template: str,
    case: Case,
    now: datetime,
    happening: object,
    *,
    link: str = "",
    **more: str,
) -> None:
    notices.tell_staff(
        accounts=accounts,
        template_key=template,
        context={"number": str(case.number), "item": case.item_name, **more},
        link=link or f"/desk/cases/{case.number}/",
        now=now,
        dedupe=f"{template}:{case.number}:{happening}",
    )


def _list(tasks: Sequence[CaseTask]) -> str:
    """The first few by number and item, and that there are more."""
    lines = [f"{one.case.number} {one.case.item_name}" for one in tasks[:_LISTED]]
    return "\n".join([*lines, *(["……"] if len(tasks) > _LISTED else [])])


def _day(day: date | None) -> str:
    return f"{day:%Y年%-m月%-d日}" if day else ""
