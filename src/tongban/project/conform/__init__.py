"""`tongban conform URL`: whether an integrator's system does what the platform relies on.

The kit plays the platform: it serves tokens, keys, a feed and a case, and calls the receiver at
URL.  The system under test has to be pointed at the address on which the kit listens.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tongban.project.listening import address, place

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from tongban.project.conform.kit import Kit
    from tongban.project.conform.report import Finding

WORDS = "check an integrator's own system: its webhook receiver, and its calls to the platform"
EPILOG = "exit code: 0 nothing failed, 1 something failed, 2 an option that cannot be used"


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the word `conform` to the command line."""
    parser = commands.add_parser("conform", help=WORDS, description=WORDS, epilog=EPILOG)
    parser.add_argument("url", type=address, help="address of the webhook receiver")
    parser.add_argument(
        "--control",
        type=address,
        help="address of the control surface, see docs/integrate.md",
    )
    parser.add_argument(
        "--listen",
        type=place,
        default="127.0.0.1:8897",
        help="where the kit plays the platform (default: 127.0.0.1:8897)",
    )
    parser.add_argument(
        "--key", type=Path, help="PEM file of the key that signs calls; made if it is missing"
    )
    parser.add_argument(
        "--seconds", type=float, default=10, help="time for one answer (default: 10)"
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Check, print a line for each thing, and answer with the exit code."""
    from tongban.project.conform import kit, report

    with kit.playing(options.listen, key=options.key) as platform:
        print(f"扮演平台的地址：{platform.address}  应用标识 {kit.NAME}  密钥 {kit.SECRET}")
        print(f"部门标识 {kit.UNIT}", flush=True)
        return report.printed(checks(platform, options))


def checks(platform: Kit, options: argparse.Namespace) -> Iterator[Finding]:
    """Run what can be run: the receiver always, the client where it can be asked to act."""
    from tongban.project.conform import calling, pushing, receiving

    target = receiving.Target(options.url, (options.control or "").rstrip("/"), options.seconds)
    yield from receiving.checked(platform, target)
    yield from calling.checked(platform, target)
    yield from pushing.checked(platform, target)
