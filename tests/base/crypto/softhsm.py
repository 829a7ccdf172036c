"""SoftHSM with tokens in a folder of its own, where it is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

UTILITY = shutil.which("softhsm2-util") or ""
_PLACES = (
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib64/pkcs11/libsofthsm2.so",
    "/usr/local/lib/softhsm/libsofthsm2.so",
    "/opt/homebrew/lib/softhsm/libsofthsm2.so",
)
LIBRARY = next((place for place in _PLACES if Path(place).exists()), "")
MISSING = not (UTILITY and LIBRARY)
REASON = "no SoftHSM (softhsm2-util and libsofthsm2.so) on this machine"
PIN = "246810"


def configure(folder: Path) -> None:
    """Let this process and its children keep tokens in `folder`."""
    (folder / "tokens").mkdir()
    settings = f"directories.tokendir = {folder / 'tokens'}\nlog.level = ERROR\n"
    (folder / "softhsm2.conf").write_text(settings)
    os.environ["SOFTHSM2_CONF"] = str(folder / "softhsm2.conf")


def new_token(label: str) -> None:
    """Initialise one more token with the PIN above."""
    command = [UTILITY, "--init-token", "--free", "--label", label, "--pin", PIN, "--so-pin", PIN]
    subprocess.run(command, check=True, capture_output=True, timeout=60)  # noqa: S603
