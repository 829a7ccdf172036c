"""Taking in what departments' making systems hand in (归集): all of a batch, or nothing."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from django.db import transaction

from tongban.base import audit, clock, outbox
from tongban.base.crypto import sm3
from tongban.base.errors import require
from tongban.directory import queries as directory
from tongban.licences import events, perms, queries
from tongban.licences.models import LicenceBatch
from tongban.licences.rules import collecting
from tongban.licences.services import ordering
from tongban.licences.services.collecting_judged import judged
from tongban.licences.services.collecting_written import Taken, take_in

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from tongban.base.actors import Actor
    from tongban.directory.models import Department
    from tongban.licences.queries.library import BatchReport
    from tongban.licences.rules.collecting import Fault, Row

BY_HAND = "手工上传"


def collect_file(
    *,
    actor: Actor,
    batch_number: str,
    unit: str,
    content: bytes,
    file_name: str,
    now: datetime,
) -> BatchReport:
    """Take in a CSV or JSON file; as `collect` otherwise."""
    rows = collecting.read(content, file_name)
    return collect(actor=actor, batch_number=batch_number, unit=unit, rows=rows, now=now)


@transaction.atomic
def collect(
    *, actor: Actor, batch_number: str, unit: str, rows: Sequence[Row], now: datetime
) -> BatchReport:
    """Take a batch into the library and report on each row; one error and nothing is taken.

    The source of a batch is the system that sends it, or the office when a person uploads it.
    The same batch again gives the same report.  Declined with `Forbidden`,
    `collecting.BatchRefused` or, when the number was used for other content,
    `collecting.BatchNumberTaken`.
    """
    require(perms.may_collect(actor, unit))
    source = actor.client if actor.is_client else f"{BY_HAND}:{unit}"
    number = collecting.check_number(batch_number)
    digest = sm3.digest(collecting.canonical(rows)).hex()
    ordering.alone(f"licences.batch:{source}:{number}")
    if (before := queries.batch_before(source, number)) is not None:
        if before.content_digest != digest:
            raise collecting.BatchNumberTaken
        return queries.batch_report(before)
    ordering.alone(f"licences.collect:{unit}")
    office = directory.department(unit)
    candidates, faults = judged(rows, office, clock.day_of(now))
    taken = Taken()
    if not any(one.level == "error" for one in faults):
        taken = take_in(actor, office, source, candidates, now)
    batch = _write(actor, office, (source, number, digest), (rows, faults, taken), now)
    _tell(actor, batch, now)
    return queries.batch_report(batch)


def _write(
    actor: Actor,
    office: Department,
    named: tuple[str, str, str],
    result: tuple[Sequence[Row], Sequence[Fault], Taken],
    now: datetime,
) -> LicenceBatch:
    rows, faults, taken = result
    counted = Counter(one.level for one in faults)
    return LicenceBatch.objects.create(
        source=named[0],
        number=named[1],
        unit=office,
        content_digest=named[2],
        accepted=not counted["error"],
        rows=len(rows),
        created=taken.created,
        updated=taken.updated,
        unchanged=taken.unchanged,
        errors=counted["error"],
        warnings=counted["warning"],
        findings=[
            [one.row, one.field, one.sentence, one.level] for one in faults[: collecting.MOST_TOLD]
        ],
        received_at=now,
        actor_kind=actor.kind,
        actor_account=actor.account,
        actor_name=actor.name,
    )


def _tell(actor: Actor, batch: LicenceBatch, now: datetime) -> None:
    if not batch.accepted:
        audit.record(
            actor,
            events.COLLECTION_REFUSED,
            str(batch),
            at=now,
            digest=batch.content_digest,
            errors=batch.errors,
            warnings=batch.warnings,
        )
        return
    audit.record(
        actor,
        events.COLLECTED,
        str(batch),
        at=now,
        digest=batch.content_digest,
        created=batch.created,
        updated=batch.updated,
        unchanged=batch.unchanged,
        warnings=batch.warnings,
    )
    outbox.publish(
        events.LicencesCollected(
            source=batch.source,
            number=batch.number,
            created=batch.created,
            updated=batch.updated,
        )
    )
