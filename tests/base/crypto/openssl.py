"""The `openssl` command, where it is there and knows SM2."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

COMMAND = shutil.which("openssl") or ""
REASON = "no `openssl` command with SM2 on this machine"
DISTINGUISHED = ("-pkeyopt", "distid:1234567812345678")
SM3_WITH_ID = ("-rawin", "-digest", "sm3", *DISTINGUISHED)


def run(*arguments: str | Path, stdin: bytes = b"") -> bytes:
    """What it answers; a failure raises `subprocess.CalledProcessError`."""
    command = [COMMAND, *map(str, arguments)]
    done = subprocess.run(command, input=stdin, capture_output=True, check=True, timeout=60)  # noqa: S603
    return done.stdout


def missing() -> bool:
    if not COMMAND:
        return True
    command = [COMMAND, "genpkey", "-algorithm", "SM2"]
    return subprocess.run(command, capture_output=True, check=False).returncode != 0  # noqa: S603
