"""Checking that a call really comes from the platform, and comes now."""

from __future__ import annotations

import base64
import binascii
import json
import time
from typing import TYPE_CHECKING, Any

from tongban.base.crypto import sm2

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

OLDEST = 300


class NotGenuine(Exception):
    """The call is not the platform's, was changed on the way, or is old."""


class Checker:
    """Knows the platform's keys; asks for them again when a call names one it has not seen."""

    def __init__(self, ask: Callable[[], Mapping[str, str]]) -> None:
        self.ask = ask
        self.keys: dict[str, sm2.PublicKey] = {}

    def check(self, headers: Mapping[str, str], body: bytes) -> dict[str, Any]:
        """The event of a genuine call; raises `NotGenuine`."""
        given = {name.lower(): value for name, value in headers.items()}
        try:
            stamp, message = given["tongban-webhook-timestamp"], given["tongban-webhook-id"]
            key_id = given["tongban-webhook-key"]
            raw = base64.b64decode(given["tongban-webhook-signature"], validate=True)
            signature = sm2.signature_from_der(raw)
            late = abs(time.time() - int(stamp)) > OLDEST
        except (KeyError, ValueError, binascii.Error, sm2.InvalidSeal) as unreadable:
            raise NotGenuine("the headers of the signature cannot be read") from unreadable
        signed = f"tongban.webhook/1\n{stamp}\n{message}\n".encode() + body
        try:
            sm2.verify(self._key(key_id), signed, signature)
        except sm2.InvalidSignature as wrong:
            raise NotGenuine("the signature does not belong to this call") from wrong
        if late:
            raise NotGenuine("the call was signed more than five minutes ago, or ahead of time")
        event: dict[str, Any] = json.loads(body)
        return event

    def _key(self, key_id: str) -> sm2.PublicKey:
        if key_id not in self.keys:
            self.keys = {name: sm2.PublicKey.from_pem(pem) for name, pem in self.ask().items()}
        if key_id not in self.keys:
            raise NotGenuine(f"the platform has no key {key_id}")
        return self.keys[key_id]
