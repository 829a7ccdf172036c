"""`tongban sandbox`: a department's own system, simulated, to see both sides work together.

It stands on the standard library and our SM2 alone, as an integrator's own program would.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tongban.project.listening import address, place
from tongban.project.startup import CannotStart

if TYPE_CHECKING:
    import argparse

    from tongban.project.sandbox.department import Department
    from tongban.project.sandbox.platform import Platform

WORDS = "run a simulated department that reads the feed, decides cases and receives webhooks"


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the word `sandbox` to the command line."""
    parser = commands.add_parser("sandbox", help=WORDS, description=WORDS)
    parser.add_argument("platform", type=address, help="address of the platform")
    parser.add_argument("--client", required=True, help="name of the registered system")
    parser.add_argument("--secret", required=True, help="its secret")
    parser.add_argument("--unit", required=True, help="key of its department")
    parser.add_argument(
        "--listen", type=place, default="127.0.0.1:8898",
        help="where webhooks come in (default: 127.0.0.1:8898)",
    )  # fmt: skip
    parser.add_argument("--state", type=Path, help="file that keeps the cursor (default: memory)")
    parser.add_argument(
        "--decide", choices=("grant", "deny", "none"), default="grant", help="what it decides"
    )
    parser.add_argument("--take-in", action="store_true", help="accept applications as well")
    parser.add_argument("--faces", type=Path, help="JSON: faces of licences by item key")
    parser.add_argument("--webhook", action="store_true", help="set a webhook up and be called")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Serve until it is interrupted."""
    from tongban.project.sandbox.platform import Platform
    from tongban.project.sandbox.serving import serving

    platform = Platform(options.platform, options.client, options.secret, options.unit)
    system = _department(platform, options)
    with serving(system, options.listen) as here:
        if options.webhook:
            _be_called(platform, f"{here}/hook")
        print(f"ready: {here}/", flush=True)
        try:
            system.work_on()
        except KeyboardInterrupt:
            sys.stderr.write("sandbox: stopped\n")
    return 0


def _department(platform: Platform, options: argparse.Namespace) -> Department:
    """The department with its files read, or `CannotStart`."""
    from tongban.project.sandbox.department import Department

    try:
        return Department(
            platform, state=options.state, decide=options.decide, takes_in=options.take_in,
            faces=json.loads(options.faces.read_text("utf-8")) if options.faces else None,
        )  # fmt: skip
    except (OSError, ValueError, KeyError, TypeError) as wrong:
        raise CannotStart(f"cannot read the file of --faces or --state: {wrong}") from None


def _be_called(platform: Platform, url: str) -> None:
    from tongban.project.sandbox.platform import Declined

    try:
        platform.set_up_webhook(url)
    except (OSError, Declined) as trouble:
        raise CannotStart(f"cannot set the webhook up: {trouble}") from None
