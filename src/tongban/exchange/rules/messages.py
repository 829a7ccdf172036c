"""What a webhook sends: a thin body and a signature that tells when it was made.

Signed with SM2 and SM3 (signer's id 1234567812345678, DER in base64) is

    tongban.webhook/1 LF timestamp LF id LF body
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

SIGNED_AS: Final = "tongban.webhook/1"
ID, TIMESTAMP = "Tongban-Webhook-Id", "Tongban-Webhook-Timestamp"
KEY, SIGNATURE = "Tongban-Webhook-Key", "Tongban-Webhook-Signature"


def body(*, unit: str, seq: int, number: str, kind: str, at: datetime) -> bytes:
    """The event as it is sent; what the case says has to be fetched."""
    facts = {
        "id": f"{unit}:{seq}",
        "unit": unit,
        "seq": seq,
        "number": number,
        "kind": kind,
        "at": at.isoformat(timespec="seconds"),
    }
    return json.dumps(facts, ensure_ascii=False, separators=(",", ":")).encode()


def to_sign(stamp: str, message_id: str, content: bytes) -> bytes:
    """What the signature is made over."""
    return f"{SIGNED_AS}\n{stamp}\n{message_id}\n".encode() + content


def headers(*, message_id: str, stamp: str, key_id: str, signature: str) -> Mapping[str, Any]:
    """The headers of one call; `stamp` is in whole seconds since 1970."""
    return {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "Tongban-Webhook/1",
        ID: message_id,
        TIMESTAMP: stamp,
        KEY: key_id,
        SIGNATURE: signature,
    }
