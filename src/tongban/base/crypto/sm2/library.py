"""The one libcrypto with SM2 that this process uses, found once and told its argument types."""

from __future__ import annotations

import ctypes
import functools
import importlib.util
from contextlib import contextmanager
from ctypes import c_char_p, c_int, c_long, c_size_t, c_ulong, c_void_p
from pathlib import Path
from typing import TYPE_CHECKING

from tongban.base.crypto.errors import CryptographyMissing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MISSING = (
    "SM2 needs libcrypto of OpenSSL 3.0 or newer with SM2 built in, and this machine has none: "
    "install the system's OpenSSL 3 (Debian: apt-get install libssl3)."
)
OLDEST = 0x30000000
SIZE_PTR = ctypes.POINTER(c_size_t)

# Name, type of the answer (None for nothing), types of the arguments.
SIGNATURES: tuple[tuple[str, object, tuple[object, ...]], ...] = (
    ("d2i_AutoPrivateKey", c_void_p, (c_void_p, c_void_p, c_long)),
    ("d2i_PUBKEY", c_void_p, (c_void_p, c_void_p, c_long)),
    ("EVP_PKEY_free", None, (c_void_p,)),
    ("EVP_PKEY_get_octet_string_param", c_int, (c_void_p, c_char_p, c_char_p, c_size_t, SIZE_PTR)),
    ("EVP_PKEY_CTX_new_from_name", c_void_p, (c_void_p, c_char_p, c_char_p)),
    ("EVP_PKEY_CTX_new_from_pkey", c_void_p, (c_void_p, c_void_p, c_char_p)),
    ("EVP_PKEY_CTX_free", None, (c_void_p,)),
    ("EVP_PKEY_CTX_set1_id", c_int, (c_void_p, c_char_p, c_int)),
    ("EVP_PKEY_encrypt_init", c_int, (c_void_p,)),
    ("EVP_PKEY_encrypt", c_int, (c_void_p, c_char_p, SIZE_PTR, c_char_p, c_size_t)),
    ("EVP_PKEY_decrypt_init", c_int, (c_void_p,)),
    ("EVP_PKEY_decrypt", c_int, (c_void_p, c_char_p, SIZE_PTR, c_char_p, c_size_t)),
    ("EVP_MD_CTX_new", c_void_p, ()),
    ("EVP_MD_CTX_free", None, (c_void_p,)),
    (
        "EVP_DigestSignInit_ex",
        c_int,
        (c_void_p, c_void_p, c_char_p, c_void_p, c_char_p, c_void_p, c_void_p),
    ),
    ("EVP_DigestSign", c_int, (c_void_p, c_char_p, SIZE_PTR, c_char_p, c_size_t)),
    (
        "EVP_DigestVerifyInit_ex",
        c_int,
        (c_void_p, c_void_p, c_char_p, c_void_p, c_char_p, c_void_p, c_void_p),
    ),
    ("EVP_DigestVerify", c_int, (c_void_p, c_char_p, c_size_t, c_char_p, c_size_t)),
    ("EVP_MD_fetch", c_void_p, (c_void_p, c_char_p, c_char_p)),
    ("EVP_MD_free", None, (c_void_p,)),
    ("ERR_clear_error", None, ()),
    ("ERR_peek_error", c_ulong, ()),
    ("ERR_error_string_n", None, (c_ulong, c_char_p, c_size_t)),
    ("OpenSSL_version_num", c_ulong, ()),
    ("OpenSSL_version", c_char_p, (c_int,)),
)


class LibraryFailed(RuntimeError):
    """OpenSSL could not do what should always work; its own words are in the message."""


@functools.cache
def library() -> ctypes.CDLL:
    """Return the first libcrypto with SM2, the system's before any that came with a wheel."""
    for candidate in _candidates():
        found = _usable(candidate)
        if found is not None:
            return found
    raise CryptographyMissing(MISSING)


def version() -> str:
    """Which OpenSSL is used, for the operator."""
    return str(library().OpenSSL_version(0).decode())


def _candidates() -> Iterator[str | None]:
    """Name what may be a libcrypto, best first.

    An extension module of Python stands for the libcrypto it is linked with.  Some systems
    build OpenSSL without SM2 (Fedora, RHEL); then the one inside psycopg's wheel is left.
    """
    yield from ("libcrypto.so.3", "libcrypto.3.dylib", "libcrypto-3-x64.dll")
    from ctypes.util import find_library  # starts a program that looks through the system

    found = find_library("crypto")
    if found:
        yield found
    for module in ("_hashlib", "_ssl"):
        spec = importlib.util.find_spec(module)
        if spec and spec.origin and Path(spec.origin).is_file():
            yield spec.origin
    yield None  # what this process has loaded already, such as a static Python
    wheel = importlib.util.find_spec("psycopg_binary")
    if wheel and wheel.origin:
        beside = Path(wheel.origin).parent.with_name("psycopg_binary.libs")
        yield from sorted(str(path) for path in beside.glob("libcrypto-*"))


def _usable(candidate: str | None) -> ctypes.CDLL | None:
    try:
        loaded = ctypes.CDLL(candidate)
        for name, answer, arguments in SIGNATURES:
            function = getattr(loaded, name)
            function.restype, function.argtypes = answer, arguments
    except (OSError, AttributeError):
        return None
    return loaded if loaded.OpenSSL_version_num() >= OLDEST and _has_sm2(loaded) else None


def _has_sm2(loaded: ctypes.CDLL) -> bool:
    context = loaded.EVP_PKEY_CTX_new_from_name(None, b"SM2", None)
    digest = loaded.EVP_MD_fetch(None, b"SM3", None)
    loaded.EVP_PKEY_CTX_free(context)
    loaded.EVP_MD_free(digest)
    loaded.ERR_clear_error()
    return bool(context and digest)


def succeeded(answer: int | None) -> int:
    """Return what OpenSSL answered if it worked, else raise `LibraryFailed` with its reason."""
    if answer is not None and answer > 0:
        return answer
    loaded = library()
    reason = ctypes.create_string_buffer(256)
    loaded.ERR_error_string_n(loaded.ERR_peek_error(), reason, len(reason))
    loaded.ERR_clear_error()
    raise LibraryFailed(f"OpenSSL refused: {reason.value.decode(errors='replace')}")


def forget_errors() -> None:
    """Empty this thread's queue, so that a refusal is not read as somebody else's failure."""
    library().ERR_clear_error()


def load_key(der: bytes, decode: Callable[..., int | None]) -> int:
    """Return a new EVP_PKEY from DER, to be freed by the caller."""
    start = c_char_p(der)
    key = succeeded(decode(None, ctypes.byref(start), len(der)))
    forget_errors()
    return key


@contextmanager
def digest_context() -> Iterator[int]:
    """An EVP_MD_CTX that is freed whatever happens."""
    context = succeeded(library().EVP_MD_CTX_new())
    try:
        yield context
    finally:
        library().EVP_MD_CTX_free(context)


@contextmanager
def key_context(key: int) -> Iterator[int]:
    """An EVP_PKEY_CTX for one operation with a key, freed whatever happens."""
    context = succeeded(library().EVP_PKEY_CTX_new_from_pkey(None, key, None))
    try:
        yield context
    finally:
        library().EVP_PKEY_CTX_free(context)
