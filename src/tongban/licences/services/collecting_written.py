"""Writing a judged batch into the library, thousands of rows at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tongban.base import clock, files
from tongban.base.actors import SYSTEM
from tongban.base.crypto import pki
from tongban.identity import services as identity
from tongban.licences import queries
from tongban.licences.models import Licence, LicenceHolder
from tongban.licences.rules import acts, states
from tongban.licences.services import acting, ending, entering, leaves, recording
from tongban.licences.services.collecting_judged import FILES
from tongban.seals.rules import inspecting

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from tongban.base.actors import Actor
    from tongban.directory.models import Department
    from tongban.licences.models import LicenceType
    from tongban.licences.rules.collecting_kinds import Candidate

CHUNK = 1_000
COLLECTED = "部门制证系统报送了新版本"
GROUND = "归集：以颁发机构的制证系统为准"


@dataclass(slots=True)
class Taken:
    """What a batch did to the library."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0


@dataclass(frozen=True, slots=True)
class _Batch:
    """What all rows of a batch share."""

    office: Department
    source: str
    types: Mapping[str, LicenceType]
    holders: Mapping[tuple[str, str], UUID]
    now: datetime


def take_in(
    actor: Actor, office: Department, source: str, candidates: Sequence[Candidate], now: datetime
) -> Taken:
    """Write every row of a batch without errors; called with the office's batches in a row."""
    library = queries.neighbours(candidates, office, lock=True)
    types = queries.types_by_code(one.kind.code for one in candidates)
    batch = _Batch(office, source, types, _holders(candidates, now), now)
    taken, new = Taken(), []
    for one in candidates:
        same = library.same(one)
        if same is not None:
            taken.updated += _apply_state(actor, same, one, now)
            continue
        before = library.latest(one)
        if before is not None and before.state != states.State.ENDED:
            _give_way(actor, before, one, now)
        taken.updated += before is not None
        taken.created += before is None
        new.append((one, _row(batch, one)))
    taken.unchanged = len(candidates) - taken.created - taken.updated
    _write(new, batch.holders)
    for one, licence in new:
        if one.step is not None:
            _apply_state(actor, licence, one, now)
    return taken


def _holders(candidates: Sequence[Candidate], now: datetime) -> Mapping[tuple[str, str], UUID]:
    people = {
        identity.Newcomer(holder.number_type, holder.number, holder.name)
        for one in candidates
        for holder in one.facts.holders
    }
    return identity.enrol(actor=SYSTEM, people=people, now=now)


def _row(batch: _Batch, one: Candidate) -> Licence:
    digest = ""
    if one.content:
        digest = files.store(one.content, name=one.file_name, allowed=FILES).digest
    first = one.facts.holders[0]
    return entering.entry(
        one.facts,
        kind=batch.types[one.kind.code],
        office=batch.office,
        holder=batch.holders[first.number_type, first.number],
        digest=digest,
        now=batch.now,
        origin=states.Origin.COLLECTED,
        source=batch.source,
        trust_grade=_grade(one, batch.office.name, batch.now),
    )


def _grade(one: Candidate, issuer: str, now: datetime) -> states.TrustGrade:
    """A for a file that bears a valid seal of its issuer and names the licence, else B."""
    is_ofd = one.file_name.lower().endswith(".ofd")
    if is_ofd and is_sealed_by(issuer, one.content, str(one.facts.identifier), now):
        return states.TrustGrade.ISSUED
    return states.TrustGrade.CONVERTED


def is_sealed_by(issuer: str, content: bytes, identifier: str, now: datetime) -> bool:
    """Whether an OFD file is this licence, and every seal on it valid, one of its issuer."""
    report = inspecting.inspect(content, trust=pki.trust(), at=now)
    by_issuer = any(
        one.sealed_by is not None and one.sealed_by.organisation == issuer
        for one in report.signatures
    )
    is_valid = report.verdict is inspecting.Verdict.VALID
    return is_valid and by_issuer and report.licence.get("ZZBS") == identifier


def _write(
    new: Sequence[tuple[Candidate, Licence]], holders: Mapping[tuple[str, str], UUID]
) -> None:
    for at in range(0, len(new), CHUNK):
        part = new[at : at + CHUNK]
        Licence.objects.bulk_create([licence for _one, licence in part])
        LicenceHolder.objects.bulk_create(
            LicenceHolder(
                licence=licence,
                subject_id=holders[holder.number_type, holder.number],
                place=place,
            )
            for one, licence in part
            for place, holder in enumerate(one.facts.holders)
        )
    for _one, licence in new:
        leaves.issued(licence)


def _give_way(actor: Actor, before: Licence, one: Candidate, now: datetime) -> None:
    decided = acts.Decided(
        acts.Step.CHANGE,
        acts.Decision(COLLECTED, GROUND),
        max(one.facts.issued_on, before.issued_on),
        states.State.ENDED,
        waits=False,
    )
    act = recording.write(actor, before, decided, now=now)
    ending.give_way(actor, before, act, successor=str(one.facts.identifier), now=now)


def _apply_state(actor: Actor, licence: Licence, one: Candidate, now: datetime) -> int:
    """Enter the state that the department reports, if it is news; returns how many acts."""
    today = clock.day_of(now)
    facts = queries.facts(licence, today)
    step = one.step
    if licence.origin != states.Origin.COLLECTED:
        return 0
    if step is None and licence.state == states.State.SUSPENDED:
        step = acts.Step.RESUME
    if step is None or (facts.state, step) not in acts.NEXT:
        return 0
    decision = acts.Decision(one.step_reason or COLLECTED, GROUND)
    after = acts.NEXT[facts.state, step]
    decided = acts.Decided(step, decision, one.step_on or today, after, waits=False)
    act = recording.write(actor, licence, decided, now=now)
    acting.CARRY_OUT[step](actor, licence, act, now)
    return 1
