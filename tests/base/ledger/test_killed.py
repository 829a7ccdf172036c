"""Whoever keeps the log is killed at any moment: the log stays right, and goes on."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from signal import SIGKILL
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.db import connection

from tests.base.ledger import rfc6962
from tests.base.ledger.circumstances import entries, indexes, minutes, write
from tongban.base.ledger import checking, keeping, log

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).resolve().parents[3]


@contextmanager
def keeper() -> Iterator[Callable[[str], int]]:
    """A warm process that keeps the log and dies at the moment it is told."""
    node = settings.TONGBAN
    own = {"TONGBAN_DATA_DIR": str(node.data_dir), "TONGBAN_KEY_DIR": str(node.keys)}
    with subprocess.Popen(  # noqa: S603 - our own interpreter and module
        [sys.executable, "-m", "tests.base.ledger.keeper", connection.settings_dict["NAME"]],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, **own, "DJANGO_SETTINGS_MODULE": "tests.settings"},
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        told, heard = process.stdin, process.stdout

        def die_at(moment: str) -> int:
            told.write(f"{moment}\n")
            told.flush()
            return int(heard.readline())

        yield die_at
        told.close()


@pytest.mark.parametrize(
    ("kind", "first", "further", "deaths"),
    [("write", 40, 20, 5), ("commit", 40, 20, 3), ("done", 40, 20, 3), ("file", 300, 0, 6)],
)
def test_killed_at_any_moment_the_log_goes_on(
    kind: str, first: int, further: int, deaths: int
) -> None:
    write(first)
    written, killed = first, 0

    with keeper() as die_at:
        while die_at(f"{kind} {killed + 1}") != 0:
            killed += 1
            assert_intact()
            write(further)
            written += further

    assert killed >= deaths
    assert indexes() == list(range(written))
    assert log.root(written) == rfc6962.MTH(entries())
    assert_intact()


def assert_intact() -> None:
    """What there is now has no fault, and what is left of it can be done at once."""
    assert checking.check().difference == ""


def test_dying_is_what_the_process_does() -> None:
    write(1)

    with keeper() as die_at:
        assert die_at("write 1") == SIGKILL
        assert indexes() == [None]
        assert die_at("never") == 0

    assert indexes() == [0]
    assert keeping.keep_up(now=minutes(60 * 24 * 365 * 50)).head.size == 1
