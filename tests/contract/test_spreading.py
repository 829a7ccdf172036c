"""The files that begin first in a run are named; a name that is no more would begin nothing."""

from __future__ import annotations

from pathlib import Path

from tests import spreading

ROOT = Path(__file__).resolve().parents[2]


def test_the_files_named_are_there() -> None:
    assert [name for name in spreading.DEAR if not (ROOT / name).is_file()] == []
    assert list(ROOT.glob(f"{spreading.JOURNEYS}*.py"))
