"""Papers of the thing as a whole: frozen, printed and sealed as those of a case are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from tongban.base import audit
from tongban.cases import events, perms, queries
from tongban.cases.models import Bundle, BundlePaper
from tongban.cases.rules import State, papers
from tongban.cases.services.papers import common, frozen, read_heading
from tongban.identity import queries as identity

if TYPE_CHECKING:
    from datetime import datetime

    from tongban.base.actors import Actor
    from tongban.cases.rules.outputs import Handed


def add(
    bundle: Bundle, kind: type[papers.Paper], *, actor: Actor, now: datetime, **facts: Any
) -> BundlePaper:
    """Freeze what a paper of the thing states; it bears no number of its own."""
    said = common(read_heading(bundle), str(bundle.number or ""), bundle.event_name, actor, now)
    return frozen(BundlePaper(bundle=bundle), kind(**said, number="", **facts))


@transaction.atomic
def note_delivered(*, actor: Actor, number: str, handed: Handed, now: datetime) -> BundlePaper:
    """The one 送达回证 of everything that is handed over together (统一出件), before each case's.

    Declined with `BundleNotFound` unless something of it waits for the actor to hand it over.
    """
    bundle = Bundle.objects.filter(number=number).first()
    waiting = bundle.cases.filter(state=State.DELIVERING) if bundle else ()
    if bundle is None or not any(perms.may_hand_over(actor, case) for case in waiting):
        raise queries.BundleNotFound
    paper = add(
        bundle, papers.Delivery, actor=actor, now=now, delivered=handed.things,
        recipient=identity.masked(bundle.applicant_id).name, way=handed.way, place=handed.place,
        delivered_at=now, received_by=handed.received_by, relation=handed.relation,
        remark=handed.remark,
    )  # fmt: skip
    audit.record(
        actor, events.BUNDLE_DELIVERED, number, at=now, way=handed.way, things=len(handed.things)
    )
    return paper
