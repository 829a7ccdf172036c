"""Sample results: at the counter, on their way, in a locker; the archive of a concluded case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongban.archives import services as archives
from tongban.base.ledger import sequencing
from tongban.cases import services as cases
from tongban.delivery import services
from tongban.demo.services import stories

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from tongban.base.actors import Actor
    from tongban.delivery.models import Consignment

RECORD = {"KZ_HKXZ": "非农业户口", "KZ_JYZT": "失业"}
CARD = {"KZ_KH": "X99000101", "KZ_FKDQ": "230102"}
ADDRESS = {"recipient": "样大民", "phone": "10000000001", "address": "样例省样例市示范路7号"}


def lay_output(now: datetime) -> None:
    """One result to be fetched at the counter, one with a carrier, one in a box of the locker."""
    clerk = stories.staff("clerk")
    waiting = _decided(clerk, "xiaoxin", "unemploy_register", "pickup", now, face=RECORD)
    services.lay_ready(actor=clerk, number=waiting.number, now=now)
    sent = _decided(clerk, "damin", "ssc", "courier", now, face=CARD)
    services.post(actor=clerk, number=sent.number, carrier="ems", now=now)
    boxed = _decided(clerk, "xiaohong", "med_resident", "locker", now)
    box = services.free_box(boxed.hall)
    services.put_in_box(actor=clerk, number=boxed.number, box=box, now=now)


def _decided(
    clerk: Actor,
    username: str,
    item: str,
    way: str,
    now: datetime,
    *,
    face: Mapping[str, str] | None = None,
) -> Consignment:
    """The consignment of a case that was decided on the spot and is wanted in this way."""
    person = stories.person(username)
    case = stories.apply(person, item, now)
    address = ADDRESS if way == "courier" else None
    services.choose(actor=person, number=str(case.number), way=way, address=address, now=now)
    number = stories.grant_on_the_spot(clerk, case, now, face=face)
    made = services.receive(number=number, now=now)
    if made is None:
        raise LookupError(number)
    return made


def lay_archive(number: str, now: datetime) -> None:
    """The package of a concluded case; its papers are sealed first, and the ledger is signed.

    What goes wrong is tried again by the job that would have made it.
    """
    archives.want(number=number, now=now)
    cases.seal_papers(number=number, now=now)
    sequencing.sequence()
    sequencing.sign(now=now)
    archives.build_due(now=now)
