"""How long checking a sealed file takes: `python -m bench.verify`.

The whole process as a person starts it, beside the start of a Python that does nothing, and the
check alone inside a process that runs already.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tests.seals import making

from tongban.seals.rules import inspecting

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 30
LIMIT = 150
"""Milliseconds that the whole process may take."""


def milliseconds(work: Callable[[], object]) -> list[float]:
    """Each round's time, shortest first."""
    spent = []
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        work()
        spent.append((time.perf_counter() - begin) * 1000)
    return sorted(spent)


def started(*command: str) -> Callable[[], object]:
    """A process that writes byte code as an installed program has it, and prints nothing."""
    around = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    return lambda: subprocess.run(  # noqa: S603 - our own command
        [sys.executable, *command], check=True, stdout=subprocess.DEVNULL, env=around
    )


def line(name: str, spent: list[float], more: str = "") -> None:
    print(f"{name:44} median {statistics.median(spent):6.1f} ms, best {spent[0]:6.1f} ms{more}")


def main() -> None:
    office = making.office()
    content = making.sealed(office, making.drawn())
    trust = office.authority.trust()
    with tempfile.TemporaryDirectory() as folder:
        file, anchors = Path(folder) / "sealed.ofd", Path(folder) / "trust.pem"
        file.write_bytes(content)
        anchors.write_text(office.authority.pem(), encoding="ascii")
        whole = started(
            "-m", "tongban.project.cli", "verify", str(file), "--anchors", str(anchors),
            "--at", making.NOW.isoformat(),
        )  # fmt: skip
        whole()
        line("tongban verify, one OFD, whole process", milliseconds(whole), f" (aim {LIMIT} ms)")
    line("a Python that does nothing", milliseconds(started("-c", "pass")))
    line(
        f"the check alone, {len(content) // 1024} KB",
        milliseconds(lambda: inspecting.inspect(content, trust=trust, at=making.NOW)),
    )


if __name__ == "__main__":
    main()
