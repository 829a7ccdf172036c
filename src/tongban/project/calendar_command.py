"""`tongban calendar`: schedules and closures from a file, and what was entered so far."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tongban.project import startup

if TYPE_CHECKING:
    import argparse

    from tongban.base.errors import Refusal


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the word `calendar` to the command line; what it needs is imported when run."""
    parser = commands.add_parser("calendar", help="holidays, make-up days and closures")
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    words = "enter the schedules and closures that a YAML file names, all or nothing"
    load = verbs.add_parser("load", help=words, description=words)
    load.add_argument("file", type=Path, help="years and closures, see docs/clock.md")
    load.set_defaults(run=_load)
    words = "list the latest changes of the calendar"
    verbs.add_parser("list", help=words, description=words).set_defaults(run=_list)


def _load(options: argparse.Namespace) -> int:
    from tongban.project import prepare

    try:
        content = options.file.read_bytes()
    except OSError as unreadable:
        raise startup.CannotStart(f"cannot read {options.file}: {unreadable.strerror}") from None
    prepare.connect()
    from tongban.base import clock
    from tongban.base.actors import SYSTEM
    from tongban.base.errors import Refusal
    from tongban.cases import services

    try:
        entered = services.load_calendar(actor=SYSTEM, content=content, now=clock.now())
    except Refusal as refusal:
        print(_declined(options.file.name, refusal))
        return 1
    for one in entered:
        done = one.change
        said = (
            f"{done.title}，{done.first} 至 {done.last}" if done else "日历里已经是这样，没有变化"
        )
        print(f"{one.place}：{said}。")
    if any(one.change for one in entered):
        print("已记入日历。正在运行的节点会重新计算受影响的办件，结果在“日历”页上看。")
    return 0


def _declined(name: str, refusal: Refusal) -> str:
    """What is wrong with the file, each place on a line of its own."""
    return "\n".join(
        [f"{name}：{refusal}", *(f"  {place}：{said}" for place, said in refusal.fields.items())]
    )


def _list(_: argparse.Namespace) -> int:
    from tongban.project import prepare

    prepare.connect()
    from django.utils import timezone

    from tongban.base.calendars import changing

    for row in changing.changes():
        at = timezone.localtime(row.at)
        print(f"{row.pk:>5} {at:%Y-%m-%d %H:%M} {row.region} {row.first} {row.last} {row.title}")
    return 0
