"""Trust grades: raised by a recorded act only; stock converted, scans compared at the counter."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from tongban.base import audit, clock, files, ledger
from tongban.base.errors import require
from tongban.licences import events, perms, queries
from tongban.licences.models import Licence
from tongban.licences.rules import grades, states
from tongban.licences.services import (
    collecting_written,
    entering,
    issuing,
    ordering,
    recording,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from tongban.base.actors import Actor
    from tongban.licences.rules.acts import Decided
    from tongban.licences.services.recording import Document

COMPARED_FOR = timedelta(days=365)
"""How long a scan that a clerk compared may be used again (已核验材料)."""
COMPARED = "H"
"""Begins the serials of what a counter entered, so that nobody takes them for an issuer's own."""


@dataclass(frozen=True, slots=True)
class Stock:
    """What stands on a licence that exists on paper."""

    type_key: str
    holders: tuple[UUID, ...]
    number: str
    face: Mapping[str, str]
    issuer: str
    region: str
    issued_on: date
    valid_until: date | None = None


@transaction.atomic
def raise_grade(
    *,
    actor: Actor,
    identifier: str,
    grade: str,
    reason: str,
    evidence: str,
    document: Document | None = None,
    now: datetime,
) -> Licence:
    """Raise the trust grade of a licence by a recorded act with its evidence.

    Only the licence manager of the issuing office may; to A only what bears a valid seal of its
    issuer.  Declined with `LicenceUnknown`, `Forbidden`, `grades.GradeNotRaised`,
    `acts.DecisionIncomplete` or `acts.StepNotPossible`.
    """
    licence = queries.for_change(actor, identifier)
    require(perms.may_keep_library(actor, licence.issuer.key))
    decided = grades.decide(queries.facts(licence, clock.day_of(now)), reason, evidence)
    before = licence.trust_grade
    after = grades.raised(before, grade, is_sealed=_is_sealed(licence, now))
    act = _note(actor, licence, decided, (before, after), now=now, document=document)
    licence.trust_grade = after
    licence.save(update_fields=["trust_grade"])
    audit.record(
        actor,
        events.GRADE_RAISED,
        licence.identifier,
        at=now,
        act=act,
        before=before,
        after=after,
    )
    return licence


@transaction.atomic
def convert(
    *, actor: Actor, stock: Stock, scan: Document, reason: str, evidence: str, now: datetime
) -> Licence:
    """Take a paper licence into the library, confirmed by its own office (存量转换, grade B).

    Declined with `Forbidden`, `acts.DecisionIncomplete`, and what `issue` declines.
    """
    require(perms.may_keep_library(actor, stock.issuer))
    licence = _enter(stock, scan, states.Origin.CONVERTED, states.TrustGrade.CONVERTED, now)
    _grade_first(actor, licence, reason, evidence, now)
    audit.record(
        actor,
        events.CONVERTED,
        licence.identifier,
        at=now,
        type=stock.type_key,
        document=licence.document_digest,
    )
    return licence


@transaction.atomic
def compare(
    *, actor: Actor, stock: Stock, scan: Document, reason: str, evidence: str, now: datetime
) -> Licence:
    """Enter a scan that a clerk has compared with the original (窗口核验, grade C), for a year.

    Declined with `Forbidden`, `acts.DecisionIncomplete`, and what `issue` declines.
    """
    require(perms.may_compare(actor))
    last = clock.day_of(now) + COMPARED_FOR
    until = min(stock.valid_until, last) if stock.valid_until else last
    licence = _enter(
        replace(stock, valid_until=until),
        scan,
        states.Origin.COMPARED,
        states.TrustGrade.COMPARED,
        now,
    )
    _grade_first(actor, licence, reason, evidence, now)
    audit.record(
        actor,
        events.COMPARED,
        licence.identifier,
        at=now,
        type=stock.type_key,
        document=licence.document_digest,
    )
    return licence


def _grade_first(actor: Actor, licence: Licence, reason: str, evidence: str, now: datetime) -> None:
    """The act by which a new entry got more than grade D."""
    decided = grades.decide(queries.facts(licence, clock.day_of(now)), reason, evidence)
    grade = licence.trust_grade
    _note(actor, licence, decided, (states.TrustGrade.UPLOADED, grade), now=now)


def _note(
    actor: Actor,
    licence: Licence,
    decided: Decided,
    change: tuple[str, str],
    *,
    now: datetime,
    document: Document | None = None,
) -> int:
    details = {"before": str(change[0]), "after": str(change[1])}
    act = recording.write(actor, licence, decided, document=document, details=details, now=now)
    return act.place


def _is_sealed(licence: Licence, now: datetime) -> bool:
    if not licence.file_digest:
        return False
    issuer = str(licence.metadata["ZZBFJG"])
    content = files.read(licence.file_digest)
    return collecting_written.is_sealed_by(issuer, content, licence.identifier, now)


def _enter(
    stock: Stock, scan: Document, origin: states.Origin, grade: states.TrustGrade, now: datetime
) -> Licence:
    grades.check_stock(stock.number, stock.issued_on, clock.day_of(now))
    order = ordering.judged(_wish(stock, origin, grade, now))
    facts, _before = ordering.numbered(order)
    kept = files.store(scan[0], name=scan[1])
    licence = entering.entry(
        facts,
        kind=order.kind,
        office=order.office,
        holder=order.holder.id,
        digest=kept.digest,
        now=now,
        origin=origin,
        trust_grade=grade,
    )
    ledger.insert(*issuing.rows(licence, order.cards))
    return licence


def _wish(
    stock: Stock, origin: states.Origin, grade: states.TrustGrade, now: datetime
) -> ordering.Wish:
    return ordering.Wish(
        type_key=stock.type_key,
        holders=stock.holders,
        face=stock.face,
        issuer=stock.issuer,
        region=stock.region,
        valid_from=stock.issued_on,
        valid_until=stock.valid_until,
        case_number="",
        number=stock.number,
        now=now,
        dedupe="",
        trust_grade=grade,
        issued_on=stock.issued_on,
        serial_head=COMPARED if origin is states.Origin.COMPARED else "",
    )
