"""Entrusting a seal (授权) to somebody in a post or to a job, and taking that back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from tongban.access import queries as access
from tongban.access.rules import Role
from tongban.base import audit
from tongban.base.errors import require
from tongban.identity import queries as identity
from tongban.seals import events, perms
from tongban.seals.models import Authorisation
from tongban.seals.queries import register
from tongban.seals.rules import states, uses
from tongban.seals.rules.states import Act, State, Step
from tongban.seals.services import noting

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from tongban.base.actors import Actor


@transaction.atomic
def authorise(
    *,
    actor: Actor,
    seal_code: str,
    account_id: int | None = None,
    job: str = "",
    document_kinds: Sequence[str],
    since: datetime | None = None,
    until: datetime | None = None,
    now: datetime,
) -> Authorisation:
    """Let a seal keeper of the office, or a job, use the seal for kinds of documents.

    A person counts only as long as he holds that post.  Declined with `SealUnknown`, `Forbidden`,
    `StepNotAllowed`, `SamePerson` (nobody entrusts a seal to himself) or `AuthorisationInvalid`.
    """
    found = register.for_change(actor, seal_code)
    require(perms.may_entrust(actor, found))
    states.next_state(State(found.state), Step.AUTHORISE)
    first = since or now
    word, kinds = uses.check_authorisation(
        account=account_id, job=job, kinds=document_kinds, since=first, until=until
    )
    if account_id is not None and account_id == actor.account:
        raise uses.SamePerson("不能把印章授权给自己，请由另一人授权。")
    named = uses.JOBS.get(word, word) or _keeper(account_id, found.unit.key)
    given = Authorisation.objects.create(
        seal=found,
        account_id=account_id,
        job=word,
        document_kinds=list(kinds),
        since_at=first,
        until_at=until,
        given_by=actor.account,
        given_at=now,
    )
    said = Act(f"{named}：{'、'.join(uses.DOCUMENT_KINDS.get(kind, kind) for kind in kinds)}")
    noting.remember(actor, found, Step.AUTHORISE, before=found.state, act=said, now=now)
    audit.record(
        actor, events.AUTHORISED, found.code, at=now, authorisation=given.pk,
        account=account_id, job=word, kinds=list(kinds),
    )  # fmt: skip
    return given


def _keeper(account_id: int | None, unit: str) -> str:
    """The name of a seal keeper of the office; anybody else cannot be entrusted."""
    if account_id not in access.holders(Role.SEALING, unit=unit):
        said = "只能授权给本部门的印章管理人员。"
        raise uses.AuthorisationInvalid(fields={"account": said})
    return _named(account_id)


def _named(account_id: int | None) -> str:
    return str(identity.account(account_id or 0).display_name)


@transaction.atomic
def withdraw_authorisation(
    *, actor: Actor, seal_code: str, authorisation_id: int, now: datetime
) -> Authorisation:
    """Take an authorisation back, at once; one that was taken back stays as it is.

    Declined with `SealUnknown`, `Forbidden` or `StepNotAllowed`.
    """
    found = register.for_change(actor, seal_code)
    require(perms.may_entrust(actor, found))
    states.next_state(State(found.state), Step.WITHDRAW)
    given = found.authorisations.filter(pk=authorisation_id).first()
    if given is None:
        raise uses.SealUnknown
    if given.withdrawn_at is None:
        given.withdrawn_at, given.withdrawn_by = now, actor.account
        given.save(update_fields=["withdrawn_at", "withdrawn_by"])
        said = Act(uses.JOBS.get(given.job, given.job) or _named(given.account_id))
        noting.remember(actor, found, Step.WITHDRAW, before=found.state, act=said, now=now)
        audit.record(
            actor, events.AUTHORISATION_WITHDRAWN, found.code, at=now, authorisation=given.pk
        )
    return given
