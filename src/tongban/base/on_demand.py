"""Names of a package that are imported when they are first asked for.

Checking a file offline takes a tenth of a second, and must not load settings, a web framework or
a key store that it never uses: packages whose doors lead to both name the heavy ones here.
"""

from __future__ import annotations

import importlib
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence


def door(package: str, rooms: Mapping[str, Sequence[str]]) -> Callable[[str], Any]:
    """A `__getattr__` for a package: each room with the names that are fetched from it."""
    homes = {name: room for room, names in rooms.items() for name in names}

    def fetch(name: str) -> Any:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        found = getattr(importlib.import_module(f"{package}.{homes[name]}"), name)
        setattr(sys.modules[package], name, found)
        return found

    return fetch
