"""Letting a natural person act for another subject."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from tongban.access import events, perms, queries, rules
from tongban.access.models import Empowerment
from tongban.base import audit, clock
from tongban.base.errors import require
from tongban.identity import queries as identity
from tongban.identity.rules import Kind

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from tongban.base.actors import Actor


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
