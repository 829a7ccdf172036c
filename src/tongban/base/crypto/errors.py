"""What opening, verifying and importing raise; none of it is a refusal shown to people."""

from __future__ import annotations


class InvalidSeal(Exception):
    """What was sealed has been changed, was sealed with another key, or is no seal at all."""


class InvalidSignature(InvalidSeal):
    """The signature does not belong to this message, this key and this signer's id."""


class InvalidKey(ValueError):
    """The bytes are not a key of the curve: wrong length, zero, too large, or off the curve."""


class CryptographyMissing(RuntimeError):
    """This machine has no library that can do what is needed."""
