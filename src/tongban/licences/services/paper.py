"""Blank paper (空白证照): received, handed out, printed upon once, voided, counted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from tongban.base import audit, clock
from tongban.base.errors import require
from tongban.directory import queries as directory
from tongban.licences import events, perms, queries
from tongban.licences.models import PaperMovement, PaperSheet
from tongban.licences.rules import paper
from tongban.licences.rules.paper import Move, SheetState
from tongban.licences.services import ordering

if TYPE_CHECKING:
    from datetime import datetime

    from tongban.base.actors import Actor
    from tongban.directory.models import Department
    from tongban.licences.models import LicenceType

CHUNK = 2_000


@transaction.atomic
def receive_paper(
    *, actor: Actor, type_key: str, unit: str, first: str, last: str, now: datetime
) -> PaperMovement:
    """Enter the blank sheets from one number to another into the store of an office (入库).

    Declined with `Forbidden`, `paper.SerialsInvalid` or `paper.SheetsKnown`; nothing is entered
    then.
    """
    kind, office = _store(actor, type_key, unit)
    row = paper.row(first, last)
    serials = row.serials()
    if PaperSheet.objects.filter(type=kind, serial__in=serials).exists():
        raise paper.SheetsKnown
    PaperSheet.objects.bulk_create(
        [PaperSheet(type=kind, unit=office, serial=serial) for serial in serials],
        batch_size=CHUNK,
    )
    return _move(actor, kind, office, Move.RECEIVE, row, now=now)


@transaction.atomic
def hand_out_paper(
    *, actor: Actor, type_key: str, unit: str, first: str, last: str, place: str, now: datetime
) -> PaperMovement:
    """Give blank sheets of the store to a window or a room (领用)."""
    kind, office = _store(actor, type_key, unit)
    row, to = paper.row(first, last), paper.place(place, needed=True)
    _take(kind, office, row, place="", becomes={"place": to})
    return _move(actor, kind, office, Move.HAND_OUT, row, now=now, place=to)


@transaction.atomic
def return_paper(
    *, actor: Actor, type_key: str, unit: str, first: str, last: str, place: str, now: datetime
) -> PaperMovement:
    """Take blank sheets back into the store (退回)."""
    kind, office = _store(actor, type_key, unit)
    row, held_at = paper.row(first, last), paper.place(place, needed=True)
    _take(kind, office, row, place=held_at, becomes={"place": ""})
    return _move(actor, kind, office, Move.RETURN, row, now=now, place=held_at)


@transaction.atomic
def void_paper(
    *, actor: Actor, type_key: str, unit: str, first: str, last: str, reason: str, now: datetime
) -> PaperMovement:
    """Write sheets off that were spoilt, blank or printed (作废); they are never used again."""
    kind, office = _store(actor, type_key, unit)
    row = paper.row(first, last)
    why = paper.reason(reason, needed=True, sentence="请写明作废的原因。")
    rows = PaperSheet.objects.filter(type=kind, unit=office, serial__in=row.serials())
    sheets = rows.exclude(state=SheetState.VOID)
    if sheets.update(state=SheetState.VOID) != len(row):
        raise paper.SheetsNotThere
    return _move(actor, kind, office, Move.VOID, row, now=now, reason=why)


@transaction.atomic
def use_sheet(
    *, actor: Actor, identifier: str, serial: str, reason: str = "", now: datetime
) -> PaperSheet:
    """Note that a licence is printed on a sheet (同步打印); each sheet takes one, for ever.

    A further print of the same version (补打) needs a reason.  Declined with `LicenceUnknown`,
    `Forbidden`, `paper.NotInForce`, `paper.SheetUsed`, `paper.SheetsNotThere` or
    `paper.ReasonMissing`.
    """
    licence = queries.for_change(actor, identifier)
    require(perms.may_keep_library(actor, licence.issuer.key))
    paper.check_printable(queries.standing(licence, clock.day_of(now)), licence.origin)
    again = licence.sheets.exists()
    why = paper.reason(reason, needed=again, sentence="这本证照已经打印过。再打一张要写明原因。")
    row = paper.row(serial)
    rows = PaperSheet.objects.filter(type=licence.type_id, unit=licence.issuer_id)
    sheet = rows.select_for_update().filter(serial=row.first_serial).first()
    if sheet is None:
        raise paper.SheetsNotThere("库存里没有这个印刷号的空白证照。")
    if sheet.state != SheetState.BLANK:
        raise paper.SheetUsed
    sheet.state, sheet.licence, sheet.used_at = SheetState.USED, licence, now
    sheet.save(update_fields=["state", "licence", "used_at"])
    move = Move.REPRINT if again else Move.USE
    _written(
        actor, licence.type, licence.issuer, move, row, now=now, reason=why, licence=licence,
        place=sheet.place,
    )  # fmt: skip
    audit.record(
        actor, events.PAPER_USED, licence.identifier, at=now, sheet=sheet.serial, move=move
    )
    return sheet


@transaction.atomic
def count_paper(
    *,
    actor: Actor,
    type_key: str,
    unit: str,
    place: str,
    missing: str = "",
    found: int,
    reason: str = "",
    now: datetime,
) -> PaperMovement:
    """Write down how many blank sheets were found at a place (盘点); a difference needs a reason.

    `missing` names the numbers that were not found, one a line or separated by commas; they stay
    in the books until they are voided or turn up.
    """
    kind, office = _store(actor, type_key, unit)
    at = paper.place(place, needed=False)
    rows = PaperSheet.objects.filter(type=kind, unit=office, place=at, state=SheetState.BLANK)
    expected = rows.count()
    lacking = paper.listed(missing)
    if rows.filter(serial__in=lacking).count() != len(lacking):
        raise paper.SheetsNotThere("缺少的印刷号里，有的本来就不在这里。")
    paper.check_count(expected, found, len(lacking))
    why = paper.reason(
        reason, needed=found != expected, sentence="盘点数和账面数不一致，请写明原因。"
    )
    written = PaperMovement.objects.create(
        type=kind,
        unit=office,
        move=Move.COUNT,
        count=found,
        place=at,
        reason=why,
        expected=expected,
        found=found,
        missing=list(lacking),
        actor_account=actor.account,
        actor_name=actor.name,
        at=now,
    )
    audit.record(actor, events.PAPER_COUNTED, kind.key, at=now, expected=expected, found=found)
    return written


def _store(actor: Actor, type_key: str, unit: str) -> tuple[LicenceType, Department]:
    """The type and the office, for its licence manager alone, one movement after the other."""
    require(perms.may_keep_library(actor, unit))
    kind, office = queries.type_by_key(type_key), directory.department(unit)
    ordering.alone(f"licences.paper:{type_key}")
    return kind, office


def _take(
    kind: LicenceType, office: Department, row: paper.Row, *, place: str, becomes: dict[str, Any]
) -> None:
    rows = PaperSheet.objects.filter(type=kind, unit=office, serial__in=row.serials())
    moved = rows.filter(state=SheetState.BLANK, place=place).update(**becomes)
    if moved != len(row):
        raise paper.SheetsNotThere


def _move(
    actor: Actor,
    kind: LicenceType,
    office: Department,
    move: Move,
    row: paper.Row,
    *,
    now: datetime,
    **said: Any,
) -> PaperMovement:
    written = _written(actor, kind, office, move, row, now=now, **said)
    audit.record(
        actor,
        events.PAPER_MOVED,
        kind.key,
        at=now,
        move=move,
        first=row.first_serial,
        last=row.last_serial,
        count=len(row),
    )
    return written


def _written(
    actor: Actor,
    kind: LicenceType,
    office: Department,
    move: Move,
    row: paper.Row,
    *,
    now: datetime,
    **said: Any,
) -> PaperMovement:
    return PaperMovement.objects.create(
        type=kind,
        unit=office,
        move=move,
        first=row.first_serial,
        last=row.last_serial,
        count=len(row),
        actor_account=actor.account,
        actor_name=actor.name,
        at=now,
        **said,
    )
