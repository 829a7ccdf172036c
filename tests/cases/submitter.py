"""A process that hands a draft in and is killed on the way; run by `test_submission_killed`.

    python -m tests.cases.submitter DATABASE DRAFT USERNAME NOW

Each line read names a moment: a number n (before the n-th writing statement), `commit` (before the
transaction is committed), `answer` (after that, before anybody is told) or `never`.  For each one a
process is forked that hands the draft in with a connection of its own; what is written back is the
signal that ended it (0 for none) and how many writes it made.
"""

from __future__ import annotations

import os
import signal
import sys
from datetime import datetime
from typing import TYPE_CHECKING, Any, NoReturn
from uuid import UUID

if TYPE_CHECKING:
    from collections.abc import Callable

WRITING = ("INSERT", "UPDATE", "DELETE", "WITH")
DEFERRING = "procrastinate_defer"


def die() -> NoReturn:
    """End at once, as a lost power supply would: nothing is closed or rolled back by us."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


class Killer:
    """Counts writing statements and ends the process before the one that was named."""

    def __init__(self, moment: str) -> None:
        self.moment, self.writes = moment, 0

    def __call__(
        self, execute: Callable[..., Any], sql: Any, params: Any, many: Any, context: Any
    ) -> Any:
        words = str(sql).lstrip()
        if words.upper().startswith(WRITING) or DEFERRING in words:
            self.writes += 1
            if self.moment == str(self.writes):
                die()
        return execute(sql, params, many, context)

    def around(self, commit: Callable[[], None]) -> Callable[[], None]:
        """The commit, with death before or after it."""

        def committed() -> None:
            if self.moment == "commit":
                die()
            commit()
            if self.moment == "answer":
                die()

        return committed


def hand_in(moment: str, draft: UUID, username: str, now: datetime) -> int:
    """Hand the draft in; returns how many writes that took."""
    from django.db import connection

    from tongban.cases import services
    from tongban.demo.services import stories

    killer, actor = Killer(moment), stories.person(username)
    commits: Any = connection
    commits.commit = killer.around(connection.commit)
    with connection.execute_wrapper(killer):
        services.submit(actor=actor, draft_id=draft, now=now)
    return killer.writes


def forked(moment: str, *what: Any) -> tuple[int, int]:
    """The signal that ended a process of its own, and its writes."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        writes = hand_in(moment, *what)
        os.write(writer, str(writes).encode())
        os._exit(0)
    os.close(writer)
    _, status = os.waitpid(child, 0)
    told = os.read(reader, 16)
    os.close(reader)
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0, int(told or 0)


def main(database: str, draft: str, username: str, now: str) -> None:
    import django

    django.setup()
    from django.db import connection

    connection.settings_dict["NAME"] = database
    connection.settings_dict["OPTIONS"].pop("pool", None)
    for line in sys.stdin:
        ended_by, writes = forked(line.strip(), UUID(draft), username, datetime.fromisoformat(now))
        sys.stdout.write(f"{ended_by} {writes}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
