"""Which papers are sealed, and as what kind of document the order of the seal names them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

JOB: Final = "job:cases"
DECISION: Final = "decision"
NOTICE: Final = "document"
TITLE: Final = "WSMC"
CODE: Final = "WSHYM"
"""Custom data of the sealed file: which paper it says it is (文书名称), and its code (核验码)."""
# By the kind of the paper.  A receipt bears the seal of the office (行政许可法第三十二条), as after
# silence it is the only proof of acceptance; a 送达回证, because the office states in it what it
# handed over.  Promises are the applicant's own words.
KINDS: Final[Mapping[str, str]] = {
    "receipt": NOTICE,
    "acceptance": NOTICE,
    "gapacceptance": NOTICE,
    "correction": NOTICE,
    "suspension": NOTICE,
    "referral": NOTICE,
    "delivery": NOTICE,
    "refusal": DECISION,
    "extension": DECISION,
    "grant": DECISION,
    "denial": DECISION,
    "revocation": DECISION,
}
_STATED = re.compile(rb'Name="WSHYM"[^<]{0,40}>([0-9A-Z]{12})<')


def code_in(content: bytes) -> str:
    """The verification code that a file states, though it cannot be read any more; or nothing."""
    found = _STATED.search(content)
    return found[1].decode() if found else ""
