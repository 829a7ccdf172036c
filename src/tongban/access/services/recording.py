"""Writing down each look at personal data before the data are shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from tongban.access import events, perms, rules
from tongban.access.models import DataAccess
from tongban.access.rules.looks import BasisKind
from tongban.base import audit, ledger
from tongban.base.errors import require
from tongban.base.web import writes_allowed
from tongban.identity import queries as identity

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from tongban.base.actors import Actor
    from tongban.identity.queries import SubjectCard


@dataclass(frozen=True, slots=True)
class Right:
    """By what right a look happens, which use of a licence it is, and who answers for it."""

    kind: BasisKind = BasisKind.LAW
    consent: UUID | None = None
    use: UUID | None = None
    unit: str = ""


BY_LAW = Right()
KIND = "access"
COLUMNS = (
    "subject_id", "account_id", "post", "actor_name", "reader_id", "unit", "purpose", "basis_kind",
    "basis", "consent_id", "use", "what", "case_number", "at",
)  # fmt: skip

ledger.table(KIND, "access.DataAccess", COLUMNS)


def record_access(
    *,
    actor: Actor,
    subject_id: UUID,
    what: Sequence[str],
    purpose: str,
    case_number: str = "",
    basis: str = "",
    right: Right = BY_LAW,
    now: datetime,
) -> None:
    """Write down, before the data are shown, who looks at them and why.

    A person's look at his own data is no access and is not written; one at the data of whom he
    acts for is.  `right` says by what other right than the law it happens.  Works on pages that
    otherwise only read.  Declined with `rules.PurposeMissing`.
    """
    require(perms.may_read_data(actor))
    if perms.is_own(actor, subject_id):
        return
    reason = rules.check_purpose(purpose)
    post = actor.posts[0] if actor.posts else None
    agent = actor.principal == subject_id and right is BY_LAW
    values = (
        subject_id,
        actor.account,
        f"{post.unit}/{post.role}" if post else "",
        actor.name,
        None if post else actor.principal,
        post.unit if post else right.unit,
        reason,
        BasisKind.OWN if agent else right.kind,
        basis,
        right.consent,
        right.use,
        list(what),
        case_number,
        now,
    )
    columns = dict(zip(COLUMNS, values, strict=True))
    look = ledger.Row(KIND, DataAccess._meta.db_table, columns)
    with writes_allowed():
        ledger.insert(look)


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
