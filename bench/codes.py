"""Codes on paper checked offline, beside OpenSSL's own figure, and the size of a status list.

Run with `python -m bench.codes`.  Checking a code takes it out of its address, checks its
spelling, and verifies the SM2 signature; OpenSSL's figure is the verification alone.
"""

from __future__ import annotations

import shutil
import subprocess
import time
from datetime import UTC, date, datetime
from random import Random
from typing import TYPE_CHECKING

from tongban.base.crypto import sm2
from tongban.licences.rules import identifiers, jws, qr, status_lists
from tongban.licences.rules.status_lists import Status

if TYPE_CHECKING:
    from collections.abc import Callable

CODES = 3_000
SECONDS = 3
DAY = date(2026, 1, 5)


def scanned(key: sm2.PrivateKey, at: int) -> str:
    """What a camera reads from one licence."""
    identifier = str(
        identifiers.build(
            type_code="119900000000000275001",
            issuer_code="11990100000000019F",
            serial=f"{at:010d}",
            version=1,
        )
    )
    signed = sm2.sign(key, qr.message(identifier, DAY, at))
    return qr.address("https://node.example", qr.payload(identifier, DAY, signed, at))


def rate(acts: list[Callable[[], object]]) -> float:
    """How many a second of processor time."""
    begin = time.process_time()
    for act in acts:
        act()
    return len(acts) / (time.process_time() - begin)


def openssl() -> float:
    """Verifications a second by OpenSSL's own command."""
    program = shutil.which("openssl")
    if program is None:
        return 0.0
    said = subprocess.run(  # noqa: S603 - OpenSSL's own command
        [program, "speed", "-seconds", str(SECONDS), "sm2"],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    return float(said.split()[-1])


def list_size() -> int:
    """Bytes of a signed list of ten million, one in twenty ended, one in two hundred suspended."""
    key, chance = sm2.generate(), Random(20161)
    places = chance.sample(range(status_lists.SIZE), status_lists.SIZE * 55 // 1000)
    ended = status_lists.SIZE // 20
    marked = [(at, Status.ENDED) for at in places[:ended]]
    marked += [(at, Status.SUSPENDED) for at in places[ended:]]
    token = status_lists.write(
        status_lists.packed(status_lists.SIZE, marked),
        address="https://node.example/api/v1/status-lists/0",
        now=datetime(2026, 1, 5, tzinfo=UTC),
        header={"alg": jws.SM2, "kid": "status"},
        sign=lambda message: sm2.sign(key, message),
    )
    return len(token)


def main() -> None:
    """Print one line for each figure."""
    key = sm2.generate()
    codes = [scanned(key, at) for at in range(CODES)]
    ours = rate([lambda code=code: qr.check_qr(code, [key.public]) for code in codes])
    theirs = openssl()
    print(f"{'codes checked offline, one core':<42} {ours:8.0f} /s")
    if theirs:
        print(f"{'openssl speed sm2, verify':<42} {theirs:8.0f} /s")
        print(f"{'ratio':<42} {ours / theirs:8.2f}")
    print(f"{'status list of ten million, signed':<42} {list_size() / 1e6:8.2f} MB")


if __name__ == "__main__":
    main()
