"""Certificates (证书): read, issued for tests, requested, revoked, and judged by chain and time.

SM2 certificates follow GB/T 20518; those with ECDSA and RSA keys are read and judged, too.
"""

from typing import TYPE_CHECKING

from tongban.base import on_demand
from tongban.base.crypto.pki.certificates import Certificate, Usage, read
from tongban.base.crypto.pki.errors import CertificateBroken, CertificateMissing, UnsafeRefused
from tongban.base.crypto.pki.judging import Standing, Trust
from tongban.base.crypto.pki.names import Name
from tongban.base.crypto.pki.revocation import Revocation, RevocationList
from tongban.base.crypto.pki.revocation import read as read_list

if TYPE_CHECKING:
    from tongban.base.crypto.pki.authority import UnsafeTestAuthority
    from tongban.base.crypto.pki.certified import chain_of, own, put
    from tongban.base.crypto.pki.configured import (
        require_production_trust,
        trust,
        unsafe_authority,
    )
    from tongban.base.crypto.pki.requests import NotOurKey, request, requested_key, require_own
    from tongban.base.crypto.pki.signatures import active

__all__ = [
    "Certificate",
    "CertificateBroken",
    "CertificateMissing",
    "Name",
    "NotOurKey",
    "Revocation",
    "RevocationList",
    "Standing",
    "Trust",
    "UnsafeRefused",
    "UnsafeTestAuthority",
    "Usage",
    "active",
    "chain_of",
    "own",
    "put",
    "read",
    "read_list",
    "request",
    "requested_key",
    "require_own",
    "require_production_trust",
    "trust",
    "unsafe_authority",
]

if not TYPE_CHECKING:
    __getattr__ = on_demand.door(
        __name__,
        {
            "authority": ("UnsafeTestAuthority",),
            "certified": ("chain_of", "own", "put"),
            "configured": ("require_production_trust", "trust", "unsafe_authority"),
            "signatures": ("active",),
            "requests": ("NotOurKey", "request", "requested_key", "require_own"),
        },
    )
