"""What the members of a life event (一件事) have yielded, for the houses that carry it on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tongban.cases.models import Bundle, BundleMember, Case, MaterialFile
from tongban.cases.rules import CLOSED, State
from tongban.cases.rules.bundles import ENDED
from tongban.directory import queries as directory

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID


@dataclass(frozen=True, slots=True)
class MemberResult:
    """One member: the number of its case, "" before it has begun, and where that stands."""

    name: str
    case_number: str
    state: str
    ended: bool

    @property
    def is_coming(self) -> bool:
        """Whether its result is not there yet and may still be."""
        if not self.case_number:
            return not self.ended
        return self.state not in CLOSED | {State.DELIVERING}

    @property
    def is_to_fetch(self) -> bool:
        """Whether its result is there and has not reached the applicant."""
        return self.state == State.DELIVERING


def bundle_results(numbers: Collection[str]) -> dict[str, tuple[MemberResult, ...]]:
    """The members of each of these life events in their order; for services and jobs."""
    rows = BundleMember.objects.filter(bundle__number__in=numbers).order_by("bundle", "seq")
    known = Case.objects.filter(bundle__number__in=numbers).values_list(
        "bundle", "member", "number", "state"
    )
    cases = {(bundle, member): (str(number), state) for bundle, member, number, state in known}
    found: dict[str, list[MemberResult]] = {number: [] for number in numbers}
    for row in rows.select_related("bundle").defer("bundle__form"):
        number, state = cases.get((row.bundle_id, row.key), ("", ""))
        result = MemberResult(row.name, number, state, row.state in ENDED)
        found[str(row.bundle.number)].append(result)
    return {number: tuple(results) for number, results in found.items()}


def answering_case(number: str) -> str:
    """The case that answers for a life event: the first of the lead department, else the first.

    What was decided before another department went up in the leading one counts as its own.
    """
    bundle = Bundle.objects.defer("form").get(number=number)
    lead = directory.department_alone(bundle.unit)
    rows = bundle.cases.order_by("id").values_list("number", "unit")
    found = [str(case) for case, unit in rows if unit in {lead.key, *lead.stands_for}]
    found += [str(case) for case, _unit in rows]
    return next(iter(found), "")


def led_by(number: str) -> str:
    """The life event for which a case answers; "" if it answers for itself only."""
    whole = Case.objects.filter(number=number, bundle__isnull=False)
    bundle = whole.values_list("bundle__number", flat=True).first()
    return str(bundle) if bundle and answering_case(str(bundle)) == number else ""


def file_digests(cases: Collection[UUID]) -> frozenset[str]:
    """The digests of everything that was handed in to these cases; for jobs."""
    rows = MaterialFile.objects.filter(material__case__in=cases)
    return frozenset(rows.values_list("digest", flat=True))
