"""Which papers are sealed, and as what kind of document the order of the seal names them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

JOB: Final = "job:cases"
DECISION: Final = "decision"
NOTICE: Final = "document"
# By the kind of the paper.  A receipt bears the seal of the office (行政许可法第三十二条), as after
# silence it is the only proof of acceptance.  Promises are the applicant's own words, and a
# 送达回证 is signed by whoever receives.
KINDS: Final[Mapping[str, str]] = {
    "receipt": NOTICE,
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
