"""Samples (抽查): the list, one with its cases, one case of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from tongban.base.errors import NotFound, require
from tongban.base.paging import Page, keyset
from tongban.cases import queries as cases
from tongban.supervision import perms
from tongban.supervision.models import Sample, SampleCase

if TYPE_CHECKING:
    from tongban.base.actors import Actor
    from tongban.cases.models import Case


class SampleUnknown(NotFound):
    """There is no such sample, or no such case in it."""

    code = "supervision.sample_unknown"
    sentence = "没有找到这次抽查，请核对抽查编号。"


@dataclass(frozen=True, slots=True)
class SampleView:
    """A sample with its cases in the order of the lot."""

    sample: Sample
    rows: tuple[tuple[SampleCase, Case | None], ...]

    @property
    def checked(self) -> int:
        return sum(row.checked_at is not None for row, _case in self.rows)

    @property
    def faulty(self) -> int:
        return sum(bool(row.aspects) for row, _case in self.rows)


def samples(actor: Actor, *, after: str = "", limit: int = 20) -> Page[Sample]:
    """Samples with how many cases were drawn, checked and found faulty, the latest first."""
    require(perms.may_supervise(actor))
    rows = Sample.objects.annotate(
        drawn=Count("cases"),
        checked=Count("cases", filter=Q(cases__checked_at__isnull=False)),
        faulty=Count("cases", filter=Q(cases__aspects__len__gt=0)),
    )
    return keyset(rows, by=("-drawn_at", "id"), after=after, limit=limit)


def sample(actor: Actor, number: str) -> SampleView:
    """One sample with its cases."""
    require(perms.may_supervise(actor))
    found = Sample.objects.filter(number=number).first()
    if found is None:
        raise SampleUnknown
    rows = tuple(found.cases.order_by("seq"))
    seen = {str(each.number): each for each in cases.numbered(actor, [r.case_number for r in rows])}
    return SampleView(found, tuple((row, seen.get(row.case_number)) for row in rows))


def sampled(number: str) -> tuple[SampleCase, ...]:
    """Where a case was drawn and a fault was found; for the jobs of supervision."""
    rows = SampleCase.objects.filter(case_number=number, aspects__len__gt=0)
    return tuple(rows.select_related("sample").order_by("id"))
