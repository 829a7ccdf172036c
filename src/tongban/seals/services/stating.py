"""Signed statements of use (用印清单), and checking one."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

from django.db import transaction

from tongban.base import audit
from tongban.base.crypto import keys, pki
from tongban.base.ledger import canonical, proofs
from tongban.seals import events
from tongban.seals.queries import statements
from tongban.seals.rules import uses_stated
from tongban.seals.rules.uses_stated import StatementBroken

if TYPE_CHECKING:
    from datetime import date, datetime

    from tongban.base.actors import Actor
    from tongban.base.crypto.sm2 import PublicKey
    from tongban.seals.rules.uses_stated import Span

PURPOSE = "documents"
LARGEST = 64 * 1024 * 1024


@transaction.atomic
def state(
    *, actor: Actor, seal_code: str, first: date, last: date, now: datetime
) -> dict[str, Any]:
    """The signed statement of what a seal was used for between two days, as JSON values.

    Declined with `SealUnknown`, `SpanInvalid`, `log.NoHead`, or `proofs.LeafWaiting` as long as
    the newest impression is not in a signed tree head.
    """
    stated = statements.statement(actor, seal_code, first, last)
    span = statements.proved(stated)
    values: dict[str, Any] = {
        "form": uses_stated.FORM,
        "seal": span.seal,
        "title": stated.seal.title,
        "unit": stated.seal.unit_name,
        "since": canonical.plain(span.since),
        "until": canonical.plain(span.until),
        "made_at": canonical.plain(now),
        "count": len(span.uses),
        "last_number": span.last_number,
        "before": span.before.values() if span.before is not None else None,
        "rows": [use.values() for use in span.uses],
        "after": span.after.values() if span.after is not None else None,
        "head": span.head,
        "key": pki.active(PURPOSE),
    }
    signed = keys.store().sign_by(values["key"], uses_stated.to_sign(values))
    audit.record(
        actor, events.STATED, seal_code, at=now, since=values["since"], until=values["until"],
        count=values["count"],
    )  # fmt: skip
    return {**values, "signature": base64.b64encode(signed.value).decode()}


def check_statement(content: bytes) -> Span:
    """What a statement of this node says, if all of it holds; else `StatementBroken` says why."""
    if len(content) > LARGEST:
        raise StatementBroken("用印清单超过 64 MB，无法核验。")
    try:
        values = json.loads(content)
    except (ValueError, RecursionError) as broken:
        raise StatementBroken("这不是用印清单。") from broken
    if not isinstance(values, dict):
        raise StatementBroken("这不是用印清单。")
    ledger = tuple(key for _, key in proofs.public_keys())
    return uses_stated.check(values, signers=_signers(), ledger=ledger)


def _signers() -> tuple[PublicKey, ...]:
    store = keys.store()
    return tuple(store.public(key.key_id) for key in store.held() if key.purpose == PURPOSE)
