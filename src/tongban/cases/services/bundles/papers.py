"""Papers of the thing as a whole: frozen in the command, printed once from their facts."""

from __future__ import annotations

import json
import secrets
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone

from tongban.base import audit, files, typeset
from tongban.base.files.kinds import PDF
from tongban.cases import events, perms, queries
from tongban.cases.models import Bundle, BundlePaper
from tongban.cases.rules import State, papers
from tongban.directory import queries as directory
from tongban.identity import queries as identity

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from tongban.base.actors import Actor
    from tongban.cases.rules.outputs import Handed

_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_CODE_LENGTH = 12


def add(
    bundle: Bundle, kind: type[papers.Paper], *, actor: Actor, now: datetime, **facts: Any
) -> BundlePaper:
    """Freeze what a paper of the thing states; it is printed when it is first opened."""
    applicant = identity.masked(bundle.applicant_id)
    hall = directory.hall(bundle.place) if bundle.place else None
    code = "".join(secrets.choice(_ALPHABET) for _ in range(_CODE_LENGTH))
    address = settings.TONGBAN.address
    paper = kind(
        issuer=hall.name if hall else directory.department(bundle.unit).name,
        number="", case_number=bundle.number or "", applicant=applicant.name,
        applicant_number=applicant.number, contact=applicant.phone, item=bundle.event_name,
        made_at=now, clerk=actor.name if actor.is_staff else "系统",
        phone=hall.phone if hall else "",
        address=f"{hall.name}（{hall.address}）" if hall else "",
        verification_code=code, verify_at=f"{address}/verify/", qr=f"{address}/verify/paper/{code}",
        **facts,
    )  # fmt: skip
    return BundlePaper.objects.create(
        bundle=bundle,
        kind=kind.__name__.lower(),
        title=paper.name,
        code=code,
        facts=json.loads(json.dumps(paper.facts(), cls=DjangoJSONEncoder)),
        template=paper.template,
        made_at=now,
    )


@transaction.atomic
def open_bundle_paper(
    *, actor: Actor, number: str, paper_id: UUID, now: datetime
) -> tuple[bytes, str]:
    """The PDF of a paper and its file name; printed now if nobody has opened it before."""
    found = queries.bundle_paper(actor, number, paper_id)
    paper = BundlePaper.objects.select_for_update(of=("self",)).get(pk=found.pk)
    name = f"{paper.title}-{number}.pdf"
    if paper.digest:
        return files.read(paper.digest), name
    facts = paper.facts | {"made_at": timezone.localtime(paper.made_at)}
    content = typeset.pdf(paper.template, facts, missing="mark")
    paper.digest = files.store(content, name="paper.pdf", allowed={PDF}).digest
    paper.save(update_fields=["digest"])
    audit.record(
        actor, events.BUNDLE_PAPER_PRINTED, number, at=now, kind=paper.kind, digest=paper.digest
    )
    return content, name


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
