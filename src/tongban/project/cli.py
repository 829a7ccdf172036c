"""The command `tongban`: run the node, load catalogues, list settings, check files.

Settings are read by the commands that need them, and imported by those alone: `verify` needs none.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tongban.project import (
    calendar_command,
    conform,
    key_commands,
    ledger_commands,
    sandbox,
    startup,
    verify_command,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Command = Callable[[argparse.Namespace], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; an expected failure is one clear line and exit code 1."""
    options = _parser().parse_args(arguments)
    run: Command = options.run
    try:
        return run(options)
    except startup.CannotStart as reason:
        print(f"tongban: {reason}", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="tongban", description="通办: public services")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add(commands, "demo", "run the node with sample data", _demo)
    _add(commands, "serve", "run web server and job worker", _serve)
    _add(commands, "stop", "stop the node that runs on the data folder", _stop)
    _add(commands, "migrate", "bring the database up to date", _migrate)
    _add(commands, "settings", "list all settings with their values", _settings)
    items = commands.add_parser("items", help="the catalogue of service items")
    verbs = items.add_subparsers(required=True, metavar="VERB")
    load = _add(verbs, "load", "load a catalogue file, all or nothing", _load_items)
    load.add_argument("file", type=Path, help="catalogue in YAML")
    calendar_command.add(commands)
    key_commands.add(commands)
    ledger_commands.add(commands)
    verify_command.add(commands)
    conform.add(commands)
    sandbox.add(commands)
    return parser


def _add(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    words: str,
    run: Command,
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=words, description=words)
    parser.set_defaults(run=run)
    return parser


def _demo(_: argparse.Namespace) -> int:
    os.environ["TONGBAN_MODE"] = "demo"
    from tongban.project import config, supervisor

    return supervisor.run(config.load(), sample=True)


def _serve(_: argparse.Namespace) -> int:
    from tongban.project import config, supervisor

    return supervisor.run(config.load(), sample=False)


def _stop(_: argparse.Namespace) -> int:
    from tongban.project import config

    if not startup.stop_running(config.load().data_dir.resolve()):
        print("tongban: no node runs here")
    return 0


def _migrate(_: argparse.Namespace) -> int:
    from tongban.project import prepare

    prepare.migrate()
    return 0


def _settings(_: argparse.Namespace) -> int:
    from tongban.project import config

    settings = config.load()
    for name, field in type(settings).model_fields.items():
        value = getattr(settings, name)
        shown = "(set)" if value and name in config.SECRET else value
        print(f"TONGBAN_{name.upper()}={shown}\n    {field.description}")
    return 0


def _load_items(options: argparse.Namespace) -> int:
    from tongban.project import prepare

    try:
        content = options.file.read_bytes()
    except OSError as unreadable:
        raise startup.CannotStart(f"cannot read {options.file}: {unreadable.strerror}") from None
    loaded, report = prepare.load_items(content, options.file.name)
    print(report)
    return 0 if loaded else 1


if __name__ == "__main__":
    sys.exit(main())
