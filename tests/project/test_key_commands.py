"""`tongban keys` and `tongban trust`, run as an operator runs them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from tests.base.crypto import foreign
from tongban.base.crypto import pki
from tongban.base.crypto.pki.authority import UNSAFE
from tongban.project import cli, prepare

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@dataclass(frozen=True)
class Done:
    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    """A node in production, with its keys in a folder of their own."""
    made = tmp_path / "data"
    made.mkdir()
    settings.TONGBAN = settings.TONGBAN.model_copy(
        update={"mode": "production", "data_dir": made, "key_dir": made / "keys"}
    )
    return made


@pytest.fixture
def tongban(folder: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., Done]:
    def run(*arguments: str) -> Done:
        capsys.readouterr()
        code = cli.main(arguments)
        return Done(code, *capsys.readouterr())

    return run


def listed(tongban: Callable[..., Done]) -> dict[str, list[str]]:
    """Ids of the keys by purpose, the active ones."""
    lines = tongban("keys", "list").stdout.splitlines()
    found: dict[str, list[str]] = {}
    for key_id, purpose, _, state in (line.split()[:4] for line in lines):
        if state == "active":
            found.setdefault(purpose, []).append(key_id)
    return found


def test_a_production_node_makes_and_replaces_its_keys(
    folder: Path, tongban: Callable[..., Done]
) -> None:
    assert listed(tongban) == {}

    made = tongban("keys", "create")
    again = tongban("keys", "create")
    (before,) = listed(tongban)["ledger"]
    rotated = tongban("keys", "rotate", "ledger")
    seal = tongban("keys", "create", "seals")

    assert (made.returncode, rotated.returncode, seal.returncode) == (0, 0, 0)
    assert again.stdout == "every purpose has its key\n"
    after = listed(tongban)
    assert after["ledger"] != [before]
    assert len(after["seals"]) == 1
    assert "authority" not in after


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("keys", "create", "ledger"), "rotate it"),
        (("keys", "rotate", "seals"), "many active keys"),
        (("keys", "rotate", "nothing"), "no keys for 'nothing'"),
        (("keys", "request", "seals-00000000", "request", "--name", "x"), "no key"),
        (("keys", "certify", "seals-00000000", "missing.pem"), "missing.pem"),
    ],
)
def test_trouble_is_one_line(
    tongban: Callable[..., Done], arguments: tuple[str, ...], words: str
) -> None:
    done = tongban(*arguments)

    assert done.returncode == 1
    assert words in done.stderr
    assert re.fullmatch(r"tongban: [^\n]+\n", done.stderr)


def test_a_key_is_certified_by_an_outside_authority(
    folder: Path, tongban: Callable[..., Done]
) -> None:
    tongban("keys", "create")
    (key_id,) = listed(tongban)["pages_stamps"]
    request, answer, other = (folder / name for name in ("request", "answer", "other"))

    asked = tongban("keys", "request", key_id, str(request), "--name", "时间戳")
    issuer = foreign.authority("某认证机构")
    given = foreign.stamper("时间戳", issuer, key=_Holder(pki.requested_key(request.read_bytes())))
    answer.write_bytes(given.pem + issuer.pem)
    other.write_bytes(foreign.stamper("时间戳", issuer).pem)
    taken = tongban("keys", "certify", key_id, str(answer))
    refused = tongban("keys", "certify", key_id, str(other))

    assert asked.returncode == 0
    assert "is certified as CN=时间戳 until" in taken.stdout
    assert (refused.returncode, "is not for key" in refused.stderr) == (1, True)
    shown = tongban("keys", "list").stdout
    assert re.search(rf"{key_id} .*certified until", shown)


class _Holder:
    """Whoever holds a key of which the issuer sees the public half only."""

    def __init__(self, public_der: bytes) -> None:
        self.public_der = public_der

    def public_key(self) -> object:
        from cryptography.hazmat.primitives import serialization

        return serialization.load_der_public_key(self.public_der)


def test_verifiers_get_one_trust_file(
    folder: Path, tongban: Callable[..., Done], settings: Any
) -> None:
    file = folder / "trust.pem"
    settings.TONGBAN = settings.TONGBAN.model_copy(update={"mode": "demo"})

    done = tongban("trust", "export", str(file))

    assert done.stdout == "2 certificates, 2 revocation lists\n"
    trust = pki.Trust.from_pem(file.read_bytes())
    assert (len(trust.anchors), len(trust.lists)) == (2, 2)
    assert tongban("trust", "export", str(folder / "no" / "folder")).returncode == 1


def test_a_new_node_needs_no_database_for_its_keys(tmp_path: Path) -> None:
    kept = {
        name: value for name, value in os.environ.items() if name[:7] not in {"TONGBAN", "DJANGO_"}
    }
    settings = {
        "TONGBAN_MODE": "production",
        "TONGBAN_DATA_DIR": str(tmp_path),
        "TONGBAN_KEY_DIR": str(tmp_path / "keys"),
        "TONGBAN_SECRET_KEY": "x" * 50,
        "TONGBAN_BASE_URL": "https://node.example",
        "TONGBAN_DATABASE_URL": "postgresql://nowhere.example/x",
    }
    done = subprocess.run(
        [sys.executable, "-m", "tongban.project.cli", "keys", "create"],
        env=kept | settings, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip

    assert (done.returncode, done.stderr) == (0, "")
    assert "made stamps-" in done.stdout


def test_a_node_starts_with_its_own_keys_and_a_trust_it_can_read(
    folder: Path, tongban: Callable[..., Done], settings: Any
) -> None:
    assert prepare.keys_trouble().startswith("production needs an active key for: credentials, ")
    tongban("keys", "create")
    assert prepare.keys_trouble() == ""

    file = folder / "trust.pem"
    settings.TONGBAN = settings.TONGBAN.model_copy(update={"trust": file})
    assert re.fullmatch(r"TONGBAN_TRUST cannot be read: .*No such file.*", prepare.keys_trouble())
    file.write_bytes(b"nothing")
    assert "this is not PEM" in prepare.keys_trouble()
    file.write_bytes(foreign.authority(UNSAFE).pem)
    assert prepare.keys_trouble().startswith("production refuses the test authority's ")
    file.write_bytes(foreign.authority("某认证机构").pem)
    assert prepare.keys_trouble() == ""


def test_a_demonstration_leaves_the_trust_file_for_verifiers(tmp_path: Path, settings: Any) -> None:
    settings.TONGBAN = settings.TONGBAN.model_copy(update={"data_dir": tmp_path / "demo"})

    assert prepare.keys_trouble() == ""

    left = pki.Trust.from_pem((tmp_path / "demo" / "pki" / "trust.pem").read_bytes())
    assert left.anchors == pki.unsafe_authority().roots
