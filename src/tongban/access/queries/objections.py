"""Objections as those who made them and the offices that answer see them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tongban.access import perms
from tongban.access.models import DataAccess, Objection
from tongban.access.rules.objections import VERDICT_LABELS
from tongban.base.actors import ANONYMOUS
from tongban.base.errors import NotFound
from tongban.base.paging import Page, keyset
from tongban.directory import queries as directory

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime
    from uuid import UUID

    from tongban.base.actors import Actor


class LookUnknown(NotFound):
    """There is no such look, or it was at somebody else's data."""

    code = "access.look_unknown"
    sentence = "没有找到这条记录。"


class ObjectionUnknown(NotFound):
    """There is no such objection, or the actor may not know that there is."""

    code = "access.objection_unknown"
    sentence = "没有找到这件异议。"


@dataclass(frozen=True, slots=True)
class ObjectionRow:
    """An objection with the look it is about; `subject` is whose data were looked at."""

    id: UUID
    subject: UUID
    look: DataAccess
    unit: str
    unit_name: str
    words: str
    made_at: datetime
    due_on: date
    verdict: str
    answer: str
    answered_at: datetime | None
    may_answer: bool

    @property
    def is_open(self) -> bool:
        return self.answered_at is None

    @property
    def verdict_label(self) -> str:
        return VERDICT_LABELS.get(self.verdict, "")


def own_objections(actor: Actor, *, after: str = "", limit: int = 20) -> Page[ObjectionRow]:
    """What the one whom the actor acts for objected to, newest first."""
    rows = Objection.objects.filter(perms.objections_of(actor)).select_related("look")
    page = keyset(rows, by=("-made_at", "id"), after=after, limit=limit)
    return Page(_rows(page.items, actor), page.next)


def own_objection(actor: Actor, objection_id: UUID) -> ObjectionRow:
    """One objection of the one whom the actor acts for, or `ObjectionUnknown`."""
    rows = Objection.objects.filter(perms.objections_of(actor), pk=objection_id)
    return _one(rows.select_related("look").first(), actor)


def objections_to_answer(
    actor: Actor, *, answered: bool = False, after: str = "", limit: int = 20
) -> Page[ObjectionRow]:
    """The objections that the actor's offices answer: open ones by deadline, or those answered."""
    rows = Objection.objects.filter(
        perms.objections_before(actor), answered_at__isnull=not answered
    )
    by = ("-answered_at", "id") if answered else ("due_on", "id")
    page = keyset(rows.select_related("look"), by=by, after=after, limit=limit)
    return Page(_rows(page.items, actor), page.next)


def objection_to_answer(actor: Actor, objection_id: UUID) -> ObjectionRow:
    """One objection that the actor's offices answer, or `ObjectionUnknown`."""
    rows = Objection.objects.filter(perms.objections_before(actor), pk=objection_id)
    return _one(rows.select_related("look").first(), actor)


def objection_told(objection_id: UUID) -> ObjectionRow:
    """An objection for the message about it to who made it."""
    rows = Objection.objects.filter(pk=objection_id)
    return _one(rows.select_related("look").first(), ANONYMOUS)


def look(actor: Actor, look_id: int) -> DataAccess:
    """One look at the data of the one whom the actor acts for, or `LookUnknown`."""
    rows = DataAccess.objects.filter(perms.looks_at(actor), pk=look_id)
    found = rows.select_related("objection").first()
    if found is None:
        raise LookUnknown
    return found


def look_for_change(actor: Actor, look_id: int) -> DataAccess:
    """The same, locked, so that one objection is made once."""
    rows = DataAccess.objects.filter(perms.looks_at(actor), pk=look_id)
    found = rows.select_for_update(of=("self",)).first()
    if found is None:
        raise LookUnknown
    return found


def objection_for_change(actor: Actor, objection_id: UUID) -> Objection:
    """An objection that the actor's offices answer, locked, or `ObjectionUnknown`."""
    rows = Objection.objects.filter(perms.objections_before(actor), pk=objection_id)
    found = rows.select_for_update(of=("self",)).select_related("look").first()
    if found is None:
        raise ObjectionUnknown
    return found


def _one(found: Objection | None, actor: Actor) -> ObjectionRow:
    if found is None:
        raise ObjectionUnknown
    return _rows([found], actor)[0]


def _rows(found: Iterable[Objection], actor: Actor) -> list[ObjectionRow]:
    found = list(found)
    units = {one.unit for one in found}
    names = {one.key: one.name for one in directory.departments(units)} if units else {}
    return [
        ObjectionRow(
            id=one.pk, subject=one.subject_id, look=one.look, unit=one.unit,
            unit_name=names.get(one.unit, ""), words=one.words, made_at=one.made_at,
            due_on=one.due_on, verdict=one.verdict, answer=one.answer,
            answered_at=one.answered_at, may_answer=perms.may_answer(actor, one),
        )
        for one in found
    ]  # fmt: skip
