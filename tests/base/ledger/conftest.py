"""Each test of the ledger has a folder of its own for the files of the log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, settings: Any) -> Path:
    """Keep the node's keys and put its log into a folder of this test."""
    node = settings.TONGBAN
    settings.TONGBAN = node.model_copy(update={"data_dir": tmp_path, "key_dir": node.keys})
    return tmp_path / "ledger"
