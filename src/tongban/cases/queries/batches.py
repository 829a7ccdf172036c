"""Open cases to be counted anew, those that are counted alike read as one (同批重算)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from django.conf import settings
from django.contrib.postgres.aggregates import ArrayAgg
from django.db import connection
from django.db.models import JSONField, Min, UUIDField
from django.db.models.expressions import RawSQL

from tongban.cases.models import Case, CaseExtension, ClockStop
from tongban.cases.rules import Unit
from tongban.items import queries as items

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from uuid import UUID

K = TypeVar("K")
# What counting anew asks of a case; neither what a person typed is read nor the old derivation.
_READ = (
    "state", "region", "kind", "item_version_id", "accept_form", "continues_id", "agreed_limit",
    "receipt_on", "notice_on", "completed_on", "accepted_on", "decided_on", "due_on",
    "legal_due_on", "answer_due_on", "correction_due_on", "deliver_due_on", "next_due_on",
)  # fmt: skip
# A case that has something of its own stands for nobody else.
_OWN = "CASE WHEN cases_case.id = ANY(%s::uuid[]) THEN cases_case.{} END"
_STEPS = """
SELECT own.place, task.role, (task.opened_at AT TIME ZONE %s)::date, task.due_on,
       task.step_due_on, array_agg(task.id ORDER BY task.id)
  FROM unnest(%s::uuid[], %s::int[]) AS own (id, place)
  JOIN cases_casetask task ON task.case_id = own.id AND task.closed_at IS NULL
 GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, min(task.id)
"""


@dataclass(frozen=True, slots=True)
class Alike:
    """Open cases that are counted alike: one that stands for all of them, and their keys."""

    case: Case
    keys: Sequence[UUID]
    stops: Sequence[ClockStop] = ()
    extended: int = 0


class Steps(NamedTuple):
    """Posts of such cases that have to act, opened on one day and due on one day, by their keys."""

    role: str
    opened_on: date
    due_on: date | None
    step_due_on: date | None
    keys: Sequence[int]


def batch(keys: Sequence[UUID]) -> list[Alike]:
    """Those of the cases that are still open, held by the transaction."""
    rows = Case.objects.open().filter(pk__in=_among(keys)).order_by("id")
    held = list(
        rows.select_for_update(of=("self",)).values_list(
            "id", "item_version_id", "agreed_limit__unit"
        )
    )
    found = [key for key, _, _ in held]
    stops, extended = _stops(found), _extended(found)
    own = {version: _is_own(version) for version in {version for _, version, _ in held}}
    alone = [
        key
        for key, version, unit in held
        if key in stops or key in extended or own[version] or unit == Unit.HOURS
    ]
    return [
        Alike(case, keys, stops.get(keys[0], ()), extended.get(keys[0], 0))
        for case, keys in _grouped(found, alone)
    ]


def _grouped(keys: Sequence[UUID], alone: Sequence[UUID]) -> Iterator[tuple[Case, list[UUID]]]:
    """The cases by all that counting asks; those which stand alone with what is their own."""
    own = {
        f"own_{name}": RawSQL(_OWN.format(name), [alone], kind)  # noqa: S611 - columns of ours
        for name, kind in {"id": UUIDField(), "answers": JSONField()}.items()
    }
    rows = Case.objects.filter(pk__in=_among(keys)).order_by().annotate(**own)
    found = rows.values(*_READ, *own).annotate(keys=ArrayAgg("id"), first=Min("accepted_at"))
    for row in found:
        like = row.pop("keys")
        row |= {
            "id": like[0], "accepted_at": row.pop("first"), "answers": row.pop("own_answers") or {}
        }  # fmt: skip
        del row["own_id"]
        yield Case.from_db("default", list(row), list(row.values())), like


def _is_own(version: int) -> bool:
    """Whether limits of the item follow from answers or from the hour: no two cases are alike."""
    definition = items.definition(version)
    options = (option for asked in definition.scenarios for option in asked.options)
    limits = (definition.promised, definition.statutory)
    return any(option.limit for option in options) or any(
        Unit(limit.unit) is Unit.HOURS for limit in limits if limit
    )


def steps(groups: Iterable[Alike]) -> dict[int, list[Steps]]:
    """The posts that have to act, by the place of their cases among the groups."""
    found: dict[int, list[Steps]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_STEPS, [settings.TIME_ZONE, *spread(each.keys for each in groups)])
        for place, *rest in cursor.fetchall():
            found[place].append(Steps._make(rest))
    return found


def spread(groups: Iterable[Sequence[K]]) -> tuple[list[K], list[int]]:
    """The keys of all groups, and beside each the place of its group, counted from one."""
    keys: list[K] = []
    places: list[int] = []
    for place, group in enumerate(groups, 1):
        keys += group
        places += [place] * len(group)
    return keys, places


def _among(keys: Sequence[UUID]) -> RawSQL:
    """The keys as one parameter, however many they are."""
    return RawSQL("SELECT unnest(%s::uuid[])", [list(keys)])


def _stops(keys: Sequence[UUID]) -> dict[UUID, list[ClockStop]]:
    found: dict[UUID, list[ClockStop]] = defaultdict(list)
    for row in ClockStop.objects.filter(case_id__in=_among(keys)).order_by("id"):
        found[row.case_id].append(row)
    return found


def _extended(keys: Sequence[UUID]) -> dict[UUID, int]:
    rows = CaseExtension.objects.filter(case_id__in=_among(keys), approved=True).order_by("id")
    return dict(rows.values_list("case_id", "days"))
