"""Which papers are sealed, and as what kind of document the order of the seal names them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

DECISION: Final = "decision"
NOTICE: Final = "document"
# By the kind of the paper.  Receipts and promises are no acts of the office, and a 送达回证 is
# signed by hand.
KINDS: Final[Mapping[str, str]] = {
    "acceptance": NOTICE,
    "gapacceptance": NOTICE,
    "correction": NOTICE,
    "suspension": NOTICE,
    "referral": NOTICE,
    "refusal": DECISION,
    "extension": DECISION,
    "grant": DECISION,
    "denial": DECISION,
    "revocation": DECISION,
}
