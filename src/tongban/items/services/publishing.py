"""Writing what a faultless catalogue says."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.search import SearchVectorField
from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Cast

from tongban.directory import queries as directory
from tongban.items.models import Item, ItemVersion, LifeEvent, LifeEventVersion, State
from tongban.items.rules import definitions, joined, limits, search, themes
from tongban.items.rules.library import words
from tongban.items.rules.report import Report

if TYPE_CHECKING:
    from datetime import datetime

    from tongban.items.models import Summary
    from tongban.items.rules.catalogue import Catalogue, Row
    from tongban.items.rules.joined import LifeEventDefinition

_BATCH = 500
_COLUMNS = (
    "implement_code", "basic_code", "name", "type_code", "kind", "department", "region", "state",
    "promised", "visits", "audiences", "themes", "place",
)  # fmt: skip


@dataclass
class _Said:
    """The everyday words for one item or life event."""

    foremost: list[str] = field(default_factory=list)
    remote: list[str] = field(default_factory=list)


@dataclass
class _Work:
    """Items of the file, sorted by what has to be written for them."""

    new: list[Item] = field(default_factory=list)
    known: list[Item] = field(default_factory=list)
    moved: list[Item] = field(default_factory=list)
    reindexed: list[Item] = field(default_factory=list)
    versions: list[ItemVersion] = field(default_factory=list)
    changed: int = 0
    restated: int = 0


def publish(parsed: Catalogue, file_name: str, *, now: datetime, retire: bool) -> Report:
    """Write items, versions, life events and what they are found by."""
    said = _everyday_words()
    work = _sorted(parsed.rows, said, now)
    _write(work)
    keys = [row.definition.key for row in parsed.rows]
    retired = _retire(keys) if retire else 0
    return Report(
        file=file_name,
        new=len(work.new),
        changed=work.changed,
        unchanged=len(work.known) - work.changed,
        retired=retired,
        restated=work.restated,
        life_events=_publish_life_events(parsed.life_events, said, now=now, retire=retire),
        warnings=parsed.warnings,
    )


def _sorted(rows: tuple[Row, ...], said: dict[str, _Said], now: datetime) -> _Work:
    ids = {one.key: one.pk for one in directory.departments()}
    ids |= {old: ids[now_called] for old, now_called in directory.current_keys(ids).items()}
    keys = [row.definition.key for row in rows]
    stored = {
        item.key: item
        for item in Item.objects.select_for_update(of=("self",))
        .select_related("current")
        .defer("search")
        .filter(key__in=keys)
        .order_by("id")
    }
    work = _Work()
    for place, row in enumerate(rows):
        known = stored.get(row.definition.key)
        before = known and _columns(known)
        item = _sort(work, row, known, now)
        item.department_id = ids[row.definition.department_key]
        _describe(item, row, place)
        if known and before != _columns(known):
            work.moved.append(known)
        _index(work, item, _literal(row, said.get(item.key, _Said())))
    return work


def _columns(item: Item) -> list[object]:
    ids = {"department": "department_id", "region": "region_id"}
    return [getattr(item, ids.get(name, name)) for name in _COLUMNS]


def _sort(work: _Work, row: Row, item: Item | None, now: datetime) -> Item:
    content = definitions.content_of(row.definition)
    if item is None:
        item = Item(key=row.definition.key, search_digest="")
        work.new.append(item)
        work.versions.append(ItemVersion(item=item, version=1, content=content, published_at=now))
        return item
    work.known.append(item)
    work.restated += item.state != row.state
    last = item.current
    if last is None or last.content != content:
        work.changed += 1
        number = last.version + 1 if last else 1
        work.versions.append(
            ItemVersion(item=item, version=number, content=content, published_at=now)
        )
    return item


def _describe(item: Item, row: Row, place: int) -> None:
    definition = row.definition
    item.implement_code = definition.implement_code
    item.basic_code = definition.basic_code
    item.name = definition.name
    item.type_code = definition.type_code
    item.kind = definition.kind
    item.region_id = definition.region
    item.state = row.state
    item.promised = limits.spoken(definition.promised)
    item.visits = definition.visits
    item.audiences = list(definition.audiences)
    item.themes = list(definition.themes)
    item.place = place


def _index(work: _Work, item: Item, literal: str) -> None:
    digest = _digest(literal)
    if item.search_digest != digest:
        item.search_digest, item.search = digest, _vector(literal)
        if item.pk:
            work.reindexed.append(item)


def _write(work: _Work) -> None:
    """Write what is different: a version needs its item first, an item its newest version last."""
    Item.objects.bulk_create(work.new, batch_size=_BATCH)
    ItemVersion.objects.bulk_create(work.versions, batch_size=_BATCH)
    Item.objects.bulk_update(work.moved, _COLUMNS, batch_size=_BATCH)
    Item.objects.bulk_update(work.reindexed, ["search", "search_digest"], batch_size=_BATCH)
    newest = ItemVersion.objects.filter(item=OuterRef("pk")).order_by("-version").values("pk")[:1]
    fresh = [version.item.pk for version in work.versions]
    Item.objects.filter(pk__in=fresh).update(current=Subquery(newest))


def _literal(row: Row, said: _Said) -> str:
    one = row.definition
    return search.vector(
        names=(one.name, *one.aliases),
        words=(*row.words, *said.foremost),
        remote=said.remote,
        texts=(
            one.department_name,
            one.result.name,
            one.type,
            *(themes.theme_name(theme) for theme in one.themes),
            *(material.name for material in one.materials),
            *one.legal_basis,
        ),
    )


def _retire(keys: list[str]) -> int:
    rows = Item.objects.exclude(key__in=keys).exclude(state=State.CANCELLED)
    return rows.update(state=State.CANCELLED)


def _publish_life_events(
    wanted: tuple[LifeEventDefinition, ...],
    said: dict[str, _Said],
    *,
    now: datetime,
    retire: bool,
) -> int:
    keys = [one.key for one in wanted]
    stored = {
        one.key: one
        for one in LifeEvent.objects.select_for_update().filter(key__in=keys).order_by("id")
    }
    changed = 0
    for place, definition in enumerate(wanted):
        one = stored.get(definition.key) or LifeEvent(key=definition.key, version=0, content={})
        changed += _publish_life_event(one, definition, said, place=place, now=now)
    if retire:
        gone = LifeEvent.objects.filter(is_listed=True).exclude(key__in=keys)
        changed += gone.update(is_listed=False)
    return changed


def _publish_life_event(
    one: LifeEvent,
    definition: LifeEventDefinition,
    said: dict[str, _Said],
    *,
    place: int,
    now: datetime,
) -> bool:
    content = joined.content_of(definition)
    mine = said.get(f"@{definition.key}", _Said())
    literal = search.vector(
        names=(definition.name, *definition.aliases),
        words=mine.foremost,
        remote=mine.remote,
        texts=definition.outputs,
    )
    is_new_content: bool = one.content != content
    if not is_new_content and one.is_listed and one.search_digest == _digest(literal):
        return False
    one.name, one.place, one.is_listed = definition.name, place, True
    one.search, one.search_digest = _vector(literal), _digest(literal)
    if is_new_content:
        one.content, one.version, one.published_at = content, one.version + 1, now
    one.save()
    if is_new_content:
        LifeEventVersion.objects.create(
            event=one, version=one.version, content=content, published_at=now
        )
    return is_new_content


def summarise(summary: Summary, *, now: datetime) -> None:
    """Count the listed items for the catalogue's front page."""
    counts: dict[str, Counter[str]] = {
        name: Counter() for name in ("themes", "departments", "audiences", "regions")
    }
    names: dict[str, str] = {}
    listed = Item.objects.exclude(state=State.CANCELLED).order_by("id").defer("search")
    for item in listed.select_related("department", "region").iterator(chunk_size=2_000):
        counts["themes"].update(item.themes)
        counts["audiences"].update(item.audiences)
        counts["departments"][item.department.key] += 1
        counts["regions"][item.region_id] += 1
        names[item.department.key] = item.department.name
        names[item.region_id] = item.region.name
    summary.content = {
        "counts": {name: dict(sorted(count.items())) for name, count in counts.items()},
        "names": names,
    }
    summary.published_at = now
    summary.save()


def _everyday_words() -> dict[str, _Said]:
    """By key; the first item and the first life event of a word are what it means foremost."""
    said: dict[str, _Said] = {}
    for word, keys in words()["words"].items():
        events = [key for key in keys if key.startswith("@")]
        items = [key for key in keys if not key.startswith("@")]
        for key in keys:
            mine = said.setdefault(key, _Said())
            (mine.foremost if key in {*items[:1], *events[:1]} else mine.remote).append(word)
    return said


def _digest(literal: str) -> str:
    return hashlib.sha256(literal.encode()).hexdigest()


def _vector(literal: str) -> Any:
    return Cast(Value(literal), SearchVectorField())
