"""What the job does twice a minute: sequence, sign, publish."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongban.base.ledger import publishing, sequencing

if TYPE_CHECKING:
    from datetime import datetime

    from tongban.base.ledger.notes import SignedHead


def keep_up(*, now: datetime) -> SignedHead:
    """Bring the log up to what is committed, sign its head, and write the files.

    Run twice or killed anywhere, the next run ends in the same log.  Raises
    `publishing.PastChanged`, and signs nothing, when the database has another past than the files.
    """
    publishing.require_same_past()
    sequencing.sequence()
    signed = sequencing.sign(now=now)
    publishing.publish(signed)
    return signed
