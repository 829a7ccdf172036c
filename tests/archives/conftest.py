"""The sample area on a Tuesday."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import time_machine
from django.core.cache import cache

from tests.cases.circumstances import TUESDAY

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def _tuesday(sample_area: None, db: None) -> Iterator[None]:
    """It is 3 March 2026, ten o'clock."""
    cache.clear()
    with time_machine.travel(TUESDAY, tick=False):
        yield
