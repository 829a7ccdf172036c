"""Registering many subjects at once, for houses that take in whole batches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from tongban.base import audit
from tongban.base.errors import require
from tongban.identity import events, perms, queries, rules
from tongban.identity.models import Subject, keyed_index
from tongban.identity.services.subjects import NameDiffers

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime
    from uuid import UUID

    from tongban.base.actors import Actor

CHUNK = 1_000


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody who may be registered already; number and name are in the form that is kept."""

    number_type: str
    number: str
    name: str


@transaction.atomic
def enrol(
    *, actor: Actor, people: Collection[Newcomer], now: datetime
) -> dict[tuple[str, str], UUID]:
    """The subjects with these numbers; those that nobody knew are registered, unconfirmed.

    The numbers were checked by the caller.  Declined with `NameDiffers` if one stands there under
    another name.  One entry of the trail says how many were new.
    """
    require(perms.may_register(actor))
    wanted = {(one.number_type, one.number): one for one in people}
    known = _known(wanted)
    new = [_subject(one, now) for key, one in wanted.items() if key not in known]
    for at in range(0, len(new), CHUNK):
        Subject.objects.bulk_create(new[at : at + CHUNK], ignore_conflicts=True)
    if new:
        audit.record(actor, events.SUBJECTS_REGISTERED, "", at=now, count=len(new))
    return _known(wanted)


def _known(wanted: dict[tuple[str, str], Newcomer]) -> dict[tuple[str, str], UUID]:
    found = queries.found_by_numbers(wanted)
    if any(name != wanted[key].name for key, (_id, name) in found.items()):
        raise NameDiffers
    return {key: subject for key, (subject, _name) in found.items()}


def _subject(one: Newcomer, now: datetime) -> Subject:
    legal = one.number_type == rules.NumberType.CREDIT_CODE
    return Subject(
        kind=rules.Kind.LEGAL if legal else rules.Kind.NATURAL,
        number_type=one.number_type,
        number=one.number,
        number_index=keyed_index(f"number:{one.number_type}", one.number),
        name=one.name,
        level=rules.Assurance.REGISTERED,
        created_at=now,
    )
