"""The signature of a call, and the keys by which receivers check it."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from tongban.base.crypto import keys, sm2
from tongban.exchange import rules

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

KEY = "webhooks"


def signed_headers(message_id: str, content: bytes, now: datetime) -> Mapping[str, str]:
    """The headers of a call made at this moment."""
    stamp = str(int(now.timestamp()))
    made = keys.store().sign(KEY, rules.to_sign(stamp, message_id, content))
    signature = base64.b64encode(sm2.signature_to_der(made.value)).decode()
    return rules.headers(
        message_id=message_id, stamp=stamp, key_id=made.key_id, signature=signature
    )


def keys_told() -> list[keys.ToldKey]:
    """The keys for webhooks, newest first, retired ones among them; public."""
    return keys.told({KEY})
