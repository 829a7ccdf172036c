"""Lists of licence types: for those who keep them, and the public directory (证照目录)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, OuterRef, Q

from tongban.base import clock
from tongban.base.paging import Page, keyset
from tongban.licences import perms
from tongban.licences.models import Licence, LicenceType, LicenceTypeVersion
from tongban.licences.queries.types import TypeUnknown, on_day, published, type_by_key
from tongban.licences.rules import states, types
from tongban.licences.rules.types import versions
from tongban.licences.rules.types.versions import TypeState, VersionState

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from tongban.base.actors import Actor

MOST_COUNTED = 10_000
_BEING_EDITED = Exists(
    LicenceTypeVersion.objects.filter(type=OuterRef("pk"), state=VersionState.DRAFT)
)
MOST_WORDS = 5


@dataclass(frozen=True, slots=True)
class TypeLine:
    """A type in a list: where it stands, and whether somebody is editing it."""

    kind: LicenceType
    state: TypeState
    drafted: bool

    @property
    def label(self) -> str:
        return versions.LABELS[self.state]


def type_state(kind: LicenceType, today: date) -> TypeState:
    """Where a type stands, as its columns say."""
    if kind.version == 0:
        return TypeState.COMING if kind.changes_on else TypeState.DRAFTED
    if kind.ends_on is not None and kind.ends_on <= today:
        return TypeState.RETIRED
    return TypeState.IN_FORCE


def type_lines(
    *, words: str = "", state: str = "", after: str = "", limit: int = 50
) -> Page[TypeLine]:
    """The types for those who keep them; `words` are in the name, key, code or authority."""
    today = clock.today()
    rows = LicenceType.objects.annotate(drafted=_BEING_EDITED)
    for word in words.split()[:MOST_WORDS]:
        rows = rows.filter(
            Q(name__icontains=word)
            | Q(key__icontains=word)
            | Q(type_code__icontains=word)
            | Q(defining_authority__icontains=word)
        )
    page = keyset(_standing(rows, state, today), by=("position", "key"), after=after, limit=limit)
    return page.map(
        lambda kind: TypeLine(kind, type_state(kind, today), bool(getattr(kind, "drafted", False)))
    )


def _standing(rows: QuerySet[LicenceType], state: str, today: date) -> QuerySet[LicenceType]:
    over = Q(ends_on__isnull=False, ends_on__lte=today)
    match state:
        case TypeState.IN_FORCE:
            return rows.filter(~over, version__gt=0)
        case TypeState.RETIRED:
            return rows.filter(over, version__gt=0)
        case TypeState.COMING:
            return rows.filter(version=0, changes_on__isnull=False)
        case TypeState.DRAFTED:
            return rows.filter(_BEING_EDITED)
    return rows


def directory(holder: str, *, words: str = "") -> tuple[LicenceType, ...]:
    """The types in force that persons (自然人) or enterprises (法人) may hold; public."""
    today = clock.today()
    rows = _standing(
        published().filter(holder_category__contains=holder), TypeState.IN_FORCE, today
    )
    for word in words.split()[:MOST_WORDS]:
        rows = rows.filter(Q(name__icontains=word) | Q(defining_authority__icontains=word))
    return tuple(on_day(kind, today) for kind in rows.order_by("position", "key"))


def directory_entry(key: str) -> LicenceType:
    """One type of the directory, or `TypeUnknown`; public."""
    kind = type_by_key(key)
    if type_state(kind, clock.today()) is not TypeState.IN_FORCE:
        raise TypeUnknown
    return kind


def validity_words(kind: LicenceType) -> str:
    """有效期限范围, as a person reads it."""
    return types.words.validity(types.Validity.model_validate(kind.validity))


def held_types(actor: Actor) -> dict[int, int]:
    """How many licences in force of each type the one has whom the actor acts for."""
    rows = Licence.objects.filter(perms.owned_by(actor), state=states.State.VALID)
    counted = rows.values("type_id").annotate(n=Count("pk", distinct=True)).order_by("type_id")
    return {row["type_id"]: row["n"] for row in counted}


def count_in_force(kind: LicenceType) -> int:
    """How many licences of the type are in force, counted up to `MOST_COUNTED`."""
    rows = Licence.objects.filter(type=kind, state=states.State.VALID)
    return rows[:MOST_COUNTED].count()
