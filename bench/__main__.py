"""All figures of this machine, one after the other: `make bench`.

Each module runs in a process of its own, as it would by itself; names given after the command
run only these.  The lines go into `docs/performance.md` by hand, with the machine's shape.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import time
from pathlib import Path

import psutil

MODULES = (
    "crypto",
    "typeset",
    "ofd",
    "verify",
    "processes",
    "clock",
    "licences",
    "library",
    "sharing",
    "codes",
    "ledger",
    "node",
    "desk",
    "feed",
    "supervision",
)
ROOT = Path(__file__).resolve().parent.parent


def shape() -> str:
    """What the figures depend on."""
    model = next(
        (
            line.split(":", 1)[1].strip()
            for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
            if line.startswith("model name")
        ),
        platform.processor(),
    )
    memory = psutil.virtual_memory().total / 2**30
    cores = len(os.sched_getaffinity(0))
    return f"{cores} cores of {model}, {memory:.0f} GB, Python {platform.python_version()}"


def measure(name: str) -> tuple[bool, float]:
    """Run one module; its lines go straight to the terminal."""
    print(f"\n{name}\n{'-' * len(name)}", flush=True)
    begin = time.monotonic()
    command = [sys.executable, "-m", f"bench.{name}"]
    done = subprocess.run(command, cwd=ROOT, check=False)  # noqa: S603 - our own modules
    return done.returncode == 0, time.monotonic() - begin


def main() -> int:
    """Run the modules that are asked for; 1 if one of them failed or is unknown."""
    wanted = sys.argv[1:] or MODULES
    unknown = [name for name in wanted if name not in MODULES]
    if unknown:
        sys.stderr.write(f"bench: unknown: {', '.join(unknown)}; known: {', '.join(MODULES)}\n")
        return 1
    print(shape())
    results = {name: measure(name) for name in wanted}
    print(f"\n{'measured':<16}{'seconds':>8}")
    for name, (good, seconds) in results.items():
        print(f"{name:<16}{seconds:>8.1f}{'' if good else '  FAILED'}")
    return 0 if all(good for good, _ in results.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
