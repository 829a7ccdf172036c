"""Letters of an order: facts frozen when it is written, printed when it is first opened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils import timezone

from tongban.base import audit, clock, files, numbering, typeset
from tongban.base.files.kinds import PDF
from tongban.cases.rules import document_number
from tongban.supervision import events, queries
from tongban.supervision.models import Circular, CircularWithdrawal, OrderLetter, SupervisionOrder

if TYPE_CHECKING:
    from datetime import datetime

    from tongban.base.actors import Actor

ORDER: Final = "order"
ADVICE: Final = "advice"
TITLES: Final = {ORDER: "督办通知书", ADVICE: "监察建议书"}
_WORDS: Final = {ORDER: "督", ADVICE: "监建"}


def add(order: SupervisionOrder, kind: str, *, now: datetime) -> OrderLetter:
    """Number a letter of the order and freeze what it states; one of each kind."""
    year = clock.day_of(now).year
    serial = numbering.next_number(f"letters:{order.issuer}:{kind}", period=str(year))
    number = document_number(order.issuer, _WORDS[kind], year, serial)
    card = order.card
    facts = {
        "title": f"{TITLES[kind]}（{order.item_name}）",
        "author": order.issuer,
        "keywords": [order.case_number, number],
        "issuer": order.issuer,
        "number": number,
        "case_number": order.case_number,
        "order_number": order.number,
        "unit": order.unit_name,
        "item": order.item_name,
        "serial": card.serial,
        "rule": f"{card.rule} {card.title}",
        "found": card.words,
        "content": order.content,
        "answer_due_on": order.answer_due_on.isoformat(),
        "issued_on": clock.day_of(order.issued_at).isoformat(),
        "made_on": clock.day_of(now).isoformat(),
        "clerk": order.issued_by,
        "phone": "",
        "address": "",
        "verification_code": "",
        "verify_at": "",
    }
    return OrderLetter.objects.create(
        order=order, kind=kind, number=number, facts=facts, made_at=now
    )


@transaction.atomic
def open_letter(*, actor: Actor, number: str, kind: str, now: datetime) -> tuple[bytes, str]:
    """The PDF of a letter and its file name; printed now if nobody has opened it before."""
    letter = queries.letter(actor, number, kind)
    OrderLetter.objects.select_for_update().get(pk=letter.pk)
    content, is_new = printed(letter, kind)
    if is_new:
        audit.record(
            actor, events.LETTER_PRINTED, letter.order.case_number, at=now, order=number,
            kind=kind, digest=letter.digest,
        )  # fmt: skip
    return content, f"{TITLES[kind]}-{number}.pdf"


def printed(
    paper: OrderLetter | Circular | CircularWithdrawal, template: str
) -> tuple[bytes, bool]:
    """The PDF of frozen facts, and whether it was printed only now; the caller holds the row."""
    paper.refresh_from_db(fields=["digest"])
    if paper.digest:
        return files.read(paper.digest), False
    facts = paper.facts | {"made_at": timezone.localtime(paper.made_at)}
    content = typeset.pdf(f"supervision/{template}", facts, missing="mark")
    paper.digest = files.store(content, name=f"{template}.pdf", allowed={PDF}).digest
    paper.save(update_fields=["digest"])
    return content, True
