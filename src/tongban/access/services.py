"""Giving posts, empowering agents, and recording each look at personal data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from tongban.access import events, perms, queries, rules
from tongban.access.models import DataAccess, Empowerment, PostHolding
from tongban.base import audit, clock
from tongban.base.errors import Invalid, require
from tongban.base.web import writes_allowed
from tongban.directory import queries as directory
from tongban.identity import queries as identity
from tongban.identity.rules import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from uuid import UUID

    from tongban.base.actors import Actor
    from tongban.identity.queries import SubjectCard


class NotStaff(Invalid):
    """A post can be held by an account of staff only."""

    code = "access.not_staff"
    sentence = "只有工作人员的账号才能任职。"


@transaction.atomic
def hold_post(
    *,
    actor: Actor,
    account_id: int,
    post_id: int,
    since_on: date | None = None,
    until_on: date | None = None,
    now: datetime,
) -> PostHolding:
    """Put a member of staff into a post, from today if no day is given; twice is once."""
    require(perms.may_give_posts(actor))
    account, post = identity.account(account_id), directory.post(post_id)
    if not account.is_staff_account:
        raise NotStaff
    first = since_on or clock.day_of(now)
    rules.check_span(first, until_on)
    holding, created = PostHolding.objects.get_or_create(
        account_id=account.pk,
        post_id=post.pk,
        ended_at=None,
        defaults={"since_on": first, "until_on": until_on},
    )
    if created:
        audit.record(
            actor, events.POST_HELD, f"account:{account_id}", at=now,
            post=post_id, role=post.role, unit=post.department.key,
        )  # fmt: skip
    return holding


@transaction.atomic
def leave_post(*, actor: Actor, account_id: int, post_id: int, now: datetime) -> None:
    """End at once what the account holds of this post; what has ended stays as it is."""
    require(perms.may_give_posts(actor))
    rows = PostHolding.objects.filter(account_id=account_id, post_id=post_id, ended_at=None)
    if rows.update(ended_at=now):
        audit.record(actor, events.POST_LEFT, f"account:{account_id}", at=now, post=post_id)


@transaction.atomic
def empower(
    *,
    actor: Actor,
    agent: UUID,
    principal: UUID,
    scope: str = rules.EVERYTHING,
    since_on: date | None = None,
    until_on: date | None = None,
    now: datetime,
) -> Empowerment:
    """Let a natural person act for another subject; the same empowerment is given once.

    Declined with `rules.EmpowermentInvalid` for an agent who is no other natural person.
    """
    require(perms.may_empower(actor, principal))
    cards = identity.masked_many([agent, principal])
    if agent not in cards or principal not in cards:
        raise identity.SubjectUnknown
    if agent == principal or cards[agent].kind != Kind.NATURAL:
        raise rules.EmpowermentInvalid(fields={"agent": "经办人应当是另一个自然人。"})
    first = since_on or clock.day_of(now)
    rules.check_span(first, until_on)
    empowerment, created = Empowerment.objects.get_or_create(
        agent_id=agent,
        principal_id=principal,
        scope=scope,
        revoked_at=None,
        defaults={"since_on": first, "until_on": until_on},
    )
    if created:
        audit.record(actor, events.EMPOWERED, str(principal), at=now, agent=str(agent), scope=scope)
    return empowerment


@transaction.atomic
def revoke_empowerment(*, actor: Actor, empowerment_id: int, now: datetime) -> Empowerment:
    """Take an empowerment back, at once; one that is revoked already stays as it is."""
    found = Empowerment.objects.select_for_update(of=("self",)).filter(id=empowerment_id).first()
    if found is None or not perms.may_revoke(actor, found):
        raise queries.EmpowermentUnknown
    if found.revoked_at is None:
        found.revoked_at = now
        found.save(update_fields=["revoked_at"])
        audit.record(
            actor, events.EMPOWERMENT_REVOKED, str(found.principal_id), at=now,
            agent=str(found.agent_id), scope=found.scope,
        )  # fmt: skip
    return found


@transaction.atomic
def record_access(
    *,
    actor: Actor,
    subject_id: UUID,
    what: Sequence[str],
    purpose: str,
    case_number: str = "",
    basis: str = "",
    now: datetime,
) -> None:
    """Write down, before the data are shown, who looks at them and why.

    A person's look at his own data is no access and is not written.  Works on pages that
    otherwise only read.  Declined with `rules.PurposeMissing`.
    """
    require(perms.may_read_data(actor))
    if perms.is_own(actor, subject_id):
        return
    reason = rules.check_purpose(purpose)
    post = actor.posts[0] if actor.posts else None
    with writes_allowed():
        DataAccess.objects.create(
            subject_id=subject_id,
            account_id=actor.account,
            post=f"{post.unit}/{post.role}" if post else "",
            actor_name=actor.name,
            purpose=reason,
            basis=basis,
            what=list(what),
            case_number=case_number,
            at=now,
        )
    audit.record(
        actor, events.DATA_READ, str(subject_id), at=now, purpose=reason,
        what=list(what), case_number=case_number,
    )  # fmt: skip


@transaction.atomic
def look_up_subject(
    *, actor: Actor, number_type: str, number: str, purpose: str, now: datetime
) -> SubjectCard | None:
    """The subject with this number, for the clerk before whom it stands; None if unknown.

    The access is recorded first; a number nobody has is written into the trail, too.
    """
    require(perms.may_look_up(actor))
    reason = rules.check_purpose(purpose)
    found = identity.find_by_number(number_type, number)
    if found is None:
        with writes_allowed():
            audit.record(actor, events.SUBJECT_NOT_FOUND, "subject:unknown", at=now, purpose=reason)
        return None
    record_access(
        actor=actor,
        subject_id=found,
        what=["name", "number", "phone", "email", "address"],
        purpose=reason,
        now=now,
    )
    return identity.subject(found)
