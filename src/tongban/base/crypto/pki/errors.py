"""What reading and using certificates raises."""

from __future__ import annotations

from tongban.base.crypto.errors import InvalidSeal
from tongban.base.crypto.keys.facts import KeyTrouble


class CertificateBroken(InvalidSeal):
    """These bytes are not a certificate (request, revocation list) that may be relied on."""


class CertificateMissing(KeyTrouble):
    """No certificate was put in yet for a key that needs one."""


class UnsafeRefused(KeyTrouble):
    """The test authority was to be used, or to be trusted, outside a demonstration."""
