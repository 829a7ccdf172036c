"""First-inquiry duty (首问负责), and handing a case or draft over to another window.

The first clerk who was asked answers for it until somebody at the other window has accepted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from tongban.access.rules import Role
from tongban.base import audit
from tongban.base.errors import Invalid, NotFound, Refusal, require
from tongban.cases import events, perms, rules
from tongban.cases.models import Case, FirstContact, HandOver
from tongban.cases.services import ground, telling
from tongban.directory import queries as directory

if TYPE_CHECKING:
    from datetime import datetime

    from tongban.base.actors import Actor

LONGEST_REASON = 500


class HandOverUnknown(NotFound):
    """There is no such offer, it was dealt with, or it is made to another hall."""

    code = "cases.hand_over_unknown"
    sentence = "没有找到这项移交，可能已经有人接收或者已经取消。"


class HandOverOpen(Refusal):
    """The case is already on its way to another window."""

    code = "cases.hand_over_open"
    sentence = "已经提出移交，等对方窗口接收。"


def first_asked(case: Case, actor: Actor, now: datetime) -> None:
    """Note the first clerk who dealt with the case, once; part of a command."""
    post = actor.post_for(Role.CLERK, Role.AGENT_WORKER) if actor.is_staff else None
    if post is None:
        return
    FirstContact.objects.get_or_create(
        case=case,
        defaults={
            "account": actor.account, "name": actor.name,
            "unit": post.unit, "place": case.place or post.place, "at": now,
        },
    )  # fmt: skip


@transaction.atomic
def pass_on(*, actor: Actor, case_ref: str, to_place: str, reason: str, now: datetime) -> HandOver:
    """Offer a case (by number) or draft (by id) to another window; nothing is typed again.

    A draft may also go to a colleague of the same hall, who does not see it otherwise.  Until
    somebody there accepts, the one who offers stays responsible.
    """
    case = _held(actor, case_ref)
    require(perms.may_pass_on(actor, case))
    here = to_place == case.place and case.state != rules.State.DRAFT
    if here or to_place not in {hall.code for hall in directory.halls()}:
        raise Invalid(fields={"to_place": "请选另一个大厅。"})
    words = ground.fitting(reason, LONGEST_REASON, "reason")
    if not words:
        raise rules.ReasonMissing("移交的原因")
    if case.hand_overs.filter(closed_at=None).exists():
        raise HandOverOpen
    first_asked(case, actor, now)
    offered = HandOver.objects.create(
        case=case, from_account=actor.account, from_name=actor.name, from_place=case.place,
        to_place=to_place, reason=words, offered_at=now,
    )  # fmt: skip
    audit.record(actor, events.HANDED_OVER, case.number or str(case.pk), at=now, to_place=to_place)
    telling.offered(offered, actor=actor, now=now)
    return offered


@transaction.atomic
def accept_hand_over(*, actor: Actor, hand_over_id: int, now: datetime) -> Case:
    """Take over what another window offers: the case moves here, and a draft has a new owner."""
    offered = _offered(actor, hand_over_id)
    case = Case.objects.select_for_update(of=("self",)).get(pk=offered.case_id)
    offered.accepted_by, offered.accepted_name = actor.account, actor.name
    offered.closed_at = now
    offered.save(update_fields=["accepted_by", "accepted_name", "closed_at"])
    case.place, is_draft = offered.to_place, case.state == rules.State.DRAFT
    if is_draft:
        case.opened_by = actor.account
    ground.keep(case, now)
    if is_draft:
        _give_typed(case, offered, actor)
    case.tasks.open().filter(role=Role.CLERK, place=offered.from_place).update(
        place=offered.to_place, holder=None, holder_name="", held_since=None
    )
    audit.record(
        actor, events.HAND_OVER_ACCEPTED, case.number or str(case.pk), at=now,
        from_place=offered.from_place,
    )  # fmt: skip
    offered.case = case
    telling.taken_over(offered, actor=actor, now=now)
    return case


@transaction.atomic
def call_off_hand_over(*, actor: Actor, case_ref: str, now: datetime) -> None:
    """Take an offer back that nobody has accepted."""
    case = _held(actor, case_ref)
    require(perms.may_pass_on(actor, case))
    offered = case.hand_overs.select_for_update().filter(closed_at=None).first()
    if offered is None:
        raise HandOverUnknown
    offered.closed_at = now
    offered.save(update_fields=["closed_at"])
    audit.record(actor, events.HAND_OVER_CALLED_OFF, case.number or str(case.pk), at=now)


def _held(actor: Actor, case_ref: str) -> Case:
    """The case or draft, held until the transaction ends."""
    rows = Case.objects.filter(perms.visible_to(actor)).filter(ground.named(case_ref))
    found = rows.select_for_update(of=("self",)).first()
    if found is None:
        raise ground.CaseUnknown
    return found


def _give_typed(case: Case, offered: HandOver, actor: Actor) -> None:
    """What was typed into the draft and not saved goes along with it."""
    own, former = actor.account or 0, offered.from_account or 0
    case.desk_notes.filter(account=own).delete()
    case.desk_notes.filter(account=former).update(
        account=own, name=actor.name[:64], version=case.version
    )


def _offered(actor: Actor, hand_over_id: int) -> HandOver:
    rows = HandOver.objects.filter(perms.offered_to(actor), pk=hand_over_id)
    found = rows.select_for_update().first()
    if found is None:
        raise HandOverUnknown
    return found
