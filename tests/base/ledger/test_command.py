"""`tongban ledger`, as an operator types it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.base.ledger.circumstances import NOON, tamper, write
from tongban.base.ledger import keeping, notes, publishing, witness
from tongban.project import cli

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.django_db


def test_the_whole_log_is_checked(capsys: pytest.CaptureFixture[str]) -> None:
    write(3)
    keeping.keep_up(now=NOON)

    assert cli.main(["ledger", "verify"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "leaves in the log     3",
        "leaves that wait      0",
        "salts erased          0",
        "signed heads          1",
        "tiles                 1",
        "published files       3",
        "no difference",
    ]


def test_a_difference_is_named_and_the_command_fails(capsys: pytest.CaptureFixture[str]) -> None:
    (_, second, _) = write(3)
    keeping.keep_up(now=NOON)
    tamper(f"UPDATE base_auditentry SET subject = 'another' WHERE id = {second}")

    codes = cli.main(["ledger", "verify"]), cli.main(["ledger", "verify", "--json"])

    *lines, report = capsys.readouterr().out.splitlines()
    difference = f"leaf 1 (audit {second}): its row is not what was written"
    assert codes == (1, 1)
    assert lines[-1] == f"DIFFERENCE: {difference}"
    assert json.loads(report) == {
        "leaves": 1, "waiting": 0, "erased": 0, "heads": 0, "tiles": 0, "files": 0,
        "difference": difference, "intact": False,
    }  # fmt: skip


def test_the_keys_that_are_printed_let_a_witness_check_the_folder(
    capsys: pytest.CaptureFixture[str], own_folder: Path, tmp_path: Path
) -> None:
    write(3)
    keeping.keep_up(now=NOON)

    assert cli.main(["ledger", "keys"]) == 0
    printed = capsys.readouterr().out

    signed = publishing.published()
    assert signed is not None
    notes.verify(signed, notes.public_keys(printed))
    key = tmp_path / "key.pem"
    key.write_text(printed, encoding="ascii")
    state = tmp_path / "state"
    words = ["ledger", "witness", str(own_folder), "--state", str(state), "--key", str(key)]
    assert cli.main([*words, "--minutes", "99999999"]) == witness.Verdict.CONSISTENT
