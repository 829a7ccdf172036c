"""What every impression writes: its row with the next number, the ledger, the trail, the event."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection

from tongban.base import audit, ledger, outbox
from tongban.base.crypto import sm3
from tongban.seals import events
from tongban.seals.models import Impression
from tongban.seals.queries import statements
from tongban.seals.rules import stamping, uses, uses_stated
from tongban.seals.rules.uses import OrderState

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from tongban.base.actors import Actor
    from tongban.base.ofd import Spot
    from tongban.seals.models import Order
    from tongban.seals.queries.holding import Held
    from tongban.seals.rules.stamping import Prepared

_TAKE = """
UPDATE seals_sealcounter SET
    last = last + 1,
    at = GREATEST(at, %(now)s),
    used = CASE WHEN hour >= %(hour)s THEN used + 1 ELSE 1 END,
    hour = GREATEST(hour, %(hour)s)
WHERE seal_id = %(seal)s
  AND (%(limit)s::integer IS NULL OR hour < %(hour)s OR used < %(limit)s::integer)
RETURNING last, at
"""

ledger.source(uses_stated.KIND, census=statements.census)(statements.ledger_rows)


@dataclass(frozen=True, slots=True)
class Use:
    """One use that was permitted, before it is carried out."""

    seal: Held
    order: Order
    files: Mapping[str, bytes]
    spots: Sequence[Spot]
    lock: bool
    job: str
    now: datetime


def write(
    actor: Actor, use: Use, prepared: Prepared, signature: bytes, content: bytes
) -> Impression:
    """Use the order up, take the next number, and write what was done."""
    _close(use.order, use.now)
    number, at = _take(use.seal, use.now)
    post = actor.posts[0] if actor.posts else None
    return Impression.objects.create(
        seal_id=use.seal.id,
        number=number,
        version_id=use.seal.made,
        order=use.order,
        document_kind=use.order.document_kind,
        digest=use.order.digest,
        signed_digest=prepared.digest.hex(),
        value_digest=stamping.digest_to_stamp(signature).hex(),
        file_digest=sm3.digest(content).hex(),
        signature_id=prepared.identifier,
        case_number=use.order.case_number,
        decision=use.order.decision,
        ordered_by=use.order.ordered_by,
        account=actor.account,
        actor_name=actor.name,
        job=use.job,
        channel=actor.channel,
        place=post.place or post.unit if post else "",
        at=at,
    )


def _close(order: Order, now: datetime) -> None:
    """Use the order up; that of a job is written now, as it was never open."""
    order.state, order.closed_at = OrderState.USED, now
    if order._state.adding:
        order.save(force_insert=True)
    else:
        order.save(update_fields=["state", "closed_at"])


def _take(seal: Held, now: datetime) -> tuple[int, datetime]:
    """The next number of the seal and its time; raises `LimitReached` if its hour is full."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    asked: dict[str, Any] = {"seal": seal.id, "now": now, "hour": hour, "limit": seal.hourly_limit}
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, asked)
        taken = cursor.fetchone()
    if taken is None:
        raise uses.LimitReached
    return taken[0], taken[1]


def tell(actor: Actor, use: Use, made: Impression) -> None:
    """Bring the impression into the ledger and the trail, and tell others."""
    code = use.seal.code
    ledger.append(
        uses_stated.KIND,
        uses_stated.reference(code, made.number),
        statements.ledger_facts(made, code),
    )
    audit.record(
        actor, events.IMPRESSED, code, at=use.now, number=made.number, order=str(made.order_id),
        digest=made.signed_digest, document_kind=made.document_kind,
        case_number=made.case_number, job=made.job,
    )  # fmt: skip
    outbox.publish(
        events.SealUsed(
            impression=str(made.pk),
            seal_code=code,
            number=made.number,
            digest=made.signed_digest,
        )
    )
