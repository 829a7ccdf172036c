"""What else goes with it: licences printed on paper, originals that are given back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from tongban.base import audit
from tongban.base.errors import Invalid, NotFound, Refusal
from tongban.delivery import events, queries, rules
from tongban.delivery.services import ground

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from tongban.base.actors import Actor
    from tongban.delivery.models import Consignment, Thing

OPEN_KINDS = (rules.Kind.COPY, rules.Kind.ORIGINAL)
AT_COUNTER = (rules.State.PREPARING, rules.State.READY, rules.State.RETURNED)
LONGEST_NAME = 200
MOST_COPIES = 99


class ThingInvalid(Invalid):
    """What is to be added is not named, or is there already."""

    code = "delivery.thing_invalid"


class ThingUnknown(NotFound):
    """There is no such thing that could be taken off the list."""

    code = "delivery.thing_unknown"
    sentence = "单子上没有可以拿下的这一样，请刷新页面。"


class PaperVoid(Invalid):
    """A licence on paper was voided after it had been laid ready."""

    code = "delivery.paper_void"

    def __init__(self, sheet: str) -> None:
        sentence = f"印刷号 {sheet} 的纸质证照已经作废，不能交付。请从单子上拿下，重新打印。"
        super().__init__(fields={"things": sentence})


class LastThing(Refusal):
    """Nothing would be left of the case, and it could never be concluded."""

    code = "delivery.last_thing"
    sentence = "这是这个办件最后一样还没有交出去的，不能拿下；请交付，或者先加上别的。"


@transaction.atomic
def add_thing(
    *,
    actor: Actor,
    number: str,
    case_number: str,
    kind: rules.Kind,
    name: str,
    copies: int = 1,
    sheet: str = "",
    now: datetime,
) -> Thing:
    """Add a licence on paper or an original that is given back.

    A licence that was printed on a blank form (空白证照) is named by the number of its `sheet`.
    Declined with `ThingInvalid` or `WrongState`.
    """
    consignment = ground.at_counter(actor, number)
    rules.require_state(consignment.state, *AT_COUNTER)
    kept = " ".join(name.split())
    known = consignment.things.filter(case_number=case_number).first()
    if known is None or kind not in OPEN_KINDS:
        raise ThingInvalid(fields={"case": "请选这张出件单里的办件。"})
    if not kept or len(kept) > LONGEST_NAME:
        raise ThingInvalid(fields={"name": f"请写明是什么，最多 {LONGEST_NAME} 个字。"})
    if not 1 <= copies <= MOST_COPIES:
        raise ThingInvalid(fields={"copies": f"份数从 1 到 {MOST_COPIES}。"})
    serial = _sheet(consignment, kind, case_number, sheet, copies)
    same = consignment.things.filter(case_number=case_number, kind=kind, name=kept)
    if same.filter(number=serial).exists():
        raise ThingInvalid(fields={"name": "这一样已经在单子上了。"})
    thing: Thing = consignment.things.create(
        case_number=case_number, item_name=known.item_name, kind=kind, name=kept, copies=copies,
        number=serial,
    )  # fmt: skip
    ground.keep(consignment)
    audit.record(
        actor, events.ORIGINAL_ADDED, number, at=now, kind=kind, case=case_number, sheet=serial
    )
    return thing


def _sheet(
    consignment: Consignment, kind: rules.Kind, case_number: str, sheet: str, copies: int
) -> str:
    """The number of the sheet as the register of blank paper has it; "" where none was used."""
    wanted = "".join(sheet.split()).upper()
    printed = queries.printed(case_number) if kind is rules.Kind.COPY else ()
    if not wanted and not printed:
        return ""
    if wanted not in printed:
        raise ThingInvalid(fields={"sheet": _which(printed)})
    if copies > 1:
        raise ThingInvalid(fields={"copies": "一张空白证照只打印一份，请一张一张加。"})
    if consignment.things.filter(kind=kind, number=wanted).exists():
        raise ThingInvalid(fields={"sheet": "这张纸质证照已经在单子上了。"})
    return wanted


def _which(printed: Iterable[str]) -> str:
    listed = "、".join(printed)
    if not listed:
        return "这个办件的证照没有打印在这个印刷号的空白证照上，请核对，或者不填。"
    return f"请填这本证照打印所用的印刷号：{listed}。"


@transaction.atomic
def drop_thing(*, actor: Actor, number: str, thing: int, now: datetime) -> Thing:
    """Take something off the list that was added by mistake, or whose paper was spoilt.

    Decision and licence stay: they are owed.  Declined with `ThingUnknown` or `WrongState`.
    """
    consignment = ground.at_counter(actor, number)
    rules.require_state(consignment.state, *AT_COUNTER)
    rows = consignment.things.filter(pk=thing, kind__in=OPEN_KINDS, handed=None)
    found: Thing | None = rows.first()
    if found is None:
        raise ThingUnknown
    kind, case_number = found.kind, found.case_number
    if consignment.things.filter(case_number=case_number, handed=None).count() == 1:
        raise LastThing
    found.delete()
    ground.keep(consignment)
    audit.record(
        actor, events.THING_DROPPED, number, at=now, kind=kind, case=case_number,
        name=found.name, sheet=found.number,
    )  # fmt: skip
    return found


def require_good_paper(things: Iterable[Thing]) -> None:
    """Raise `PaperVoid` if a licence on paper was voided in between; part of a command."""
    for thing in things:
        named = thing.number if thing.kind == rules.Kind.COPY else ""
        if named and named not in queries.printed(thing.case_number):
            raise PaperVoid(named)
