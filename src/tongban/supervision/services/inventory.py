"""Keeping lists (清单): one line at a time, or a whole table at once."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from tongban.base import audit, clock, outbox, tables
from tongban.base.errors import Stale, require
from tongban.directory import queries as directory
from tongban.items import queries as items
from tongban.supervision import events, perms
from tongban.supervision.models import InventoryLine
from tongban.supervision.rules import inventory as rules
from tongban.supervision.rules.inventory import Kind, Line, LineInvalid, TableInvalid

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from tongban.base.actors import Actor

BATCH = 100


@transaction.atomic
def keep_line(*, actor: Actor, kind: Kind, given: Mapping[str, str], now: datetime) -> bool:
    """Write a line in place of the one there was; False if it said the same.

    Declined with `LineInvalid`.
    """
    require(perms.may_keep_lists(actor))
    line = rules.line(kind, given, clock.day_of(now))
    placed, faults = _placed(actor, kind, [line])
    if faults:
        _index, column, sentence = faults[0]
        raise LineInvalid(fields={column: sentence})
    return bool(_write(actor, kind, placed, now))


@transaction.atomic
def import_lines(*, actor: Actor, kind: Kind, content: bytes, now: datetime) -> int:
    """Write every row of a table in CSV, or none; returns how many lines have changed.

    Lines that the table does not name stay.  Declined with `TableInvalid`, which tells all rows.
    """
    require(perms.may_keep_lists(actor))
    if len(content) > rules.LARGEST:
        raise TableInvalid("文件超过 1 MB，请分成几个。")
    try:
        rows = tables.rows(content)
    except tables.TableUnreadable as wrong:
        raise TableInvalid(str(wrong)) from None
    numbered = rules.table(kind, rows, clock.day_of(now))
    placed, faults = _placed(actor, kind, [line for _at, line in numbered])
    if faults:
        raise TableInvalid(*(f"第 {numbered[at][0]} 行：{words}" for at, _column, words in faults))
    return _write(actor, kind, placed, now)


@transaction.atomic
def strike_line(*, actor: Actor, line: int, now: datetime) -> InventoryLine:
    """Take a line off its list; what it said stays to be read.  Declined with `LineUnknown`."""
    require(perms.may_keep_lists(actor))
    rows = InventoryLine.objects.filter(perms.inventory_visible_to(actor), ended_at=None)
    found = rows.select_for_update().filter(pk=line).first()
    if found is None:
        raise rules.LineUnknown
    found.ended_at, found.ended_by = now, actor.name
    found.save(update_fields=["ended_at", "ended_by"])
    audit.record(actor, events.INVENTORY_STRUCK, found.kind, at=now, unit=found.unit, key=found.key)
    outbox.publish(events.InventoryChanged(units=[found.unit]))
    return found


def _placed(
    actor: Actor, kind: Kind, lines: Sequence[Line]
) -> tuple[list[Line], list[tuple[int, str, str]]]:
    """The lines with their departments, and what is wrong: index, column, sentence."""
    column = "unit"
    if kind is Kind.MATERIALS:
        column, owners = "key", _owners(line.key for line in lines)
        lines = [replace(line, unit=owners.get(line.key, "")) for line in lines]
    known = {one.key for one in directory.departments({line.unit for line in lines})
             if one.closed_on is None}  # fmt: skip
    unknown = "目录里没有这个事项。" if column == "key" else "没有这个部门，或者它已经撤销。"
    faults = []
    for at, line in enumerate(lines):
        if line.unit not in known:
            faults.append((at, column, unknown))
        elif not perms.may_keep(actor, line.unit):
            faults.append((at, column, "只能登记自己部门的清单。"))
    return list(lines), faults


def _owners(keys: Iterable[str]) -> dict[str, str]:
    """The departments of items."""
    wanted, found = sorted(set(keys)), dict[str, str]()
    for at in range(0, len(wanted), BATCH):
        page = items.listed(keys=wanted[at : at + BATCH], limit=BATCH)
        found |= {one.key: one.unit for one in page.items}
    return found


def _write(actor: Actor, kind: Kind, lines: Iterable[Line], now: datetime) -> int:
    wanted = list(lines)
    here = InventoryLine.objects.filter(kind=kind, key__in={line.key for line in wanted})
    if kind is not Kind.MATERIALS:
        here = here.filter(unit__in={line.unit for line in wanted})
    before = {_place(kind, row): row
              for row in here.filter(ended_at=None).select_for_update().order_by("id")}  # fmt: skip
    new = [line for line in wanted if not _says(before.get(_place(kind, line)), line)]
    ended = [before[place].pk for line in new if (place := _place(kind, line)) in before]
    InventoryLine.objects.filter(pk__in=ended).update(ended_at=now, ended_by=actor.name)
    rows = [
        InventoryLine(kind=kind, noted_at=now, noted_by=actor.name, **asdict(line)) for line in new
    ]
    try:
        with transaction.atomic():
            InventoryLine.objects.bulk_create(rows)
    except IntegrityError:
        raise Stale from None
    units = sorted({line.unit for line in new})
    audit.record(actor, events.INVENTORY_KEPT, kind, at=now, lines=len(new), units=units)
    if units:
        outbox.publish(events.InventoryChanged(units=units))
    return len(new)


def _place(kind: Kind, line: Line | InventoryLine) -> tuple[str, str]:
    """What there is one line of; an item keeps its line when it goes to another department."""
    return "" if kind is Kind.MATERIALS else line.unit, line.key


def _says(row: InventoryLine | None, line: Line) -> bool:
    return row is not None and all(
        getattr(row, name) == value for name, value in asdict(line).items()
    )
