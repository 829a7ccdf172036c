"""Checking a version against everything that is in force: tables, laws, other versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Min

from tongban.base.errors import Refusal
from tongban.processes import queries, rules
from tongban.processes.models import Definition, LegalLimit
from tongban.processes.services import engine

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date


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
    rules.check(ways.drawing, known=_tables(row, today), legal_days=_strictest(row))
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
    return rules.findings(ways.drawing, known=_tables(row, today), legal_days=_strictest(row))


def faults(id: int, today: date) -> list[tuple[str, str]]:  # noqa: A002
    """What keeps this version from being published."""
    return faults_of(queries.row_of(id), today)


def elements(id: int) -> rules.Drawing | None:  # noqa: A002
    """The elements of a drawing in words; None for a decision table."""
    row = queries.row_of(id)
    return engine.ways_of(row.xml).drawing if row.notation == "bpmn" else None


def table(id: int) -> rules.Table:  # noqa: A002
    """A decision table in words."""
    return engine.table_of(queries.row_of(id).xml)


def require_another(row: Definition, day: date) -> None:
    """Decline to leave those who use the kind without a version."""
    family = {"kind": row.kind, "notation": row.notation, "item__in": {row.item, ""}}
    if not queries.in_force(day).filter(**family).exists():
        raise LastOfItsKind


@transaction.atomic
def note_limits(limits: Iterable[tuple[str, str, int]]) -> None:
    """Keep what the law gives items: the kind of process, the item, and its working days.

    Declined with `LimitTooShort` when the drawing in force takes longer; nothing is kept then.
    """
    rows = [LegalLimit(kind=kind, item=item, days=days) for kind, item, days in limits]
    newest = queries.days_by_kind({row.kind for row in rows})
    for row in rows:
        needed = newest.get((row.kind, row.item)) or newest.get((row.kind, "")) or 0
        if needed > row.days:
            sentence = (
                f"流程“{row.kind}”最长要 {needed} 个工作日，超过了法定时限 {row.days} 个工作日。"
            )
            raise LimitTooShort(sentence, fields={row.item: sentence})
    LegalLimit.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["item"], update_fields=["kind", "days"]
    )


def _strictest(row: Definition) -> int | None:
    """The shortest legal limit of the items that would be given this version."""
    rows = LegalLimit.objects.filter(kind=row.kind)
    if row.item:
        rows = rows.filter(item=row.item)
    found: int | None = rows.aggregate(least=Min("days"))["least"]
    return found


def _tables(row: Definition, today: date) -> dict[str, rules.Table]:
    drawing = engine.ways_of(row.xml).drawing
    names = {choosing.table for choosing in drawing.choosings}
    found = queries.tables_for(names, row.item, today)
    return {kind: engine.table_of(table.xml) for kind, table in found.items()}


def tables_of(ids: dict[str, int]) -> dict[str, str]:
    """The texts of pinned tables by kind."""
    rows = Definition.objects.in_bulk(ids.values()) if ids else {}
    return {kind: rows[number].xml for kind, number in ids.items()}
