"""`tongban verify`: check a sealed file on any computer, with no database and no network.

Started often and by anybody, so nothing is imported that the file at hand does not need.
"""

from __future__ import annotations

import gc
import json
import os
import sys
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from tongban.base.crypto.sm2 import PublicKey
    from tongban.project.verifying import Means, Outcome

LARGEST = 64 * 1024 * 1024
VALID, NOT_VALID, NOT_JUDGED = 0, 1, 2
_EXIT_CODES = "exit code: 0 valid, 1 not valid, 2 cannot be judged or read"
_BEIJING = timezone(timedelta(hours=8))
_LIKE_A_CODE = ("ZZ1|", "ZZ2|", "http://", "https://")


class CannotRead(Exception):
    """Something given cannot be used; the message is one line that says what."""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the word `verify` to the command line."""
    words = "check a sealed OFD or PDF, or the text of a licence's QR code, offline"
    parser = commands.add_parser("verify", help=words, description=words, epilog=_EXIT_CODES)
    parser.add_argument("file", help="the file, or the text of the code itself")
    parser.add_argument(
        "--anchors",
        type=Path,
        metavar="FILE",
        help="PEM: whom to trust, and revocation lists (default: what a node here trusts)",
    )
    parser.add_argument(
        "--crl", type=Path, action="append", default=[], metavar="FILE", help="revocation list"
    )
    parser.add_argument(
        "--keys", type=Path, metavar="FILE", help="PEM: public keys that sign codes and lists"
    )
    parser.add_argument("--status", type=Path, metavar="FILE", help="signed list of licences")
    parser.add_argument("--at", metavar="TIME", help="check as at this time (default: now)")
    parser.add_argument("--json", action="store_true", help="print the whole report as JSON")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Check, print the report, and answer with the exit code.

    The process is over in a moment; looking for garbage meanwhile takes a twentieth of it.
    """
    gc.disable()
    try:
        return _checked(options)
    finally:
        gc.enable()


def _checked(options: argparse.Namespace) -> int:
    try:
        content = _content(options.file)
        means = _means(options)
    except CannotRead as reason:
        print(f"tongban: {reason}", file=sys.stderr)
        return NOT_JUDGED
    from tongban.project import verifying

    found = verifying.check(content, means)
    if options.json:
        print(json.dumps({"file": options.file, **found.values}, ensure_ascii=False, indent=1))
    else:
        print(found.text)
    return _exit_code(found)


def _exit_code(found: Outcome) -> int:
    return {"valid": VALID, "unknown": NOT_JUDGED}.get(found.verdict, NOT_VALID)


def _content(named: str) -> bytes:
    """The bytes of the file, or of the code that was typed in its place."""
    if named.startswith(_LIKE_A_CODE):
        return named.encode()
    return _read(Path(named))


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST:
            raise CannotRead(f"{path} is larger than {LARGEST // 2**20} MB")
        return path.read_bytes()
    except OSError as unreadable:
        raise CannotRead(f"cannot read {path}: {unreadable.strerror}") from None


def _means(options: argparse.Namespace) -> Means:
    from tongban.base.crypto import pki
    from tongban.base.crypto.errors import InvalidKey
    from tongban.project.verifying import Means

    anchors = options.anchors or _usual_anchors()
    text = _read(anchors) if anchors else b""
    try:
        trust = pki.Trust.from_pem(text, crls=[_read(path) for path in options.crl])
        keys = _public_keys(_read(options.keys)) if options.keys else ()
    except (pki.CertificateBroken, InvalidKey) as broken:
        raise CannotRead(f"anchors, lists or keys cannot be used: {broken}") from None
    certified = (each.sm2_key for each in trust.anchors)
    return Means(
        trust=trust,
        keys=(*keys, *(key for key in certified if key is not None)),
        at=_moment(options.at) if options.at else datetime.now(UTC),
        status=_read(options.status) if options.status else None,
    )


def _usual_anchors() -> Path | None:
    """The trust file of the settings, else the one that a demonstration leaves here."""
    named = os.environ.get("TONGBAN_TRUST")
    if named:
        return Path(named)
    left = Path(os.environ.get("TONGBAN_DATA_DIR", ".tongban")) / "pki" / "trust.pem"
    return left if left.exists() else None


def _public_keys(content: bytes) -> tuple[PublicKey, ...]:
    from tongban.base.crypto import pki, sm2
    from tongban.base.crypto.pki import certificates

    found: Iterable[tuple[str, bytes]] = certificates.armoured(content)
    keys: list[PublicKey] = []
    for kind, der in found:
        if kind == "PUBLIC KEY":
            keys.append(sm2.PublicKey.from_der(der))
        elif kind != "CERTIFICATE":
            raise pki.CertificateBroken(f"a file of keys holds no {kind}")
        elif (own := pki.read(der).sm2_key) is not None:
            keys.append(own)
    return tuple(keys)


def _moment(text: str) -> datetime:
    """A time as ISO 8601; without a zone it is Beijing's, a day alone means its end."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise CannotRead(f"--at {text} is no time; write 2026-03-13 or 2026-03-13T09:30") from None
    if "T" not in text and " " not in text.strip():
        moment += timedelta(days=1, seconds=-1)
    return moment if moment.tzinfo else moment.replace(tzinfo=_BEIJING)
