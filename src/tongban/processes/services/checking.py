"""Checking a version against everything that is in force: tables, laws, other versions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import connection, transaction

from tongban.base.errors import Refusal
from tongban.processes import queries, rules
from tongban.processes.models import Definition, LegalLimit
from tongban.processes.services import drawings, engine

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

_LOCK: Final = 20_163
"""The number of the lock under which drawings and limits are held against each other."""


class LastOfItsKind(Refusal):
    """Without this version no run of its kind could be started."""

    code = "processes.last_of_its_kind"
    sentence = "停用以后这种流程就没有可用的版本了，请先发布一个新版本。"


class LimitTooShort(Refusal):
    """The process that an item names takes longer than the law gives it."""

    code = "processes.limit_too_short"
    status = 422


def require_sound(row: Definition, today: date) -> int | None:
    """The days its longest way takes; declined with `DefinitionFault` naming every fault."""
    if row.notation == "dmn":
        rules.check_table(engine.table_of(row.xml))
        return None
    ways = engine.ways_of(row.xml)
    _one_at_a_time()
    rules.check(ways.drawing, known=_tables(row, today), legal=_strictest(row, today))
    return rules.days_needed(ways)


def faults_of(row: Definition, today: date) -> list[tuple[str, str]]:
    """Everything that keeps a draft from being published: the element and a sentence."""
    if row.notation == "dmn":
        try:
            rules.check_table(engine.table_of(row.xml))
        except rules.DefinitionFault as refused:
            return list(refused.fields.items())
        return []
    ways = engine.ways_of(row.xml)
    found = rules.findings(ways.drawing, known=_tables(row, today), legal=_strictest(row, today))
    return list(dict.fromkeys(found))


def faults(id: int, today: date) -> list[tuple[str, str]]:  # noqa: A002
    """What keeps this version from being published."""
    return faults_of(queries.row_of(id), today)


def elements(id: int) -> rules.Drawing | None:  # noqa: A002
    """The elements of a drawing in words; None for a decision table."""
    row = queries.row_of(id)
    return engine.ways_of(row.xml).drawing if row.notation == "bpmn" else None


def names(id: int) -> dict[str, str]:  # noqa: A002
    """What the elements of a file are called in it, by their ids; those without a name are not."""
    root = drawings.root_of(queries.row_of(id).xml)
    return {
        one.get("id"): one.get("name") for one in root.iter() if one.get("id") and one.get("name")
    }


def table(id: int) -> rules.Table:  # noqa: A002
    """A decision table in words."""
    return engine.table_of(queries.row_of(id).xml)


def require_another(row: Definition, day: date) -> None:
    """Decline to leave those who use the kind without a version, or with one that is too long."""
    family = {"kind": row.kind, "notation": row.notation, "item__in": {row.item, ""}}
    left = queries.in_force(day).filter(**family).order_by("-item", "-version").first()
    if left is None:
        raise LastOfItsKind
    law = LegalLimit.objects.filter(kind=row.kind, item=row.item).first() if row.item else None
    if law is not None and (left.days or 0) > law.days:
        raise LimitTooShort(rules.too_long(left.days or 0, law.days, law.name))


@transaction.atomic
def note_limits(given: Iterable[rules.GivenByLaw], *, whole: bool = False) -> None:
    """Keep what the law gives items that name a kind; `whole`: there are no other items.

    Declined with `LimitTooShort`, which names every such item, when a drawing that is or will be in
    force takes longer; nothing is kept then.  So an item whose limit is made shorter is not
    published with a drawing that cannot keep it.
    """
    _one_at_a_time()
    rows = {one.item: one for one in given}
    kept = [one for one in rows.values() if one.days is not None]
    needed = queries.days_by_kind({one.kind for one in kept})
    late = {
        one.item: rules.too_long(days, one.days or 0, one.name)
        for one in kept
        for days in [needed.get((one.kind, one.item)) or needed.get((one.kind, "")) or 0]
        if days > (one.days or 0)
    }
    if late:
        raise LimitTooShort(next(iter(late.values())), fields=late)
    gone = LegalLimit.objects.exclude(item__in=[one.item for one in kept])
    (gone if whole else gone.filter(item__in=rows)).delete()
    LegalLimit.objects.bulk_create(
        [LegalLimit(kind=o.kind, item=o.item, days=o.days or 0, name=o.name[:200]) for o in kept],
        update_conflicts=True, unique_fields=["item"], update_fields=["kind", "days", "name"],
    )  # fmt: skip


def _strictest(row: Definition, today: date) -> rules.GivenByLaw | None:
    """The shortest limit that the law gives an item which would be given this version."""
    rows = LegalLimit.objects.filter(kind=row.kind)
    if row.item:
        rows = rows.filter(item=row.item)
    else:
        own = queries.in_force(today).filter(notation="bpmn", kind=row.kind).exclude(item="")
        rows = rows.exclude(item__in=own.values("item"))
    found = rows.order_by("days", "item").first()
    return rules.GivenByLaw(found.kind, found.item, found.days, found.name) if found else None


def _one_at_a_time() -> None:
    """Until the transaction ends no other drawing is judged and no other limit noted."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _tables(row: Definition, today: date) -> dict[str, rules.Table]:
    drawing = engine.ways_of(row.xml).drawing
    names = {choosing.table for choosing in drawing.choosings}
    found = queries.tables_for(names, row.item, today)
    return {kind: engine.table_of(table.xml) for kind, table in found.items()}


def tables_of(ids: dict[str, int]) -> dict[str, str]:
    """The texts of pinned tables by kind."""
    rows = Definition.objects.in_bulk(ids.values()) if ids else {}
    return {kind: rows[number].xml for kind, number in ids.items()}
