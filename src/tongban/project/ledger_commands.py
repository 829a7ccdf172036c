"""`tongban ledger`: check the whole log, watch somebody else's, hand out the public keys."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tongban.project import startup

if TYPE_CHECKING:
    import argparse

    from tongban.base.ledger.witness import Look

_EXIT_CODES = "exit code: 0 consistent, 1 not to be told, 2 the past was changed"


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verbs of the ledger to the command line; what they need is imported when run."""
    parser = commands.add_parser("ledger", help="the log that nobody can rewrite")
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    verify = verbs.add_parser("verify", help="check the whole log against the tables")
    verify.add_argument("--json", action="store_true", help="print the report as JSON")
    verify.set_defaults(run=_verify)
    words = "keep the heads of a log and cry out when its past was changed"
    witness = verbs.add_parser("witness", help=words, description=words, epilog=_EXIT_CODES)
    witness.add_argument("source", help="address of a node, or folder of its tiles")
    witness.add_argument("--state", type=Path, required=True, help="file with the heads seen")
    witness.add_argument("--key", type=Path, required=True, help="public keys of the log, PEM")
    witness.add_argument("--minutes", type=int, default=10, help="how old a head may be")
    witness.set_defaults(run=_witness)
    keys = verbs.add_parser("keys", help="print the public keys of this node's log, PEM")
    keys.set_defaults(run=_keys)


def _verify(options: argparse.Namespace) -> int:
    from tongban.project import prepare

    prepare.connect()
    from tongban.base.ledger import checking

    report = checking.check()
    if options.json:
        print(json.dumps(report.values()))
    else:
        print("\n".join(report.lines))
    return 1 if report.difference else 0


def _witness(options: argparse.Namespace) -> int:
    from datetime import UTC, datetime, timedelta

    from tongban.base.crypto.sm2 import InvalidKey
    from tongban.base.ledger import notes, witness

    try:
        keys = notes.public_keys(options.key.read_text(encoding="ascii"))
    except (OSError, ValueError, InvalidKey) as wrong:
        raise startup.CannotStart(f"{options.key}: {wrong}") from None
    try:
        seen = witness.look(
            witness.place(options.source),
            options.state,
            keys,
            now=datetime.now(UTC),
            patience=timedelta(minutes=options.minutes),
        )
    except (OSError, witness.StateBroken) as wrong:
        raise startup.CannotStart(str(wrong)) from None
    return _said(seen)


def _said(seen: Look) -> int:
    """One line; with a difference both heads, and the code that a watcher can act on."""
    from tongban.base.ledger.witness import Verdict

    changed = seen.verdict is Verdict.CHANGED
    stream = sys.stderr if changed else sys.stdout
    print(f"{seen.verdict.name.lower()}: {seen.sentence}", file=stream)
    if changed:
        kept = seen.kept.note if seen.kept else "(none)\n"
        print(f"\nkept:\n{kept}\nseen:\n{seen.seen}", file=stream)
    return int(seen.verdict)


def _keys(_: argparse.Namespace) -> int:
    from tongban.project import prepare

    prepare.connect()
    from tongban.base.ledger import proofs

    print("".join(public.to_pem() for _facts, public in proofs.public_keys()), end="")
    return 0
