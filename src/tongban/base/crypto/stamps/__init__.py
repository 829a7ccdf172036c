"""Time stamps (时间戳, RFC 3161 and GB/T 20520): that something existed at a moment.

Ours are SM2 over SM3, and for PDF files ECDSA over SHA-256; those of others may also be RSA.
"""

from typing import TYPE_CHECKING

from tongban.base import on_demand
from tongban.base.crypto.stamps.digests import SHA256, SM3
from tongban.base.crypto.stamps.tokens import Stamp, check, judge, read, verify

if TYPE_CHECKING:
    from tongban.base.crypto.stamps.client import (
        RemoteAuthority,
        StampRefused,
        StampTrouble,
        StampUnavailable,
    )
    from tongban.base.crypto.stamps.configured import Authority, authority, pages_authority
    from tongban.base.crypto.stamps.issuing import LocalAuthority

__all__ = [
    "SHA256",
    "SM3",
    "Authority",
    "LocalAuthority",
    "RemoteAuthority",
    "Stamp",
    "StampRefused",
    "StampTrouble",
    "StampUnavailable",
    "authority",
    "check",
    "judge",
    "pages_authority",
    "read",
    "verify",
]

if not TYPE_CHECKING:
    __getattr__ = on_demand.door(
        __name__,
        {
            "client": ("RemoteAuthority", "StampRefused", "StampTrouble", "StampUnavailable"),
            "configured": ("Authority", "authority", "pages_authority"),
            "issuing": ("LocalAuthority",),
        },
    )
