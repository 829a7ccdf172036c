"""A sealed value that says which key opens it: how columns and files are kept.

Form: one byte for this form, one for the length of the key id, the key id, then what `sm4.seal`
made.  The head is bound together with the caller's `aad`, so no byte can be changed unseen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongban.base.crypto import sm4
from tongban.base.crypto.errors import InvalidSeal
from tongban.base.crypto.keys.facts import KeyUnknown

if TYPE_CHECKING:
    from tongban.base.crypto.keys.facts import KeyStore

FORM = b"\x01"
_HEAD = 2


def seal(keys: KeyStore, purpose: str, plain: bytes, aad: bytes) -> bytes:
    """Seal with the active key of `purpose`."""
    secret = keys.secret(purpose)
    key_id = secret.key_id.encode()
    head = FORM + bytes([len(key_id)]) + key_id
    return head + sm4.seal(secret.value, plain, head + aad)


def open(keys: KeyStore, purpose: str, sealed: bytes, aad: bytes) -> bytes:  # noqa: A001
    """Return the plain bytes, whether the key is active or retired; else raise `InvalidSeal`."""
    head, body = _parts(sealed)
    try:
        secret = keys.secret_by_id(head[_HEAD:].decode("ascii"))
    except (KeyUnknown, UnicodeDecodeError) as unknown:
        raise InvalidSeal("sealed with a key that this key store does not hold") from unknown
    if secret.purpose != purpose:
        raise InvalidSeal(f"sealed for {secret.purpose}, not for {purpose}")
    return sm4.open(secret.value, body, head + aad)


def key_id_of(sealed: bytes) -> str:
    """Return which key a value says it is sealed with, to find what still needs a retired one."""
    return _parts(sealed)[0][_HEAD:].decode("ascii", "replace")


def _parts(sealed: bytes) -> tuple[bytes, bytes]:
    if len(sealed) < _HEAD or sealed[:1] != FORM:
        raise InvalidSeal("these bytes are no sealed envelope")
    end = _HEAD + sealed[1]
    return sealed[:end], sealed[end:]
