"""Writing down each look at personal data before the data are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from tongban.access import events, perms, rules
from tongban.access.models import DataAccess
from tongban.base import audit
from tongban.base.errors import require
from tongban.base.web import writes_allowed
from tongban.identity import queries as identity

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from tongban.base.actors import Actor
    from tongban.identity.queries import SubjectCard


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
