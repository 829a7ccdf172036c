"""A process that brings the log up to date and is killed on the way; run by `test_killed`.

    python -m tests.base.ledger.keeper DATABASE

Each line read names a moment: `write n` (before the n-th writing statement), `commit n` (before the
n-th commit), `done n` (after it), `file n` (before the n-th file is put in place) or `never`.  For
each one a process is forked with a connection of its own; what is written back is the signal that
ended it, 0 for none.
"""

from __future__ import annotations

import os
import signal
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

WRITING = ("INSERT", "UPDATE", "DELETE", "WITH")


class Killer:
    """Counts moments and ends the process, as a lost power supply would, at the one named."""

    def __init__(self, moment: str) -> None:
        self.moment, self.seen = moment, Counter[str]()

    def reach(self, kind: str) -> None:
        self.seen[kind] += 1
        if self.moment == f"{kind} {self.seen[kind]}":
            os.kill(os.getpid(), signal.SIGKILL)

    def __call__(
        self, execute: Callable[..., Any], sql: Any, params: Any, many: Any, context: Any
    ) -> Any:
        if str(sql).lstrip().upper().startswith(WRITING):
            self.reach("write")
        return execute(sql, params, many, context)

    def around(self, commit: Callable[[], None]) -> Callable[[], None]:
        def committed() -> None:
            self.reach("commit")
            commit()
            self.reach("done")

        return committed

    def before(self, replace: Callable[..., Path]) -> Callable[..., Path]:
        def replaced(path: Path, target: Path) -> Path:
            self.reach("file")
            return replace(path, target)

        return replaced


def keep_up(moment: str) -> None:
    from django.db import connection

    from tongban.base import clock
    from tongban.base.ledger import keeping, sequencing

    sequencing.BATCH = 16
    killer = Killer(moment)
    commits: Any = connection
    commits.commit = killer.around(connection.commit)
    files: Any = Path
    files.replace = killer.before(Path.replace)
    with connection.execute_wrapper(killer):
        keeping.keep_up(now=clock.now())


def forked(moment: str) -> int:
    """The signal that ended a process of its own."""
    child = os.fork()
    if child == 0:
        keep_up(moment)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0


def main(database: str) -> None:
    import django

    django.setup()
    from django.db import connection

    connection.settings_dict["NAME"] = database
    connection.settings_dict["OPTIONS"].pop("pool", None)
    for line in sys.stdin:
        sys.stdout.write(f"{forked(line.strip())}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
