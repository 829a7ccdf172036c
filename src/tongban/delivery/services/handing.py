"""Handing over: who stands there is compared, what he gets is noted, the case concludes."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from tongban.access import services as access
from tongban.base import audit
from tongban.base.actors import SYSTEM
from tongban.base.errors import Invalid, require
from tongban.cases import services as cases
from tongban.cases.rules import outputs, papers
from tongban.cases.services import bundles
from tongban.delivery import events, perms, queries, rules
from tongban.delivery.models import Consignment, HandOver, Proxy, Thing
from tongban.delivery.services import adding, codes, ground
from tongban.delivery.services.codes import CodeWrong
from tongban.directory import queries as directory
from tongban.identity import queries as identity
from tongban.identity import rules as identity_rules

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from tongban.base.actors import Actor

WHY = "领取结果核验身份"
SELF, AGENT, PROXY = "本人", "经办人", "代领人"


class NotTheRecipient(Invalid):
    """Whoever stands there is neither the applicant nor somebody he has sent."""

    code = "delivery.not_the_recipient"

    def __init__(self) -> None:
        super().__init__(
            fields={"proof": "证件号码和申请人、经办人、代领人都对不上，不能交付。请核对证件原件。"}
        )


@dataclass(frozen=True, slots=True)
class Proof:
    """What was shown at the counter: a document with its number, or a code."""

    check: rules.Check
    text: str
    number_type: str = "111"


@dataclass(frozen=True, slots=True)
class Receiver:
    """Who fetches, in words for the 送达回证."""

    name: str
    relation: str
    proxy: Proxy | None = None


def hand_over(
    *,
    actor: Actor,
    number: str,
    proof: Proof,
    things: Collection[int],
    remark: str = "",
    version: int | None = None,
    now: datetime,
) -> HandOver:
    """Give these things to whoever has shown who he is; what is left stays at the counter.

    A failed check is written down, too.  Declined with `NotTheRecipient`, `CodeWrong`,
    `NothingHandedOver` or `WrongState`.
    """
    try:
        return _hand_over(actor, number, proof, frozenset(things), remark, version, now)
    except (NotTheRecipient, CodeWrong):
        _note_failure(actor, number, proof, now)
        raise


@transaction.atomic
def _hand_over(  # noqa: PLR0917 - what the door above has named
    actor: Actor, number: str, proof: Proof, things: frozenset[int], remark: str,
    version: int | None, now: datetime,
) -> HandOver:  # fmt: skip
    consignment = ground.at_counter(actor, number, version=version)
    rules.require_state(consignment.state, rules.State.READY)
    owed = list(consignment.things.filter(handed=None).order_by("id"))
    chosen = [thing for thing in owed if thing.pk in things]
    if not chosen or len(chosen) != len(things):
        raise rules.NothingHandedOver
    adding.require_good_paper(chosen)
    numbers = list(dict.fromkeys(thing.case_number for thing in chosen))
    receiver = _receiver(actor, consignment, proof, numbers, now)
    handed = HandOver.objects.create(
        consignment=consignment, at=now, way="直接送达", hall=consignment.hall,
        checked_by=proof.check, received_by=receiver.name, relation=receiver.relation,
        proxy=receiver.proxy, clerk_name=actor.name, remark=remark.strip()[:200],
    )  # fmt: skip
    give(actor, consignment, handed, [thing.pk for thing in chosen], now)
    return handed


def give(
    actor: Actor, consignment: Consignment, handed: HandOver, things: list[int], now: datetime
) -> None:
    """Mark the things as handed over and tell each case; part of a command.

    What belongs to one life event has one 送达回证 for all of it, beside those of its cases.
    """
    consignment.things.filter(pk__in=things).update(handed=handed)
    left = ground.case_numbers(consignment)
    consignment.code_digest, consignment.code_expires_at = "", None
    if not left:
        consignment.state, consignment.delivered_at = rules.State.DELIVERED, now
    ground.keep(consignment)
    rows = list(handed.things.order_by("id"))
    if consignment.bundle:
        bundles.note_delivered(
            actor=actor, number=consignment.bundle, now=now,
            handed=_stated(handed, rows, whole=True),
        )  # fmt: skip
    for number in dict.fromkeys(row.case_number for row in rows):
        mine = [row for row in rows if row.case_number == number]
        cases.hand_over(
            actor=actor, number=number, handed=_stated(handed, mine), last=number not in left,
            now=now,
        )  # fmt: skip
    audit.record(
        actor, events.HANDED_OVER, consignment.number, at=now, way=handed.way,
        checked_by=handed.checked_by, relation=handed.relation, things=len(things),
        whole=not left,
    )  # fmt: skip


def _stated(handed: HandOver, things: list[Thing], *, whole: bool = False) -> outputs.Handed:
    """What a 送达回证 states of these things; of a `whole` life event each with its item."""
    return outputs.Handed(
        way=handed.way, received_by=handed.received_by, remark=handed.remark,
        place=directory.hall(handed.hall).name if handed.hall else "",
        relation="" if handed.relation == SELF else handed.relation,
        things=tuple(
            papers.DeliveredPaper(
                f"{one.item_name}：{one.name}" if whole else one.name, one.number, one.copies
            )
            for one in things
        ),
    )  # fmt: skip


def _receiver(
    actor: Actor, consignment: Consignment, proof: Proof, numbers: list[str], now: datetime
) -> Receiver:
    """Who stands there: by the code on his telephone, or by the number of his document."""
    if proof.check is rules.Check.CODE:
        codes.require_code(consignment, proof.text, now)
        return Receiver(identity.masked(consignment.applicant_id).name, SELF)
    access.record_access(
        actor=actor, subject_id=consignment.applicant_id, what=["number"], purpose=WHY,
        case_number=numbers[0], now=now,
    )  # fmt: skip
    typed = identity_rules.normalised(proof.text)
    found = _by_number(consignment, proof.number_type, typed, numbers)
    if found is None:
        raise NotTheRecipient
    return found


def _by_number(
    consignment: Consignment, number_type: str, typed: str, numbers: list[str]
) -> Receiver | None:
    """The applicant, the agent of every case, or one proxy of all of them."""
    subjects = {consignment.applicant_id: SELF}
    agents = {queries.case_view(number).case.agent_id for number in numbers}
    agent = agents.pop() if len(agents) == 1 else None
    if agent is not None:
        subjects.setdefault(agent, AGENT)
    for subject_id, relation in subjects.items():
        card = identity.subject(subject_id)
        if card.number_type == number_type and hmac.compare_digest(
            card.number.encode(), typed.encode()
        ):
            return Receiver(card.masked_name, relation)
    return _proxy(number_type, typed, numbers)


def _proxy(number_type: str, typed: str, numbers: list[str]) -> Receiver | None:
    rows = Proxy.objects.filter(case_number__in=numbers, revoked_at=None).order_by("id")
    fitting = [
        row
        for row in rows
        if row.number_type == number_type
        and hmac.compare_digest(row.number.encode(), typed.encode())
    ]
    if {row.case_number for row in fitting} != set(numbers):
        return None
    name = identity_rules.mask("name", fitting[0].name)
    return Receiver(name, PROXY, fitting[0])


@transaction.atomic
def _note_failure(actor: Actor, number: str, proof: Proof, now: datetime) -> None:
    consignment = ground.locked(actor, number)
    if proof.check is rules.Check.CODE:
        consignment.code_tries += 1
        consignment.save(update_fields=["code_tries"])
    audit.record(actor, events.CHECK_FAILED, number, at=now, check=proof.check)


def open_box(*, actor: Actor, hall: str, box: int, code: str, now: datetime) -> HandOver:
    """The applicant opens his box with the code of his page; the code serves once.

    Declined with `CodeWrong`, also when there is no such box: a locker tells nobody what it holds.
    """
    try:
        return _open_box(actor, hall, box, code, now)
    except CodeWrong:
        with transaction.atomic():
            held = _boxed(hall, box)
        if held is not None:
            _note_failure(SYSTEM, held.number, Proof(rules.Check.CODE, ""), now)
        raise


@transaction.atomic
def _open_box(actor: Actor, hall: str, box: int, code: str, now: datetime) -> HandOver:
    require(perms.may_handle(actor, hall))
    consignment = _boxed(hall, box)
    if consignment is None:
        raise CodeWrong
    codes.require_code(consignment, code, now)
    consignment.boxes.filter(emptied_at=None).update(emptied_at=now)
    handed = HandOver.objects.create(
        consignment=consignment, at=now, way="自助柜领取", hall=hall,
        checked_by=rules.Check.CODE, relation=SELF,
        received_by=identity.masked(consignment.applicant_id).name,
    )  # fmt: skip
    owed = consignment.things.filter(handed=None).order_by("id")
    give(SYSTEM, consignment, handed, list(owed.values_list("id", flat=True)), now)
    return handed


def _boxed(hall: str, box: int) -> Consignment | None:
    rows = Consignment.objects.filter(
        state=rules.State.BOXED, boxes__hall=hall, boxes__box=box, boxes__emptied_at=None
    )
    return rows.select_for_update(of=("self",)).first()
