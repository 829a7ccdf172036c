"""Reads of the library as offices keep it: batches, neighbours of a batch, what is on file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from tongban.base.errors import NotFound
from tongban.base.paging import Page, keyset
from tongban.licences import perms
from tongban.licences.models import Licence, LicenceBatch, LicenceHolder, LicenceType
from tongban.licences.queries.licences import number_indexes
from tongban.licences.rules import collecting, numbers, states

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime
    from uuid import UUID

    from django.db.models import QuerySet

    from tongban.base.actors import Actor
    from tongban.directory.models import Department
    from tongban.licences.rules.collecting import Fault
    from tongban.licences.rules.collecting_kinds import Candidate

CHUNK = 1_000
IN_FORCE = (states.State.VALID, states.State.SUSPENDED)


class BatchUnknown(NotFound):
    """There is no such batch, or it is another office's."""

    code = "licences.batch_unknown"
    sentence = "没有找到这个批次。"


@dataclass(frozen=True, slots=True)
class BatchReport:
    """What became of a batch; `findings` holds the first of them, the figures count all."""

    id: int
    number: str
    source: str
    unit: str
    unit_name: str
    accepted: bool
    rows: int
    created: int
    updated: int
    unchanged: int
    errors: int
    warnings: int
    findings: tuple[Fault, ...]
    received_at: datetime
    actor_name: str


@dataclass(frozen=True, slots=True)
class Neighbours:
    """What the library has that a batch could meet."""

    by_identifier: dict[str, Licence]
    by_serial: dict[tuple[str, str], Licence]
    by_number: dict[tuple[str, str], Licence]

    def same(self, one: Candidate) -> Licence | None:
        """The licence with this very identifier."""
        return self.by_identifier.get(str(one.facts.identifier))

    def latest(self, one: Candidate) -> Licence | None:
        """The newest version with this serial."""
        return self.by_serial.get((one.kind.code, one.facts.identifier.serial))

    def in_force(self, one: Candidate) -> Licence | None:
        """The licence that is in force under this number."""
        return self.by_number.get((one.kind.code, numbers.normalised(one.facts.number)))


def types_by_code(codes: Iterable[str]) -> dict[str, LicenceType]:
    """The types with these codes."""
    found = LicenceType.objects.filter(type_code__in=set(codes)).order_by("key")
    return {str(kind.type_code): kind for kind in found}


def neighbours(
    candidates: Sequence[Candidate], office: Department, *, lock: bool = False
) -> Neighbours:
    """What an office has under the serials and numbers of a batch, with few queries."""
    found = Neighbours({}, {}, {})
    for at in range(0, len(candidates), CHUNK):
        part = candidates[at : at + CHUNK]
        codes = {one.kind.code for one in part}
        rows = Licence.objects.filter(issuer=office, type__type_code__in=codes)
        rows = rows.select_related("type", "issuer").order_by("version", "id")
        if lock:
            rows = rows.select_for_update(of=("self",))
        for licence in rows.filter(serial__in={one.facts.identifier.serial for one in part}):
            found.by_identifier[licence.identifier] = licence
            found.by_serial[str(licence.type.type_code), licence.serial] = licence
        _note_numbers(part, rows, found)
    return found


def _note_numbers(part: Sequence[Candidate], rows: QuerySet[Licence], found: Neighbours) -> None:
    sought = {
        index: numbers.normalised(one.facts.number)
        for one in part
        for index in number_indexes(one.facts.number)
    }
    for licence in rows.filter(number_index__in=list(sought), state__in=IN_FORCE):
        code = str(licence.type.type_code)
        found.by_number[code, sought[bytes(licence.number_index)]] = licence


def batch_before(source: str, number: str) -> LicenceBatch | None:
    """The batch with this number of this source, if it came before."""
    rows = LicenceBatch.objects.select_related("unit")
    return rows.filter(source=source, number=number).first()


def batches(actor: Actor, *, after: str = "", limit: int = 50) -> Page[BatchReport]:
    """The batches of the actor's offices, the newest first."""
    rows = LicenceBatch.objects.filter(perms.of_units(actor, *perms.KEEPERS))
    page = keyset(rows.select_related("unit"), by=("-received_at", "-id"), after=after, limit=limit)
    return page.map(batch_report)


def batch(actor: Actor, batch_id: int) -> BatchReport:
    """One of them, or `BatchUnknown`."""
    rows = LicenceBatch.objects.filter(perms.of_units(actor, *perms.KEEPERS), pk=batch_id)
    found = rows.select_related("unit").first()
    if found is None:
        raise BatchUnknown
    return batch_report(found)


def own_batch(actor: Actor, number: str) -> BatchReport:
    """The batch that a system sent under this number, or `BatchUnknown`."""
    found = batch_before(actor.client, number.strip()) if actor.is_client else None
    if found is None:
        raise BatchUnknown
    return batch_report(found)


def batch_report(found: LicenceBatch) -> BatchReport:
    """The batch as it is reported."""
    return BatchReport(
        id=found.pk,
        number=found.number,
        source=found.source,
        unit=found.unit.key,
        unit_name=found.unit.name,
        accepted=found.accepted,
        rows=found.rows,
        created=found.created,
        updated=found.updated,
        unchanged=found.unchanged,
        errors=found.errors,
        warnings=found.warnings,
        findings=tuple(collecting.Fault(*one) for one in found.findings),
        received_at=timezone.localtime(found.received_at),
        actor_name=found.actor_name,
    )


def kept_for(actor: Actor, holder: UUID) -> tuple[Licence, ...]:
    """Everything that the actor's office issued to somebody, the newest first."""
    ids = LicenceHolder.objects.filter(subject=holder).values("licence")
    rows = Licence.objects.filter(perms.kept_by(actor), pk__in=ids)
    rows = rows.select_related("type", "issuer").order_by("-issued_on", "-version", "id")
    return tuple(rows[:100])


def kept_under(actor: Actor, number: str) -> tuple[Licence, ...]:
    """Everything that the actor's office issued under a number, the newest first."""
    rows = Licence.objects.filter(perms.kept_by(actor), number_index__in=number_indexes(number))
    rows = rows.select_related("type", "issuer").order_by("-issued_on", "-version", "id")
    return tuple(rows[:100])


def kept(actor: Actor) -> QuerySet[Licence]:
    """What the actor's office keeps; for services that record each look."""
    return Licence.objects.filter(perms.kept_by(actor))
