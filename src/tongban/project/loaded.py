"""What a process has loaded stays until it ends."""

from __future__ import annotations

import gc


def settle() -> None:
    """Take everything that is loaded out of the walks of the garbage collector.

    A process of this platform holds half a million objects from its start to its end.  Each full
    collection would walk them all, and drawing one page makes enough new ones to begin several.
    """
    from django.urls import get_resolver

    _ = get_resolver().url_patterns  # pages and what they need are loaded now
    gc.collect()
    gc.freeze()
