"""Where the facts behind the leaves are kept: each house says how to read its own again.

A source of a kind is a function from references to `(reference, facts)`; a reference that is not
answered has no row any more.  A census lists the references that should have a leaf.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.apps import apps
from django.utils.module_loading import autodiscover_modules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    Rows = Callable[[Sequence[str]], Iterable[tuple[str, Mapping[str, object]]]]
    Census = Callable[[str, int], Sequence[str]]

ERASURE = "erasure"
"""The kind of the leaf that says that a salt was erased."""

_sources: dict[str, Source] = {}


@dataclass(frozen=True, slots=True)
class Source:
    """How to read again what the leaves of one kind are about.

    `census(after, limit)` gives the references after one, in an order of its own that begins with
    what is oldest; rows older than the first leaf of the kind are not asked for.
    """

    kind: str
    rows: Rows
    census: Census | None = None


def source(kind: str, *, census: Census | None = None) -> Callable[[Rows], Rows]:
    """Register the function that reads the rows of a kind; once for each kind."""

    def register(rows: Rows) -> Rows:
        _register(Source(kind, rows, census))
        return rows

    return register


def table(kind: str, model: str, columns: Sequence[str]) -> None:
    """Register a table whose leaves were written by `insert`: reference = id, facts = columns."""

    def rows(references: Sequence[str]) -> Iterable[tuple[str, Mapping[str, object]]]:
        ids = [int(reference) for reference in references if reference.isdecimal()]
        found = apps.get_model(model)._default_manager.filter(pk__in=ids)
        for row in found.values_list("pk", *columns):
            yield str(row[0]), dict(zip(columns, row[1:], strict=True))

    def census(after: str, limit: int) -> Sequence[str]:
        found = apps.get_model(model)._default_manager.filter(pk__gt=int(after))
        return [str(pk) for pk in found.order_by("pk").values_list("pk", flat=True)[:limit]]

    _register(Source(kind, rows, census))


def found(kind: str) -> Source | None:
    """The source of a kind, if a house registered one."""
    return _sources.get(kind)


def known() -> tuple[Source, ...]:
    """Every source, in the order of its kind's name."""
    return tuple(_sources[kind] for kind in sorted(_sources))


def discover() -> None:
    """Import what registers sources: the trail of `base`, and the services of every house."""
    import tongban.base.audit  # noqa: F401

    autodiscover_modules("services")


def _register(new: Source) -> None:
    if new.kind in _sources:
        raise ValueError(f"kind {new.kind!r} has a source already")
    _sources[new.kind] = new


def _erasures(references: Sequence[str]) -> Iterable[tuple[str, Mapping[str, object]]]:
    """An erasure has no facts but its reference."""
    return [(reference, {}) for reference in references]


_register(Source(ERASURE, _erasures))
