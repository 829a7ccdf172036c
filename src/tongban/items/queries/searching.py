"""Finding items: by words, pinyin, theme, department, audience and region."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import Case, F, IntegerField, Q, Value, When
from django.db.models.functions import Cast

from tongban.base.paging import Page, keyset
from tongban.directory import queries as directory
from tongban.items import perms
from tongban.items.models import Item, LifeEvent, Summary
from tongban.items.queries import rows
from tongban.items.rules import search as words
from tongban.items.rules import themes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet

NAME, NAME_START, WORD, OTHER = 4, 3, 2, 1
_TIER = 1_000_000
_FINE = 100_000
_WEIGHTS = [0.05, 0.1, 0.5, 1.0]
_ZERO_TO_ONE = 32
_MOST_SUGGESTIONS = 8


class _Literal(SearchQuery):
    """A `tsquery` written out, so that no text search configuration takes part in it."""

    template = "%(expressions)s::tsquery"

    def __init__(self, value: str) -> None:
        super().__init__(value, search_type="raw")


@dataclass(frozen=True, slots=True)
class Facet:
    """One value of a filter and how many items it finds."""

    key: str
    name: str
    count: int
    audience: str = ""


@dataclass(frozen=True, slots=True)
class Facets:
    """The filters of the catalogue."""

    themes: tuple[Facet, ...]
    departments: tuple[Facet, ...]
    audiences: tuple[Facet, ...]
    regions: tuple[Facet, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One line under the search box; `kind` is `item` or `life_event`."""

    kind: str
    key: str
    name: str


def search(
    text: str = "",
    *,
    theme: str = "",
    department: str = "",
    audience: str = "",
    region: str = "",
    after: str = "",
    limit: int = 20,
) -> Page[rows.ItemRow]:
    """Listed items, the best first; without text in the order of the catalogue.

    Exact names come first, then names that begin with the text, then everyday words, then the rest
    by rank.  When no item has all the words, those with any of them are found.  `region` also finds
    what offices of the regions above it do for its people.
    """
    found = Item.objects.filter(perms.listed()).select_related("department").defer("search")
    found = found.filter(_filters(theme, department, audience, region))
    asked = words.question(text)
    if asked is None:
        if text.strip():
            return Page(())
        return keyset(found, by=("place", "id"), after=after, limit=limit).map(rows.of_item)
    ranked = _ranked(found, asked)
    return keyset(ranked, by=("-score", "id"), after=after, limit=limit).map(rows.of_item)


def _filters(theme: str, department: str, audience: str, region: str) -> Q:
    wanted = Q()
    if theme:
        wanted &= Q(themes__contains=[theme])
    if department:
        wanted &= Q(department__key=department)
    if audience:
        wanted &= Q(audiences__contains=[audience])
    if region:
        wanted &= Q(region__in=directory.chain(region))
    return wanted


def _ranked(found: QuerySet[Any], asked: words.Question) -> QuerySet[Any]:
    all_words = found.filter(search=_Literal(asked.every))
    query = asked.every if all_words.exists() else asked.any
    rank = SearchRank(
        F("search"),
        _Literal(query),
        weights=_WEIGHTS,
        normalization=_ZERO_TO_ONE,
        cover_density=True,
    )
    tier = Case(
        When(search=_Literal(asked.name), then=Value(NAME * _TIER)),
        When(search=_Literal(asked.name_start), then=Value(NAME_START * _TIER)),
        When(search=_Literal(asked.word), then=Value(WORD * _TIER)),
        default=Value(OTHER * _TIER),
        output_field=IntegerField(),
    )
    score = tier + Cast(rank * Value(float(_FINE)), IntegerField())
    ranked: QuerySet[Any] = found.filter(search=_Literal(query)).annotate(score=score)
    return ranked


def matching_life_events(text: str, *, limit: int = 3) -> tuple[rows.LifeEventRow, ...]:
    """Life events that the text asks for, the best first; none without text."""
    asked = words.question(text)
    if asked is None:
        return ()
    listed: QuerySet[Any] = LifeEvent.objects.filter(is_listed=True).defer("search")
    best = _ranked(listed, asked).order_by("-score", "id")[:limit]
    return tuple(rows.of_life_event(one) for one in best)


def suggest(prefix: str) -> tuple[Suggestion, ...]:
    """Life events and items to offer while somebody types, life events first."""
    if words.question(prefix) is None:
        return ()
    events = [
        Suggestion("life_event", one.key, one.name) for one in matching_life_events(prefix, limit=2)
    ]
    items = [
        Suggestion("item", one.key, one.name)
        for one in search(prefix, limit=_MOST_SUGGESTIONS - len(events)).items
    ]
    return (*events, *items)


def facets() -> Facets:
    """The filters with their counts as the last load left them."""
    summary = Summary.objects.filter(id=1).first()
    content = summary.content if summary else {}
    counts: dict[str, dict[str, int]] = content.get("counts", {})
    names: dict[str, str] = content.get("names", {})
    return Facets(
        themes=tuple(
            Facet(key, themes.theme_name(key), count, key.partition(".")[0])
            for key, count in counts.get("themes", {}).items()
        ),
        departments=_named(counts.get("departments", {}), names),
        audiences=_named(counts.get("audiences", {}), themes.AUDIENCES),
        regions=_named(counts.get("regions", {}), names),
    )


def _named(counts: Mapping[str, int], names: Mapping[str, str]) -> tuple[Facet, ...]:
    return tuple(Facet(key, names.get(key, key), count) for key, count in counts.items())
