"""Commercial cryptography on one core: `python bench/crypto.py`."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

from tongban.base.crypto import sm2, sm3, sm4
from tongban.base.crypto.sm2 import library

if TYPE_CHECKING:
    from collections.abc import Callable

SECONDS = 1.0
MEGABYTE = 1_000_000


def per_second(work: Callable[[], object]) -> float:
    """How often `work` is done in one second of this core."""
    work()
    done, start = 0, time.process_time()
    while time.process_time() - start < SECONDS:
        for _ in range(10):
            work()
        done += 10
    return done / (time.process_time() - start)


def main() -> None:
    key, secret, block = sm2.generate(), os.urandom(16), os.urandom(MEGABYTE)
    signature = sm2.sign(key, b"licence")
    sealed, short = sm4.seal(secret, block), sm4.seal(secret, block[:18])
    enveloped = sm2.encrypt(key.public, secret)
    figures: tuple[tuple[str, str, Callable[[], object]], ...] = (
        ("SM2 sign", "/s", lambda: sm2.sign(key, b"licence")),
        ("SM2 verify", "/s", lambda: sm2.verify(key.public, b"licence", signature)),
        ("SM2 encrypt", "/s", lambda: sm2.encrypt(key.public, secret)),
        ("SM2 decrypt", "/s", lambda: sm2.decrypt(key, enveloped)),
        ("SM4-GCM seal", "MB/s", lambda: sm4.seal(secret, block)),
        ("SM4-GCM open", "MB/s", lambda: sm4.open(secret, sealed)),
        ("SM4-GCM open, 18 bytes", "/s", lambda: sm4.open(secret, short)),
        ("SM3", "MB/s", lambda: sm3.digest(block)),
    )
    print(f"SM2 by {library.version()}; one core")
    for name, unit, work in figures:
        print(f"{name:<24}{per_second(work):>12,.0f} {unit}")


if __name__ == "__main__":
    main()
