"""Work for later: keep the ledger, forget answers that nobody asks for again."""

from __future__ import annotations

from tongban.base import clock, outbox
from tongban.base.ledger import keeping
from tongban.base.web import idempotency


@outbox.periodic("17 3 * * *")
@outbox.task(queue="base")
def forget_answers(**_timestamp: object) -> None:
    """Delete stored answers once a day, a week after they were given."""
    idempotency.forget(now=clock.now())


@outbox.periodic("* * * * * */30")
@outbox.task(queue="base", queueing_lock="ledger")
def keep_ledger(**_timestamp: object) -> None:
    """Give waiting leaves their place, sign the tree head and write the files, twice a minute."""
    keeping.keep_up(now=clock.now())
