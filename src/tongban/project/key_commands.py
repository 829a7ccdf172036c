"""`tongban keys` and `tongban trust`: what an operator does with keys and certificates."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from tongban.project import startup

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from tongban.base.crypto.pki import Certificate

Answer = TypeVar("Answer")


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the words `keys` and `trust` to the command line."""
    keys = commands.add_parser("keys", help="the keys of this node and their certificates")
    verbs = keys.add_subparsers(required=True, metavar="VERB")
    _verb(verbs, "list", "list all keys", _list)
    create = _verb(verbs, "create", "make the keys that are missing", _create)
    create.add_argument("purpose", nargs="?", help="make one more key for seals or pages")
    rotate = _verb(verbs, "rotate", "replace the active key of a purpose", _rotate)
    rotate.add_argument("purpose")
    asked = _verb(verbs, "request", "ask for a certificate (PKCS #10)", _request)
    asked.add_argument("key_id")
    asked.add_argument("file", type=Path, help="where to write the request")
    asked.add_argument("--name", required=True, help="common name")
    for part in ("organisation", "unit", "locality", "province"):
        asked.add_argument(f"--{part}", default="")
    given = _verb(verbs, "certify", "take in the certificate that came back", _certify)
    given.add_argument("key_id")
    given.add_argument("file", type=Path, help="PEM: the certificate, then its issuers")
    shown = _verb(verbs, "export", "write the public keys for `verify --keys`", _publish)
    shown.add_argument("file", type=Path)
    trust = commands.add_parser("trust", help="whom this node trusts")
    wishes = trust.add_subparsers(required=True, metavar="VERB")
    export = _verb(wishes, "export", "write the trust file for verifiers", _export)
    export.add_argument("file", type=Path)


def _verb(
    verbs: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    words: str,
    run: Callable[[argparse.Namespace], int],
) -> argparse.ArgumentParser:
    parser = verbs.add_parser(name, help=words, description=words)
    parser.set_defaults(run=run)
    return parser


def _list(_: argparse.Namespace) -> int:
    """Print every key: id, purpose, algorithm, state, day, and until when it is certified."""
    from tongban.base.crypto import keys

    for key in _expected(lambda: keys.store().held()):
        sample = "  sample" if key.sample else ""
        print(
            f"{key.key_id:24} {key.purpose:16} {key.algorithm:10} {key.state:8} "
            f"{key.created_at:%Y-%m-%d} {_certified(key.key_id)}{sample}"
        )
    return 0


def _create(options: argparse.Namespace) -> int:
    """Make the keys that are missing, or one more of a purpose with many."""
    from tongban.base import clock
    from tongban.base.crypto import keys

    def make() -> tuple[keys.KeyFacts, ...]:
        if options.purpose:
            return (keys.store().create(options.purpose, now=clock.now()),)
        return keys.store().create_missing(now=clock.now())

    made = _expected(make)
    for key in made:
        print(f"made {key.key_id}")
    if not made:
        print("every purpose has its key")
    return 0


def _rotate(options: argparse.Namespace) -> int:
    """Make a new active key of a purpose; older ones still open and verify."""
    from tongban.base import clock
    from tongban.base.crypto import keys

    made = _expected(lambda: keys.store().rotate(options.purpose, now=clock.now()))
    print(f"made {made.key_id}; older keys for {made.purpose} open and verify only")
    return 0


def _request(options: argparse.Namespace) -> int:
    """Write a request for a certificate (PKCS #10) for one of our keys."""
    from asn1crypto import pem

    from tongban.base.crypto import pki

    def asked() -> bytes:
        name = pki.Name(
            common_name=options.name,
            organisation=options.organisation,
            unit=options.unit,
            locality=options.locality,
            province=options.province,
        )
        return pki.request(options.key_id, name)

    _write(options.file, pem.armor("CERTIFICATE REQUEST", _expected(asked)))
    return 0


def _certify(options: argparse.Namespace) -> int:
    """Take in the certificate that came back, with those of its issuers (PEM)."""
    from tongban.base.crypto import pki
    from tongban.base.crypto.pki import certificates

    def put() -> Certificate:
        content = options.file.read_bytes()
        found = certificates.armoured(content)
        if any(kind != "CERTIFICATE" for kind, _ in found):
            raise pki.CertificateBroken(f"{options.file} holds more than certificates")
        chain = [pki.read(each) for _, each in found]
        pki.put(options.key_id, chain)
        return chain[0]

    taken = _expected(put)
    print(f"{options.key_id} is certified as {taken.subject} until {taken.not_after:%Y-%m-%d}")
    return 0


def _export(options: argparse.Namespace) -> int:
    """Write whom this node trusts, with the revocation lists, as one file for verifiers."""
    from tongban.base.crypto import pki

    trusted = _expected(pki.trust)
    _write(options.file, trusted.to_pem().encode())
    print(f"{len(trusted.anchors)} certificates, {len(trusted.lists)} revocation lists")
    return 0


def _publish(options: argparse.Namespace) -> int:
    """Write the public keys that sign QR codes and status lists, retired ones too (PEM)."""
    from asn1crypto import pem

    from tongban.base.crypto import keys
    from tongban.licences.rules import proofs

    found = _expected(lambda: keys.published(proofs.OFFLINE))
    _write(options.file, b"".join(pem.armor("PUBLIC KEY", der) for _facts, der in found))
    print(f"{len(found)} public keys")
    return 0


def _certified(key_id: str) -> str:
    from tongban.base.crypto import pki

    try:
        return f"certified until {pki.chain_of(key_id)[0].not_after:%Y-%m-%d}"
    except pki.CertificateMissing:
        return "no certificate"


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as refused:
        raise startup.CannotStart(f"cannot write {path}: {refused.strerror}") from None


def _expected(work: Callable[[], Answer]) -> Answer:
    """Turn an expected trouble with keys into the one line that the command prints."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongban.project.settings")
    from tongban.base.crypto import keys
    from tongban.base.crypto.errors import InvalidSeal

    try:
        return work()
    except (keys.KeyTrouble, InvalidSeal, ValueError, OSError) as trouble:
        raise startup.CannotStart(str(trouble)) from trouble
