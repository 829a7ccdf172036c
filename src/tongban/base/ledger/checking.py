"""Checking the whole log: leaves against facts, tree against leaves, heads against tree.

Everything is read in one snapshot and in batches, in the order of the log; the first difference
ends the check, as what comes after it says nothing more.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from tongban.base.ledger import canonical, sources, tiles, tree
from tongban.base.ledger.comparing import Differs, Files, Heads, Stored
from tongban.base.ledger.models import LedgerLeaf

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from django.db.models import QuerySet

BATCH = 2048
_FIELDS = ("index", "kind", "reference", "digest", "salt")


@dataclass(slots=True)
class Report:
    """How far the check came; `difference` is empty exactly if all is as it was written."""

    leaves: int = 0
    waiting: int = 0
    erased: int = 0
    heads: int = 0
    tiles: int = 0
    files: int = 0
    difference: str = ""

    @property
    def lines(self) -> tuple[str, ...]:
        """The report for people."""
        told = (
            f"leaves in the log     {self.leaves}",
            f"leaves that wait      {self.waiting}",
            f"salts erased          {self.erased}",
            f"signed heads          {self.heads}",
            f"tiles                 {self.tiles}",
            f"published files       {self.files}",
        )
        end = f"DIFFERENCE: {self.difference}" if self.difference else "no difference"
        return (*told, end)

    def values(self) -> dict[str, object]:
        """The report for programs."""
        return {**asdict(self), "intact": not self.difference}


@dataclass(frozen=True, slots=True)
class _Leaf:
    index: int | None
    kind: str
    reference: str
    digest: bytes
    salt: bytes | None

    @property
    def name(self) -> str:
        place = "waiting leaf" if self.index is None else f"leaf {self.index}"
        return f"{place} ({self.kind} {self.reference})"


def check() -> Report:
    """Compare the whole log with everything it was made of; changes nothing."""
    sources.discover()
    report = Report()
    try:
        files = Files()  # what is published later may be newer than the snapshot
        with transaction.atomic():
            _one_snapshot()
            _check(report)
            report.files = files.check()
    except Differs as found:
        report.difference = str(found)
    return report


def _one_snapshot() -> None:
    """See one state while the node goes on; within another transaction that is its affair."""
    if not connection.savepoint_ids:
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")


def _check(report: Report) -> None:
    heads, stored, growth = Heads(), Stored(), tiles.Growth()
    heads.reach(growth)
    for batch in _batches("index", LedgerLeaf.objects.filter(index__isnull=False)):
        facts = _facts(batch)
        for leaf in batch:
            hashed = _hash(leaf)
            _check_place(leaf, hashed, growth, stored)
            report.erased += _check_facts(leaf, facts)
            stored.compare(growth.add(hashed))
            heads.reach(growth)
            report.leaves, report.heads = growth.size, heads.count
    heads.end(growth)
    report.heads = heads.count
    report.tiles = stored.end(growth)
    _check_waiting(report)
    _check_census()


def _batches(order: str, rows: QuerySet[LedgerLeaf]) -> Iterator[list[_Leaf]]:
    after = -1
    while read := list(_further(order, rows, after)):
        yield [_leaf(*row) for _, *row in read]
        after = read[-1][0]


def _further(order: str, rows: QuerySet[LedgerLeaf], after: int) -> QuerySet[LedgerLeaf, Any]:
    return (
        rows.filter(**{f"{order}__gt": after}).order_by(order).values_list(order, *_FIELDS)[:BATCH]
    )


def _leaf(index: Any, kind: str, reference: str, digest: Any, salt: Any) -> _Leaf:
    return _Leaf(index, kind, reference, bytes(digest), None if salt is None else bytes(salt))


def _hash(leaf: _Leaf) -> bytes:
    return tree.leaf_hash(canonical.entry(leaf.kind, leaf.reference, leaf.digest))


def _check_place(leaf: _Leaf, hashed: bytes, growth: tiles.Growth, stored: Stored) -> None:
    if leaf.index != growth.size:
        raise Differs(f"leaf {growth.size} is missing; the next one there is {leaf.name}")
    if stored.leaf_hash(growth.size) != hashed:
        raise Differs(f"{leaf.name} is not the leaf that the tree has at this place")


Facts = dict[str, dict[str, "Mapping[str, object]"]]


def _facts(batch: Sequence[_Leaf]) -> Facts:
    """What the houses know of these leaves now, by kind and reference."""
    found: Facts = {}
    for kind, leaves in groupby(sorted(batch, key=lambda leaf: leaf.kind), lambda leaf: leaf.kind):
        source = sources.found(kind)
        if source is not None:
            found[kind] = dict(source.rows([leaf.reference for leaf in leaves]))
    return found


def _check_facts(leaf: _Leaf, facts: Facts) -> bool:
    """Compare a leaf with its row; true if its salt was erased, so that nobody can."""
    if leaf.kind not in facts:
        raise Differs(f"{leaf.name}: no house knows this kind")
    if leaf.salt is None:
        if not _erasure_recorded(leaf):
            raise Differs(f"{leaf.name}: its salt is gone, and no leaf says that it was erased")
        return True
    now = facts[leaf.kind].get(leaf.reference)
    if now is None:
        raise Differs(f"{leaf.name}: its row was removed")
    if canonical.digest(leaf.salt, now) != leaf.digest:
        raise Differs(f"{leaf.name}: its row is not what was written")
    return False


def _erasure_recorded(leaf: _Leaf) -> bool:
    said = LedgerLeaf.objects.filter(
        kind=sources.ERASURE, reference=f"{leaf.kind}/{leaf.reference}"
    )
    return said.exists()


def _check_waiting(report: Report) -> None:
    for batch in _batches("id", LedgerLeaf.objects.filter(index=None)):
        facts = _facts(batch)
        for leaf in batch:
            report.erased += _check_facts(leaf, facts)
            report.waiting += 1


def _check_census() -> None:
    """Every row that came after the first leaf of its kind has a leaf."""
    for source in sources.known():
        first = LedgerLeaf.objects.filter(kind=source.kind).order_by("id")
        after = first.values_list("reference", flat=True).first()
        while source.census is not None and after is not None:
            listed = source.census(after, BATCH)
            _require_leaves(source.kind, listed)
            after = listed[-1] if listed else None


def _require_leaves(kind: str, references: Iterable[str]) -> None:
    asked = list(references)
    rows = LedgerLeaf.objects.filter(kind=kind, reference__in=asked)
    known = set(rows.values_list("reference", flat=True))
    for reference in asked:
        if reference not in known:
            raise Differs(f"{kind} {reference} has no leaf")
