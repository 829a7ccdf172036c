"""What every impression writes: its row with the next number, the ledger, the trail, the event."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tongban.base import audit, ledger, outbox
from tongban.base.crypto import sm3
from tongban.base.prepared import Statement
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

_TAKE = Statement(
    """
UPDATE seals_sealcounter SET
    last = last + 1,
    at = GREATEST(at, $1),
    used = CASE WHEN hour >= $2 THEN used + 1 ELSE 1 END,
    hour = GREATEST(hour, $2)
WHERE seal_id = $3 AND ($4::integer IS NULL OR hour < $2 OR used < $4::integer)
RETURNING last, at, nextval(pg_get_serial_sequence('seals_impression', 'id'))
"""
)

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
    """Use the order up, take the next number, write what was done, and tell of it.

    The impression, its leaf, its entry in the trail and its event stand in one statement.
    """
    opened = _close(use.order, use.now)
    number, at, row = _take(use.seal, use.now)
    post = actor.posts[0] if actor.posts else None
    made = Impression(
        pk=row,
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
    _tell(actor, use, made, opened)
    return made


def _close(order: Order, now: datetime) -> tuple[ledger.Row, ...]:
    """Use the order up; that of a job was never open, and is still to be written."""
    order.state, order.closed_at = OrderState.USED, now
    if order._state.adding:
        return (ledger.row_of(order),)
    order.save(update_fields=["state", "closed_at"])
    return ()


def _take(seal: Held, now: datetime) -> tuple[int, datetime, int]:
    """The next number of the seal, its time, and the id of the row; raises `LimitReached` if the
    hour is full."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    taken = _TAKE.rows([now, hour, seal.id, seal.hourly_limit])
    if not taken:
        raise uses.LimitReached
    ((number, at, row),) = taken
    return number, at, row


def _tell(actor: Actor, use: Use, made: Impression, opened: tuple[ledger.Row, ...]) -> None:
    """Bring the impression into its table, the ledger and the trail, and tell others."""
    code = use.seal.code
    outbox.publish(
        events.SealUsed(
            impression=str(made.pk),
            seal_code=code,
            number=made.number,
            digest=made.signed_digest,
        ),
        *opened,
        ledger.row_of(made),
        ledger.leaf(
            uses_stated.KIND,
            uses_stated.reference(code, made.number),
            statements.ledger_facts(made, code),
        ),
        audit.entry(
            actor, events.IMPRESSED, code, at=use.now, number=made.number,
            order=str(made.order_id), digest=made.signed_digest,
            document_kind=made.document_kind, case_number=made.case_number, job=made.job,
        ),
    )  # fmt: skip
