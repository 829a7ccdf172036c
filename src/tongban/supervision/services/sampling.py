"""Samples (抽查): drawn by lot, gone through case by case."""

from __future__ import annotations

import secrets
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import MD5, Concat

from tongban.base import audit, clock, numbering
from tongban.base.errors import require
from tongban.cases.rules import BEIJING, State
from tongban.supervision import events, perms, queries, rules
from tongban.supervision.models import CaseTouch, CaseWatch, Sample, SampleCase

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.db.models import QuerySet

    from tongban.base.actors import Actor


@transaction.atomic
def draw_sample(
    *, actor: Actor, unit: str, since: date, until: date, wanted: int, now: datetime
) -> Sample:
    """Draw so many of the concluded cases that were handed in within the span.

    Declined with `SampleInvalid` or `NothingToDraw`.
    """
    require(perms.may_supervise(actor))
    rules.drawable(since, until, wanted, clock.day_of(now))
    rows, seed = _population(unit, since, until), secrets.token_hex(16)
    population = rows.count()
    if not population:
        raise rules.NothingToDraw
    lot = rows.annotate(lot=MD5(Concat("number", Value(seed)))).order_by("lot", "number")
    year = clock.day_of(now).year
    sample = Sample.objects.create(
        number=f"CC{year}{numbering.next_number('samples', period=str(year)):06d}",
        unit=unit, since=since, until=until, population=population, seed=seed,
        drawn_at=now, drawn_by=actor.name,
    )  # fmt: skip
    drawn = enumerate(lot.values_list("number", flat=True)[:wanted], start=1)
    SampleCase.objects.bulk_create(
        SampleCase(sample=sample, seq=seq, case_number=number) for seq, number in drawn
    )
    audit.record(
        actor, events.SAMPLE_DRAWN, sample.number, at=now, unit=unit, seed=seed, wanted=wanted
    )
    return sample


def _population(unit: str, since: date, until: date) -> QuerySet[CaseWatch]:
    first = datetime.combine(since, time(), BEIJING)
    after = datetime.combine(until + timedelta(days=1), time(), BEIJING)
    rows = CaseWatch.objects.filter(
        state=State.CONCLUDED, submitted_at__gte=first, submitted_at__lt=after
    )
    return rows.filter(unit=unit) if unit else rows


@transaction.atomic
def check_sampled(
    *, actor: Actor, number: str, seq: int, aspects: Iterable[str], words: str, now: datetime
) -> SampleCase:
    """Say what was found in a case that was drawn; a fault raises its card with the next sweep.

    Declined with `SampleChecked` or `SampleInvalid`.
    """
    require(perms.may_supervise(actor))
    rows = SampleCase.objects.filter(sample__number=number, seq=seq)
    row = rows.select_for_update(of=("self",)).first()
    if row is None:
        raise queries.SampleUnknown
    if row.checked_at is not None:
        raise rules.SampleChecked
    row.aspects, row.words = rules.found(aspects, words)
    row.checked_at, row.checked_by = now, actor.name
    row.save()
    if row.aspects:
        CaseTouch.objects.create(number=row.case_number)
    audit.record(
        actor, events.SAMPLE_CHECKED, row.case_number, at=now, sample=number,
        aspects=",".join(row.aspects),
    )  # fmt: skip
    return row
