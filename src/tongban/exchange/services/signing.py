"""The signature of a call, and the keys by which receivers check it."""

from __future__ import annotations

import base64
import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tongban.base.crypto import keys, sm2
from tongban.exchange import rules

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

KEY = "webhooks"


@dataclass(frozen=True, slots=True)
class Key:
    """A public key that signs or signed calls; `public_key` is PEM."""

    key_id: str
    state: str
    public_key: str


def signed_headers(message_id: str, content: bytes, now: datetime) -> Mapping[str, str]:
    """The headers of a call made at this moment."""
    stamp = str(int(now.timestamp()))
    made = keys.store().sign(KEY, rules.to_sign(stamp, message_id, content))
    signature = base64.b64encode(sm2.signature_to_der(made.value)).decode()
    return rules.headers(
        message_id=message_id, stamp=stamp, key_id=made.key_id, signature=signature
    )


def keys_told() -> list[Key]:
    """The keys for webhooks, newest first, retired ones among them; public."""
    return [Key(key.key_id, str(key.state), _pem(der)) for key, der in keys.published({KEY})]


def _pem(der: bytes) -> str:
    lines = textwrap.fill(base64.b64encode(der).decode(), 64)
    return f"-----BEGIN PUBLIC KEY-----\n{lines}\n-----END PUBLIC KEY-----\n"
